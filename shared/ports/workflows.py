"""Workflows, and asynchronous calls of functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.domain.tickets.parts import Part
from shared.domain.vocabulary import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageOutcome:
    """What became of one execution of the triage workflow.

    ``permanent`` is set when trying again cannot help: ``reason`` is then the error's class name.
    """

    outcome: Outcome | None
    execution: str
    permanent: bool = False
    reason: str | None = None
    error: str | None = None


class TriageWorkflow(Protocol):
    def run(self, event_body: str, *, name: str, timeout_seconds: float) -> TriageOutcome:
        """Run triage for one event and wait for its end. Raises ``TransientError`` when it failed."""
        ...

    def run_together(
        self, conversations: Sequence[Sequence[str]], *, name: str, classify: bool, timeout_seconds: float
    ) -> Sequence[Sequence[TriageOutcome | None]]:
        """Run triage once for the events of several conversations, each in order, and wait for its end.

        ``classify``: whether any of them has words. ``None`` stands for an event that did not simply succeed: run it
        alone. Raises ``TransientError`` when nothing is known of any of them.
        """
        ...


class EscalationWorkflow(Protocol):
    def start(self, *, name: str, state: Mapping[str, Any]) -> None:
        """Start an escalation; starting the same name twice is one escalation."""
        ...


class IncidentWorker(Protocol):
    def work_on_incident(self, incident_id: str) -> None:
        """Have respond publish and send what is due about the incident, without waiting for it."""
        ...


class ProposalCarrier(Protocol):
    def carry_out(self, brand_id: str, proposal_id: str) -> None:
        """Have respond carry out a proposal that was accepted, without waiting for it."""
        ...


class RespondInvoker(ProposalCarrier, IncidentWorker, Protocol):
    def request(self, ticket_id: str) -> None:
        """Have respond look at the ticket, without waiting for it."""
        ...

    def finish_replies(self, ticket_id: str) -> None:
        """Have respond finish agents' answers to the ticket that were begun, without waiting for it."""
        ...

    def ask_about_satisfaction(self, ticket_id: str) -> None:
        """Have respond ask the customer how it went, or thank them for the answer, without waiting for it."""
        ...

    def look_up(self, ticket_id: str) -> None:
        """Have respond ask the platform once more what the ticket's message says, without waiting for it."""
        ...


class ShardInvoker(Protocol):
    def work_off(self, brand_id: str, shard: int, part: Part) -> None:
        """Have what is due in one part of a shard of a brand done, without waiting for it."""
        ...
