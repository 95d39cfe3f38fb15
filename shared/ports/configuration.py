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
    """When a switch was changed last, and by whom."""

    at: datetime
    by: str


class SwitchBoard(Switches, Protocol):
    def last_change(self) -> SwitchChange | None:
        """``None`` while nobody has changed a switch."""
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
