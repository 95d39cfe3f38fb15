"""What becomes of comments and mentions on Instagram."""

from typing import Any

import pytest

from shared.channels import reading
from shared.domain.channels.webhook import Unreadable
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.parsed import one, parse
from tests.unit.channels.samples.instagram import ACCOUNT, CUSTOMER, MEDIA, comment, comments


def event(payload: Any) -> InboundEvent:
    found = one("instagram", ACCOUNT, payload)
    assert isinstance(found, InboundEvent)
    return found


@pytest.mark.parametrize("key", ["id", "comment_id"])
def test_a_comment_in_either_spelling(key: str) -> None:
    found = event(comments(comment("179", "no answer @acmeshop.", key=key)))
    assert found.event_id == f"instagram:{ACCOUNT}:179:created"
    assert (found.surface, found.visibility) == (Surface.COMMENT, Visibility.PUBLIC)
    assert (found.message_id, found.parent_id) == ("179", MEDIA)
    assert found.conversation_id == f"{MEDIA}:{CUSTOMER}"
    assert found.occurred_at == reading.instant(1785501000)
    assert found.author is not None
    assert found.author.handle == "mia.larsen"
    assert found.mentions == ("acmeshop",)


def test_the_flat_shape_in_a_list_is_understood() -> None:
    payload = [
        {"object": "instagram", "entry": [{"id": ACCOUNT, "time": 1, "field": "comments", "value": comment("179")}]}
    ]
    assert event(payload).message_id == "179"


def test_a_reply_names_the_comment_above_it() -> None:
    assert event(comments(comment("180", parent_id="179"))).parent_id == "179"


def test_a_comment_during_a_live_broadcast_says_so() -> None:
    assert event(comments(comment("179"), field="live_comments")).details == {"live": "true"}


@pytest.mark.parametrize(
    "author",
    [
        {"id": ACCOUNT, "username": "acmeshop"},
        {"id": "555", "username": "AcmeShop"},
        {"id": "555", "self_ig_scoped_id": "555"},
    ],
)
def test_our_own_comment_is_an_echo_under_every_id_of_ours(author: dict[str, str]) -> None:
    found = event(comments(comment("181", **{"from": author}, parent_id="179")))
    assert (found.kind, found.conversation_id, found.parent_id) == (EventKind.ECHO, None, "179")


@pytest.mark.parametrize("other_form", ["999", CUSTOMER])
def test_the_other_form_of_the_customers_id_is_not_ours(other_form: str) -> None:
    author = {"id": CUSTOMER, "username": "mia.larsen", "self_ig_scoped_id": other_form}
    assert event(comments(comment("181", **{"from": author}))).kind is EventKind.CREATED


def test_a_mention_has_ids_only_and_is_named_apart_from_the_comment() -> None:
    found = event(comments({"media_id": MEDIA, "comment_id": "179"}, field="mentions"))
    assert found.event_id == f"instagram:{ACCOUNT}:179:mentioned"
    assert (found.surface, found.text, found.author) == (Surface.MENTION, None, None)
    assert (found.message_id, found.parent_id, found.conversation_id) == ("179", MEDIA, f"{MEDIA}:179")
    assert found.details == {"look_up": "wanted", "mentioned_in": "comment"}


def test_a_mention_in_a_caption_is_the_medium_itself() -> None:
    found = event(comments({"media_id": MEDIA}, field="mentions"))
    assert (found.message_id, found.parent_id, found.conversation_id) == (MEDIA, None, f"{MEDIA}:{MEDIA}")
    assert found.details == {"look_up": "wanted", "mentioned_in": "caption"}
    told = event(comments({"media_id": MEDIA, "text": "look @acmeshop"}, field="mentions"))
    assert "look_up" not in told.details


def test_a_comment_without_author_medium_or_text_is_still_a_comment() -> None:
    found = event(comments({"id": "179", "text": None, "from": None, "media": None}))
    assert (found.kind, found.text, found.conversation_id) == (EventKind.CREATED, None, "179:179")


def test_a_comment_without_any_id_is_unreadable() -> None:
    assert isinstance(one("instagram", ACCOUNT, comments(comment(None))), Unreadable)


def test_an_account_is_known_by_its_other_ids() -> None:
    payload = comments(comment("179"))
    payload["entry"][0]["id"] = "other"
    (found,) = parse("instagram", ACCOUNT, payload, aliases=("other",))
    assert isinstance(found, InboundEvent)
    assert found.account_id == ACCOUNT
