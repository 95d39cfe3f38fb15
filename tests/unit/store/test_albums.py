"""An album: the platform sends one message for each picture, and people see one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, EventKind, Status, Surface, Visibility
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

PICTURE = a_classification(category=Category.QUESTION)
THANKS = a_classification(category=Category.PRAISE, needs_response=False)


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def picture(number: int, *, group_id: str | None = "13", text: str | None = None, minutes: int = 0) -> InboundEvent:
    return an_event(
        f"6100000001/{number}",
        event_id=f"telegram:7000000001:{number}:created",
        channel="telegram",
        account_id="7000000001",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id="6100000001",
        parent_id=None,
        author=Author(id="6100000001", name="Mia"),
        text=text,
        attachments=(Attachment(type="image", source_id=f"file-{number}"),),
        group_id=group_id,
        occurred_at=START + timedelta(minutes=minutes),
    )


def only_ticket(fakes: FakeStore) -> Ticket:
    (ticket,) = fakes.tickets.stored.values()
    return ticket


def test_an_album_counts_as_one_message_and_keeps_all_its_pictures(fakes: FakeStore) -> None:
    for number in (1, 2, 3):
        fakes.store(picture(number), PICTURE)
    ticket = only_ticket(fakes)
    assert ticket.message_count == 1
    assert {message.group_id for message in fakes.messages.stored.values()} == {"13"}
    assert len(fakes.media_queue.queued) == 3


def test_the_pictures_of_an_album_are_no_unanswered_messages_more(fakes: FakeStore) -> None:
    fakes.store(picture(1), PICTURE)
    opened = only_ticket(fakes)
    fakes.store(picture(2), PICTURE)
    fakes.store(picture(3), PICTURE)
    after = only_ticket(fakes)
    assert (after.priority, after.reasons) == (opened.priority, opened.reasons)
    assert after.acknowledge_at == opened.acknowledge_at


def test_another_album_counts_once_more(fakes: FakeStore) -> None:
    fakes.store(picture(1), PICTURE)
    for number in (2, 3):
        fakes.store(picture(number, group_id="14", minutes=5), PICTURE)
    assert only_ticket(fakes).message_count == 2


def test_a_word_between_two_pictures_counts_by_itself(fakes: FakeStore) -> None:
    fakes.store(picture(1), PICTURE)
    fakes.store(picture(2, group_id=None, text="Regardez"), PICTURE)
    fakes.store(picture(3), PICTURE)
    assert only_ticket(fakes).message_count == 2


def test_a_picture_that_is_handled_again_counts_no_more(fakes: FakeStore) -> None:
    for number in (1, 2, 2, 1):
        fakes.store(picture(number), PICTURE)
    fakes.store(replace(picture(2), event_id="under another id"), PICTURE)
    assert only_ticket(fakes).message_count == 1


def test_an_album_of_thanks_does_not_reopen_with_its_second_picture(fakes: FakeStore) -> None:
    fakes.store(picture(1, group_id=None, text="Où est mon colis ?"), PICTURE)
    answered = replace(
        only_ticket(fakes), status=Status.RESOLVED, waiting_since=None, resolved_at=START + timedelta(minutes=1)
    )
    fakes.tickets.save(answered)
    fakes.store(picture(2, text="Merci beaucoup !", minutes=2), THANKS)
    fakes.store(picture(3, minutes=2), PICTURE)
    assert only_ticket(fakes).status is Status.RESOLVED
    assert not any(message.waits for message in fakes.messages.stored.values() if message.group_id)


def test_while_one_picture_of_an_album_is_left_somebody_waits(fakes: FakeStore) -> None:
    fakes.store(picture(1), PICTURE)
    fakes.store(picture(2), PICTURE)
    gone = replace(picture(1, minutes=1), kind=EventKind.DELETED, event_id="gone", attachments=())
    fakes.store(gone, None)
    assert only_ticket(fakes).waiting_since is not None
