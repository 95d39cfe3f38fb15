"""Notes of agents about a ticket. Customers never see them."""

from dataclasses import dataclass, replace

from functions.api.claiming import with_retries
from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import RefusedError
from shared.domain.tickets.collaboration import MAX_NOTES, Note, note_id_of, still_mentioned
from shared.domain.tickets.history import HistoryEntry
from shared.ports.agents import AgentDirectory
from shared.ports.collaboration import NoteRepository
from shared.ports.repositories import HistoryRepository, TicketRepository
from shared.ports.time_and_language import Clock


class UnknownAgentError(RefusedError):
    """Nobody of that id works for the brand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Under the same key the same note is written once; its text is that of the first request."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    notes: NoteRepository
    agents: AgentDirectory
    history: HistoryRepository
    clock: Clock

    def __call__(
        self, caller: Caller, ticket_id: str, *, key: str, agent: ActingAgent, text: str, mentions: tuple[str, ...]
    ) -> Note:
        """Raises ``NotFoundError``, ``UnknownAgentError``, ``RefusedError``, ``ConflictError``."""
        ticket = self.read_ticket(caller, ticket_id)
        for mentioned in mentions:
            found = self.agents.find(mentioned)
            if found is None or not found.is_active or not found.works_for(ticket.brand):
                raise UnknownAgentError(f"No agent {mentioned} works for this brand.")
        note_id = note_id_of(ticket.id, key)
        known = self.notes.of_ticket(ticket.id)
        if len(known) >= MAX_NOTES and note_id not in {note.id for note in known}:
            raise RefusedError(f"A ticket has at most {MAX_NOTES} notes.")
        note = self.notes.add(
            Note(
                ticket_id=ticket.id,
                id=note_id,
                at=self.clock.now(),
                author_id=agent.id,
                author_name=agent.name,
                text=text,
                mentions=tuple(dict.fromkeys(mentions)),
                expires_at=ticket.expires_at,
            )
        )
        self.history.add(
            HistoryEntry(
                ticket_id=ticket.id,
                at=note.at,
                key=f"noted-{note.id}",
                what="noted",
                actor=caller.name,
                details={"agent": note.author_name},
            )
        )
        with_retries(lambda: self._count(caller, ticket.id))
        return note

    def _count(self, caller: Caller, ticket_id: str) -> None:
        """Counted anew each time: a request that died half-way is made good by the next."""
        ticket = self.read_ticket(caller, ticket_id)
        notes = self.notes.of_ticket(ticket_id)
        after = replace(ticket, notes_count=len(notes), mentioned=still_mentioned(notes))
        if after != ticket:
            self.tickets.save(replace(after, updated_at=self.clock.now()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNotes:
    read_ticket: ReadTicket
    notes: NoteRepository

    def __call__(self, caller: Caller, ticket_id: str) -> tuple[Note, ...]:
        """Raises ``NotFoundError``."""
        return self.notes.of_ticket(self.read_ticket(caller, ticket_id).id)
