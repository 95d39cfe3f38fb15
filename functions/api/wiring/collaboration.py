"""What agents share about a ticket: notes, and who is looking at it."""

from functions.api.notes.routes import NoteUseCases
from functions.api.notes.use_cases import AddNote, ListNotes, ReadNotes
from functions.api.presence.routes import PresenceUseCases
from functions.api.presence.use_cases import ReadPresence, ShowPresence
from functions.api.ticket_resource import ReadTicket
from functions.api.wiring.ports import ApiPorts


def notes(ports: ApiPorts) -> NoteUseCases:
    read_ticket = ReadTicket(tickets=ports.tickets)
    return NoteUseCases(
        add_note=AddNote(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            notes=ports.notes,
            mentions=ports.mentions,
            agents=ports.agents,
            clock=ports.clock,
        ),
        list_notes=ListNotes(read_ticket=read_ticket, notes=ports.notes),
        read_notes=ReadNotes(
            read_ticket=read_ticket, tickets=ports.tickets, mentions=ports.mentions, clock=ports.clock
        ),
    )


def presence(ports: ApiPorts) -> PresenceUseCases:
    read_ticket = ReadTicket(tickets=ports.tickets)
    read_presence = ReadPresence(read_ticket=read_ticket, presence=ports.presence, clock=ports.clock)
    return PresenceUseCases(
        read_presence=read_presence,
        show_presence=ShowPresence(read_presence=read_presence, presence=ports.presence, clock=ports.clock),
    )
