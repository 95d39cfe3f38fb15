"""A shared run of triage goes on while a message of it is stored by a run of its own: everything is there once.

Before each call of the one run the other one does all its work.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.store.ports import StorePorts
from functions.store.service import StoreEvent
from shared.domain.errors import PermanentError
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.unit.store.test_faults import WALKED, _state

TEXT_KEY = "text/1d/m1.txt"
FIRST = an_event("m1")
SECOND = an_event("m2", text="Toujours rien ?", occurred_at=START + timedelta(minutes=2))
THIRD = an_event("m3", text="Encore moi", occurred_at=START + timedelta(minutes=3))
LONG = replace(FIRST, text=None, text_key=TEXT_KEY)
GONE = an_event("m1", event_id="gone", kind=EventKind.DELETED, text=None)
PRAISE = a_classification(category="praise", needs_response=False)
EDIT = an_event("m1", event_id="edit", kind=EventKind.EDITED, occurred_at=START + timedelta(minutes=1))
LONG_EDIT = replace(EDIT, text=None, text_key=TEXT_KEY)

# What was stored before; what both runs store, beginning with the event that has a run of its own; and what follows
# it in the shared run.
PATHS: dict[str, tuple[Sequence[InboundEvent], InboundEvent, Sequence[InboundEvent]]] = {
    "opens a ticket": ([], FIRST, [SECOND]),
    "joins a ticket": ([FIRST], SECOND, [THIRD]),
    "has a long text that is deleted": ([], LONG, [GONE]),
    "is edited": ([FIRST], EDIT, [SECOND]),
    "is edited to a long text, and deleted": ([FIRST], LONG_EDIT, [GONE]),
    "is edited and was not delivered": ([], EDIT, [SECOND]),
}


class Beside:
    """A port before one of whose calls something else happens."""

    def __init__(self, port: Any, before: Callable[[], None]) -> None:
        self._port, self._before = port, before

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self._before()
            return method(*args, **kwargs)

        return call


def _run(fakes: FakeStore, before: Callable[[], None]) -> StoreEvent:
    real = fakes.ports
    ports = {each.name: getattr(real, each.name) for each in fields(real)}
    return StoreEvent(StorePorts(**{n: Beside(p, before) if n in WALKED else p for n, p in ports.items()}))


def _prepared(before: Sequence[InboundEvent]) -> FakeStore:
    fakes = FakeStore()
    fakes.texts.stored[TEXT_KEY] = "Où est mon colis ?"
    for event in before:
        fakes.store(event, a_classification())
    return fakes


def _calls() -> Iterator[tuple[str, int]]:
    for name, (before, event, _) in PATHS.items():
        calls: list[None] = []
        _run(_prepared(before), lambda seen=calls: seen.append(None))(event, a_classification())
        yield from ((name, number) for number in range(1, len(calls) + 1))


@pytest.mark.parametrize(("path", "number"), list(_calls()))
def test_a_message_that_two_runs_store_at_the_same_time_is_there_once(path: str, number: int) -> None:
    before, event, following = PATHS[path]
    smooth = _prepared(before)
    for each in (event, *following):
        smooth.store(each, a_classification())

    fakes = _prepared(before)
    calls: list[None] = []

    def shared_run() -> None:
        calls.append(None)
        if len(calls) == number:
            for each in (event, *following):
                fakes.store(each, a_classification())

    _run(fakes, shared_run)(event, a_classification())

    assert _state(fakes) == _state(smooth)
    assert TEXT_KEY in fakes.texts.stored or path.endswith("deleted")


@pytest.mark.parametrize(("before", "event"), [([], LONG), ([FIRST], LONG_EDIT)], ids=["message", "edit"])
def test_a_long_text_that_is_gone_is_missed_by_nobody_once_its_event_was_handled(
    before: Sequence[InboundEvent], event: InboundEvent
) -> None:
    """Classify could not read it, and says so."""
    fakes = _prepared(before)
    for each in (event, GONE):
        fakes.store(each, a_classification())
    assert fakes.store(event).duplicate


@pytest.mark.parametrize(("before", "event"), [([], LONG), ([FIRST], LONG_EDIT)], ids=["message", "edit"])
def test_a_long_text_that_is_gone_before_its_event_was_handled_is_an_error(
    before: Sequence[InboundEvent], event: InboundEvent
) -> None:
    fakes = _prepared(before)
    fakes.texts.stored.clear()
    state = _state(fakes)
    with pytest.raises(PermanentError):
        fakes.store(event)
    assert _state(fakes) == state
