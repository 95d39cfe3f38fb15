"""Notes and presence in memory. Held to the same suite as DynamoDB: tests/integration/test_collaboration.py."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.tickets.collaboration import MAX_VIEWERS, Note, Viewer
from shared.domain.tickets.history import HistoryEntry
from tests.fakes.stored import FakeHistory


@dataclass
class FakeNotes:
    stored: dict[tuple[str, str], Note] = field(default_factory=dict)
    history: FakeHistory = field(default_factory=FakeHistory)

    def add(self, note: Note, entry: HistoryEntry | None = None) -> Note:
        if entry is not None:
            self.history.add(entry)
        return self.stored.setdefault((note.ticket_id, note.id), note)

    def of_ticket(self, ticket_id: str) -> tuple[Note, ...]:
        found = [note for note in self.stored.values() if note.ticket_id == ticket_id]
        return tuple(sorted(found, key=lambda note: (note.at, note.id)))

    def forget(self, ticket_id: str) -> None:
        for place in [place for place in self.stored if place[0] == ticket_id]:
            del self.stored[place]


@dataclass
class FakePresence:
    stored: dict[tuple[str, str], Viewer] = field(default_factory=dict)

    def put(self, viewer: Viewer) -> None:
        self.stored[viewer.ticket_id, viewer.agent_id] = viewer

    def leave(self, ticket_id: str, agent_id: str) -> None:
        self.stored.pop((ticket_id, agent_id), None)

    def of_ticket(self, ticket_id: str, now: datetime) -> tuple[Viewer, ...]:
        found = [v for v in self.stored.values() if v.ticket_id == ticket_id and v.until > now]
        return tuple(sorted(found, key=lambda viewer: (viewer.name.casefold(), viewer.agent_id))[:MAX_VIEWERS])
