"""What Threads tells, and what is made of it."""

from typing import Any

import pytest

from shared.domain.messages.event import InboundEvent
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.vocabulary import EventKind, Surface
from tests.unit.channels.parsed import parse
from tests.unit.channels.samples.threads import ACCOUNT, POST, body, change, reply

ID = "18000000000008901"


def only(payload: Any) -> InboundEvent:
    (event,) = parse("threads", ACCOUNT, payload)
    assert isinstance(event, InboundEvent)
    return event


def test_a_reply_belongs_to_the_conversation_of_its_author_under_our_post() -> None:
    event = only(body(change(reply(ID, replied_to={"id": "18000000000000001"}))))

    assert (event.surface, event.conversation_id) == (Surface.COMMENT, f"{POST}:mia.larsen")
    assert (event.message_id, event.parent_id) == (ID, "18000000000000001")
    assert event.permalink == "https://www.threads.com/@mia.larsen/post/Pp"
    assert event.occurred_at.isoformat() == "2026-07-31T12:13:20+00:00"


def test_a_list_of_changes_is_each_of_them() -> None:
    events = parse("threads", ACCOUNT, body(change(reply("1")), change(reply("2"))))

    assert [event.message_id for event in events if isinstance(event, InboundEvent)] == ["1", "2"]


def test_a_mention_stands_under_somebody_elses_post() -> None:
    value = reply(ID, "@acmeshop no answer again", replied_to=None, root_post=None)

    event = only(body(change(value, "mentions")))

    assert (event.kind, event.surface) == (EventKind.CREATED, Surface.MENTION)
    assert event.mentions == ("acmeshop",)
    assert event.conversation_id == f"{ID}:mia.larsen"


def test_a_quote_of_our_post_is_one() -> None:
    assert only(body(change(reply(ID, is_quote_post=True), "mentions"))).surface is Surface.QUOTE


def test_a_name_in_capitals_is_the_same_customer() -> None:
    event = only(body(change(reply(ID, author="Mia.Larsen"))))

    assert event.author is not None
    assert (event.author.id, event.author.handle) == ("mia.larsen", "Mia.Larsen")


def test_a_reply_that_we_publish_in_the_app_is_ours() -> None:
    value = reply(ID, "We are looking", author="acmeshop")

    assert only(body(change(value))).kind is EventKind.ECHO
    assert only(body(change(value, "publish"))).kind is EventKind.ECHO


@pytest.mark.parametrize(("media_type", "kind"), [("IMAGE", "image"), ("VIDEO", "video"), ("AUDIO", "audio")])
def test_a_picture_keeps_what_is_told_of_it(media_type: str, kind: str) -> None:
    value = reply(ID, None, media_type=media_type, media_url="https://cdn.example/1", alt_text="a broken cup")

    (attachment,) = only(body(change(value))).attachments

    assert (attachment.type, attachment.source_id) == (kind, ID)
    assert (attachment.source_url, attachment.title) == ("https://cdn.example/1", "a broken cup")


def test_a_reply_that_comes_without_its_words_is_looked_up() -> None:
    assert only(body(change(reply(ID, None)))).details[LOOK_UP] == WANTED
    assert LOOK_UP not in only(body(change(reply(ID)))).details


def test_the_account_is_found_by_the_owner_of_the_post_where_the_target_is_another_id() -> None:
    assert only(body(change(reply(ID)), account_id="78901")).account_id == ACCOUNT


def test_a_deletion_names_no_text() -> None:
    event = only(body(change({"id": ID, "text": "gone"}, "delete")))

    assert (event.kind, event.text) == (EventKind.DELETED, None)


def test_what_we_write_under_a_name_that_the_account_had_before_is_ours() -> None:
    told = body(change(reply(ID, "We are looking", author="acme_help")))
    (event,) = parse("threads", ACCOUNT, told, aliases=("@Acme_Help",))
    assert isinstance(event, InboundEvent)
    assert event.kind is EventKind.ECHO
