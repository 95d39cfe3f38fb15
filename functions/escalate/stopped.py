"""What is stopped until a person resumes it: accounts whose platform refused our token or blocked them, webhooks of
subscribers that took nothing for three days. Looked at each minute, so that the alarm rings as long as one is.

So are webhooks that nobody has woken for long: nothing that they want has happened, or their message was lost.
"""

from dataclasses import dataclass

from shared.domain.brand.model import Brand
from shared.domain.outbox.accounts import AccountState
from shared.domain.subscriptions.model import LOOKS_LATE
from shared.ports.outbox import AccountStates
from shared.ports.subscriptions import DeliveryQueue, SubscriptionRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True)
class FindStoppedAccounts:
    """Whatever met the refusal."""

    accounts: AccountStates

    def __call__(self, brand: Brand) -> tuple[AccountState, ...]:
        """Raises ``UpstreamError``."""
        states = (self.accounts.get(account.channel, account.id) for account in brand.accounts)
        return tuple(state for state in states if state.stopped)


@dataclass(frozen=True, slots=True)
class FindStoppedWebhooks:
    subscriptions: SubscriptionRepository
    queue: DeliveryQueue
    clock: Clock

    def __call__(self, brand: Brand) -> tuple[str, ...]:
        """Their ids. Wakes those that are quiet. Raises ``UpstreamError``."""
        now = self.clock.now()
        known = {each.id: self.subscriptions.progress(each.id) for each in self.subscriptions.of_brand(brand.id)}
        quiet = [name for name, told in known.items() if told is not None and told.is_quiet(now)]
        if quiet:
            self.queue.wake(quiet, f"quiet/{int(now.timestamp() // LOOKS_LATE.total_seconds())}")
        return tuple(name for name, told in known.items() if told is not None and told.stopped_at is not None)
