"""Asks a platform for the words of a message that it told us by name only. Never stands in the way of the message."""

from dataclasses import dataclass
from typing import cast

from shared.domain.brand import Account
from shared.domain.errors import PermanentError
from shared.domain.event import InboundEvent
from shared.domain.looking_up import completed, given_up
from shared.domain.sending import Found, SendResult
from shared.domain.vocabulary import SendClass
from shared.ports import BrandRepository, Gateways, Lookup

NO_GATEWAY = SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """The event as far as it is known now; ``failed`` is what the platform said when it told nothing."""

    event: InboundEvent
    failed: SendResult | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    brands: BrandRepository
    gateways: Gateways

    def __call__(self, event: InboundEvent) -> LookedUp:
        """One reading, and one more with fresh tokens if the token was refused. Raises ``UpstreamError``."""
        try:
            account = self.brands.current(event.brand).account(event.channel, event.account_id)
        except PermanentError:
            account = None
        if account is None:
            return LookedUp(event=event, failed=NO_GATEWAY)
        told = self._ask(account, event, fresh=False)
        if isinstance(told, SendResult) and told.outcome is SendClass.AUTH_BROKEN:
            again = self._ask(account, event, fresh=True)
            told = told if again == NO_GATEWAY else again
        if isinstance(told, Found):
            return LookedUp(event=completed(event, told, account))
        is_final = told.outcome is SendClass.PERMANENT
        return LookedUp(event=given_up(event) if is_final else event, failed=told)

    def _ask(self, account: Account, event: InboundEvent, *, fresh: bool) -> Found | SendResult:
        gateway = self.gateways(account, fresh=fresh)
        if gateway is None or not hasattr(gateway, "look_up_event"):
            return NO_GATEWAY
        return cast("Lookup", gateway).look_up_event(event)
