"""Inputs and outputs of the steps of an escalation."""

from datetime import datetime

from shared.contracts.base import Contract


class EscalationStart(Contract):
    """Input of escalate, ``action`` "start": from triage."""

    action: str = "start"
    ticket_id: str


class EscalationStep(Contract):
    """Input of escalate, ``action`` "notify": from the escalation workflow. Ids, tier and instants, no text.

    ``at`` is when the workflow entered the step: the same for every try of it. ``lost`` is the tier before this one
    if escalate could not be called for it at all.
    """

    action: str = "notify"
    ticket_id: str
    brand: str
    reason: str
    round: int
    tier: int
    at: datetime
    lost: int | None = None


class EscalationNext(Contract):
    """Output of a step: when to look again, and which tier is next; ``exhausted`` when there is none.

    ``end`` is set when nobody was told because nobody needs to be told any more.
    """

    ticket_id: str
    brand: str
    reason: str
    round: int
    tier: int
    look_at: datetime
    exhausted: bool
    end: str | None = None
    lost: int | None = None


class EscalationClose(Contract):
    """Input of escalate, ``action`` "close": the escalation is over, and ``end`` says how."""

    action: str = "close"
    ticket_id: str
    brand: str
    reason: str
    round: int
    tier: int
    end: str
    at: datetime
    lost: int | None = None
