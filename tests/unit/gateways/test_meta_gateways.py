"""What Facebook, Messenger and Instagram are asked, and what their answers mean."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.channels.sending import PlatformMessage, SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass, Surface, Visibility
from tests.fakes.platform import NOW, FakePlatform, answering, outbound, response

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE
META = [("facebook", PUBLIC), ("messenger", PRIVATE), ("instagram", PUBLIC), ("instagram", PRIVATE)]


def test_a_comment_is_answered_on_its_comments_edge_and_never_edited():
    platform = answering({"id": "500_901"})
    result = platform.gateway("facebook").send(outbound("facebook", in_reply_to="500_900"))
    assert result == SendResult(outcome=SendClass.SENT, message_id="500_901")
    assert platform.asked == [("POST", "/v26.0/500_900/comments")]
    assert platform.body() == {"message": "We have read you."}
    assert platform.requests[0].url.host == "graph.facebook.com"


@pytest.mark.parametrize(
    ("target", "kind"), [("500_900", "comment_id"), ("100100100100100_500", "post_id")], ids=["comment", "post"]
)
def test_a_private_reply_names_what_it_replies_to(target: str, kind: str):
    platform = answering({"recipient_id": "700", "message_id": "m_1"})
    result = platform.gateway("facebook").send(outbound("facebook", PRIVATE, in_reply_to=target))
    assert result.message_id == "m_1"
    assert platform.asked == [("POST", "/v26.0/100100100100100/messages")]
    assert platform.body() == {"recipient": {kind: target}, "message": {"text": "We have read you."}}


def test_a_messenger_answer_carries_our_reference_and_no_tag():
    platform = answering({"recipient_id": "700", "message_id": "m_Out1"})
    result = platform.gateway("messenger").send(outbound("messenger", PRIVATE))
    assert result == SendResult(outcome=SendClass.SENT, message_id="m_Out1")
    assert platform.asked == [("POST", "/v26.0/100100100100100/messages")]
    assert platform.body() == {
        "recipient": {"id": "700"},
        "messaging_type": "RESPONSE",
        "message": {"text": "We have read you.", "metadata": "ack:T-1"},
    }


def test_an_instagram_comment_is_answered_by_a_reply():
    platform = answering({"id": "179"})
    assert platform.gateway("instagram").send(outbound("instagram")).message_id == "179"
    assert platform.asked == [("POST", "/v26.0/900/replies")]
    assert platform.body() == {"message": "We have read you."}


@pytest.mark.parametrize(
    ("in_reply_to", "content"),
    [
        ("900", {"media_id": "800", "comment_id": "900", "message": "We have read you."}),
        ("800", {"media_id": "800", "message": "We have read you."}),
    ],
    ids=["comment", "caption"],
)
def test_a_mention_is_answered_where_it_stands(in_reply_to: str, content: dict[str, str]):
    platform = answering({"id": "901"})
    message = outbound("instagram", in_reply_to=in_reply_to, root_id="800", surface=Surface.MENTION)
    gateway = platform.gateway("instagram")
    assert gateway.send(message).message_id == "901"
    assert platform.asked == [("POST", "/v26.0/17841400000000001/mentions")]
    assert platform.body() == content
    assert gateway.settle(message, NOW).outcome is SendClass.UNKNOWN


def test_an_instagram_direct_message_goes_to_its_recipient():
    platform = answering({"recipient_id": "700", "message_id": "aWd"})
    assert platform.gateway("instagram").send(outbound("instagram", PRIVATE)).message_id == "aWd"
    assert platform.asked == [("POST", "/v26.0/17841400000000001/messages")]
    assert platform.body() == {"recipient": {"id": "700"}, "message": {"text": "We have read you."}}


def test_a_private_instagram_answer_without_a_recipient_is_the_private_reply_to_the_comment():
    platform = answering({"message_id": "aWd"})
    platform.gateway("instagram").send(outbound("instagram", PRIVATE, recipient_id=None))
    assert platform.body()["recipient"] == {"comment_id": "900"}


def test_tokens_of_instagram_login_go_to_their_own_host():
    platform = answering({"id": "1"})
    platform.gateway("instagram", tokens=["IGAAtoken"]).send(outbound("instagram"))
    platform.gateway("instagram", tokens=["EAAtoken"]).send(outbound("instagram"))
    assert [request.url.host for request in platform.requests] == ["graph.instagram.com", "graph.facebook.com"]


@pytest.mark.parametrize(("channel", "visibility"), META)
def test_the_token_travels_in_a_header_and_never_in_the_address(channel: str, visibility: Visibility):
    platform = answering({"id": "1", "message_id": "1"})
    platform.gateway(channel, tokens=["a-token"]).send(outbound(channel, visibility))
    (request,) = platform.requests
    assert request.headers["Authorization"] == "Bearer a-token"
    assert "a-token" not in str(request.url)
    assert request.extensions["timeout"] == {"connect": 3.0, "read": 8.0, "write": 8.0, "pool": 3.0}


@pytest.mark.parametrize(("channel", "visibility"), META)
def test_another_base_url_replaces_the_platform(channel: str, visibility: Visibility):
    platform = answering({"id": "1", "message_id": "1"})
    platform.gateway(channel, base_url="http://127.0.0.1:9/facebook/").send(outbound(channel, visibility))
    assert str(platform.requests[0].url).startswith("http://127.0.0.1:9/facebook/v26.0/")


# Graph API and Messenger Platform error tables, row by row: HTTP status, code, subcode, what it means.
ROWS: list[tuple[int, int, int | None, SendClass]] = [
    (500, 1, None, SendClass.RETRY_BACKOFF),
    (400, 1, None, SendClass.RETRY_BACKOFF),
    (503, 2, None, SendClass.RETRY_BACKOFF),
    (400, 2, None, SendClass.RETRY_BACKOFF),
    (400, 4, None, SendClass.RETRY_AT),
    (400, 17, None, SendClass.RETRY_AT),
    (400, 32, None, SendClass.RETRY_AT),
    (400, 341, None, SendClass.RETRY_AT),
    (400, 613, None, SendClass.RETRY_AT),
    (400, 80001, None, SendClass.RETRY_AT),
    (400, 80002, None, SendClass.RETRY_AT),
    (400, 80006, None, SendClass.RETRY_AT),
    (400, 80007, None, SendClass.RETRY_AT),
    (400, 100, None, SendClass.PERMANENT),
    (400, 100, 33, SendClass.PERMANENT),
    (400, 100, 2018001, SendClass.PERMANENT),
    (403, 10, None, SendClass.PERMANENT),
    (403, 10, 2018278, SendClass.PERMANENT),
    (403, 10, 2534022, SendClass.PERMANENT),
    (403, 10, 1893063, SendClass.ACCOUNT_BLOCKED),
    (400, 102, None, SendClass.AUTH_BROKEN),
    *((401, 190, subcode, SendClass.AUTH_BROKEN) for subcode in (None, 458, 459, 460, 463, 464, 467, 492)),
    (403, 200, None, SendClass.PERMANENT),
    (403, 230, None, SendClass.PERMANENT),
    (403, 299, None, SendClass.PERMANENT),
    (500, 200, None, SendClass.PERMANENT),
    (400, 368, None, SendClass.ACCOUNT_BLOCKED),
    (400, 506, None, SendClass.PERMANENT),
    (400, 551, 1545041, SendClass.PERMANENT),
    (400, 1705, None, SendClass.PERMANENT),
    (400, 200, 2018108, SendClass.PERMANENT),
    (400, 99999, None, SendClass.PERMANENT),
    (500, 99999, None, SendClass.RETRY_BACKOFF),
    (200, 100, None, SendClass.PERMANENT),
    # The status says what a code that we do not know leaves open.
    (429, 99999, None, SendClass.RETRY_AT),
    (429, 80004, None, SendClass.RETRY_AT),
    (401, 2500, None, SendClass.AUTH_BROKEN),
    (401, 100, None, SendClass.PERMANENT),
]


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize(("channel", "visibility"), META)
def test_an_error_means_what_meta_says(
    channel: str, visibility: Visibility, row: tuple[int, int, int | None, SendClass]
):
    status, code, subcode, expected = row
    error = {"message": "(#x) words of a customer", "code": code, "error_subcode": subcode, "fbtrace_id": "A"}
    result = answering({"error": error}, status).gateway(channel).send(outbound(channel, visibility))
    assert result.outcome is expected
    assert result.error == (f"meta_{code}_{subcode}" if subcode else f"meta_{code}")
    assert (result.retry_at is None) is (expected is not SendClass.RETRY_AT)


def test_an_error_that_calls_itself_passing_is_tried_again():
    error = {"code": 5000, "is_transient": True}
    result = answering({"error": error}, 400).gateway("facebook").send(outbound("facebook"))
    assert result.outcome is SendClass.RETRY_BACKOFF


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            {
                "X-Business-Use-Case-Usage": '{"1001":[{"type":"pages","call_count":95,'
                '"estimated_time_to_regain_access":19},{"estimated_time_to_regain_access":3}]}'
            },
            NOW + timedelta(minutes=19),
        ),
        ({"Retry-After": "120"}, NOW + timedelta(seconds=120)),
        ({"Retry-After": "Fri, 31 Jul 2026 22:00:00 GMT"}, datetime(2026, 7, 31, 22, tzinfo=UTC)),
        ({}, NOW + timedelta(minutes=15)),
        ({"X-Business-Use-Case-Usage": "no json", "Retry-After": "soon"}, NOW + timedelta(minutes=15)),
        ({"X-Business-Use-Case-Usage": '{"1001":7}'}, NOW + timedelta(minutes=15)),
    ],
)
def test_a_throttled_page_waits_as_long_as_meta_says(headers: dict[str, str], expected: datetime):
    platform = answering({"error": {"code": 32}}, 400, headers)
    assert platform.gateway("facebook").send(outbound("facebook")).retry_at == expected
    in_front_of_it = answering(b"<html>slow down</html>", 429, headers)
    assert in_front_of_it.gateway("facebook").send(outbound("facebook")).retry_at == expected


@pytest.mark.parametrize(("channel", "visibility"), META)
def test_an_answer_without_an_id_was_taken_but_nobody_can_say_as_what(channel: str, visibility: Visibility):
    for body in ({}, b"<html>", [], {"id": None, "message_id": ""}):
        result = answering(body).gateway(channel).send(outbound(channel, visibility))
        assert (result.outcome, result.error) == (SendClass.UNKNOWN, "answer_without_id")


def test_the_previous_token_is_tried_only_when_the_current_one_is_refused():
    refused, taken = response({"error": {"code": 190, "error_subcode": 463}}, 401), response({"id": "1"})
    platform = FakePlatform([refused, taken])
    result = platform.gateway("facebook", tokens=["current", "previous"]).send(outbound("facebook"))
    assert result.outcome is SendClass.SENT
    assert [request.headers["Authorization"] for request in platform.requests] == ["Bearer current", "Bearer previous"]

    for error in ({"code": 368}, {"code": 100}, {"code": 4}, {"code": 1}):
        platform = FakePlatform([response({"error": error}, 400), taken])
        assert platform.gateway("facebook", tokens=["a", "b"]).send(outbound("facebook")).outcome is not SendClass.SENT
        assert len(platform.requests) == 1


def test_the_token_is_broken_when_all_are_refused_and_when_there_is_none():
    platform = answering({"error": {"code": 190}}, 401)
    result = platform.gateway("facebook", tokens=["a", "b"]).send(outbound("facebook"))
    assert (result.outcome, result.error, len(platform.requests)) == (SendClass.AUTH_BROKEN, "meta_190", 2)
    result = platform.gateway("facebook", tokens=[]).send(outbound("facebook"))
    assert (result.outcome, result.error, len(platform.requests)) == (SendClass.AUTH_BROKEN, "no_token", 2)


@pytest.mark.parametrize(
    ("channel", "visibility", "longest"),
    [
        ("facebook", PUBLIC, "é" * 8000),
        ("facebook", PRIVATE, "é" * 2000),
        ("messenger", PRIVATE, "é" * 2000),
        ("instagram", PUBLIC, "é" * 300),
        ("instagram", PRIVATE, "é" * 500),
        ("instagram", PRIVATE, "😀" * 250),
    ],
)
def test_a_text_that_does_not_fit_is_refused_and_nothing_is_sent(channel: str, visibility: Visibility, longest: str):
    platform = answering({"id": "1", "message_id": "1"})
    gateway = platform.gateway(channel)
    assert gateway.send(outbound(channel, visibility, longest)).outcome is SendClass.SENT
    result = gateway.send(outbound(channel, visibility, longest + "!"))
    assert result == SendResult(outcome=SendClass.PERMANENT, error="too_long")
    assert len(platform.requests) == 1


def test_what_cannot_be_addressed_is_refused():
    platform = answering({"id": "1"})
    nowhere = {"in_reply_to": None, "recipient_id": None}
    for channel, visibility in META:
        result = platform.gateway(channel).send(outbound(channel, visibility, **nowhere))
        assert result == SendResult(outcome=SendClass.PERMANENT, error="no_target")
    assert platform.gateway("messenger").send(outbound("messenger", PUBLIC)).error == "not_supported"
    assert platform.gateway("facebook").send(outbound("facebook", text=" \n")).error == "empty_text"
    assert platform.requests == []


def test_ids_cannot_lead_to_another_path():
    platform = answering({"id": "1"})
    platform.gateway("facebook").send(outbound("facebook", in_reply_to="../me/feed?x=1#y"))
    assert platform.asked == [("POST", "/v26.0/..%2Fme%2Ffeed%3Fx%3D1%23y/comments")]


def test_own_comments_can_be_deleted_and_customers_liked():
    platform = answering({"success": True})
    assert platform.gateway("facebook").delete("5_9") == SendResult(outcome=SendClass.SENT, message_id="5_9")
    assert platform.gateway("facebook").like("5_9").outcome is SendClass.SENT
    assert platform.gateway("instagram").delete("179").outcome is SendClass.SENT
    assert platform.asked == [("DELETE", "/v26.0/5_9"), ("POST", "/v26.0/5_9/likes"), ("DELETE", "/v26.0/179")]
    assert platform.gateway("instagram").like("179").error == "not_supported"


def test_a_comment_can_be_looked_up():
    shown = {
        "id": "5_9",
        "message": "Still waiting",
        "from": {"id": "700", "name": "Mia Larsen"},
        "parent": {"id": "5_8"},
        "created_time": "2026-07-31T12:13:20+0000",
        "permalink_url": "https://facebook.example/5_9",
    }
    found = answering(shown).gateway("facebook").look_up("5_9")
    assert isinstance(found, PlatformMessage)
    assert found.author is not None
    assert (found.text, found.parent_id, found.author.name) == ("Still waiting", "5_8", "Mia Larsen")
    assert found.occurred_at == datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)
    gone = answering({"error": {"code": 100, "error_subcode": 33}}, 400).gateway("facebook").look_up("5_9")
    assert gone == SendResult(outcome=SendClass.PERMANENT, error="meta_100_33")


@pytest.mark.parametrize(
    ("comment_id", "name", "shown"),
    [
        (
            "179",
            "mentioned_comment",
            {"id": "179", "text": "look @acmeshop", "username": "mia", "media": {"id": "180"}},
        ),
        (None, "mentioned_media", {"id": "180", "caption": "look @acmeshop", "username": "mia"}),
    ],
)
def test_the_text_of_an_instagram_mention_is_fetched(comment_id: str | None, name: str, shown: dict[str, Any]):
    platform = answering({name: shown, "id": "17841400000000001"})
    found = platform.gateway("instagram").look_up_mention("17841400000000001", "180", comment_id)
    assert isinstance(found, PlatformMessage)
    assert found.author is not None
    assert (found.text, found.author.handle) == ("look @acmeshop", "mia")
    assert platform.requests[0].url.params["fields"].startswith(f"{name}.")


LISTS = [
    ("facebook", PUBLIC, {"data": [{"id": "5_9", "message": "We have read you.", "created_time": "{at}"}]}),
    ("instagram", PUBLIC, {"data": [{"id": "5_9", "text": "We have read you.", "timestamp": "{at}"}]}),
    (
        "messenger",
        PRIVATE,
        {"data": [{"messages": {"data": [{"id": "5_9", "message": "We have read you.", "created_time": "{at}"}]}}]},
    ),
    (
        "instagram",
        PRIVATE,
        {"data": [{"messages": {"data": [{"id": "5_9", "message": "We have read you.", "created_time": "{at}"}]}}]},
    ),
]


def dated(value: Any, at: str) -> Any:
    if isinstance(value, dict):
        return {key: dated(inner, at) for key, inner in value.items()}
    if isinstance(value, list):
        return [dated(inner, at) for inner in value]
    return value.replace("{at}", at)


@pytest.mark.parametrize(("channel", "visibility", "listed"), LISTS)
def test_a_lost_answer_is_settled_by_reading_what_stands_there(channel: str, visibility: Visibility, listed: Any):
    message, since = outbound(channel, visibility, root_id="180"), NOW - timedelta(minutes=5)
    there = answering(dated(listed, "2026-07-31T21:09:00+0000")).gateway(channel)
    assert there.settle(message, since) == SendResult(outcome=SendClass.SENT, message_id="5_9")
    before = answering(dated(listed, "2026-07-31T20:00:00+0000")).gateway(channel)
    absent = SendClass.UNKNOWN if visibility is PRIVATE else SendClass.RETRY_BACKOFF
    assert before.settle(message, since).outcome is absent
    assert answering({"data": []}).gateway(channel).settle(message, since).outcome is absent
    assert answering({}, 500).gateway(channel).settle(message, since).outcome is SendClass.UNKNOWN


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_a_private_list_proves_that_nothing_was_sent_only_if_the_customer_is_in_it(channel: str):
    message, since = outbound(channel, PRIVATE), NOW - timedelta(minutes=5)

    def settled(*writers: str) -> SendResult:
        said = [
            {"id": writer, "message": "Hello?", "from": {"id": writer}, "created_time": "2026-07-31T21:08:00+0000"}
            for writer in writers
        ]
        listed = {"data": [{"messages": {"data": said}}]}
        return answering(listed).gateway(channel).settle(message, since)

    assert settled() == SendResult(outcome=SendClass.UNKNOWN, error="customer_not_listed")
    assert settled(message.account_id).outcome is SendClass.UNKNOWN
    assert settled(message.recipient_id or "").outcome is SendClass.RETRY_BACKOFF


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_the_customers_own_words_are_not_taken_for_ours(channel: str):
    message, since = outbound(channel, PRIVATE, "Merci !"), NOW - timedelta(minutes=5)
    said = {"id": "5_9", "message": "Merci !", "created_time": "2026-07-31T21:09:00+0000"}

    def settled(writer: str) -> SendResult:
        listed = {"data": [{"messages": {"data": [{**said, "from": {"id": writer}}]}}]}
        return answering(listed).gateway(channel).settle(message, since)

    assert settled(message.recipient_id or "").outcome is SendClass.RETRY_BACKOFF
    assert settled(message.account_id).outcome is SendClass.SENT


@pytest.mark.parametrize(
    "shown", ["We have read you, Zoé.", "We have read you,  Zoe\u0301.", "We have read you, Zo&eacute;."]
)
def test_a_text_the_platform_spells_otherwise_is_found_and_not_sent_again(shown: str):
    message = outbound("facebook", PUBLIC, "We have read you,\nZoé.\n")
    listed = {"data": [{"id": "5_9", "message": shown, "created_time": "2026-07-31T21:09:00+0000"}]}
    settled = answering(listed).gateway("facebook").settle(message, NOW - timedelta(minutes=5))
    assert settled == SendResult(outcome=SendClass.SENT, message_id="5_9")


def test_what_the_platform_does_not_list_stays_unknown():
    platform = answering({"data": []})
    assert platform.gateway("facebook").settle(outbound("facebook", PRIVATE), NOW).outcome is SendClass.UNKNOWN
    assert platform.requests == []


def test_who_wrote_can_be_looked_up_where_the_platform_tells():
    person = answering({"first_name": "Mia", "last_name": "Larsen"}).gateway("messenger").look_up_author("700")
    assert person == Author(id="700", name="Mia Larsen")
    shown = {"name": "Mia", "username": "mia", "follower_count": 12, "is_verified_user": False}
    person = answering(shown).gateway("instagram").look_up_author("700")
    assert person == Author(id="700", handle="mia", name="Mia", followers=12, verified=False)
    refused = answering({"error": {"code": 230}}, 403).gateway("messenger").look_up_author("700")
    assert refused == SendResult(outcome=SendClass.PERMANENT, error="meta_230")


# --- what became of a reply to a reply ------------------------------------------------------------------------------


def thread(*comments: tuple[str, str, str | None]) -> FakePlatform:
    """Under the comment that was answered stands nothing; the post's whole thread has these: id, text, parent."""
    listed = [
        {"id": i, "message": text, "created_time": "2026-07-31T21:09:00+0000", **({"parent": {"id": p}} if p else {})}
        for i, text, p in comments
    ]
    return FakePlatform([response({"data": []}), response({"data": listed})])


OURS = "We have read you."


@pytest.mark.parametrize(
    ("comments", "expected"),
    [
        # The platform has put it under the top-level comment, beside the reply we answered.
        ([("5_900", "Still waiting", "5_1"), ("5_9", OURS, "5_1")], SendClass.SENT),
        ([("5_900", "Still waiting", "5_1"), ("5_9", OURS, "5_2")], SendClass.RETRY_BACKOFF),  # somebody else's
        ([("5_900", "Still waiting", None), ("5_9", OURS, "5_2")], SendClass.RETRY_BACKOFF),
        ([("5_900", "Still waiting", "5_1")], SendClass.RETRY_BACKOFF),
        ([("5_9", OURS, "5_1")], SendClass.UNKNOWN),  # the reply we answered is too far back to tell its place
        ([], SendClass.RETRY_BACKOFF),
    ],
)
def test_a_reply_to_a_reply_is_looked_for_in_the_whole_thread(
    comments: list[tuple[str, str, str | None]], expected: SendClass
):
    platform = thread(*comments)
    message = outbound("facebook", in_reply_to="5_900", root_id="100_5")

    settled = platform.gateway("facebook").settle(message, NOW - timedelta(minutes=5))

    assert (settled.outcome, settled.message_id) == (expected, "5_9" if expected is SendClass.SENT else None)
    assert [request.url.path for request in platform.requests] == [
        "/v26.0/5_900/comments",
        "/v26.0/100_5/comments",
    ]
    assert platform.requests[1].url.params["filter"] == "stream"


def test_a_thread_that_cannot_be_read_or_is_not_known_proves_nothing():
    since = NOW - timedelta(minutes=5)
    unreadable = FakePlatform([response({"data": []}), response({}, 500)])
    assert unreadable.gateway("facebook").settle(outbound("facebook", root_id="1"), since).outcome is SendClass.UNKNOWN
    assert answering({"data": []}).gateway("facebook").settle(outbound("facebook"), since).outcome is SendClass.UNKNOWN


@pytest.mark.parametrize(
    ("under", "expected"), [("1", SendClass.SENT), ("2", SendClass.RETRY_BACKOFF)], ids=["ours", "somebody else's"]
)
def test_on_instagram_the_media_lists_the_thread(under: str, expected: SendClass):
    ours = {"id": "5_9", "text": OURS, "timestamp": "2026-07-31T21:09:00+0000"}
    replies = {"1": [{"id": "900", "text": "Still waiting"}], "2": [{"id": "901", "text": "Same here"}]}
    replies[under].append(ours)
    listed = [{"id": top, "text": "Hello?", "replies": {"data": found}} for top, found in replies.items()]
    platform = FakePlatform([response({"data": []}), response({"data": listed})])

    settled = platform.gateway("instagram").settle(outbound("instagram", root_id="180"), NOW - timedelta(minutes=5))

    assert settled.outcome is expected
    assert [request.url.path for request in platform.requests] == ["/v26.0/900/replies", "/v26.0/180/comments"]


@pytest.mark.parametrize(("at", "expected"), [("21:09", SendClass.UNKNOWN), ("20:00", SendClass.RETRY_BACKOFF)])
def test_a_list_that_is_cut_off_before_our_time_proves_nothing(at: str, expected: SendClass):
    listed = [{"id": str(n), "message": "…", "created_time": f"2026-07-31T{at}:00+0000"} for n in range(100)]
    message = outbound("facebook", root_id="900")

    settled = answering({"data": listed}).gateway("facebook").settle(message, NOW - timedelta(minutes=5))

    assert settled.outcome is expected
