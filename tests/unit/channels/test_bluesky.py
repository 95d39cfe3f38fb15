"""What Bluesky tells, and what is made of it."""

from typing import Any

import pytest

from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface
from tests.unit.channels.parsed import parse
from tests.unit.channels.samples.bluesky import ACCOUNT, POST, body, mention, post, uri

ID = uri("3kmia1")


def only(payload: Any) -> InboundEvent:
    (event,) = parse("bluesky", ACCOUNT, payload)
    assert isinstance(event, InboundEvent)
    return event


def test_a_reply_belongs_to_the_conversation_of_its_author_under_the_first_post() -> None:
    event = only(body(post(ID)))

    assert (event.surface, event.conversation_id) == (Surface.COMMENT, f"{POST}:did:plc:mia")
    assert (event.message_id, event.parent_id) == (ID, POST)
    assert event.permalink == "https://bsky.app/profile/did:plc:mia/post/3kmia1"
    assert event.occurred_at.isoformat() == "2026-07-31T12:13:20.100000+00:00"  # the server's time, not the client's
    assert event.language_hint == "en"


def test_a_mention_names_our_handle_however_the_text_spells_it() -> None:
    told = post(ID, "@acme.example.com nobody answers", reply=None, facets=[mention(ACCOUNT)])

    event = only(body({**told, "reason": "mention"}))

    assert (event.surface, event.conversation_id) == (Surface.MENTION, f"{ID}:did:plc:mia")
    assert event.mentions[0] == "acmeshop"


def test_a_quote_of_our_post_is_one() -> None:
    shown = {"$type": "app.bsky.embed.record", "record": {"uri": POST, "cid": "c"}}
    assert only(body(post(ID, reply=None, embed=shown), source="search")).surface is Surface.QUOTE


@pytest.mark.parametrize("source", ["notifications", "search"])
def test_the_same_post_is_the_same_message_whichever_list_shows_it(source: str) -> None:
    event = only(body(post(ID), source=source))
    assert (event.event_id, event.surface) == (f"bluesky:{ACCOUNT}:{ID}:created", Surface.COMMENT)


def test_what_only_the_search_finds_is_not_addressed_to_us() -> None:
    elsewhere = {"root": {"uri": uri("3kx", "did:plc:zoe")}, "parent": {"uri": uri("3kx", "did:plc:zoe")}}
    event = only(body(post(ID, "acme is down again", reply=elsewhere) | {"reason": None}, source="search"))
    assert event.surface is Surface.BROAD_MATCH


def test_what_people_write_with_the_account_in_the_app_is_an_echo_that_names_what_it_answers() -> None:
    told = post(uri("3kown", ACCOUNT), "We are looking", author=ACCOUNT, reply={"parent": {"uri": ID}})
    event = only(body(told, source="own_posts"))
    assert (event.kind, event.parent_id, event.conversation_id) == (EventKind.ECHO, ID, None)


def test_pictures_keep_their_address_and_their_description() -> None:
    view = {
        "$type": "app.bsky.embed.images#view",
        "images": [{"fullsize": "https://cdn.bsky.app/img/1@jpeg", "alt": "a broken cup"}],
    }
    (attachment,) = only(body({**post(ID), "embed": view})).attachments
    assert (attachment.type, attachment.source_url, attachment.title) == (
        "image",
        "https://cdn.bsky.app/img/1@jpeg",
        "a broken cup",
    )


def test_a_profile_with_the_label_of_a_bot_is_one() -> None:
    told = post(ID)
    told["author"]["labels"] = [{"val": "bot"}]
    author = only(body(told)).author
    assert author is not None
    assert author.is_bot
