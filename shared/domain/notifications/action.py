"""What a person asks for from another tool: with a button in Slack, or at an incident of PagerDuty or Opsgenie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class ActionKind(StrEnum):
    CLAIM = "claim"  # "Take it"; of a suspicion: "I am looking into it"
    RESOLVE = "resolve"  # of a suspicion: it is no outage. A ticket is done when its customer has an answer, not there
    NOT_URGENT = "not_urgent"  # "Not urgent": nobody more is called, the priority falls to normal


class ActionOutcome(StrEnum):
    DONE = "done"
    NOTED = "noted"  # more people have to take it
    ALREADY = "already"  # they had it before
    QUIET = "quiet"  # nobody was to be called any more: no customer waits, or somebody has said so
    TAKEN = "taken"  # a colleague has the ticket
    ENDED = "ended"  # the ticket is resolved or closed
    UNKNOWN_PERSON = "unknown_person"  # no agent of the brand
    UNKNOWN_TICKET = "unknown_ticket"
    REPEATED = "repeated"  # the tool delivers it once more
    LATE = "late"  # done before the call that is in force, and told after it began
    UNCHANGED = "unchanged"  # closed in the other tool: its customer has no answer by that
    # of a suspicion of an outage
    SEEN = "seen"  # somebody looks into it: nobody more is called, and it stays a suspicion
    DISMISSED = "dismissed"  # it is no outage
    OVER = "over"  # it was dismissed, an incident was opened, or its time was up


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRequest:
    """``ticket_id`` is the ticket, or the suspicion of an outage. ``user`` is the person's id in the other tool;
    ``email`` is empty where that tool has to be asked for it.

    ``also`` are the other tickets of a notice about several. ``calls`` say of which escalation the tool told where they
    did it (its number, or when it told), as far as it says so. ``place`` is where the button stood, and where an answer
    to that person alone goes.
    """

    id: str  # of the delivery: the same when it comes again
    kind: ActionKind
    ticket_id: str
    user: str
    email: str = ""
    also: tuple[str, ...] = ()
    at: datetime | None = None  # when they did it, where the tool says so: its message may be late, or come again
    place: str = ""
    calls: Mapping[str, int | datetime] = field(default_factory=dict)


REPEATED_FOR = timedelta(days=2)
"""For how long a tool delivers once more what somebody did there: PagerDuty and Opsgenie give up long before."""
REPEATED_FOR_WITHOUT_TIME = timedelta(minutes=10)
"""Where it does not say when they did it, the same may be done again later, and looks alike. Slack signs the time."""


def remembered_until(request: ActionRequest, now: datetime) -> datetime:
    """Until when the same delivery acts no more."""
    return now + (REPEATED_FOR_WITHOUT_TIME if request.at is None else REPEATED_FOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionResult:
    """Of several tickets, ``done`` says for how many it is so now, and ``asked`` how many there were."""

    outcome: ActionOutcome
    holder: str | None = None  # who has the ticket now, or looks into the suspicion
    done: int = 0
    asked: int = 1
