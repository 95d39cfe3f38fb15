"""Files that came with a message: they wait to be fetched, and go with the message."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.vocabulary import AttachmentStatus, EventKind
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

PHOTO = Attachment(type="image", source_url="https://cdn.example/a.jpg")
OTHER = Attachment(type="image", source_url="https://cdn.example/b.jpg")
QUESTION = a_classification()


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def later(kind: EventKind, minutes: int, **fields: object) -> InboundEvent:
    at = START + timedelta(minutes=minutes)
    return an_event("m1", event_id=f"m1:{kind}:{minutes}", kind=kind, occurred_at=at, **fields)


def stored(fakes: FakeStore) -> Message:
    (message,) = fakes.messages.stored.values()
    return message


def brought_home(fakes: FakeStore) -> Message:
    """The photo of the message is in the bucket."""
    message = stored(fakes)
    (photo,) = message.attachments
    fakes.media.put(photo.key, BytesIO(b"jpeg"), mime_type="image/jpeg", message=("facebook", "1", "m1"))
    return fakes.messages.save(replace(message, attachments=(replace(photo, status=AttachmentStatus.STORED),)))


def test_a_photo_waits_to_be_fetched_under_a_key_of_its_own(fakes: FakeStore) -> None:
    fakes.store(an_event("m1", attachments=(PHOTO, OTHER)), QUESTION)
    photo, other = stored(fakes).attachments
    assert {photo.status, other.status} == {AttachmentStatus.PENDING}
    assert photo.key != other.key
    assert photo.key.startswith("media/364d/acme/")
    assert photo.key.endswith(photo.id)


def test_a_message_delivered_twice_does_not_forget_that_its_photo_is_there(fakes: FakeStore) -> None:
    event = an_event("m1", attachments=(PHOTO,))
    fakes.store(event, QUESTION)
    brought_home(fakes)
    fakes.store(event, QUESTION)
    fakes.store(replace(event, event_id="under another id"), QUESTION)
    assert [held.status for held in stored(fakes).attachments] == [AttachmentStatus.STORED]


def test_an_edit_keeps_the_photo_that_it_still_shows(fakes: FakeStore) -> None:
    fakes.store(an_event("m1", attachments=(PHOTO,)), QUESTION)
    kept = brought_home(fakes).attachments
    fakes.store(later(EventKind.EDITED, 5, text="look at this", attachments=(PHOTO,)), QUESTION)
    assert stored(fakes).attachments == kept
    assert fakes.media.stored.keys() == {kept[0].key}


def test_an_edit_that_shows_another_photo_removes_the_first(fakes: FakeStore) -> None:
    fakes.store(an_event("m1", attachments=(PHOTO,)), QUESTION)
    brought_home(fakes)
    fakes.store(later(EventKind.EDITED, 5, text="look at this", attachments=(OTHER,)), QUESTION)
    assert [(held.source_url, held.status) for held in stored(fakes).attachments] == [
        (OTHER.source_url, AttachmentStatus.PENDING)
    ]
    assert fakes.media.stored == {}


def test_a_deletion_removes_the_photo(fakes: FakeStore) -> None:
    fakes.store(an_event("m1", attachments=(PHOTO,)), QUESTION)
    brought_home(fakes)
    fakes.store(later(EventKind.DELETED, 5, text=None), QUESTION)
    assert (stored(fakes).attachments, fakes.media.stored) == ((), {})
