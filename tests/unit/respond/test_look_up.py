"""What a platform told by name only is asked for, and never stands in the way of the message."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from functions.respond.look_up.service import LookUp
from shared.domain.brand.model import Account
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.look_up import is_wanted
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.platform import Answer, FakePlatform, response
from tests.fakes.samples import an_event

IG = "17841400000000001"
SAID = {
    "id": "180",
    "text": "Third week without my parcel @acmeshop",
    "username": "mia.larsen",
    "timestamp": "2026-03-02T08:59:00+0000",
    "media": {"id": "179", "permalink": "https://www.instagram.com/p/abc/"},
}


@dataclass
class Ways:
    """The gateways of one platform; ``fresh`` tokens exist when the list of them does."""

    platform: FakePlatform
    fresh: Sequence[str] = ()
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def __call__(self, account: Account, *, fresh: bool = False) -> Any:
        self.asked.append((account.id, fresh))
        if fresh and not self.fresh:
            return None
        return self.platform.gateway(account.channel)


def mention(**fields: object) -> InboundEvent:
    event = {
        "channel": "instagram",
        "account_id": IG,
        "surface": Surface.MENTION,
        "visibility": Visibility.PUBLIC,
        "conversation_id": "179:180",
        "parent_id": "179",
        "text": None,
        "author": None,
        "details": {"look_up": "wanted", "mentioned_in": "comment"},
    }
    return an_event("180", **{**event, **fields})


def told(*answers: Answer, event: InboundEvent | None = None, fresh: Sequence[str] = ()) -> Any:
    ways = Ways(FakePlatform(list(answers)), fresh)
    found = LookUp(FakeBrands.of(acme()), ways)(event or mention())
    return found, ways


def test_a_mention_gets_its_words_its_author_and_its_time() -> None:
    found, ways = told(response({"mentioned_comment": SAID}))
    assert found.failure is None
    assert found.event.text == "Third week without my parcel @acmeshop"
    assert found.event.author == Author(id=None, handle="mia.larsen")
    assert found.event.permalink == "https://www.instagram.com/p/abc/"
    assert found.event.occurred_at == datetime(2026, 3, 2, 8, 59, tzinfo=UTC)
    assert found.event.details == {"mentioned_in": "comment"}
    assert (found.event.event_id, found.event.kind) == (mention().event_id, EventKind.CREATED)
    ((method, path),) = ways.platform.asked
    assert method == "GET"
    assert path.startswith(f"/v26.0/{IG}?fields=mentioned_comment.comment_id")


@pytest.mark.parametrize("comment", [True, False])
def test_a_mention_that_names_no_media_is_asked_for_as_what_it_is(comment: bool) -> None:
    where = "comment" if comment else "caption"
    event = mention(parent_id=None, conversation_id="180:180", details={"look_up": "wanted", "mentioned_in": where})
    edge = f"mentioned_{'comment' if comment else 'media'}"
    _, ways = told(response({edge: SAID}), event=event)
    assert f"fields={edge}." in ways.platform.asked[0][1]


def test_our_own_words_are_an_echo() -> None:
    found, _ = told(response({"mentioned_comment": {**SAID, "username": "AcmeShop"}}))
    assert (found.event.kind, found.event.conversation_id) == (EventKind.ECHO, None)


def test_who_is_found_out_joins_their_own_conversation() -> None:
    comment = "urn:li:comment:(urn:li:activity:7,8)"
    event = an_event(
        comment,
        channel="linkedin",
        account_id="5500001",
        conversation_id=f"urn:li:activity:7:{comment}",
        text=None,
        author=None,
        details={"look_up": "wanted"},
    )
    found, _ = told(response({"actor": "urn:li:person:z", "message": {"text": "hello"}}), event=event)
    assert found.event.conversation_id == "urn:li:activity:7:urn:li:person:z"
    assert (found.event.text, found.event.author) == ("hello", Author(id="urn:li:person:z"))


@pytest.mark.parametrize(
    "answer",
    [
        response({"error": {"code": 2, "is_transient": True}}, 500),
        response({"error": {"code": 4}}, 400),
        response(b"<html>", 502),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("nobody there"),
    ],
)
def test_a_platform_that_does_not_answer_leaves_the_message_as_it_was(answer: Answer) -> None:
    found, _ = told(answer)
    assert found.event == mention()
    assert is_wanted(found.event)
    assert found.failure is not None


def test_what_is_gone_is_not_asked_for_again() -> None:
    found, _ = told(response({"error": {"code": 100, "error_subcode": 33}}, 400))
    assert found.event.details["look_up"] == "gone"
    assert found.event.text is None


def test_a_refused_token_is_followed_by_a_fresh_one_if_there_is_one() -> None:
    refused = response({"error": {"code": 190}}, 401)
    found, ways = told(refused, response({"mentioned_comment": SAID}), fresh=("newer",))
    assert found.event.text == SAID["text"]
    assert ways.asked == [(IG, False), (IG, True)]
    found, _ = told(refused)
    assert found.event == mention()
    assert found.failure.error == "meta_190"


def test_an_account_of_nobody_and_a_channel_without_looking_are_no_error() -> None:
    for event in (
        mention(account_id="1"),
        mention(brand="nobody"),
        mention(channel="telegram", account_id="7000000001"),
    ):
        found, _ = told(response({}), event=event)
        assert found.event == event
