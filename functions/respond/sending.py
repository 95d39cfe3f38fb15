"""One call to a platform, and what it means for the account. For acknowledgements and for agents' replies alike."""

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.domain.brand.model import Account
from shared.domain.channels.sending import OutboundMessage, SendResult
from shared.domain.outbox.accounts import bounded
from shared.domain.vocabulary import SendClass
from shared.ports.outbox import AccountStates
from shared.ports.platforms import AutomaticGateway, Gateways

CLOCK_SKEW = timedelta(minutes=1)
"""How far a platform's clock may be behind ours."""

_STOPS_ACCOUNT = (SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED)


def send(
    gateways: Gateways, account: Account, message: OutboundMessage, gateway: AutomaticGateway | None
) -> SendResult:
    """Send it once: see ``called``."""
    return called(gateways, account, gateway, lambda each: each.send(message))


def called(
    gateways: Gateways,
    account: Account,
    gateway: AutomaticGateway | None,
    action: Callable[[AutomaticGateway], SendResult],
) -> SendResult:
    """Do it once. A refused token means that nothing was done: if there are new tokens, they are tried once."""
    result = SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")
    if gateway is not None:
        result = action(gateway)
    if result.outcome is SendClass.AUTH_BROKEN:
        gateway = gateways(account, fresh=True)
        if gateway is not None:
            result = action(gateway)
    return result


def update_account_state(
    accounts: AccountStates, channel: str, account_id: str, result: SendResult, now: datetime
) -> None:
    """A throttle pauses the account for all functions, or all accounts of our application; a refused token or a block
    stops its automatic answers."""
    if result.outcome is SendClass.RETRY_AT and result.retry_at is not None:
        accounts.pause(channel, account_id, bounded(result.retry_at, now), of_app=result.of_app)
    if result.outcome in _STOPS_ACCOUNT:
        accounts.stop(channel, account_id, because=result.error or result.outcome, at=now)
