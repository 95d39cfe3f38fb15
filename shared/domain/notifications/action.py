"""What a person asks for from another tool: with a button in Slack, or by taking an incident of PagerDuty."""

from dataclasses import dataclass
from enum import StrEnum


class ActionKind(StrEnum):
    CLAIM = "claim"  # "Take it"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRequest:
    """``user`` is the person's id in the other tool; ``email`` is empty where that tool has to be asked for it.

    ``also`` are the other tickets of a notice about several. ``place`` is where the button stood, and where an answer
    to that person alone goes.
    """

    id: str  # of the delivery: the same when it comes again
    kind: ActionKind
    ticket_id: str
    user: str
    email: str = ""
    also: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionResult:
    """Of several tickets, ``done`` says for how many it is so now, and ``asked`` how many there were."""

    outcome: ActionOutcome
    holder: str | None = None  # who has the ticket now
    done: int = 0
    asked: int = 1
