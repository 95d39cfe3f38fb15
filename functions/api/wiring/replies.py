"""Answers of agents, and the texts from which they start."""

from functions.api.claiming import ClaimTicket
from functions.api.http.access import ChooseBrand
from functions.api.replies.checking import CheckReply
from functions.api.replies.routes import ReplyUseCases
from functions.api.replies.use_cases import CreateReply, ReadReplyOptions
from functions.api.saved_replies.routes import SavedReplyUseCases
from functions.api.saved_replies.use_cases import PutSavedReply, UseSavedReply
from functions.api.ticket_resource import ReadTicket
from functions.api.wiring.ports import ApiPorts


def replies(ports: ApiPorts) -> ReplyUseCases:
    read_ticket = ReadTicket(tickets=ports.tickets)
    return ReplyUseCases(
        create_reply=CreateReply(
            read_ticket=read_ticket,
            claim_ticket=ClaimTicket(read_ticket=read_ticket, tickets=ports.tickets, clock=ports.clock),
            records=ports.replies,
            client=ports.reply_client,
        ),
        read_reply_options=ReadReplyOptions(
            read_ticket=read_ticket, accounts=ports.accounts, policies=ports.policies, clock=ports.clock
        ),
        check_reply=CheckReply(
            read_ticket=read_ticket,
            accounts=ports.accounts,
            brands=ports.brands,
            phones=ports.phones,
            policies=ports.policies,
            clock=ports.clock,
        ),
        clock=ports.clock,
    )


def saved_replies(ports: ApiPorts) -> SavedReplyUseCases:
    read_ticket = ReadTicket(tickets=ports.tickets)
    return SavedReplyUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        saved=ports.saved_replies,
        put_saved_reply=PutSavedReply(saved=ports.saved_replies, clock=ports.clock),
        use_saved_reply=UseSavedReply(read_ticket=read_ticket, saved=ports.saved_replies, brands=ports.brands),
        clock=ports.clock,
    )
