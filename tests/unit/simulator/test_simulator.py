"""The simulator without its sockets: platforms, faults and what it remembers."""

from typing import Any

import pytest

from local.simulator.exchange import Answer, Request
from local.simulator.faults import Faults, InvalidFaultError
from local.simulator.platforms import PLATFORMS
from local.simulator.world import World

AUTHORIZED = {"authorization": "Bearer token"}


def ask(world: World, channel: str, method: str, path: str, body: Any = None, **more: Any) -> Answer:
    headers = more.pop("headers", AUTHORIZED)
    return PLATFORMS[channel](
        Request(channel=channel, method=method, path=path, body=body, headers=headers, **more), world
    )


def test_calls_are_remembered_without_anything_that_could_make_one():
    world = World()
    headers = {**AUTHORIZED, "webhook-id": "msg_1", "cookie": "c"}
    request = Request(
        channel="notify",
        method="POST",
        path="/on-call",
        query={"access_token": "t", "a": "b"},
        headers=headers,
        body={"access_token": "t", "text": "Bonjour"},
    )
    world.record(request, at="2026-07-31T21:00:00.000Z", status=200)
    assert world.calls() == [
        {
            "at": "2026-07-31T21:00:00.000Z",
            "channel": "notify",
            "method": "POST",
            "path": "/on-call",
            "query": {"a": "b"},
            "body": {"text": "Bonjour"},
            "status": 200,
            "headers": {"webhook-id": "msg_1"},
        }
    ]
    world.forget_calls()
    assert world.calls() == []


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer revoked-1"}])
@pytest.mark.parametrize(
    ("channel", "path"),
    [("facebook", "/v26.0/9/comments"), ("messenger", "/v26.0/1/messages"), ("instagram", "/v26.0/9/replies")],
)
def test_meta_refuses_who_shows_no_valid_token(headers: dict[str, str], channel: str, path: str):
    answer = ask(World(), channel, "POST", path, {"message": "x"}, headers=headers)
    assert (answer.status, answer.body["error"]["code"]) == (401, 190)


def test_meta_takes_the_token_from_the_query_too():
    answer = ask(
        World(), "facebook", "POST", "/v26.0/9/comments", {"message": "x"}, headers={}, query={"access_token": "t"}
    )
    assert answer.status == 200


@pytest.mark.parametrize(
    ("channel", "path", "body", "code"),
    [
        ("facebook", "/v26.0/9/comments", {}, 100),
        ("facebook", "/v26.0/9/comments", {"message": "a" * 8001}, 100),
        ("facebook", "/9/comments", {"message": "a"}, 2500),
        ("facebook", "/v26.0/9/private_replies", {"message": "a"}, 2500),
        ("messenger", "/v26.0/1/messages", {"message": {"text": "a"}}, 100),
        ("messenger", "/v26.0/1/messages", {"recipient": {"id": "7"}}, 100),
        ("messenger", "/v26.0/1/messages", {"recipient": {"id": "7"}, "message": {"text": "a" * 2001}}, 100),
        (
            "messenger",
            "/v26.0/1/messages",
            {
                "recipient": {"id": "7"},
                "message": {"text": "a"},
                "messaging_type": "MESSAGE_TAG",
                "tag": "ACCOUNT_UPDATE",
            },
            100,
        ),
        ("instagram", "/v26.0/1/messages", {"recipient": {"id": "7"}, "message": {"text": "é" * 501}}, 100),
        ("instagram", "/v26.0/9/replies", {"message": "a" * 2201}, 100),
    ],
)
def test_meta_refuses_what_it_would_refuse(channel: str, path: str, body: Any, code: int):
    answer = ask(World(), channel, "POST", path, body)
    assert (answer.status, answer.body["error"]["code"]) == (400, code)


def test_answers_of_meta_tell_how_much_was_used():
    answer = ask(World(), "facebook", "POST", "/v26.0/5_9/comments", {"message": "x"})
    assert answer.body["id"].startswith("5_")
    assert set(answer.headers) == {"X-App-Usage", "X-Business-Use-Case-Usage"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/2/tweets", {"text": "a", "reply": {"in_reply_to_tweet_id": "9"}}, 201),
        ("POST", "/2/tweets", {"text": "日" * 141}, 400),
        ("POST", "/2/tweets", {}, 400),
        ("POST", "/2/dm_conversations/with/7/messages", {"text": "a"}, 201),
        ("POST", "/2/dm_conversations/with/7/messages", {"text": "a" * 10_001}, 400),
        ("PUT", "/2/tweets/9/hidden", {"hidden": True}, 200),
        ("GET", "/2/tweets/9", None, 404),
        ("POST", "/1.1/statuses/update.json", {}, 404),
    ],
)
def test_x_answers_as_x_would(method: str, path: str, body: Any, status: int):
    assert ask(World(), "x", method, path, body).status == status
    if status != 404:
        assert ask(World(), "x", method, path, body, headers={}).status == 401


def test_what_was_published_is_listed_and_can_be_withdrawn():
    world = World()
    new = ask(world, "x", "POST", "/2/tweets", {"text": "a", "reply": {"in_reply_to_tweet_id": "9"}}).body["data"]["id"]
    (listed,) = ask(world, "x", "GET", "/2/users/1/tweets").body["data"]
    assert (listed["id"], listed["referenced_tweets"]) == (new, [{"type": "replied_to", "id": "9"}])
    assert ask(world, "x", "DELETE", f"/2/tweets/{new}").body == {"data": {"deleted": True}}
    assert ask(world, "x", "GET", f"/2/tweets/{new}").status == 404


def test_ids_are_never_given_twice():
    world = World()
    given = [world.new_id() for _ in range(100)]
    assert len(set(given)) == 100
    assert all(int(one) > 1_700_000_000_000 for one in given)


def fault_for(description: Any, **request: Any) -> Any:
    faults = Faults()
    faults.add(description)
    asked = {"channel": "x", "method": "POST", "path": "/2/tweets", **request}
    return faults.take(Request(**asked))


@pytest.mark.parametrize(
    ("match", "meets"),
    [
        ({}, True),
        ({"channel": "x"}, True),
        ({"channel": "facebook"}, False),
        ({"method": "post"}, True),
        ({"method": "GET"}, False),
        ({"path": "^/2/"}, True),
        ({"path": "dm_conversations"}, False),
        ({"channel": "x", "path": "tweets$"}, True),
    ],
)
def test_a_fault_meets_the_calls_it_names(match: dict[str, str], meets: bool):
    assert (fault_for({"match": match, "status": 503}) is not None) is meets
    assert (fault_for({**match, "status": 503}) is not None) is meets


def test_a_fault_is_used_up_after_its_count():
    faults = Faults()
    faults.add({"status": 503, "count": 2})
    faults.add({"status": 429, "headers": {"Retry-After": "1"}})
    request = Request(channel="x", method="POST", path="/2/tweets")
    played = [faults.take(request) for _ in range(4)]
    assert [fault.status for fault in played if fault] == [503, 503, 429, 429]
    assert [fault["status"] for fault in faults.listed()] == [429]
    faults.clear()
    assert faults.take(request) is None


@pytest.mark.parametrize(
    ("description", "takes"),
    [
        ({"delay": 1}, True),
        ({"answer_delay": 1}, True),
        ({"status": 500}, False),
        ({"status": 500, "taken": True}, True),
        ({"cut": True}, True),
        ({"cut": "after"}, True),
        ({"cut": "before"}, False),
    ],
)
def test_a_fault_says_whether_the_platform_does_what_it_was_asked(description: Any, takes: bool):
    assert fault_for(description).takes is takes


@pytest.mark.parametrize(
    "description", [None, [], {"match": 1}, {"stat": 503}, {"cut": "sometimes"}, {"status": 99}, {"path": "("}]
)
def test_a_fault_that_cannot_be_played_is_refused(description: Any):
    with pytest.raises(InvalidFaultError):
        Faults().add(description)


@pytest.mark.parametrize(
    ("field", "status"),
    [("business_connection_id", 403), ("direct_messages_topic_id", 400), ("message_thread_id", 400)],
)
def test_telegram_takes_nothing_that_leaves_its_place(field: str, status: int):
    world = World()
    world.require("telegram", "610", field)
    path, content = "/bot1:a/sendMessage", {"chat_id": 610, "text": "Hello"}
    assert ask(world, "telegram", "POST", path, content).status == status
    assert ask(world, "telegram", "POST", path, {**content, field: 7}).status == 200
    assert ask(world, "telegram", "POST", path, {**content, "chat_id": 611}).status == 200


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_a_private_conversation_lists_the_customers_own_words_too(channel: str):
    answer = ask(World(), channel, "GET", "/v26.0/1/conversations", query={"user_id": "700"})
    (conversation,) = answer.body["data"]
    assert [said["from"]["id"] for said in conversation["messages"]["data"]] == ["700"]
