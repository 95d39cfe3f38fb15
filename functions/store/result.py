"""What store reports back to triage."""

from dataclasses import dataclass

from shared.domain.vocabulary import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreResult:
    """What became of an event, and what is wanted next.

    ``duplicate``: the event was handled before, and nothing was changed.
    """

    outcome: Outcome
    ticket_id: str | None = None
    acknowledge: bool = False
    escalate_now: bool = False
    duplicate: bool = False
