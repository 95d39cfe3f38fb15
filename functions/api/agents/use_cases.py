"""Reading the agents."""

from dataclasses import dataclass

from shared.domain.access.agents import Agent
from shared.domain.access.callers import Caller
from shared.ports.agents import AgentDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAgents:
    agents: AgentDirectory

    def __call__(self, caller: Caller, *, brand: str | None, removed: bool) -> tuple[Agent, ...]:
        """Those who work for a brand that the caller may see, or for the one that is named."""
        return tuple(
            agent
            for agent in self.agents.all()
            if (agent.is_active or removed)
            and (agent.works_for(brand) if brand is not None else _share_a_brand(caller, agent))
        )


def _share_a_brand(caller: Caller, agent: Agent) -> bool:
    return not caller.brands or not agent.brands or not caller.brands.isdisjoint(agent.brands)
