"""What is known of a source of an account whatever becomes of its cursor: since when it is read, whether it rests."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledSource:
    """``began``: how far back its first poll looked; ``None``: it was never read. ``paused_at``: a person paused it."""

    channel: str
    account_id: str
    source: str
    began: datetime | None = None
    paused_at: datetime | None = None
    paused_by: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.channel, self.account_id, self.source
