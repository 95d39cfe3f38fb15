"""Who the agents of a report are. Figures are kept under the ids by which they signed in."""

from collections.abc import Iterable
from dataclasses import replace

from shared.domain.access.agents import Agent, is_subject
from shared.domain.figures.service import PartFigures, ServiceFigures


def with_names(report: ServiceFigures, agents: Iterable[Agent]) -> ServiceFigures:
    """The report with the names of its agents, in the order of these; ``None`` for whoever is known no more.

    What a program called a person is their name.
    """
    names = {agent.id: agent.name for agent in agents if agent.id is not None}
    named = (replace(part, name=_name(part.id, names)) for part in report.agents)
    return replace(report, agents=tuple(sorted(named, key=_place)))


def _name(agent_id: str, names: dict[str, str]) -> str | None:
    return names.get(agent_id, None if is_subject(agent_id) else agent_id)


def _place(part: PartFigures) -> tuple[bool, str, str]:
    return part.name is None, (part.name or "").casefold(), part.id
