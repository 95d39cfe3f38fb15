"""Attachments get ids of ours, and those that are files wait to be fetched."""

from dataclasses import replace

from shared.domain.messages.attachments import Attachment, attached, identified
from shared.domain.vocabulary import AttachmentStatus

PHOTO = Attachment(type="image", source_id="778")
PLACE = Attachment(type="location", latitude=52.0, longitude=9.0)


def key(attachment_id: str) -> str:
    return f"media/{attachment_id}"


def test_a_file_waits_to_be_fetched_and_what_is_no_file_does_not():
    photo, place = attached((PHOTO, PLACE), key)
    assert (photo.status, photo.key) == (AttachmentStatus.PENDING, f"media/{photo.id}")
    assert (place.status, place.key) == (None, None)


def test_what_the_platform_gives_away_neither_by_id_nor_by_address_cannot_be_fetched():
    (photo,) = attached((Attachment(type="image"),), key)
    assert (photo.status, photo.key) == (None, None)
    assert photo.id is not None


def test_a_post_or_a_link_is_only_what_the_message_is_about():
    told = [Attachment(type=kind, source_url="https://x.example/1") for kind in ("post", "link", "product", "story")]
    assert {one.status for one in attached(told, key)} == {None}


def test_the_same_thing_has_the_same_id_each_time_and_two_have_two():
    first, second = identified((PHOTO, replace(PHOTO, source_id="779")))
    assert first.id != second.id
    assert identified((PHOTO,)) == (first,)
    same, again = identified((Attachment(type="image"), Attachment(type="image")))
    assert same.id != again.id


def test_what_was_fetched_before_is_not_fetched_again():
    (photo,) = attached((PHOTO,), key)
    stored = replace(photo, status=AttachmentStatus.STORED, mime_type="image/jpeg", size=12)
    new = Attachment(type="image", source_id="900")
    kept, waiting = attached((PHOTO, new), key, known=(stored,))
    assert kept == stored
    assert waiting.status is AttachmentStatus.PENDING
