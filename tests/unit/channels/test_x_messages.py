"""What becomes of direct messages, signals and warnings of X."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.channels.webhook import Signals, Unreadable
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.samples._x import ACME, WRAPPED, message, newer, older, one, parse


@pytest.mark.parametrize(
    "payload",
    [older(message()), newer("dm.received", {"direct_message_events": [message()], "users": WRAPPED})],
    ids=["account activity", "activity"],
)
def test_a_direct_message_is_private_and_its_conversation_is_the_customer(payload: Any):
    event = one(payload)
    assert event.event_id == "x:3000000001:1950000000000000101:created"
    assert (event.surface, event.visibility) == (Surface.DIRECT_MESSAGE, Visibility.PRIVATE)
    assert (event.kind, event.conversation_id) == (EventKind.CREATED, "4000000001")
    assert event.text == "My order is AC-1 & late"
    assert event.author is not None
    assert (event.author.handle, event.author.followers) == ("mialarsen", 5120)
    assert event.occurred_at == datetime(2026, 7, 31, 12, 16, 40, tzinfo=UTC)
    assert event.permalink is None


def test_what_we_sent_is_an_echo_in_the_conversation_of_its_recipient():
    for payload in (
        older(message("3000000001", "4000000001")),
        newer("dm.sent", {"direct_message_events": [message("3000000001", "4000000001")]}),
    ):
        event = one(payload)
        assert (event.kind, event.conversation_id) == (EventKind.ECHO, "4000000001")
        assert event.details == {"app_id": "268278"}


def test_an_attachment_of_a_direct_message_is_told():
    media = {"type": "photo", "media_url_https": "https://ton.example/x.jpg", "url": "https://t.co/pic"}
    event = one(older(message(text="look https://t.co/pic", attachment={"type": "media", "media": media})))
    assert event.text == "look"
    assert [(found.type, found.source_url) for found in event.attachments] == [("image", "https://ton.example/x.jpg")]


def test_the_link_of_an_attachment_is_not_the_text_although_it_is_listed_with_the_links():
    media = {"type": "animated_gif", "media_url_https": "https://ton.example/g.jpg", "url": "https://t.co/gif"}
    urls = [{"url": "https://t.co/gif", "expanded_url": "https://x.example/messages/media/1950000000000000101"}]
    attached = {"entities": {"urls": urls}, "attachment": {"type": "media", "media": media}}
    assert one(older(message(text="this is how it looks https://t.co/gif", **attached))).text == "this is how it looks"
    alone = one(older(message(text=" https://t.co/gif", **attached)))
    assert (alone.text, [found.type for found in alone.attachments]) == (None, ["video"])


def test_a_direct_message_without_a_text_says_what_it_shows():
    point = {"type": "shared_coordinate", "shared_coordinate": {"coordinates": {"coordinates": [9.73891, 52.37655]}}}
    event = one(older(message(text="", attachment={"type": "location", "location": point})))
    assert (event.text, event.attachments[0].type) == ("52.37655, 9.73891", "location")
    chosen = {"type": "options", "metadata": "where is my parcel"}
    assert one(older(message(text=None, quick_reply_response=chosen))).text == "where is my parcel"


def test_a_direct_message_in_the_spelling_of_version_2_is_read():
    payload = {
        "id": "1950000000000000101",
        "event_type": "MessageCreate",
        "text": "Hello?",
        "sender_id": "4000000001",
        "dm_conversation_id": "3000000001-4000000001",
        "created_at": "2026-07-31T12:16:40.000Z",
    }
    event = one(newer("dm.received", payload))
    assert (event.text, event.conversation_id) == ("Hello?", "4000000001")
    sent = one(newer("dm.sent", {**payload, "sender_id": "3000000001"}))
    assert (sent.kind, sent.conversation_id) == (EventKind.ECHO, "4000000001")


def test_an_encrypted_chat_is_kept_although_nobody_here_can_read_it():
    payload = {"encoded_event": "CAES", "conversation_id": "3000000001:4000000001", "created_at_msec": "1785500200000"}
    event = one(newer("chat.received", payload))
    assert event.kind is EventKind.UNSUPPORTED
    assert (event.conversation_id, event.details["reason"]) == ("4000000001", "encrypted")
    assert event.event_id == one(newer("chat.received", payload)).event_id
    sent = one(newer("chat.sent", payload))
    assert (sent.kind, sent.conversation_id, sent.text) == (EventKind.ECHO, "4000000001", None)


@pytest.mark.parametrize(
    ("field", "item", "name"),
    [
        ("favorite_events", {"id": "a", "timestamp_ms": 1785500200000}, "like"),
        ("follow_events", {"type": "follow"}, "follow"),
        ("follow_events", {"type": "unfollow"}, "unfollow"),
        ("block_events", {"type": "block"}, "block"),
        ("mute_events", {"type": "unmute"}, "unmute"),
        ("direct_message_indicate_typing_events", {"sender_id": "4000000001"}, "typing"),
        ("direct_message_mark_read_events", {"last_read_event_id": "1"}, "read"),
    ],
)
def test_what_needs_no_answer_is_a_signal(field: str, item: Any, name: str):
    assert parse({"for_user_id": "3000000001", field: [item]}) == [Signals(account=ACME, name=name)]


@pytest.mark.parametrize(
    ("event_type", "name"),
    [("like.create", "like"), ("follow.follow", "follow"), ("dm.read", "read"), ("dm.indicate_typing", "typing")],
)
def test_signals_of_the_newer_product_have_the_same_names(event_type: str, name: str):
    assert parse(newer(event_type, {})) == [Signals(account=ACME, name=name)]


@pytest.mark.parametrize(
    "payload",
    [
        {
            "user_event": {
                "revoke": {
                    "date_time": "2026-07-31T12:30:00+00:00",
                    "target": {"app_id": "13090192"},
                    "source": {"user_id": "3000000001"},
                }
            }
        },
        newer("oauth.revoke", {"date_time": "2026-07-31T12:30:00+00:00"}),
    ],
    ids=["account activity", "activity"],
)
def test_a_revoked_permission_warns_the_operators(payload: Any):
    event = one(payload)
    assert (event.kind, event.details) == (EventKind.ACCOUNT_WARNING, {"reason": "permission_revoked"})
    assert event.account_id == "3000000001"
    assert event.occurred_at == datetime(2026, 7, 31, 12, 30, tzinfo=UTC)


def test_several_messages_in_one_body_fail_alone():
    broken = {"type": "message_create", "message_create": {}}
    items = parse(older(message(), broken, message("3000000001", "4000000001")))
    assert [type(item) for item in items] == [InboundEvent, Unreadable, InboundEvent]
