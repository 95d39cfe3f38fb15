"""Tickets: reading and changing them, one or many."""

from functions.api.bulk.routes import BulkUseCases
from functions.api.bulk.use_cases import ChangeTickets
from functions.api.claiming import ClaimTicket
from functions.api.http.access import ChooseBrand
from functions.api.message_resource import ReadConversations
from functions.api.ticket_resource import ReadTicket
from functions.api.tickets.assigning import AssignTicket
from functions.api.tickets.escalating import ChangeEscalation
from functions.api.tickets.finding import FindTickets
from functions.api.tickets.incidents import WithSuspicions
from functions.api.tickets.merging import MergeTickets
from functions.api.tickets.routes import TicketUseCases
from functions.api.tickets.use_cases import (
    ChangeTicket,
    CountTickets,
    ListTickets,
    ReadHistory,
    ReadMessages,
    ReleaseTicket,
)
from functions.api.wiring.ports import ApiPorts


def tickets(ports: ApiPorts) -> TicketUseCases:
    read_ticket = ReadTicket(tickets=ports.tickets)
    find_tickets = FindTickets(
        tickets=ports.tickets, messages=ports.messages, references=ports.messages, brands=ports.brands
    )
    with_suspicions = WithSuspicions(incidents=ports.incidents)
    return TicketUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        list_tickets=ListTickets(
            tickets=ports.tickets, find_tickets=find_tickets, with_suspicions=with_suspicions, clock=ports.clock
        ),
        count_tickets=CountTickets(tickets=ports.tickets, find_tickets=find_tickets, with_suspicions=with_suspicions),
        read_ticket=read_ticket,
        read_messages=ReadMessages(
            read_ticket=read_ticket, conversations=ReadConversations(messages=ports.messages, texts=ports.texts)
        ),
        read_history=ReadHistory(read_ticket=read_ticket, history=ports.history),
        claim_ticket=ClaimTicket(read_ticket=read_ticket, tickets=ports.tickets, clock=ports.clock),
        change_escalation=ChangeEscalation(read_ticket=read_ticket, tickets=ports.tickets, clock=ports.clock),
        release_ticket=ReleaseTicket(read_ticket=read_ticket, tickets=ports.tickets, clock=ports.clock),
        assign_ticket=AssignTicket(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            brands=ports.brands,
            agents=ports.agents,
            clock=ports.clock,
        ),
        merge_tickets=MergeTickets(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            conversations=ports.conversations,
            incidents=ports.incidents,
            mentions=ports.mentions,
            brands=ports.brands,
            policies=ports.policies,
            clock=ports.clock,
        ),
        change_ticket=ChangeTicket(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            messages=ports.messages,
            brands=ports.brands,
            proposals=ports.proposals,
            deadlines=ports.deadlines,
            policies=ports.policies,
            clock=ports.clock,
        ),
    )


def bulk(ports: ApiPorts, tickets: TicketUseCases) -> BulkUseCases:
    read_ticket = ReadTicket(tickets=ports.tickets)
    return BulkUseCases(
        change_tickets=ChangeTickets(
            read_ticket=read_ticket,
            change=tickets.change_ticket,
            assign=tickets.assign_ticket,
            release=tickets.release_ticket,
            clock=ports.clock,
        )
    )
