"""What Reddit tells, and what is made of it."""

from typing import Any

import pytest

from shared.domain.messages.edits import VERSION
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.parsed import parse
from tests.unit.channels.samples.reddit import ACCOUNT, COMMENT, CUSTOMER, POST, body, comment, private


def only(payload: Any) -> InboundEvent:
    (event,) = parse("reddit", ACCOUNT, payload)
    assert isinstance(event, InboundEvent)
    return event


def test_a_reply_stands_under_its_post_in_a_conversation_with_its_author() -> None:
    event = only(body(comment()))

    assert (event.kind, event.surface, event.visibility) == (EventKind.CREATED, Surface.COMMENT, Visibility.PUBLIC)
    assert (event.message_id, event.parent_id, event.conversation_id) == (COMMENT, POST, f"{POST}:{CUSTOMER}")
    assert event.permalink == "https://www.reddit.com/r/acme/comments/1abc/lost_parcel/kabc123/"


def test_who_names_our_user_name_mentions_us() -> None:
    event = only(body(comment(type="username_mention")))
    assert (event.surface, event.mentions) == (Surface.MENTION, ("acmeshop",))


def test_a_private_message_begins_with_its_subject_and_its_answers_do_not() -> None:
    first = only(body(private()))
    assert (first.surface, first.visibility, first.conversation_id) == (
        Surface.DIRECT_MESSAGE,
        Visibility.PRIVATE,
        CUSTOMER,
    )
    assert first.text == "Order\n\nMy order is lost"
    assert only(body(private("t4_2", "Still lost", first_message_name="t4_1"))).text == "Still lost"


def test_what_a_colleague_writes_in_private_on_reddit_is_an_answer_in_the_conversation_of_its_customer() -> None:
    answer = private("t4_9", "We have found it", author="Acme_Help", dest="Mia_L", parent_id="t4_1")
    event = only(body(answer, source="sent"))
    assert (event.kind, event.visibility) == (EventKind.ECHO, Visibility.PRIVATE)
    assert (event.conversation_id, event.parent_id, event.text) == (CUSTOMER, "t4_1", "We have found it")


def test_a_private_message_is_one_however_many_lists_show_it() -> None:
    shown = [only(body(private(), source=source)).event_id for source in ("inbox", "unread")]
    assert shown[0] == shown[1]


def test_a_name_in_capitals_is_the_same_customer() -> None:
    author = only(body(comment(author="Mia_L"))).author
    assert author is not None
    assert (author.id, author.handle) == (CUSTOMER, "Mia_L")


def test_an_author_who_is_gone_is_nobody() -> None:
    event = only(body(comment(author="[deleted]", text="[removed]")))
    assert (event.author, event.text, event.conversation_id) == (None, None, f"{POST}:{COMMENT}")


def test_an_edit_is_an_event_at_its_own_time() -> None:
    event = only(body(comment(edited=1785500400.0)))
    assert (VERSION in event.details, event.occurred_at.timestamp()) == (True, 1785500400)


def test_whoever_writes_our_name_mentions_us_in_every_list() -> None:
    for text in ("Hey u/Acme_Help, my box is dead", "/u/acme_help?"):
        event = only(body(comment(text=text, type=None), source="subreddit_comments"))
        assert (event.surface, len(event.mentions)) == (Surface.MENTION, 1)
    for text in ("see u/acme_help_fan", "https://reddit.com/u/acme_help2", "acme_help"):
        assert only(body(comment(text=text, type=None), source="subreddit_comments")).mentions == ()


def test_what_a_list_of_everything_shows_is_another_event_than_what_the_inbox_shows() -> None:
    found = only(body(comment(type=None), source="subreddit_comments"))
    told = only(body(comment(), source="inbox"))
    assert (found.surface, told.surface) == (Surface.BROAD_MATCH, Surface.COMMENT)
    assert found.event_id != told.event_id


def test_a_post_that_the_search_finds_is_not_addressed_to_us_and_has_its_title() -> None:
    data = {"name": POST, "author": CUSTOMER, "title": "acme?", "selftext": "Any good?", "created_utc": 1785500000.0}
    found = {"kind": "t3", "data": {**data, "permalink": "/r/box/comments/1abc/acme/"}}
    event = only(body(found, source="search"))
    assert (event.surface, event.text) == (Surface.BROAD_MATCH, "acme?\n\nAny good?")
    assert (event.conversation_id, event.permalink) == (
        f"{POST}:{CUSTOMER}",
        "https://www.reddit.com/r/box/comments/1abc/acme/",
    )


@pytest.mark.parametrize("source", ["inbox", "own_comments"])
def test_what_our_account_writes_is_an_echo(source: str) -> None:
    event = only(body(comment("t1_own", "We are looking", author="Acme_Help", parent_id=COMMENT), source=source))
    assert (event.kind, event.parent_id, event.conversation_id) == (EventKind.ECHO, COMMENT, None)


def test_a_notice_of_reddit_itself_is_kept_as_what_it_is() -> None:
    assert only(body(private(author=None))).kind is EventKind.UNSUPPORTED
