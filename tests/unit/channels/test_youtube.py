"""What YouTube tells, and what is made of it."""

from typing import Any

from shared.domain.messages.edits import VERSION
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface
from tests.unit.channels.parsed import parse
from tests.unit.channels.samples.youtube import ACCOUNT, COMMENT, CUSTOMER, VIDEO, body, comment


def only(payload: Any) -> InboundEvent:
    (event,) = parse("youtube", ACCOUNT, payload)
    assert isinstance(event, InboundEvent)
    return event


def test_a_comment_stands_under_its_video_and_begins_a_conversation_with_its_author() -> None:
    event = only(body(comment()))

    assert (event.kind, event.surface) == (EventKind.CREATED, Surface.COMMENT)
    assert (event.parent_id, event.conversation_id) == (VIDEO, f"{COMMENT}:{CUSTOMER}")
    assert event.permalink == f"https://www.youtube.com/watch?v={VIDEO}&lc={COMMENT}"
    assert event.author is not None
    assert (event.author.handle, event.author.name) == ("mialarsen", "@mialarsen")


def test_a_reply_belongs_to_the_thread_of_the_first_comment() -> None:
    event = only(body(comment(f"{COMMENT}.9AAA", author="UCjon", parentId=COMMENT)))
    assert (event.parent_id, event.conversation_id) == (COMMENT, f"{COMMENT}:UCjon")


def test_what_was_changed_after_it_was_published_is_an_edit_at_that_time() -> None:
    event = only(body(comment(updatedAt="2026-07-31T12:20:00Z")))
    assert (VERSION in event.details, event.occurred_at.isoformat()) == (True, "2026-07-31T12:20:00+00:00")


def test_a_reply_of_the_channel_is_an_echo_also_when_it_was_edited() -> None:
    told = comment(f"{COMMENT}.9BBB", author=ACCOUNT, parentId=COMMENT, updatedAt="2026-07-31T12:20:00Z")
    event = only(body(told))
    assert (event.kind, event.parent_id, event.conversation_id) == (EventKind.ECHO, COMMENT, None)


def test_somebody_without_a_channel_has_a_name_and_no_id() -> None:
    event = only(body(comment(authorChannelId=None)))
    assert event.author is not None
    assert (event.author.id, event.author.name) == (None, "@mialarsen")
    assert event.conversation_id == f"{COMMENT}:{COMMENT}"
