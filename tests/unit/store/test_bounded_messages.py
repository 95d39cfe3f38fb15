"""What a customer does without end fills no item, and their long texts are gone when the message is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters import limits
from shared.adapters.dynamodb.items import encode
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import MAX_ANSWERS, MAX_LATEST_EDITIONS, MAX_OUTCOMES, Edition, bounded_editions
from shared.domain.tickets.model import MAX_UNCONFIRMED
from shared.domain.vocabulary import EventKind, Outcome
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.fakes.texts import a_long_text

PLACE = ("facebook", "100100100100100", "m1")
GONE = an_event(event_id="gone", kind=EventKind.DELETED, text=None)


def edit(number: int, **fields: object) -> InboundEvent:
    event = an_event(
        event_id=f"edit-{number}",
        kind=EventKind.EDITED,
        text=f"{number:05d}",
        occurred_at=START + timedelta(seconds=number),
    )
    return replace(event, **fields)


def long_edit(fakes: FakeStore, number: int) -> InboundEvent:
    key = fakes.texts.put(f"{number:05d} long", message=PLACE, part=f"edit-{number}", keep_for=timedelta(days=365))
    return edit(number, text=None, text_key=key)


def test_hundreds_of_edits_of_eight_kilobytes_leave_a_small_item_with_the_first_and_the_last_texts() -> None:
    fakes = FakeStore()
    fakes.store(an_event(), a_classification())
    for number in range(1, 201):
        fakes.store(edit(number, text=f"{number:05d}" + "x" * 8_000), a_classification())

    message = fakes.messages.stored[PLACE]
    assert message.text is not None
    assert message.text.startswith("00200")
    assert limits.item_bytes(encode(message)) < 20_000
    first, *latest = message.editions
    assert first.text == "Mon colis n'est toujours pas arrivé"
    texts = [fakes.texts.get(edition.text_key or "")[:5] for edition in latest]
    assert texts == [f"{number:05d}" for number in range(200 - MAX_LATEST_EDITIONS, 200)]
    assert len(fakes.texts.stored) == MAX_LATEST_EDITIONS


def test_of_ten_thousand_editions_the_first_and_the_last_are_kept_in_whatever_order_they_come() -> None:
    editions: tuple[Edition, ...] = ()
    for number in (5_000, *range(10_000, 0, -1)):
        editions = bounded_editions((*editions, Edition(text=str(number), since=START + timedelta(seconds=number))))
    assert [edition.text for edition in editions] == ["1", *map(str, range(9_991, 10_001))]


def test_ten_thousand_events_of_a_message_leave_each_one_outcome_and_none_is_handled_twice() -> None:
    fakes = FakeStore()
    fakes.store(an_event(), a_classification())
    events = [
        an_event(event_id=f"h{n}", kind=(EventKind.HIDDEN, EventKind.UNHIDDEN)[n % 2], text=None) for n in range(10_000)
    ]
    for event in events:
        fakes.store(event, None)

    message = fakes.messages.stored[PLACE]
    assert len(message.outcomes) == MAX_OUTCOMES
    kept = {*message.outcomes, *fakes.outcomes.stored}
    assert kept == {an_event().event_id, *(event.event_id for event in events)}
    assert set(message.outcomes).isdisjoint(fakes.outcomes.stored)
    assert all(fakes.store(event, None).duplicate for event in events)


def test_ten_thousand_answers_that_came_early_link_a_bounded_number() -> None:
    fakes = FakeStore()
    for number in range(10_000):
        fakes.store(
            an_event(f"a{number}", event_id=f"a{number}", kind=EventKind.ECHO, conversation_id=None, parent_id="m1"),
            None,
        )
    assert len(fakes.messages.stored[PLACE].answers) == MAX_ANSWERS


def test_messages_that_never_get_stored_do_not_fill_their_ticket() -> None:
    fakes = FakeStore()
    fakes.store(an_event(), a_classification())
    for number in range(2, 202):
        fakes.store(an_event(f"m{number}", occurred_at=START + timedelta(seconds=number)), a_classification())
        del fakes.messages.stored["facebook", "100100100100100", f"m{number}"]  # parked behind the ticket's write
    (ticket,) = fakes.tickets.stored.values()
    assert len(ticket.unconfirmed) == MAX_UNCONFIRMED
    assert ticket.message_count == 201


# --- long texts ---------------------------------------------------------------------------------------------------


def test_an_edit_keeps_the_object_of_the_earlier_text_and_the_deletion_takes_all() -> None:
    fakes = FakeStore()
    key = a_long_text(fakes.texts, "un long secret")
    fakes.store(an_event(text=None, text_key=key), a_classification())
    fakes.store(long_edit(fakes, 1), a_classification())
    fakes.store(long_edit(fakes, 2), a_classification())

    editions = fakes.messages.stored[PLACE].editions
    assert [fakes.texts.get(each.text_key or "") for each in editions] == ["un long secret", "00001 long"]

    fakes.store(GONE, None)
    assert fakes.texts.stored == {}


def test_one_persons_deletion_leaves_the_same_words_of_another() -> None:
    fakes = FakeStore()
    for message_id in ("m1", "m2"):
        key = a_long_text(fakes.texts, "les mêmes mots", message_id)
        fakes.store(an_event(message_id, text=None, text_key=key), a_classification())

    fakes.store(GONE, None)

    assert list(fakes.texts.stored.values()) == ["les mêmes mots"]


@pytest.mark.parametrize("later", ["created", "edited"])
def test_a_text_that_is_delivered_after_its_deletion_is_deleted_too(later: str) -> None:
    fakes = FakeStore()
    key = a_long_text(fakes.texts, "un long secret")
    created = an_event(text=None, text_key=key)
    fakes.store(GONE, None)
    fakes.store(created if later == "created" else long_edit(fakes, 1), a_classification())
    assert (later == "created" and fakes.texts.stored == {}) or set(fakes.texts.stored) == {key}

    a_long_text(fakes.texts, "un long secret")
    fakes.store(created, a_classification())
    assert fakes.texts.stored == {}


def test_a_deletion_that_was_interrupted_between_object_and_message_is_finished_by_the_next_attempt() -> None:
    fakes = FakeStore()
    key = a_long_text(fakes.texts, "un long secret")
    fakes.store(an_event(text=None, text_key=key), a_classification())
    fakes.texts.delete(key)

    assert fakes.store(GONE, None).outcome is Outcome.DELETED
    assert fakes.messages.stored[PLACE].text_keys == frozenset()
