"""Events about no single message: signals, receipts, account warnings. Ingest has counted them; a record remains."""

from functions.store import reacted
from functions.store.handed_over import note_owner
from functions.store.moved import note_move
from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.reactions import REACTION
from shared.domain.messages.signals import MOVED_TO, THREAD_OWNER
from shared.domain.vocabulary import Outcome
from shared.ports.repositories import OutcomeRecord

MAX_REASON = 100  # characters


def store_signal(ports: StorePorts, event: InboundEvent, _: Classification | None) -> StoreResult:
    """Likes, follows, reactions. Some change a conversation: who answers it, whose it is, what is shown in it."""
    if REACTION in event.details:
        return reacted.store(ports, event)
    earlier = _recorded_before(ports, event)
    if earlier is not None:
        return earlier
    if THREAD_OWNER in event.details:
        note_owner(ports, event)
    if MOVED_TO in event.details:
        note_move(ports, event)
    return _record(ports, event, Outcome.SIGNAL)


def store_receipts(ports: StorePorts, event: InboundEvent, _: Classification | None) -> StoreResult:
    """Deliveries and readings."""
    return _recorded(ports, event, Outcome.STATUS)


def store_warning(ports: StorePorts, event: InboundEvent, _: Classification | None) -> StoreResult:
    """The platform warns about one of our accounts: an alarm tells the operators, and an event the subscribers."""
    stored = _recorded(ports, event, Outcome.OPS)
    if not stored.duplicate:
        because = event.details.get("reason", "unknown")[:MAX_REASON]
        ports.accounts.warn(event.channel, event.account_id, because=because, at=ports.clock.now())
        ports.metrics.count("AccountWarnings", channel=event.channel)
    return stored


def _recorded(ports: StorePorts, event: InboundEvent, outcome: Outcome) -> StoreResult:
    return _recorded_before(ports, event) or _record(ports, event, outcome)


def _recorded_before(ports: StorePorts, event: InboundEvent) -> StoreResult | None:
    known = ports.outcomes.get(event.event_id)
    if known is None or known.outcome is Outcome.PARKED:
        return None
    return StoreResult(outcome=known.outcome, duplicate=True)


def _record(ports: StorePorts, event: InboundEvent, outcome: Outcome) -> StoreResult:
    reason = event.details.get("reason")
    ports.outcomes.add(OutcomeRecord(event_id=event.event_id, outcome=outcome, at=ports.clock.now(), reason=reason))
    return StoreResult(outcome=outcome)
