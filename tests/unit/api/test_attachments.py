"""Files of messages: listed with what is known of them, and opened by an address whose headers are ours."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.api.message_names import message_id_of, message_name
from shared.domain.access.tokens import Scope
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import AttachmentStatus, AttachmentType, Visibility
from tests.fakes.stored import START
from tests.unit.api.fake_api import Answered, FakeApi, a_message, a_photo, a_ticket

PATH = "/tickets/T1/messages/m1/attachments/a1"


def an_api(*attachments: Attachment, **message: Any) -> FakeApi:
    api = FakeApi()
    api.store(a_ticket())
    api.messages.save(a_message("m1", attachments=attachments or (a_photo(),), **message))
    return api


def opened(answered: Answered) -> dict[str, list[str]]:
    assert answered.status == 302
    return parse_qs(urlsplit(answered.headers["Location"]).query)


def test_a_picture_is_opened_inline_under_its_own_type_and_name() -> None:
    answered = an_api().call("GET", PATH)
    assert answered.headers["Location"].startswith("https://bucket.example/media/364d/acme/d/a1?")
    assert opened(answered) == {
        "type": ["image/jpeg"],
        "disposition": ["inline; filename*=UTF-8''%C3%A9tiquette.jpg"],
    }
    assert answered.headers["Cache-Control"] == "no-store"


def test_a_page_can_ask_for_the_address_itself() -> None:
    answered = an_api().call("GET", PATH, query="redirect=false")
    assert answered.status == 200
    assert answered.json["url"].startswith("https://bucket.example/media/")
    assert answered.json["expires_at"] == "2026-03-02T09:05:00.000Z"


@pytest.mark.parametrize(
    "mime_type",
    ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/pdf", "text/plain", None],
)
def test_whatever_else_a_customer_sends_is_saved_and_never_opened(mime_type: str | None) -> None:
    found = opened(an_api(a_photo(mime_type=mime_type, title="rechnung.html")).call("GET", PATH))
    assert found["type"] == ["application/octet-stream"]
    assert found["disposition"][0].startswith("attachment; ")


def test_a_name_cannot_break_out_of_its_header() -> None:
    found = opened(an_api(a_photo(title='a"; x=y\r\nSet-Cookie: b=c.jpg')).call("GET", PATH))
    assert found["disposition"] == ["inline; filename*=UTF-8''a_%20x%3DySet-Cookie_%20b%3Dc.jpg"]


def test_a_file_without_a_name_is_named_by_what_it_is() -> None:
    found = opened(
        an_api(a_photo(title=None, id="a1", mime_type="audio/ogg", type=AttachmentType.AUDIO)).call("GET", PATH)
    )
    assert found["disposition"] == ["inline; filename*=UTF-8''audio-a1.ogg"]


@pytest.mark.parametrize(
    ("status", "expected", "words"),
    [
        (AttachmentStatus.PENDING, 409, "still being fetched"),
        (AttachmentStatus.TOO_LARGE, 409, "larger"),
        (AttachmentStatus.REFUSED, 409, "not what it says"),
        (AttachmentStatus.UNAVAILABLE, 409, "did not give"),
        (AttachmentStatus.GONE, 404, "no longer"),
    ],
)
def test_a_file_that_is_not_there_says_why(status: AttachmentStatus, expected: int, words: str) -> None:
    answered = an_api(a_photo(status=status)).call("GET", PATH)
    assert (answered.status, answered.json["reason"]) == (expected, status.value)
    assert words in answered.json["detail"]
    assert ("Retry-After" in answered.headers) is (status is AttachmentStatus.PENDING)
    assert "Location" not in answered.headers


def test_every_status_is_tried_here_or_opens() -> None:
    assert len(AttachmentStatus) == 6


@pytest.mark.parametrize(
    "path",
    [
        "/tickets/T1/messages/m1/attachments/a2",
        "/tickets/T1/messages/m2/attachments/a1",
        "/tickets/T2/messages/m1/attachments/a1",
        "/tickets/T1/messages/~%21/attachments/a1",
        "/tickets/T1/messages/~A/attachments/a1",
    ],
)
def test_what_does_not_exist_is_not_found(path: str) -> None:
    assert an_api().call("GET", path).status == 404


def test_a_place_has_no_file() -> None:
    place = a_photo(type=AttachmentType.LOCATION, status=None, key=None, latitude=48.85, longitude=2.35)
    assert an_api(place).call("GET", PATH).status == 404


def test_a_file_of_another_brand_does_not_exist() -> None:
    api = an_api()
    api.token("ndk_other", Scope.TICKETS_READ, brands=("other",))
    assert api.call("GET", PATH, token="ndk_other").status == 404


def test_a_file_of_a_message_that_belongs_to_another_conversation_does_not_exist_under_this_ticket() -> None:
    assert an_api(conversation_id="c-T9", ticket_id="T9").call("GET", PATH).status == 404


def test_a_deleted_message_shows_no_file() -> None:
    assert an_api(deleted_at=START).call("GET", PATH).status == 404


def test_an_expired_message_shows_no_file() -> None:
    api = an_api(expires_at=START + timedelta(hours=1))
    api.clock.at += timedelta(hours=2)
    assert api.call("GET", PATH).status == 404


def test_a_private_continuation_shows_its_files_and_not_those_of_before() -> None:
    api = FakeApi()
    api.store(a_ticket(private_channel="messenger", private_conversation_id="psid"))
    private = {"channel": "messenger", "conversation_id": "psid", "visibility": Visibility.PRIVATE}
    api.messages.save(a_message("p1", attachments=(a_photo(),), **private))
    api.messages.save(a_message("p0", attachments=(a_photo(),), **{**private, "ticket_id": "T0"}))
    assert api.call("GET", "/tickets/T1/messages/p1/attachments/a1").status == 302
    assert api.call("GET", "/tickets/T1/messages/p0/attachments/a1").status == 404


@pytest.mark.parametrize(
    "message_id",
    [
        "m1",
        "5_9",
        "700:5",
        "wamid.HBgLMzM2MTIzNDU2NzgVAgASGBQzQQ==",
        "m_AbC/d+e=",
        "urn:li:comment:(urn:li:activity:7,9)",
    ],
)
def test_every_id_that_a_platform_gives_can_be_named_in_a_path(message_id: str) -> None:
    assert message_id_of(message_name(message_id)) == message_id
    api = FakeApi()
    api.store(a_ticket())
    api.messages.save(a_message(message_id, attachments=(a_photo(),)))
    (listed,) = api.call("GET", "/tickets/T1/messages").json["items"]
    assert api.call("GET", listed["attachments"][0]["href"]).status == 302


def test_messages_list_what_is_known_of_their_attachments() -> None:
    place = Attachment(
        type=AttachmentType.LOCATION, id="b2", latitude=0.0, longitude=2.35, label="1 rue de la Paix", lines=("a", "b")
    )
    waiting = a_photo(id="c3", status=AttachmentStatus.PENDING, source_url="https://cdn.example/1.jpg", duration=14)
    (message,) = an_api(a_photo(), place, waiting).call("GET", "/tickets/T1/messages").json["items"]
    photo, spot, pending = message["attachments"]
    assert photo == {
        "id": "a1",
        "type": "image",
        "status": "stored",
        "href": PATH,
        "url": None,
        "mime_type": "image/jpeg",
        "size": 146_515,
        "duration": None,
        "width": None,
        "height": None,
        "title": "étiquette.jpg",
        "latitude": None,
        "longitude": None,
        "label": None,
        "lines": [],
        "source_type": None,
    }
    assert (spot["status"], spot["href"], spot["latitude"], spot["lines"]) == (None, None, 0.0, ["a", "b"])
    assert (pending["href"], pending["url"], pending["duration"]) == (None, "https://cdn.example/1.jpg", 14)
