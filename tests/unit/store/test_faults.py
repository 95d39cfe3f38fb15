"""Store dies anywhere, or a dependency fails anywhere: after recovery everything is there once."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.store.ports import StorePorts
from functions.store.service import StoreEvent
from shared.domain.errors import UpstreamError
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import EventKind
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

WALKED = (
    "messages",
    "conversations",
    "tickets",
    "customers",
    "history",
    "outcomes",
    "brands",
    "texts",
    "media",
    "media_queue",
    "quick_answers",
)


class Fragile:
    """A port whose calls are counted with those of all others; one of them fails, before or after it is done."""

    def __init__(self, port: Any, walk: "Walk") -> None:
        self._port, self._walk = port, walk

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self._walk.before()
            result = method(*args, **kwargs)
            self._walk.after()
            return result

        return call


class Walk:
    def __init__(self, fails_at: int, *, when: str) -> None:
        self.calls, self.fails_at, self.when, self.failed = 0, fails_at, when, False

    def before(self) -> None:
        self.calls += 1
        self._fail("before")

    def after(self) -> None:
        self._fail("after")

    def _fail(self, when: str) -> None:
        if self.calls == self.fails_at and self.when == when and not self.failed:
            self.failed = True
            raise UpstreamError(f"call {self.calls} failed {when} it was done")


def fragile(fakes: FakeStore, walk: Walk) -> StoreEvent:
    real = fakes.ports
    ports = {f.name: getattr(real, f.name) for f in fields(real)}
    return StoreEvent(StorePorts(**{n: Fragile(p, walk) if n in WALKED else p for n, p in ports.items()}))


FIRST = an_event("m1")
SECOND = an_event("m2", text="Toujours rien ?", occurred_at=START + timedelta(minutes=2))
ANSWER = an_event("a1", event_id="echo", kind=EventKind.ECHO, conversation_id=None, parent_id="m1", text="Oui")
GONE = an_event("m2", event_id="gone", kind=EventKind.DELETED, text=None)
EDIT = an_event("m1", event_id="edit", kind=EventKind.EDITED, text="Mon colis, svp")
LIKES = an_event(event_id="likes", kind=EventKind.SIGNAL, message_id=None)
STANDBY = an_event("m1", details={"standby": "true"})
HANDED_OVER = an_event(event_id="control", kind=EventKind.SIGNAL, message_id=None, details={"thread_owner": "263"})
REACTION = an_event("a1", event_id="reaction", kind=EventKind.SIGNAL, text=None, details={"reaction": "👍"})
MOVED = an_event(
    event_id="moved",
    kind=EventKind.SIGNAL,
    message_id=None,
    author=None,
    details={"moved_from": "post:7", "moved_to": "post:9"},
)

PHOTO = Attachment(type="image", source_url="https://cdn.example/a.jpg")
SHOWN = replace(FIRST, attachments=(PHOTO,))
SHOWN_GONE = an_event("m1", event_id="gone", kind=EventKind.DELETED, text=None)

PATHS = {
    "shows a photo": ([], SHOWN),
    "takes a photo back": ([SHOWN], SHOWN_GONE),
    "opens a ticket": ([], FIRST),
    "joins a ticket": ([FIRST], SECOND),
    "is answered": ([FIRST, SECOND], ANSWER),
    "is edited": ([FIRST], EDIT),
    "is edited and was not delivered": ([], EDIT),
    "comes after its edit": ([EDIT], FIRST),
    "is deleted": ([FIRST, SECOND], GONE),
    "answer overtakes": ([], ANSWER),
    "is a signal": ([], LIKES),
    "is reacted to": ([FIRST, ANSWER], REACTION),
    "reaction overtakes": ([], REACTION),
    "belongs to another app": ([], STANDBY),
    "is handed over": ([FIRST], HANDED_OVER),
    "customer moves": ([FIRST], MOVED),
    "customer moves who has no ticket": ([], MOVED),
}


def _state(fakes: FakeStore) -> object:
    return (
        {
            key: (m.text, m.deleted_at, m.complete, dict(m.outcomes), m.reactions)
            for key, m in fakes.messages.stored.items()
        },
        {
            t.id: (t.status, t.message_count, t.waiting_since, t.first_response_at, t.author_id, t.conversations)
            for t in fakes.tickets.stored.values()
        },
        {(c.conversation_id, c.open_ticket_id, c.handed_over_at) for c in fakes.conversations.stored.values()},
        sorted(entry.key for entry in fakes.history.stored.values()),
        {c.id: (c.tickets, c.same_as) for c in fakes.customers.stored.values()},
        set(fakes.outcomes.stored),
        [held for m in fakes.messages.stored.values() for held in m.attachments],
        fakes.media_queue.queued,
    )


def _prepared(before: list) -> FakeStore:
    fakes = FakeStore()
    for event in before:
        fakes.store(event, a_classification())
    return fakes


def _steps() -> Iterator[tuple[str, int, str]]:
    for name, (before, event) in PATHS.items():
        walk = Walk(0, when="never")
        fragile(_prepared(before), walk)(event, a_classification())
        for number in range(1, walk.calls + 1):
            yield name, number, "before"
            yield name, number, "after"


@pytest.mark.parametrize(("path", "number", "when"), list(_steps()))
def test_a_call_that_fails_is_made_good_by_trying_again(path: str, number: int, when: str) -> None:
    before, event = PATHS[path]
    smooth = _prepared(before)
    smooth.store(event, a_classification())

    fakes = _prepared(before)
    walk = Walk(number, when=when)
    with pytest.raises(UpstreamError):
        fragile(fakes, walk)(event, a_classification())
    fakes.store(event, a_classification())

    assert _state(fakes) == _state(smooth)


@pytest.mark.parametrize(("number", "when"), [(n, w) for p, n, w in _steps() if p == "joins a ticket" for w in (w,)])
def test_what_comes_between_a_failure_and_its_repetition_is_counted_once_too(number: int, when: str) -> None:
    """A parked message may be redriven days later, after others of its conversation."""
    fakes = _prepared([FIRST])
    with pytest.raises(UpstreamError):
        fragile(fakes, Walk(number, when=when))(SECOND, a_classification())
    for minute in range(3, 40):
        event = an_event(f"n{minute}", text="Encore moi", occurred_at=START + timedelta(minutes=minute))
        fakes.store(event, a_classification())
    fakes.store(SECOND, a_classification())

    (ticket,) = fakes.tickets.stored.values()
    assert ticket.message_count == 39
    assert len(ticket.unconfirmed) <= 2
