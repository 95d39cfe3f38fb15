"""The events of several conversations in one run of triage: each conversation in order.

The first failure that may pass ends its conversation here: that event and those behind it are left to runs of their
own.
A permanent error is a result, and its conversation goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from functions.store.result import StoreResult
from shared.domain.classification.model import Classification
from shared.domain.errors import ContentGoneError, NightdeskError
from shared.domain.messages.event import InboundEvent
from shared.domain.triage.together import PARKED

MAX_SECONDS = 8.0
"""No event is begun later than this: the workflow waits for fifteen seconds."""

_PARKED_NAMES = frozenset(error.__name__ for error in PARKED)
LEFT: Mapping[str, Any] = {"result": "left"}


@dataclass(slots=True)
class Stored:
    """``conversations``: what became of each event. ``escalate`` and ``acknowledge``: tickets, each once."""

    conversations: list[list[Mapping[str, Any]]] = field(default_factory=list)
    escalate: list[str] = field(default_factory=list)
    acknowledge: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTogether:
    """``elapsed``: seconds since the run of the function began."""

    load_event: Callable[[dict[str, Any]], InboundEvent]
    load_classification: Callable[[dict[str, Any]], Classification]
    store: Callable[[InboundEvent, Classification | None], StoreResult]

    def __call__(
        self,
        conversations: Sequence[Sequence[dict[str, Any]]],
        classified: Sequence[Sequence[dict[str, Any] | None]] | None,
        elapsed: Callable[[], float],
    ) -> Stored:
        stored = Stored()
        for number, events in enumerate(conversations):
            of_them = [None] * len(events) if classified is None else classified[number]
            stored.conversations.append(self._conversation(events, of_them, elapsed, stored))
        return stored

    def _conversation(
        self,
        events: Sequence[dict[str, Any]],
        classified: Sequence[dict[str, Any] | None],
        elapsed: Callable[[], float],
        stored: Stored,
    ) -> list[Mapping[str, Any]]:
        results: list[Mapping[str, Any]] = []
        for event, classification in zip(events, classified, strict=True):
            result = LEFT if elapsed() > MAX_SECONDS else self._event(event, classification, stored)
            if result is LEFT:
                return [*results, *[LEFT] * (len(events) - len(results))]
            results.append(result)
        return results

    def _event(self, event: dict[str, Any], classification: dict[str, Any] | None, stored: Stored) -> Mapping[str, Any]:
        if classification is not None and "failed" in classification:
            name = str(classification["failed"])
            if name != ContentGoneError.__name__:
                return _parked(name, str(classification["error"])) if name in _PARKED_NAMES else LEFT
            classification = None  # the event may have been handled before its text was deleted: store knows
        try:
            inbound = self.load_event(event)
            known = None if classification is None else self.load_classification(classification)
            result = self.store(inbound, known)
        except PARKED as error:
            return _parked(type(error).__name__, str(error))
        except NightdeskError:
            return LEFT
        if result.ticket_id is not None:
            for wanted, tickets in ((result.escalate_now, stored.escalate), (result.acknowledge, stored.acknowledge)):
                if wanted and result.ticket_id not in tickets:
                    tickets.append(result.ticket_id)
        return {"result": "handled", "outcome": result.outcome.value}


def _parked(name: str, error: str) -> Mapping[str, Any]:
    return {"result": "parked", "reason": name, "error": error}
