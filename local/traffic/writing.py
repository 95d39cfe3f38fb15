"""What a made-up customer writes, before any platform has given it a shape."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Somebody writes. ``person`` and ``message`` are decimal numbers; reviews have one to five ``stars``.

    ``under`` is a post, video or thread of ours, where the channel has them; ``answers`` is the message of a customer,
    when we write.
    """

    person: str
    message: str
    text: str
    at: datetime
    stars: int = 2
    under: str = ""
    answers: str = ""

    @property
    def instant(self) -> str:
        return self.at.astimezone(UTC).isoformat(timespec="milliseconds")

    @property
    def seconds(self) -> int:
        return int(self.at.timestamp())

    @property
    def place(self) -> str:
        return self.under or f"{self.message}1"
