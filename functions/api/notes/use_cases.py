"""Notes of agents about a ticket. Customers never see them."""

from dataclasses import dataclass, replace

from functions.api.claiming import audit_entry, with_retries
from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import RefusedError
from shared.domain.tickets.collaboration import MAX_NOTES, Note, note_id_of, still_mentioned
from shared.domain.tickets.model import Ticket
from shared.ports.agents import AgentDirectory
from shared.ports.collaboration import MentionIndex, NoteRepository
from shared.ports.repositories import TicketRepository
from shared.ports.time_and_language import Clock


class UnknownAgentError(RefusedError):
    """Nobody of that id works for the brand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Under the same key the same note is written once; its text is that of the first request."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    notes: NoteRepository
    mentions: MentionIndex
    agents: AgentDirectory
    clock: Clock

    def __call__(
        self, caller: Caller, ticket_id: str, *, key: str, agent: ActingAgent, text: str, mentions: tuple[str, ...]
    ) -> Note:
        """Raises ``NotFoundError``, ``UnknownAgentError``, ``RefusedError``, ``ConflictError``."""
        ticket = self.read_ticket(caller, ticket_id)
        if ticket.merged_into is not None:  # nobody reads them there
            ticket = self.read_ticket(caller, ticket.merged_into)
        for mentioned in mentions:
            found = self.agents.find(mentioned)
            if found is None or not found.is_active or not found.works_for(ticket.brand):
                raise UnknownAgentError(f"No agent {mentioned} works for this brand.", reason="unknown_assignee")
        known = notes_of(self.notes, ticket)
        again = next((each for each in known if each.id == note_id_of(each.ticket_id, key)), None)
        if again is not None:  # perhaps written to a ticket that has been merged since
            with_retries(lambda: self._count(caller, ticket.id, again))
            return again
        note_id = note_id_of(ticket.id, key)
        if sum(each.ticket_id == ticket.id for each in known) >= MAX_NOTES:
            raise RefusedError(f"A ticket has at most {MAX_NOTES} notes.", reason="too_many_notes")
        now = self.clock.now()
        new = Note(
            ticket_id=ticket.id,
            id=note_id,
            at=now,
            author_id=agent.id,
            author_name=agent.name,
            text=text,
            mentions=tuple(dict.fromkeys(mentions)),
            expires_at=ticket.expires_at,
        )
        entry = audit_entry(ticket, "noted", caller, now, {"agent": agent.name}, about=note_id)
        note = with_retries(lambda: self.notes.add(new, entry))
        with_retries(lambda: self._count(caller, ticket.id, note))
        return note

    def _count(self, caller: Caller, ticket_id: str, note: Note) -> None:
        """Counted anew each time: a request that died half-way is made good by the next."""
        ticket = self.read_ticket(caller, ticket_id)
        notes = notes_of(self.notes, ticket)
        named = still_mentioned(notes, ticket.notes_read)
        for agent_id in named:
            if agent_id in note.mentions or agent_id not in ticket.mentioned:
                self.mentions.put(ticket.brand, agent_id, ticket.id, at=note.at, expires_at=ticket.expires_at)
        after = replace(ticket, notes_count=len(notes), mentioned=named)
        if after != ticket:
            self.tickets.save(replace(after, updated_at=self.clock.now()))
        for agent_id in set(ticket.mentioned).difference(named):
            self.mentions.remove(ticket.brand, agent_id, ticket.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotes:
    """An agent has read the notes that name them: the ticket leaves the list of their mentions until the next one."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    mentions: MentionIndex
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, *, agent: ActingAgent) -> Ticket:
        """Repeating it changes nothing. Raises ``NotFoundError``, ``ConflictError``."""
        return with_retries(lambda: self._read(caller, ticket_id, agent))

    def _read(self, caller: Caller, ticket_id: str, agent: ActingAgent) -> Ticket:
        ticket = self.read_ticket(caller, ticket_id)
        if agent.id not in ticket.mentioned:
            return ticket
        now = self.clock.now()
        left = tuple(each for each in ticket.mentioned if each != agent.id)
        read = {**ticket.notes_read, agent.id: now}
        saved = self.tickets.save(replace(ticket, mentioned=left, notes_read=read, updated_at=now))
        self.mentions.remove(ticket.brand, agent.id, ticket.id)
        return saved


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNotes:
    """A merged ticket leads to the one that stands for it, which has the notes of both."""

    read_ticket: ReadTicket
    notes: NoteRepository

    def __call__(self, caller: Caller, ticket_id: str) -> tuple[Note, ...]:
        """Raises ``NotFoundError``."""
        return notes_of(self.notes, self.read_ticket(caller, ticket_id))


def notes_of(notes: NoteRepository, ticket: Ticket) -> tuple[Note, ...]:
    """Those of the ticket and of all that were merged into it, oldest first."""
    ids = dict.fromkeys((ticket.id, *(each.ticket_id for each in ticket.merged)))
    found = [note for ticket_id in ids for note in notes.of_ticket(ticket_id)]
    return tuple(sorted(found, key=lambda note: (note.at, note.id)))
