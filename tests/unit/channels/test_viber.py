"""What Viber tells, and what is made of it."""

from typing import Any

import pytest

from shared.channels import load_webhook
from shared.domain.channels.webhook import Signals, Unreadable, Verdict, WebhookRequest
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import AttachmentType, EventKind, Surface, Visibility
from tests.fakes.stored import START
from tests.unit.channels.parsed import one
from tests.unit.channels.samples.viber import ACCOUNT, CUSTOMER, MESSAGE, event, message

BODY = (
    b'{"event":"unsubscribed","timestamp":1516678387902,"user_id":"KMMqtlNTDxIm/5bZhdQ5uA==",'
    b'"message_token":5136431130449316903}'
)


def only(payload: Any) -> InboundEvent:
    found = one("viber", ACCOUNT, payload)
    assert isinstance(found, InboundEvent)
    return found


@pytest.mark.parametrize("letter_case", [str.lower, str.upper])
def test_the_published_signature_is_understood(letter_case: Any) -> None:
    """Of nyaruka/courier, handlers/viber/handler_test.go."""
    key = "-".join(("44b935abea139fd6", "53fa53b32559c4a6", "12dbd3d883b06835"))
    given = letter_case("d84d8648b402a2737838fea4da41d903d1af1aed92466b1758828ad27e31a9f9")

    def verdict(content: bytes) -> Verdict:
        request = WebhookRequest(method="POST", headers={"x-viber-content-signature": given}, query={}, body=content)
        return load_webhook("viber").verify(request, {"auth_token": [key]}, START)

    assert verdict(BODY) is Verdict.VALID
    assert verdict(BODY + b" ") is Verdict.INVALID


def test_a_message_is_private_and_says_who_wrote() -> None:
    found = only(message())
    assert (found.surface, found.visibility) == (Surface.DIRECT_MESSAGE, Visibility.PRIVATE)
    assert (found.conversation_id, found.language_hint) == (CUSTOMER, "fr")
    assert found.author is not None
    assert found.author.name == "Mia Larsen"


def test_a_message_of_ours_that_did_not_arrive_is_a_receipt_without_viber_s_words() -> None:
    found = only(event("failed", user_id=CUSTOMER, desc="failure of 01234567890A="))
    assert (found.kind, found.message_id) == (EventKind.RECEIPT, MESSAGE)
    assert found.details == {"status": "failed", "error_code": "viber_failed"}


@pytest.mark.parametrize(("kind", "name"), [("delivered", "delivered"), ("seen", "read"), ("unsubscribed", "unfollow")])
def test_what_somebody_does_is_counted(kind: str, name: str) -> None:
    found = one("viber", ACCOUNT, event(kind))
    assert isinstance(found, Signals)
    assert found.name == name


def test_files_places_and_contacts_come_along() -> None:
    (photo,) = only(message(type="picture", media="https://cdn.example/a.jpg", file_name="a.jpg")).attachments
    assert (photo.type, photo.source_url, photo.title) == (AttachmentType.IMAGE, "https://cdn.example/a.jpg", "a.jpg")
    (film,) = only(message(type="video", media="https://cdn.example/a.mp4", size=10000, duration=12)).attachments
    assert (film.size, film.duration) == (10000, 12)
    (place,) = only(message(type="location", location={"lat": 45.7, "lon": 4.8})).attachments
    assert (place.latitude, place.longitude) == (45.7, 4.8)
    (contact,) = only(message(type="contact", contact={"name": "Otto", "phone_number": "+15550100"})).attachments
    assert (contact.title, contact.lines) == ("Otto", ("+15550100",))


@pytest.mark.parametrize("broken", [{"sender": None}, {"message": None}, {"message_token": None}])
def test_a_message_without_its_parts_is_kept_for_people(broken: dict[str, Any]) -> None:
    found = one("viber", ACCOUNT, {**message(), **broken})
    assert isinstance(found, Unreadable)
