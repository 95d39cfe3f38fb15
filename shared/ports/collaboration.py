"""What agents share about a ticket: notes, and who is looking at it."""

from datetime import datetime
from typing import Protocol

from shared.domain.tickets.collaboration import Note, Viewer
from shared.domain.tickets.history import HistoryEntry


class NoteRepository(Protocol):
    def add(self, note: Note, entry: HistoryEntry | None = None) -> Note:
        """The note as it is stored: the first one under this id stays. ``entry`` is written with it, or neither is.

        Raises ``ConflictError`` while others write the same.
        """
        ...

    def of_ticket(self, ticket_id: str) -> tuple[Note, ...]:
        """Every note, oldest first."""
        ...


class ForgettableNotes(NoteRepository, Protocol):
    def forget(self, ticket_id: str) -> None:
        """Delete every note of the ticket. May be repeated."""
        ...


class MentionIndex(Protocol):
    """Leads from an agent to the tickets with a note that names them: ``TicketRepository.mentioned_page`` reads it."""

    def put(
        self, brand_id: str, agent_id: str, ticket_id: str, *, at: datetime, expires_at: datetime | None = None
    ) -> None:
        """May be repeated; ``at`` is when the agent was named last."""
        ...

    def remove(self, brand_id: str, agent_id: str, ticket_id: str) -> None:
        """Nothing happens if there is none."""
        ...


class PresenceRepository(Protocol):
    def put(self, viewer: Viewer) -> None: ...

    def leave(self, ticket_id: str, agent_id: str) -> None:
        """Nothing happens if the agent is not there."""
        ...

    def of_ticket(self, ticket_id: str, now: datetime) -> tuple[Viewer, ...]:
        """Who is there now, in the order of their names."""
        ...
