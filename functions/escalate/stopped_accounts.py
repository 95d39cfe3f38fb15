"""Counts the accounts that were stopped because a platform refused our token or blocked the account."""

from dataclasses import dataclass

from shared.domain.brand.model import Brand
from shared.domain.outbox.accounts import AccountState
from shared.ports.outbox import AccountStates


@dataclass(frozen=True, slots=True)
class FindStoppedAccounts:
    """Read each minute, so that the alarm rings until a person resumes the account, whatever met the refusal."""

    accounts: AccountStates

    def __call__(self, brand: Brand) -> tuple[AccountState, ...]:
        """Raises ``UpstreamError``."""
        states = (self.accounts.get(account.channel, account.id) for account in brand.accounts)
        return tuple(state for state in states if state.stopped)
