"""One message in on every channel; an answer out where a robot may give one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from local.traffic import bodies, polled
from local.traffic.writing import Writing
from shared import channels
from tests.e2e.deployed import DeployedStack, Json, fresh, until

pytestmark = pytest.mark.e2e

QUESTION = "Hello, my box has been broken since this morning, what can I do?"
PAGE, INSTAGRAM, X = "100100100100100", "17841400000000001", "3000000001"


def _seconds() -> int:
    return int(datetime.now(UTC).timestamp())


def _changes(what: str, account: str, field: str, value: Json) -> Json:
    return {
        "object": what,
        "entry": [{"id": account, "time": _seconds(), "changes": [{"field": field, "value": value}]}],
    }


def _facebook(person: str, message: str) -> tuple[Json, str]:
    post = f"{PAGE}_{fresh()}"
    value = {
        "from": {"id": person, "name": "Mia Larsen"}, "item": "comment", "verb": "add", "post_id": post,
        "comment_id": f"{post.partition('_')[2]}_{message}", "parent_id": post, "message": QUESTION,
        "created_time": _seconds(),
    }  # fmt: skip
    return _changes("page", PAGE, "feed", value), f"{post}:{person}"


def _private(what: str, account: str) -> Callable[[str, str], tuple[Json, str]]:
    def make(person: str, message: str) -> tuple[Json, str]:
        event = {
            "sender": {"id": person}, "recipient": {"id": account}, "timestamp": _seconds() * 1000,
            "message": {"mid": f"m_{message}", "text": QUESTION},
        }  # fmt: skip
        return {"object": what, "entry": [{"id": account, "time": _seconds() * 1000, "messaging": [event]}]}, person

    return make


def _x(person: str, message: str) -> tuple[Json, str]:
    post = {
        "id_str": message, "text": f"@acmeshop {QUESTION}", "user": {"id_str": person, "screen_name": "mia"},
        "in_reply_to_user_id_str": X, "timestamp_ms": str(_seconds() * 1000), "lang": "en",
        "entities": {"user_mentions": [{"id_str": X, "screen_name": "acmeshop"}]},
    }  # fmt: skip
    return {"for_user_id": X, "tweet_create_events": [post]}, f"{message}:{person}"


def _x_private(person: str, message: str) -> tuple[Json, str]:
    created = {
        "target": {"recipient_id": X}, "sender_id": person, "message_data": {"text": QUESTION},
    }  # fmt: skip
    event = {
        "type": "message_create", "id": message, "created_timestamp": str(_seconds() * 1000), "message_create": created,
    }  # fmt: skip
    return {"for_user_id": X, "direct_message_events": [event], "users": {}}, person


def _written(channel: str) -> Callable[[str, str], tuple[Json, str]]:
    """A body of a platform that delivers one thing at a time."""
    return lambda person, message: bodies.written(channel, _writing(person, message))


def _writing(person: str, message: str) -> Writing:
    return Writing(person=person, message=message, text=QUESTION, at=datetime.now(UTC))


def _listed(channel: str) -> Callable[[str, str], tuple[Json, str]]:
    """An entry of a list of a platform that has to be asked."""

    def make(person: str, message: str) -> tuple[Json, str]:
        told, conversation = polled.entry(channel, _writing(person, message))
        return dict(told), conversation

    return make


# The channel, a maker of one message, and where its answer goes; no place where only people answer.
WAYS: dict[str, tuple[str, Callable[[str, str], tuple[Json, str]], str | None]] = {
    "a comment on facebook": ("facebook", _facebook, "/comments"),
    "a message on messenger": ("messenger", _private("page", PAGE), "/messages"),
    "a message on instagram": ("instagram", _private("instagram", INSTAGRAM), "/messages"),
    "a mention on x": ("x", _x, "/2/tweets"),
    "a message on x": ("x", _x_private, "/2/dm_conversations/"),
    "a message on whatsapp": ("whatsapp", _written("whatsapp"), "/messages"),
    "a reply on threads": ("threads", _written("threads"), "/threads"),
    "a comment on tiktok": ("tiktok", _written("tiktok"), None),
    "a message on telegram": ("telegram", _written("telegram"), "/sendMessage"),
    "a comment on linkedin": ("linkedin", _written("linkedin"), None),
    "a reply on bluesky": ("bluesky", _listed("bluesky"), "createRecord"),
    "a mention on mastodon": ("mastodon", _listed("mastodon"), "/statuses"),
    "a comment on youtube": ("youtube", _listed("youtube"), None),
    "a reply on reddit": ("reddit", _listed("reddit"), None),
    "a message on line": ("line", _written("line"), "/message/reply"),
    "a message on viber": ("viber", _written("viber"), "/pa/send_message"),
    "a review in google play": ("google_play", _listed("google_play"), None),
    "a review in the app store": ("app_store", _listed("app_store"), None),
    "a review on trustpilot": ("trustpilot", _listed("trustpilot"), None),
    "a review on google": ("google_business", _listed("google_business"), None),
    "a message of a signed sender": ("webhook", _written("webhook"), None),
}


def test_every_channel_is_tried():
    assert {channel for channel, _, _ in WAYS.values()} == set(channels.CHANNELS)


@pytest.mark.parametrize("way", WAYS)
def test_a_message_becomes_a_ticket_and_gets_the_answer_its_platform_allows(by_night: DeployedStack, way: str) -> None:
    channel, make, place = WAYS[way]
    person, message = f"49{fresh()[-10:]}", fresh()
    body, conversation = make(person, message)

    assert by_night.deliver(channel, json.dumps(body).encode()) == 200

    ticket = by_night.ticket_of(conversation)
    assert (ticket["channel"], ticket["category"] != "mention") == (channel, True)
    if place is None:
        until(lambda: by_night.waiting() == 0)
        assert _answers(by_night, channel, person, message) == []
        return
    (answer,) = until(lambda: _answers(by_night, channel, person, message))
    assert place in answer["path"]
    assert answer["status"] in (200, 201)


def _answers(deployed: DeployedStack, channel: str, person: str, message: str) -> list[dict[str, Any]]:
    """What was sent to that person, or in answer to that message."""
    found = [call for call in deployed.calls(channel) if call["method"] == "POST"]
    return [call for call in found if person in json.dumps(call) or message in json.dumps(call)]
