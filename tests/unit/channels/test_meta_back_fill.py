"""What Meta did not deliver becomes the same events as what it delivers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.channels.meta.back_fill import MAX_CALLS
from shared.domain.channels.sending import SendResult
from shared.domain.messages.event import InboundEvent
from shared.domain.polling.page import Page, Query
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.fakes.platform import ACCOUNTS, NOW, FakePlatform, answering, response
from tests.unit.channels.parsed import one, parse
from tests.unit.channels.samples import messenger

PAGE = ACCOUNTS["facebook"]
POST, COMMENT = f"{PAGE}_500", "500_900"
MIA = {"id": "700", "name": "Mia"}


def fetched(channel: str, source: str, *entries: Any, **paging: Any) -> tuple[Any, Page, FakePlatform]:
    platform = answering({"data": list(entries), "paging": paging})
    made = platform.sources(channel)[source]
    query = Query(account_id=ACCOUNTS[channel], handle="acmeshop", since=NOW - timedelta(days=1))
    page = made.fetch(query)
    assert isinstance(page, Page)
    return made, page, platform


def events(channel: str, source: str, *entries: Any) -> list[InboundEvent]:
    made, page, _ = fetched(channel, source, *entries)
    found = parse(channel, ACCOUNTS[channel], made.body(ACCOUNTS[channel], list(page.found)))
    assert all(isinstance(event, InboundEvent) for event in found)
    return found


def comment(name: str = COMMENT, text: str = "Where is my parcel?", **rest: Any) -> dict[str, Any]:
    return {"id": name, "from": MIA, "message": text, "created_time": "2026-07-31T12:13:20+0000", **rest}


def post(*comments: Any, **rest: Any) -> dict[str, Any]:
    return {
        "id": POST,
        "from": {"id": PAGE, "name": "Acme"},
        "message": "New!",
        "created_time": "2026-07-30T08:00:00+0000",
        "comments": {"data": list(comments)},
        **rest,
    }


def test_a_comment_that_was_missed_is_the_event_that_was_not_delivered() -> None:
    (found,) = events("facebook", "comments", post(comment()))
    delivered = one(
        "facebook",
        PAGE,
        {
            "object": "page",
            "entry": [
                {
                    "id": PAGE,
                    "time": 1785500001,
                    "changes": [
                        {
                            "field": "feed",
                            "value": {
                                "item": "comment", "verb": "add", "comment_id": COMMENT, "post_id": POST,
                                "parent_id": POST, "from": MIA, "message": "Where is my parcel?",
                                "created_time": 1785500000,
                            },
                        }
                    ],
                }
            ],
        },
    )  # fmt: skip
    assert found == delivered


def test_our_own_posts_are_not_told_again_and_our_answers_are_echoes() -> None:
    ours = comment("500_901", "Sorry!", **{"from": {"id": PAGE, "name": "Acme"}, "parent": {"id": COMMENT}})
    found = events("facebook", "comments", post(comment(), ours))
    assert [(event.kind, event.message_id) for event in found] == [
        (EventKind.CREATED, COMMENT),
        (EventKind.ECHO, "500_901"),
    ]
    assert found[1].parent_id == COMMENT


def test_a_visitors_post_is_found_as_well() -> None:
    (found,) = events("facebook", "comments", post(**{"from": MIA, "message": "Nobody answers", "comments": None}))
    assert (found.kind, found.surface, found.text) == (EventKind.CREATED, Surface.POST, "Nobody answers")


def test_comments_under_instagram_media_are_found_with_the_replies_to_them() -> None:
    reply = {"id": "18", "text": "same here", "timestamp": "2026-07-31T12:20:00+0000", "username": "jon"}
    first = {
        "id": "17", "text": "broken", "timestamp": "2026-07-31T12:13:20+0000", "username": "mia",
        "from": {"id": "700", "username": "mia"}, "replies": {"data": [reply]},
    }  # fmt: skip
    media = {"id": "11", "permalink": "https://www.instagram.com/p/x/", "comments": {"data": [first]}}
    found = events("instagram", "comments", media)
    assert [(event.message_id, event.text, event.parent_id) for event in found] == [
        ("17", "broken", "11"),
        ("18", "same here", "17"),
    ]
    assert (found[0].conversation_id, found[0].permalink) == ("11:700", "https://www.instagram.com/p/x/")
    assert found[0].event_id == f"instagram:{ACCOUNTS['instagram']}:17:created"


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_private_messages_are_found_with_what_we_answered(channel: str) -> None:
    account = ACCOUNTS[channel]
    theirs = {
        "id": "m_1", "message": "Hello?", "from": {"id": "700"}, "to": {"data": [{"id": account}]},
        "created_time": "2026-07-31T12:13:20+0000",
    }  # fmt: skip
    photo = {"image_data": {"url": "https://cdn.example/a.jpg"}, "mime_type": "image/jpeg"}
    picture = {**theirs, "id": "m_2", "message": "", "attachments": {"data": [photo]}}
    ours = {**theirs, "id": "m_3", "from": {"id": account}, "to": {"data": [{"id": "700"}]}}
    found = events(channel, "messages", {"updated_time": "x", "messages": {"data": [ours, picture, theirs]}})
    assert [(event.kind, event.message_id) for event in found] == [
        (EventKind.ECHO, "m_3"),
        (EventKind.CREATED, "m_2"),
        (EventKind.CREATED, "m_1"),
    ]
    assert {event.conversation_id for event in found} == {"700"}
    assert all(event.visibility is Visibility.PRIVATE for event in found)
    assert found[1].attachments[0].source_url == "https://cdn.example/a.jpg"
    assert found[2].occurred_at == datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)


def _said(channel: str, **beside: Any) -> dict[str, Any]:
    to = {"data": [{"id": ACCOUNTS[channel]}]}
    told = {"id": "m_1", "message": "", "from": {"id": "700"}, "to": to, "created_time": "2026-07-31T12:13:20+0000"}
    return {"updated_time": "x", "messages": {"data": [{**told, **beside}]}}


STORY = "https://cdn.example/story.jpg"


@pytest.mark.parametrize(
    ("channel", "beside", "kind"),
    [
        ("instagram", {"story": {"mention": {"id": "9", "link": STORY}}}, "story"),
        ("instagram", {"shares": {"data": [{"link": STORY, "name": "a post"}]}}, "post"),
        ("messenger", {"shares": {"data": [{"link": STORY, "name": "a page"}]}}, "post"),
        ("messenger", {"sticker": STORY}, "sticker"),
    ],
)
def test_what_stands_beside_the_words_of_a_message_is_found_as_well(
    channel: str, beside: dict[str, Any], kind: str
) -> None:
    (found,) = events(channel, "messages", _said(channel, **beside))
    assert found.kind is EventKind.CREATED
    assert [(one.type, one.source_url) for one in found.attachments] == [(kind, STORY)]


def test_an_answer_to_a_story_of_ours_says_so() -> None:
    told = _said("instagram", message="Love it", story={"reply_to": {"id": "9", "link": STORY}})
    (found,) = events("instagram", "messages", told)
    assert found.surface is Surface.STORY_REPLY


def test_where_meta_refuses_a_field_the_messages_are_read_without_it() -> None:
    refused = response({"error": {"code": 100, "message": "Tried accessing nonexisting field (story)"}}, 400)
    platform = FakePlatform([refused, response({"data": [_said("instagram", message="Hello?")]})])
    query = Query(account_id=ACCOUNTS["instagram"], handle="acmeshop", since=NOW - timedelta(days=1))
    page = platform.sources("instagram")["messages"].fetch(query)
    assert isinstance(page, Page)
    assert len(page.found) == 1
    assert ["story" in request.url.params["fields"] for request in platform.requests] == [True, False]


def test_a_recommendation_that_was_missed_is_the_event_that_was_not_delivered() -> None:
    told = {
        "created_time": "2026-07-31T12:13:20+0000", "recommendation_type": "negative", "review_text": "Never again.",
        "reviewer": {"id": "700", "name": "Mia"}, "open_graph_story": {"id": "660660660"},
    }  # fmt: skip
    (found,) = events("facebook", "ratings", told)
    value = {
        "item": "rating", "verb": "add", "reviewer_id": "700", "reviewer_name": "Mia",
        "recommendation_type": "negative", "review_text": "Never again.", "open_graph_story_id": "660660660",
        "created_time": 1785500000,
    }  # fmt: skip
    assert found == one("facebook", PAGE, changed("ratings", value))
    assert (found.surface, found.message_id) == (Surface.REVIEW, "660660660")


def test_a_post_that_tags_the_page_and_was_missed_is_the_event_that_was_not_delivered() -> None:
    told = {"id": "700_321", "from": MIA, "message": "Avoid Acme", "created_time": "2026-07-31T12:13:20+0000"}
    (found,) = events("facebook", "mentions", told, {**told, "id": f"{PAGE}_1", "from": {"id": PAGE}})
    value = {"item": "post", "verb": "add", "post_id": "700_321", "from": MIA, "message": "Avoid Acme"}
    assert found == one("facebook", PAGE, changed("mention", {**value, "created_time": 1785500000}))
    assert found.surface is Surface.MENTION


def changed(field: str, value: dict[str, Any]) -> dict[str, Any]:
    entry = {"id": PAGE, "time": 1785500001, "changes": [{"field": field, "value": value}]}
    return {"object": "page", "entry": [entry]}


def test_a_private_message_has_the_id_under_which_it_is_delivered() -> None:
    account = ACCOUNTS["messenger"]
    theirs = {
        "id": messenger.SAMPLES.message_id, "message": "x", "from": {"id": messenger.SAMPLES.author_id},
        "to": {"data": [{"id": account}]}, "created_time": "2026-07-31T12:13:20+0000",
    }  # fmt: skip
    (found,) = events("messenger", "messages", {"messages": {"data": [theirs]}})
    delivered = messenger.SAMPLES.created(
        text="x", message_id=messenger.SAMPLES.message_id, author_id=messenger.SAMPLES.author_id, account_id=account
    )
    assert found.event_id == one("messenger", account, delivered).event_id


def test_pages_follow_the_cursors_and_what_has_no_id_is_kept_for_people() -> None:
    _, page, platform = fetched(
        "facebook", "comments", post(comment(), {"message": "no id"}), cursors={"after": "QVFI"}, next="https://x"
    )
    assert (page.next, len(page.found), len(page.unread)) == ("QVFI", 1, 1)
    assert platform.requests[0].url.path == f"/v26.0/{PAGE}/feed"
    _, last, _ = fetched("facebook", "comments", post(), cursors={"after": "QVFI"})
    assert last.next is None


# --- more than a page below an entry ---------------------------------------------------------------------------------

MORE = {"next": "https://graph.facebook.com/more", "cursors": {"after": "p2"}}
OLD = {"created_time": "2026-07-29T12:13:20+0000", "timestamp": "2026-07-29T12:13:20+0000"}


def read_whole(channel: str, source: str, entry: Any, *pages: Any) -> tuple[list[str], FakePlatform]:
    platform = FakePlatform([response({"data": [entry]}), *map(response, pages)])
    made = platform.sources(channel)[source]
    query = Query(account_id=ACCOUNTS[channel], handle="acmeshop", since=NOW - timedelta(days=1))
    page = made.fetch(query)
    assert isinstance(page, Page)
    found = parse(channel, ACCOUNTS[channel], made.body(ACCOUNTS[channel], list(page.found)))
    return [str(getattr(event, "message_id", None)) for event in found], platform


def test_all_comments_of_a_post_are_found_and_reading_ends_where_it_is_known() -> None:
    first = {**post(), "comments": {"data": [comment("500_1")], "paging": MORE}}
    second = {"data": [comment("500_2")], "paging": {**MORE, "cursors": {"after": "p3"}}}
    third = {"data": [comment("500_3"), comment("500_4", **OLD)], "paging": MORE}
    found, platform = read_whole("facebook", "comments", first, second, third)
    assert {"500_1", "500_2", "500_3"} <= set(found)
    assert [request.url.params.get("after") for request in platform.requests] == [None, "p2", "p3"]
    assert platform.requests[1].url.path.endswith(f"/{POST}/comments")


def test_all_replies_below_a_comment_on_instagram_are_found() -> None:
    told = {"text": "?", "timestamp": "2026-07-31T12:13:20+0000", "from": {"id": "700", "username": "mia"}}
    first = {"id": "1", **told, "replies": {"data": [{"id": "2", **told}], "paging": MORE}}
    found, platform = read_whole(
        "instagram", "comments", {"id": "11", "comments": {"data": [first]}}, {"data": [{"id": "3", **told}]}
    )
    assert set(found) == {"1", "2", "3"}
    assert platform.requests[1].url.path.endswith("/1/replies")


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_all_messages_of_a_long_conversation_are_found(channel: str) -> None:
    def said(name: str) -> dict[str, Any]:
        to = {"data": [{"id": ACCOUNTS[channel]}]}
        told = {"id": name, "message": "?", "from": {"id": "700"}, "to": to}
        return {**told, "created_time": "2026-07-31T12:13:20+0000"}

    first = {"id": "t_1", "messages": {"data": [said("m_1")], "paging": MORE}}
    found, platform = read_whole(channel, "messages", first, {"data": [said("m_2")]})
    assert found == ["m_1", "m_2"]
    assert platform.requests[1].url.path.endswith("/t_1/messages")


def test_a_page_below_that_fails_fails_the_poll_so_that_it_is_read_again() -> None:
    first = {**post(), "comments": {"data": [comment()], "paging": MORE}}
    platform = FakePlatform([response({"data": [first]}), response({}, 500)])
    query = Query(account_id=PAGE, handle="acmeshop", since=NOW - timedelta(days=1))
    assert isinstance(platform.sources("facebook")["comments"].fetch(query), SendResult)


def test_a_post_below_which_nothing_can_be_read_costs_its_own_comments_only() -> None:
    gone = {**post(), "comments": {"data": [comment("500_1")], "paging": MORE}}
    other = {**post(), "id": "600", "comments": {"data": [comment("600_1")]}}
    refusal = {"error": {"message": "no", "type": "GraphMethodException", "code": 100, "error_subcode": 33}}
    platform = FakePlatform([response({"data": [gone, other]}), response(refusal, 400)])
    query = Query(account_id=PAGE, handle="acmeshop", since=NOW - timedelta(days=1))
    page = platform.sources("facebook")["comments"].fetch(query)
    assert isinstance(page, Page)
    assert {"500_1", "600_1"} <= {found.key.partition(":")[0] for found in page.found}


def test_the_calls_for_what_stands_below_have_a_bound() -> None:
    first = {**post(), "comments": {"data": [comment()], "paging": MORE}}
    endless = {"data": [comment()], "paging": MORE}
    _, platform = read_whole("facebook", "comments", first, endless)
    assert len(platform.requests) == 1 + MAX_CALLS


def test_when_the_time_is_over_nothing_more_is_asked_for_and_the_page_is_read_again() -> None:
    first = {**post(), "comments": {"data": [comment()], "paging": MORE}}
    platform = FakePlatform([response({"data": [first, first]})])
    query = Query(account_id=PAGE, handle="acmeshop", since=NOW - timedelta(days=1), until=NOW)
    page = platform.sources("facebook")["comments"].fetch(query)
    assert isinstance(page, Page)
    assert (page.unfinished, len(page.found), len(platform.requests)) == (True, 2, 1)


@pytest.mark.parametrize(
    ("headers", "remaining", "minutes"),
    [
        ({"X-App-Usage": '{"call_count":12,"total_time":93,"total_cputime":4}'}, 7, 15),
        ({"X-Page-Usage": '{"call_count":100,"total_time":1,"total_cputime":4}'}, 0, 15),
        (
            {
                "X-App-Usage": '{"call_count":5}',
                "X-Business-Use-Case-Usage": '{"100":[{"type":"pages","call_count":95,"total_time":2,'
                '"estimated_time_to_regain_access":40}]}',
            },
            5,
            40,
        ),
    ],
    ids=["application", "Page", "use case"],
)
def test_few_calls_that_are_left_of_metas_limits_are_left_for_answers(
    headers: dict[str, str], remaining: int, minutes: int
) -> None:
    first = {**post(), "comments": {"data": [comment()], "paging": MORE}}
    platform = FakePlatform([response({"data": [first]}, headers=headers)])
    query = Query(account_id=PAGE, handle="acmeshop", since=NOW - timedelta(days=1))
    page = platform.sources("facebook")["comments"].fetch(query)
    assert isinstance(page, Page)
    assert page.quota is not None
    assert (page.quota.remaining, page.quota.is_short) == (remaining, True)
    assert page.quota.resets_at == NOW + timedelta(minutes=minutes)
    assert (page.unfinished, len(platform.requests)) == (True, 1)  # what stands below is asked for later


@pytest.mark.parametrize(("app", "page", "of_app"), [(100, 20, True), (20, 100, False)])
def test_a_limit_of_our_application_is_told_apart_from_that_of_a_page(app: int, page: int, of_app: bool) -> None:
    headers = {"X-App-Usage": f'{{"call_count":{app}}}', "X-Page-Usage": f'{{"call_count":{page}}}'}
    platform = FakePlatform([response({"data": []}, headers=headers)])
    page_read = platform.sources("facebook")["comments"].fetch(Query(account_id=PAGE, handle="acmeshop", since=NOW))
    assert isinstance(page_read, Page)
    assert page_read.quota is not None
    assert (page_read.quota.remaining, page_read.quota.of_app) == (0, of_app)


@pytest.mark.parametrize("header", ["", "[]", "null", "{}", '{"call_count":"many"}', '{"a":[1]}', '{"a":{"b":5}}'])
def test_a_usage_header_that_is_none_says_nothing(header: str) -> None:
    platform = FakePlatform([response({"data": []}, headers={"X-App-Usage": header})])
    page = platform.sources("facebook")["comments"].fetch(Query(account_id=PAGE, handle="acmeshop", since=NOW))
    assert isinstance(page, Page)
    assert page.quota is None


# --- posts under which nobody writes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "source", "entry", "quiet"),
    [
        ("facebook", "comments", post(), True),
        ("facebook", "comments", post(comment(**OLD)), True),
        ("facebook", "comments", post(comment()), False),
        ("instagram", "comments", {"id": "11"}, True),
        ("messenger", "messages", {"id": "t_1"}, True),
    ],
)
def test_a_page_on_which_nothing_was_written_since_is_quiet(channel: str, source: str, entry: Any, quiet: bool) -> None:
    _, page, _ = fetched(channel, source, entry, cursors={"after": "QVFI"}, next="https://x")
    assert page.quiet is quiet
