"""What operators configure: brands, switches, secrets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.brand.model import Brand
from shared.domain.channels.webhook import OwnAccount, Secrets


class BrandRepository(Protocol):
    def current(self, brand_id: str) -> Brand:
        """The version in force. Raises ``UnknownBrandError``."""
        ...

    def ids(self) -> tuple[str, ...]:
        """Every brand that was ever pushed."""
        ...

    def is_degraded(self, brand_id: str) -> bool:
        """The version in force could not be read and the previous one stands in: send nothing automatic."""
        ...


class Switches(Protocol):
    def automatic_answers(self, brand_id: str, channel: str) -> str:
        """``on``, ``off`` or ``dry_run`` for one channel of a brand; the strictest setting wins."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchChange:
    """A switch that was set: when, by whom, and to what. ``None`` is every brand, or every channel."""

    at: datetime
    by: str
    brand: str | None
    channel: str | None
    setting: str


class SwitchBoard(Switches, Protocol):
    """What people switch: ``None`` stands for every brand, or every channel."""

    def set(self, brand_id: str | None, channel: str | None, setting: str, *, by: str) -> None:
        """``on`` takes back what was set for the same brand and channel; a wider setting stays."""
        ...

    def setting(self, brand_id: str | None, channel: str | None) -> str:
        """What is set for exactly this brand and channel, whatever else is in force."""
        ...

    def changes(self, brand_id: str, *, limit: int) -> tuple[SwitchChange, ...]:
        """Those of the brand and of every brand, newest first; read anew."""
        ...


class SecretStore(Protocol):
    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        """The record of that name, cached; with ``fresh`` it is read again, but not more than every 30 s.

        Raises ``NotFoundError``.
        """
        ...


class AccountDirectory(Protocol):
    def __call__(self, channel: str, account_id: str) -> OwnAccount | None:
        """The account of ours that an item is for; ``None`` when it is in no brand file.

        An empty id is for bodies that name no account: the first one that the brand of the URL has on the channel.
        """
        ...
