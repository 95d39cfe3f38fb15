"""Reading the agents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared.domain.access.agents import Agent
from shared.domain.access.callers import Caller
from shared.domain.errors import UnknownBrandError
from shared.ports.agents import AgentDirectory
from shared.ports.configuration import BrandRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAgents:
    agents: AgentDirectory
    brands: BrandRepository

    def __call__(self, caller: Caller, *, brand: str | None, removed: bool) -> tuple[Agent, ...]:
        """Those who work for a brand that the caller may see, or for the one that is named.

        For what else they work is nothing to the caller.
        """
        teams = {brand_id: self._teams(brand_id) for brand_id in caller.brands}
        return tuple(
            _as_seen(caller, agent, teams)
            for agent in self.agents.all()
            if (agent.is_active or removed)
            and (agent.works_for(brand) if brand is not None else _share_a_brand(caller, agent))
        )

    def _teams(self, brand_id: str) -> frozenset[str]:
        try:
            return frozenset(self.brands.current(brand_id).teams)
        except UnknownBrandError:
            return frozenset()


def _as_seen(caller: Caller, agent: Agent, teams: Mapping[str, frozenset[str]]) -> Agent:
    """Without brands that the caller may not see, and their teams."""
    if not caller.brands:
        return agent
    brands = caller.brands.intersection(agent.brands) if agent.brands else caller.brands
    known = frozenset[str]().union(*(teams[brand_id] for brand_id in brands))
    return replace(agent, brands=brands, teams=tuple(team for team in agent.teams if team in known))


def _share_a_brand(caller: Caller, agent: Agent) -> bool:
    return not caller.brands or not agent.brands or not caller.brands.isdisjoint(agent.brands)
