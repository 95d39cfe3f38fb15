"""Inputs and outputs of the steps of an escalation."""

from datetime import datetime

from shared.contracts.base import Contract


class EscalationStart(Contract):
    """Input of escalate, ``action`` "start": from triage."""

    action: str = "start"
    ticket_id: str


class EscalationStep(Contract):
    """Input of escalate, ``action`` "notify": from the escalation workflow. Ids, tier and instants, no text.

    ``at`` is when the workflow entered the step: the same for every try of it. ``exhausted``: the last tier was told
    before. ``lost`` is the tier before this one if escalate could not be called for it at all.
    """

    action: str = "notify"
    ticket_id: str
    brand: str
    reason: str
    round: int
    tier: int
    at: datetime
    exhausted: bool = False
    lost: int | None = None


class EscalationNext(Contract):
    """Output of a step: when to look again, and which tier is next; ``exhausted`` when there is none.

    ``end`` is set when nobody was told: nobody needs to be told any more, or nobody is left.
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


class CalendarRead(Contract):
    """Input of escalate, ``action`` "read_calendar": from its own sweep, when the calendar of a rotation is due."""

    action: str = "read_calendar"
    brand: str
    rotation: str


class ShardSweep(Contract):
    """Input of escalate, ``action`` "sweep_shard": from its own sweep, when much is due of a brand."""

    action: str = "sweep_shard"
    brand: str
    shard: int
    part: int = 0
    parts: int = 1
