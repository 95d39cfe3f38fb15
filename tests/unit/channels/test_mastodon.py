"""What Mastodon tells, and what is made of it."""

from typing import Any

import pytest

from shared.channels.mastodon.policy import POLICY
from shared.channels.mastodon.reader import text_of
from shared.domain.messages.edits import VERSION
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.parsed import parse
from tests.unit.channels.samples.mastodon import ACCOUNT, CUSTOMER, POST, STATUS, US, body, notification, status


def only(payload: Any) -> InboundEvent:
    (event,) = parse("mastodon", ACCOUNT, payload)
    assert isinstance(event, InboundEvent)
    return event


def test_a_reply_to_our_post_is_a_comment_of_its_author_under_it() -> None:
    event = only(body(notification(status())))

    assert (event.surface, event.visibility) == (Surface.COMMENT, Visibility.PUBLIC)
    assert (event.message_id, event.parent_id) == (STATUS, POST)
    assert event.conversation_id == f"{POST}:{CUSTOMER}"
    assert event.author is not None
    assert (event.author.handle, event.author.followers) == ("mia@social.example", 88)
    assert event.permalink == f"https://social.example/@mia/{STATUS}"


def test_a_mention_names_our_handle_whatever_the_instance_calls_us() -> None:
    told = status(in_reply_to_id=None, in_reply_to_account_id=None, mentions=[US], named=True)
    event = only(body(notification(told)))
    assert (event.surface, event.mentions, event.text) == (
        Surface.MENTION,
        ("acmeshop",),
        "@acmeshop Where is my parcel?",
    )


def test_what_is_written_to_us_alone_is_private_and_a_conversation_with_its_author() -> None:
    event = only(body(notification(status(visibility="direct", mentions=[US]))))
    assert (event.surface, event.visibility) == (Surface.DIRECT_MESSAGE, Visibility.PRIVATE)
    assert event.conversation_id == CUSTOMER


def test_a_post_with_a_hashtag_is_not_addressed_to_us() -> None:
    told = status(in_reply_to_id=None, in_reply_to_account_id=None)
    assert only(body(told, source="hashtags")).surface is Surface.BROAD_MATCH


@pytest.mark.parametrize("source", ["notifications", "hashtags"])
def test_who_quotes_our_post_speaks_to_us_whether_or_not_they_name_us(source: str) -> None:
    quote = {"state": "accepted", "quoted_status": {"id": POST, "account": {"id": ACCOUNT}}}
    told = status(in_reply_to_id=None, in_reply_to_account_id=None, quote=quote)
    if source == "hashtags":
        assert only(body(told, source=source)).surface is Surface.QUOTE
    else:
        told.pop("quote")
        assert only(body(notification(told, kind="quote"))).surface is Surface.QUOTE


def test_what_people_write_with_the_account_is_an_echo() -> None:
    event = only(body(status("3", "We are looking", author=ACCOUNT, in_reply_to_id=STATUS), source="own_posts"))
    assert (event.kind, event.parent_id, event.conversation_id) == (EventKind.ECHO, STATUS, None)


def test_each_edit_is_an_event_at_its_own_time() -> None:
    event = only(body(notification(status(edited_at="2026-07-31T12:20:00.000Z"))))
    assert (VERSION in event.details, event.occurred_at.isoformat()) == (True, "2026-07-31T12:20:00+00:00")


def test_an_account_that_says_it_is_a_bot_is_one() -> None:
    told = status()
    told["account"]["bot"] = True
    author = only(body(notification(told))).author
    assert author is not None
    assert author.is_bot


@pytest.mark.parametrize(
    ("kind", "ours"), [("image", "image"), ("gifv", "video"), ("audio", "audio"), ("unknown", "file")]
)
def test_media_keep_their_address_and_description(kind: str, ours: str) -> None:
    media = [{"id": "9", "type": kind, "url": "https://files.social.example/1", "description": "a broken cup"}]
    (found,) = only(body(notification(status(media_attachments=media)))).attachments
    assert (found.type, found.source_url, found.title) == (ours, "https://files.social.example/1", "a broken cup")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p>Tom &amp; Jerry &lt;3</p>", "Tom & Jerry <3"),
        ('<p>see <a href="https://a.example/x"><span class="invisible">https://</span>a.example/x</a></p>', None),
        ("<script>alert(1)</script>", "alert(1)"),
        ("", None),
        (5, None),
    ],
)
def test_the_words_of_a_status_are_read_out_of_its_html(content: Any, text: str | None) -> None:
    assert text_of(content) == (text or ("see https://a.example/x" if content and content != 5 else None))


def test_what_we_wrote_is_read_before_and_as_often_as_what_answers_it() -> None:
    """A customer's next words find their conversation through ours."""
    own, told = (next(each for each in POLICY.sources if each.name == name) for name in ("own_posts", "notifications"))
    assert POLICY.sources.index(own) < POLICY.sources.index(told)
    assert own.interval <= told.interval
