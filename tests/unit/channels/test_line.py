"""What LINE tells, and what is made of it."""

from typing import Any

import pytest

from shared.channels import load_webhook
from shared.domain.channels.webhook import Signals, Verdict, WebhookRequest
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import AttachmentType, EventKind, Surface, Visibility
from tests.fakes.stored import START
from tests.unit.channels.parsed import one, parse
from tests.unit.channels.samples.line import ACCOUNT, CUSTOMER, MESSAGE, body, event, message

GROUP = {"type": "group", "groupId": "Cgroup", "userId": CUSTOMER}
OURSELVES = {"mentionees": [{"index": 0, "length": 5, "type": "user", "userId": ACCOUNT, "isSelf": True}]}


def only(payload: Any) -> InboundEvent:
    found = one("line", ACCOUNT, payload)
    assert isinstance(found, InboundEvent)
    return found


def holding(**content: Any) -> InboundEvent:
    return only(body(event(message={"id": MESSAGE, **content})))


def test_the_published_signature_is_understood() -> None:
    """Of line-bot-sdk-python, tests/v3/test_webhook.py."""
    given = "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="

    def verdict(content: bytes) -> Verdict:
        request = WebhookRequest(method="POST", headers={"x-line-signature": given}, query={}, body=content)
        return load_webhook("line").verify(request, {"channel_secret": ["channel_secret"]}, START)

    assert verdict(b"bodybodybodybody") is Verdict.VALID
    assert verdict(b"bodybodybodybody ") is Verdict.INVALID


def test_a_message_is_private_and_brings_the_token_of_a_free_answer() -> None:
    found = only(body(message()))
    assert (found.surface, found.visibility) == (Surface.DIRECT_MESSAGE, Visibility.PRIVATE)
    assert (found.conversation_id, found.reply_token) == (CUSTOMER, "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA")


def test_the_test_of_the_console_says_nothing() -> None:
    assert only(body()).details["reason"] == "empty_body"


def test_a_group_is_listened_to_only_where_we_are_named() -> None:
    talk = one("line", ACCOUNT, body(message(source=GROUP)))
    assert isinstance(talk, Signals)
    assert talk.name == "group_message"
    said = {"id": MESSAGE, "type": "text", "text": "@Acme where is it?", "mention": OURSELVES}
    found = only(body(message(source=GROUP, message=said)))
    assert (found.surface, found.visibility) == (Surface.MENTION, Visibility.PUBLIC)
    assert (found.conversation_id, found.parent_id) == (f"Cgroup:{CUSTOMER}", "Cgroup")


def test_what_is_unsent_is_deleted() -> None:
    found = only(body(event("unsend", unsend={"messageId": MESSAGE})))
    assert (found.kind, found.message_id, found.text) == (EventKind.DELETED, MESSAGE, None)


def test_a_pressed_button_says_what_is_behind_it() -> None:
    pressed = body(event("postback", postback={"data": "talk to somebody"}))
    assert (only(pressed).text, only(pressed).kind) == ("talk to somebody", EventKind.CREATED)
    (opened,) = parse("line", ACCOUNT, pressed, opening_payloads=("talk to somebody",))
    assert isinstance(opened, Signals)


def test_files_are_named_by_their_message_and_others_by_their_address() -> None:
    (photo,) = holding(type="image", contentProvider={"type": "line"}, imageSet={"id": "set1"}).attachments
    assert (photo.type, photo.source_id, photo.source_url) == (AttachmentType.IMAGE, MESSAGE, None)
    external = {"type": "external", "originalContentUrl": "https://cdn.example/a.jpg"}
    (linked,) = holding(type="image", contentProvider=external).attachments
    assert (linked.source_id, linked.source_url) == (None, "https://cdn.example/a.jpg")
    (voice,) = holding(type="audio", duration=14_200, contentProvider={"type": "line"}).attachments
    assert (voice.type, voice.duration) == (AttachmentType.AUDIO, 14)
    (file,) = holding(type="file", fileName="bill.pdf", fileSize=2138).attachments
    assert (file.title, file.size) == ("bill.pdf", 2138)
    (place,) = holding(type="location", title="Depot", address="Lyon", latitude=45.7, longitude=4.8).attachments
    assert (place.latitude, place.label) == (45.7, "Lyon")
    (sticker,) = holding(type="sticker", keywords=["sad", "angry"]).attachments
    assert (sticker.type, sticker.title) == (AttachmentType.STICKER, "sad, angry")
    assert holding(type="image", imageSet={"id": "set1", "index": 1}).group_id == "set1"


@pytest.mark.parametrize("kind", ["unfollow", "join", "leave", "memberJoined", "videoPlayComplete", "accountLink"])
def test_what_somebody_does_is_counted(kind: str) -> None:
    assert isinstance(one("line", ACCOUNT, body(event(kind))), Signals)


def test_while_another_service_answers_we_listen_only() -> None:
    assert one("line", ACCOUNT, body(message(mode="standby"))).name == "standby"


def test_a_redelivery_is_the_same_event() -> None:
    again = body(message(deliveryContext={"isRedelivery": True}))
    assert only(again).event_id == only(body(message())).event_id
