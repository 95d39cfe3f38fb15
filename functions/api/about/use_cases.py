"""Whether the API can do its work."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckHealth:
    """``read_table`` raises ``UpstreamError`` if the table does not answer."""

    read_table: Callable[[], object]
    stage: str

    def __call__(self) -> str:
        """The stage. Raises ``UpstreamError``."""
        self.read_table()
        return self.stage
