"""The operations on proposals."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.api.http.access import ChooseBrand, acting_agent, require_scope
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Link, Router
from functions.api.proposals.hiding import HideMessages
from functions.api.proposals.models import (
    AcceptProposalRequest,
    DismissProposalRequest,
    HideMessageRequest,
    ListProposalsQuery,
    ProposalList,
    ProposalView,
    RevertProposalRequest,
)
from functions.api.proposals.use_cases import DecideOnProposal, ListProposals
from functions.api.ticket_messages import named_message
from shared.domain.access.tokens import Scope
from shared.domain.proposals.model import Proposal, ProposalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalUseCases:
    choose_brand: ChooseBrand
    list_proposals: ListProposals
    decide: DecideOnProposal
    hide: HideMessages


router = Router(ProposalUseCases)


@router.operation(
    "GET",
    "/proposals",
    "What is proposed to be said in public: thank-yous, likes, posts and first words",
    scope=Scope.TICKETS_READ,
    query=ListProposalsQuery,
    response=ProposalList,
    links=(Link(operation="list_proposals", parameters={"cursor": "$response.body#/next_cursor"}),),
    errors=(400, 404),
)
def list_proposals(use_cases: ProposalUseCases, request: ApiRequest[ListProposalsQuery, Empty]) -> ApiResponse:
    query = request.query
    brand = use_cases.choose_brand(request.caller, query.brand)
    if query.ticket is not None:
        page = use_cases.list_proposals.of_ticket(brand, query.ticket, states=query.states)
    else:
        page = use_cases.list_proposals(
            brand,
            states=query.states,
            kinds=frozenset() if query.kind is None else frozenset({query.kind}),
            limit=query.limit,
            cursor=query.cursor,
        )
    return ApiResponse(body=ProposalList.of(page, lambda shown: ProposalView.of(*shown)))


@router.operation(
    "POST",
    "/proposals/{proposal_id}/accept",
    "Have it said, in other words if you like; repeating it says nothing again. A post needs `desk:supervise`",
    scope=Scope.TICKETS_WRITE,
    body=AcceptProposalRequest,
    response=ProposalView,
    errors=(404, 409),
)
def accept_proposal(use_cases: ProposalUseCases, request: ApiRequest[Empty, AcceptProposalRequest]) -> ApiResponse:
    body = request.body
    brand = use_cases.choose_brand(request.caller, body.brand, place="body")
    if use_cases.decide.kind_of(brand, request.path["proposal_id"]) is ProposalKind.POST:
        require_scope(request.caller, Scope.DESK_SUPERVISE)  # in the name of the brand, as an update about an incident
    accepted = use_cases.decide.accept(
        request.caller,
        brand,
        request.path["proposal_id"],
        agent=acting_agent(body.agent, request.caller),
        text=body.text,
        initials=body.initials,
    )
    return ApiResponse(body=ProposalView.of(accepted))


@router.operation(
    "POST",
    "/proposals/{proposal_id}/dismiss",
    "Nothing is said; it is not proposed again. Repeating it changes nothing",
    scope=Scope.TICKETS_WRITE,
    body=DismissProposalRequest,
    response=ProposalView,
    errors=(404, 409),
)
def dismiss_proposal(use_cases: ProposalUseCases, request: ApiRequest[Empty, DismissProposalRequest]) -> ApiResponse:
    dismissed = use_cases.decide.dismiss(
        use_cases.choose_brand(request.caller, request.body.brand, place="body"),
        request.path["proposal_id"],
        agent=acting_agent(request.body.agent, request.caller),
    )
    return ApiResponse(body=ProposalView.of(dismissed))


@router.operation(
    "POST",
    "/proposals/{proposal_id}/revert",
    "Show again what was hidden. Repeating it changes nothing",
    scope=Scope.TICKETS_WRITE,
    body=RevertProposalRequest,
    response=ProposalView,
    errors=(404, 409),
)
def revert_proposal(use_cases: ProposalUseCases, request: ApiRequest[Empty, RevertProposalRequest]) -> ApiResponse:
    brand = use_cases.choose_brand(request.caller, request.body.brand, place="body")
    agent = acting_agent(request.body.agent, request.caller)
    return ApiResponse(body=ProposalView.of(use_cases.hide.revert(brand, request.path["proposal_id"], agent=agent)))


@router.operation(
    "POST",
    "/messages/{message_id}/hide",
    "Hide spam or abuse under one of our posts from the public; criticism is refused. Repeating it hides nothing again",
    scope=Scope.TICKETS_WRITE,
    body=HideMessageRequest,
    response=ProposalView,
    errors=(404, 409),
)
def hide_message(use_cases: ProposalUseCases, request: ApiRequest[Empty, HideMessageRequest]) -> ApiResponse:
    return _decided(use_cases.hide.hide, request)


@router.operation(
    "POST",
    "/messages/{message_id}/show",
    "Show a message again that was hidden here. Repeating it changes nothing",
    scope=Scope.TICKETS_WRITE,
    body=HideMessageRequest,
    response=ProposalView,
    errors=(404, 409),
)
def show_message(use_cases: ProposalUseCases, request: ApiRequest[Empty, HideMessageRequest]) -> ApiResponse:
    return _decided(use_cases.hide.show, request)


def _decided(decide: Callable[..., Proposal], request: ApiRequest[Empty, HideMessageRequest]) -> ApiResponse:
    agent = acting_agent(request.body.agent, request.caller)
    message_id = named_message(request.path["message_id"])
    return ApiResponse(body=ProposalView.of(decide(request.caller, request.body.ticket, message_id, agent=agent)))
