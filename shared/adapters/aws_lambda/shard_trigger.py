"""Has the shards of a brand worked off at the same time, and calendars read beside the sweep."""

from shared.adapters.aws_lambda.asynchronous import AsynchronousFunction
from shared.domain.tickets.parts import Part


class LambdaShardInvoker:
    """Invokes escalate for one shard, or one calendar. Asking twice is harmless: each ticket, and the next look at a
    calendar, is put off by a conditional write."""

    def __init__(self, function_name: str) -> None:
        self._function = AsynchronousFunction(function_name)

    def work_off(self, brand_id: str, shard: int, part: Part) -> None:
        """Raises ``UpstreamError``."""
        asked = {"brand": brand_id, "shard": shard, "part": part.number, "parts": part.of}
        self._function.invoke({"action": "sweep_shard", **asked})

    def read_calendar(self, brand_id: str, rotation: str) -> None:
        """Raises ``UpstreamError``."""
        self._function.invoke({"action": "read_calendar", "brand": brand_id, "rotation": rotation})
