"""The operations on agents."""

from dataclasses import dataclass

from functions.api.agent_resource import AgentView
from functions.api.agents.models import AgentList, ListAgentsQuery
from functions.api.agents.use_cases import ListAgents
from functions.api.http.access import ChooseBrand
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentUseCases:
    choose_brand: ChooseBrand
    list_agents: ListAgents


router = Router(AgentUseCases)


@router.operation(
    "GET",
    "/agents",
    "The agents of a brand, or of every brand that the caller may see",
    scope=Scope.TICKETS_READ,
    query=ListAgentsQuery,
    response=AgentList,
    errors=(400, 404),
)
def list_agents(use_cases: AgentUseCases, request: ApiRequest[ListAgentsQuery, Empty]) -> ApiResponse:
    query = request.query
    brand = None if query.brand is None else use_cases.choose_brand(request.caller, query.brand)
    found = use_cases.list_agents(request.caller, brand=brand, removed=query.removed)
    return ApiResponse(body=AgentList(items=[AgentView.of(agent) for agent in found]))
