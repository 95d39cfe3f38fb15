"""What LINE is asked, and what its answers mean."""

from typing import Any

import httpx
import pytest

from shared.domain.channels.sending import NOT_LISTED, QuickReply
from shared.domain.media.fetching import MediaLocation
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, Answer, FakePlatform, answering, outbound, response

TAKEN = {"sentMessages": [{"id": "461230966842064897", "quoteToken": "q"}]}


def private(**fields: Any) -> Any:
    return outbound("line", Visibility.PRIVATE, **fields)


def test_while_the_token_is_good_the_answer_is_a_free_reply() -> None:
    platform = answering(TAKEN)
    result = platform.gateway("line").send(private(reply_token="token"))
    assert (result.outcome, result.message_id) == (SendClass.SENT, "461230966842064897")
    assert platform.asked == [("POST", "/v2/bot/message/reply")]
    assert platform.body() == {"replyToken": "token", "messages": [{"type": "text", "text": "We have read you."}]}


def test_a_token_that_is_over_gives_way_to_a_push_message() -> None:
    platform = FakePlatform([response({"message": "Invalid reply token"}, 400), response(TAKEN)])
    assert platform.gateway("line").send(private(reply_token="token")).outcome is SendClass.SENT
    assert [path for _, path in platform.asked] == ["/v2/bot/message/reply", "/v2/bot/message/push"]
    assert platform.body()["to"] == "700"


def test_the_same_message_has_the_same_retry_key_and_is_taken_once() -> None:
    accepted = response(TAKEN, 409, {"x-line-accepted-request-id": "r"})
    platform = FakePlatform([response({}, 500), accepted])
    gateway = platform.gateway("line")
    assert gateway.send(private()).outcome is SendClass.RETRY_BACKOFF
    assert gateway.send(private()).message_id == "461230966842064897"
    first, second = (request.headers["x-line-retry-key"] for request in platform.requests)
    assert first == second
    gateway.send(private(reference="ack:T-2"))
    assert platform.requests[-1].headers["x-line-retry-key"] != first


def test_a_lost_push_may_be_sent_again_and_a_lost_reply_may_not() -> None:
    gateway = answering({}).gateway("line")
    assert gateway.settle(private(), NOW).outcome is SendClass.RETRY_BACKOFF
    unsure = gateway.settle(private(reply_token="token"), NOW)
    assert (unsure.outcome, unsure.error) == (SendClass.UNKNOWN, NOT_LISTED)


def test_a_reply_whose_answer_is_lost_is_not_pushed_as_well() -> None:
    platform = FakePlatform([httpx.ReadTimeout("x")])
    assert platform.gateway("line").send(private(reply_token="token")).outcome is SendClass.UNKNOWN
    assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (response({"message": "You have reached your monthly limit."}, 429), SendClass.PERMANENT),
        (response({"message": "The API rate limit has been exceeded. Try again later."}, 429), SendClass.RETRY_AT),
        (response({"message": "Failed to send messages"}, 400), SendClass.PERMANENT),
        (response({"message": "conflict"}, 409), SendClass.PERMANENT),
        (response({"message": "Authentication failed"}, 401), SendClass.AUTH_BROKEN),
        (response({}, 200), SendClass.UNKNOWN),
    ],
)
def test_refusals_are_understood(answer: Answer, outcome: SendClass) -> None:
    assert FakePlatform([answer]).gateway("line").send(private()).outcome is outcome


def test_a_group_is_answered_in_the_group() -> None:
    platform = answering(TAKEN)
    platform.gateway("line").send(outbound("line", root_id="Cgroup"))
    assert platform.body()["to"] == "Cgroup"
    assert platform.gateway("line").send(outbound("line", root_id=None)).error == "no_target"


def test_quick_replies_are_buttons_that_say_their_label() -> None:
    platform = answering(TAKEN)
    platform.gateway("line").send(private(quick_replies=(QuickReply(title="5", payload="satisfaction:5"),)))
    (said,) = platform.body()["messages"]
    assert said["quickReply"]["items"][0]["action"] == {"type": "message", "label": "5", "text": "5"}


def test_a_file_is_at_another_host_and_wants_the_token() -> None:
    found = answering({}).gateway("line").locate_media(Attachment(type="image", source_id="44"))
    assert found == MediaLocation(
        url="https://api-data.line.me/v2/bot/message/44/content", headers={"Authorization": "Bearer current"}
    )


def test_a_profile_tells_the_name() -> None:
    found = answering({"userId": "U1", "displayName": "Mia"}).gateway("line").look_up_author("U1")
    assert found == Author(id="U1", name="Mia")
