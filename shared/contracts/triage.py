"""Inputs and outputs of the steps of triage."""

from shared.contracts.base import Contract
from shared.domain.vocabulary import Outcome, SendClass


class Stored(Contract):
    """What store hands to the rest of triage. It must stay small: it is the state of the workflow."""

    outcome: Outcome
    event_id: str
    ticket_id: str | None = None
    acknowledge: bool = False
    escalate_now: bool = False
    duplicate: bool = False


class AcknowledgementRequest(Contract):
    """Input of respond: from triage, or from the sweep (then asynchronously)."""

    ticket_id: str


class AcknowledgementResult(Contract):
    """Output of respond. ``suppressed`` is the reason when nothing was sent."""

    ticket_id: str
    sent: SendClass | None = None
    suppressed: str | None = None
