"""What is known about one of our accounts: paused by the platform, or stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.brand.model import Account, Brand

MAX_PAUSE = timedelta(days=7)
"""A platform that names a later instant is mistaken, or its clock is: an account must not be paused for years."""


def accounts_of_app(brands: Iterable[Brand], channel: str, account_id: str) -> tuple[Account, ...]:
    """The accounts that are called as the same application of a platform, of whatever brand: they share its record in
    the secret store, or name its id. One that no brand file names any more shares nothing."""
    accounts = [account for brand in brands for account in brand.accounts]
    own = [account for account in accounts if (account.channel, account.id) == (channel, account_id)]
    secrets, ids = {each.secret for each in own}, {each.app_id for each in own if each.app_id is not None}
    return tuple(each for each in accounts if each.secret in secrets or each.app_id in ids)


def bounded(until: datetime, now: datetime) -> datetime:
    return min(until, now + MAX_PAUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """What all functions know about one of our accounts.

    ``paused_until``: the platform asked for patience. ``stopped_at``: its token or the account itself was refused;
    nothing automatic is sent until a person says so. ``warned_at``: the platform warned us about the account.
    ``silent_since``: fewer messages come than ever at that time of the week (``figures/silence.py``).
    """

    channel: str
    account_id: str
    paused_until: datetime | None = None
    stopped_at: datetime | None = None
    stopped_because: str | None = None
    warned_at: datetime | None = None
    warned_because: str | None = None
    silent_since: datetime | None = None

    @property
    def stopped(self) -> bool:
        return self.stopped_at is not None
