"""Answers that a customer can tap: what each platform is asked, and what it sends back is what the button says."""

from typing import Any

import pytest

from shared.domain.channels.sending import QuickReply
from shared.domain.vocabulary import Visibility
from tests.fakes.platform import answering, outbound

PRIVATE = Visibility.PRIVATE
REPLIES = (QuickReply(title="1", payload="satisfaction:1"), QuickReply(title="5", payload="satisfaction:5"))
TAKEN: dict[str, Any] = {
    "messenger": {"recipient_id": "700", "message_id": "m"},
    "instagram": {"recipient_id": "700", "message_id": "m"},
    "whatsapp": {"messages": [{"id": "wamid.1"}]},
    "telegram": {"ok": True, "result": {"message_id": 61}},
    "x": {"data": {"dm_event_id": "9"}},
}


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_meta_shows_quick_replies_below_the_text(channel: str) -> None:
    platform = answering(TAKEN[channel])
    platform.gateway(channel).send(outbound(channel, PRIVATE, "From 1 to 5?", quick_replies=REPLIES))
    message = platform.body()["message"]
    assert message["text"] == "From 1 to 5?"
    assert message["quick_replies"] == [
        {"content_type": "text", "title": "1", "payload": "satisfaction:1"},
        {"content_type": "text", "title": "5", "payload": "satisfaction:5"},
    ]


def test_whatsapp_shows_a_list_since_three_buttons_are_too_few() -> None:
    platform = answering(TAKEN["whatsapp"])
    message = outbound(
        "whatsapp", PRIVATE, "From 1 to 5?", recipient_id="4915112345678", in_reply_to=None, quick_replies=REPLIES
    )
    platform.gateway("whatsapp").send(message)
    body = platform.body()
    assert body["type"] == "interactive"
    assert "text" not in body
    assert body["interactive"] == {
        "type": "list",
        "body": {"text": "From 1 to 5?"},
        "action": {
            "button": "1 – 5",
            "sections": [
                {"rows": [{"id": "satisfaction:1", "title": "1"}, {"id": "satisfaction:5", "title": "5"}]},
            ],
        },
    }
    assert body["biz_opaque_callback_data"] == "ack:T-1"


def test_telegram_shows_a_row_of_buttons() -> None:
    platform = answering(TAKEN["telegram"])
    message = outbound("telegram", PRIVATE, "From 1 to 5?", in_reply_to="6100000001:55", quick_replies=REPLIES)
    platform.gateway("telegram").send(message)
    assert platform.body()["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "1", "callback_data": "satisfaction:1"}, {"text": "5", "callback_data": "satisfaction:5"}]
        ]
    }


def test_a_channel_without_quick_replies_sends_the_text_alone() -> None:
    platform = answering(TAKEN["x"])
    platform.gateway("x").send(outbound("x", PRIVATE, "From 1 to 5?", quick_replies=REPLIES))
    assert platform.body()["text"] == "From 1 to 5?"
    assert "quick" not in str(platform.body())


@pytest.mark.parametrize("channel", ["messenger", "instagram", "whatsapp", "telegram"])
def test_a_text_without_quick_replies_is_sent_as_before(channel: str) -> None:
    platform = answering(TAKEN[channel])
    where = {"recipient_id": "4915112345678"} if channel == "whatsapp" else {"in_reply_to": None}
    platform.gateway(channel).send(outbound(channel, PRIVATE, **where))
    assert not {"quick_replies", "interactive", "reply_markup"} & set(str(platform.body()).replace("'", " ").split())
