"""Proposals of what to say or do in public."""

from functions.api.http.access import ChooseBrand
from functions.api.proposals.hiding import HideMessages
from functions.api.proposals.routes import ProposalUseCases
from functions.api.proposals.use_cases import DecideOnProposal, ListProposals
from functions.api.ticket_resource import ReadTicket
from functions.api.wiring.ports import ApiPorts


def proposals(ports: ApiPorts) -> ProposalUseCases:
    return ProposalUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        list_proposals=ListProposals(proposals=ports.proposals, messages=ports.messages, clock=ports.clock),
        decide=DecideOnProposal(
            proposals=ports.proposals,
            tickets=ports.tickets,
            messages=ports.messages,
            history=ports.history,
            incidents=ports.incidents,
            brands=ports.brands,
            replies=ports.reply_client,
            carrier=ports.proposal_carrier,
            policies=ports.policies,
            clock=ports.clock,
        ),
        hide=HideMessages(
            read_ticket=ReadTicket(tickets=ports.tickets),
            messages=ports.messages,
            proposals=ports.proposals,
            brands=ports.brands,
            carrier=ports.proposal_carrier,
            policies=ports.policies,
            clock=ports.clock,
        ),
    )
