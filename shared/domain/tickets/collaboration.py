"""What agents share about a ticket and customers never see: notes, and who is looking at it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from shared.domain.access.callers import ActingAgent

MAX_NOTES = 200  # of one ticket
MAX_MENTIONS = 20  # of one note
MAX_NOTE_LENGTH = 4000  # characters
PRESENT_FOR = timedelta(seconds=30)  # after the last sign of life
MAX_VIEWERS = 20  # shown of one ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """``mentions`` are ids of agents. A note goes with its ticket: ``expires_at`` is that of the ticket."""

    ticket_id: str
    id: str
    at: datetime
    author_id: str
    author_name: str
    text: str
    mentions: tuple[str, ...] = ()
    expires_at: datetime | None = None


def note_id_of(ticket_id: str, key: str) -> str:
    """The same for the same key, so that a repeated request writes one note."""
    return "N-" + sha256(f"{ticket_id}\x1f{key}".encode()).hexdigest()[:16]


def still_mentioned(notes: Iterable[Note], read: Mapping[str, datetime]) -> tuple[str, ...]:
    """Agents whom one of these notes of a ticket names, and who have written none since, nor said that they read it.

    ``read``: until when an agent has read them.
    """
    named: dict[str, None] = {}
    for note in sorted(notes, key=lambda each: (each.at, each.id)):
        named.pop(note.author_id, None)
        others = (each for each in note.mentions if each != note.author_id)
        named |= dict.fromkeys(each for each in others if each not in read or note.at > read[each])
    return tuple(named)


class Activity(StrEnum):
    LOOKING = "looking"
    TYPING = "typing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """An agent who has the ticket before them. ``until`` is when they are taken to be gone."""

    ticket_id: str
    agent_id: str
    name: str
    activity: Activity
    until: datetime

    @classmethod
    def seen(cls, ticket_id: str, agent: ActingAgent, activity: Activity, now: datetime) -> "Viewer":
        return cls(ticket_id=ticket_id, agent_id=agent.id, name=agent.name, activity=activity, until=now + PRESENT_FOR)
