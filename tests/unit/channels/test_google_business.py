"""What Google tells of the reviews of a business, and what is made of it."""

import json
from base64 import b64encode
from typing import Any

import pytest

from shared.channels import load_webhook
from shared.domain.channels.webhook import Unreadable, Verdict, WebhookRequest
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.vocabulary import EventKind, Surface
from tests.fakes.stored import START
from tests.unit.channels.parsed import one
from tests.unit.channels.samples.google_business import ACCOUNT, REVIEW, SECRETS, announced, body, review, token
from tests.unit.ingest.fakes import Fakes, encode


def event(payload: Any) -> InboundEvent:
    found = one("google_business", ACCOUNT, payload)
    assert isinstance(found, InboundEvent)
    return found


def test_an_announcement_names_a_review_and_its_words_are_asked_for() -> None:
    found = event(announced())
    assert (found.kind, found.surface, found.message_id) == (EventKind.CREATED, Surface.REVIEW, REVIEW)
    assert (found.text, found.author, found.details) == (None, None, {LOOK_UP: WANTED})
    assert found.event_id == event(announced(messageId="3")).event_id
    edit = event(announced("UPDATED_REVIEW"))
    assert (edit.kind, edit.details) == (EventKind.EDITED, {LOOK_UP: WANTED})
    assert edit.event_id != event(announced("UPDATED_REVIEW", messageId="3")).event_id


def test_the_list_tells_an_announced_review_under_another_id_so_that_the_queue_takes_both() -> None:
    assert event(announced()).event_id != event(body(review())).event_id


@pytest.mark.parametrize("names", [("review", "location"), ("reviewName", "locationName"), ("review_name", "x")])
def test_the_names_of_the_fields_differ_from_page_to_page(names: tuple[str, str]) -> None:
    told = {"notificationType": "NEW_REVIEW", names[0]: REVIEW, names[1]: ACCOUNT}
    data = b64encode(json.dumps(told).encode()).decode()
    assert event(announced(data=data)).message_id == REVIEW


@pytest.mark.parametrize("data", ["%%%", "bm8ganNvbg==", "W10=", None, 5, "bnVsbA=="])
def test_an_announcement_that_cannot_be_read_is_kept_for_people(data: Any) -> None:
    found = one("google_business", ACCOUNT, announced(data=data))
    assert isinstance(found, Unreadable)
    assert found.reason == "malformed_item"


def test_a_review_that_was_asked_for_has_its_stars_and_its_author_is_the_review() -> None:
    found = event(body(review()))
    assert (found.kind, found.rating, found.conversation_id) == (EventKind.CREATED, 2, REVIEW)
    assert found.author is not None
    assert (found.author.id, found.author.name) == (REVIEW, "Mia L.")
    anonymous = event(body(review(reviewer={"displayName": "A Google user", "isAnonymous": True})))
    assert anonymous.author is not None
    assert anonymous.author.name is None


@pytest.mark.parametrize(("stars", "rating"), [("ONE", 1), ("FIVE", 5), ("STAR_RATING_UNSPECIFIED", None), (4, None)])
def test_stars_are_spelled_in_words(stars: Any, rating: int | None) -> None:
    assert event(body(review(starRating=stars))).rating == rating


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("(Translated by Google) Rude staff\n\n(Original)\nPersonnel impoli", "Personnel impoli"),
        ("Personnel impoli\n\n(Translated by Google)\nRude staff", "Personnel impoli"),
        ("Just words", "Just words"),
        (None, None),
    ],
)
def test_the_customers_own_words_count_not_googles_translation(shown: Any, written: str | None) -> None:
    assert event(body(review(text=shown))).text == written


def test_the_answer_below_a_review_is_an_echo_of_its_own() -> None:
    answer = {"review": REVIEW, "comment": "We are sorry", "updateTime": "2026-07-31T13:00:00Z"}
    found = event(body(answer))
    assert (found.kind, found.message_id, found.parent_id) == (EventKind.ECHO, f"{REVIEW}/reply", REVIEW)
    assert found.event_id != event(body({**answer, "updateTime": "2026-07-31T13:05:00Z"})).event_id


# --- the token --------------------------------------------------------------------------------------------------------


def verdict(claims: Any, given: str = "Bearer x") -> Verdict:
    request = WebhookRequest(method="POST", headers={"authorization": given}, query={}, claims=claims)
    return load_webhook("google_business").verify(request, SECRETS, START)


GOOD = {
    "aud": SECRETS["push_audience"][0],
    "email": SECRETS["push_service_account"][0],
    "email_verified": True,
}


def test_the_token_is_for_our_address_and_of_our_subscription() -> None:
    assert verdict(GOOD) is Verdict.VALID
    for wrong in (
        {"aud": "https://elsewhere.example"}, {"aud": None}, {"aud": [GOOD["aud"]]}, {"email": "other@example"},
        {"email": None}, {"email_verified": False}, {"email_verified": None},
    ):  # fmt: skip
        assert verdict({**GOOD, **wrong}) is Verdict.INVALID
    assert verdict(None) is Verdict.INVALID
    assert verdict(GOOD, "") is Verdict.MISSING


def test_reviews_of_a_location_that_no_brand_looks_after_are_counted_and_those_of_another_account_are_kept() -> None:
    account, _, location = ACCOUNT.rpartition("/")
    ours = one("google_business", ACCOUNT, announced(f"{account}/{location}9/reviews/AbC"))
    assert isinstance(ours, InboundEvent)
    assert ours.details["reason"] == "unwanted_object"
    foreign = one("google_business", ACCOUNT, announced("accounts/77/locations/1/reviews/AbC"))
    assert isinstance(foreign, Unreadable)
    assert foreign.reason == "unknown_account"


def test_while_the_keys_cannot_be_read_google_delivers_again() -> None:
    fakes = Fakes.of("google_business", ACCOUNT, SECRETS)
    fakes.tokens.down = True
    authorized = {"authorization": f"Bearer {token(SECRETS)}"}
    assert fakes.post("google_business", encode(announced()), authorized).status == 503
    fakes.tokens.down = False
    assert fakes.post("google_business", encode(announced()), authorized).status == 200
    assert len(fakes.queue.all) == 1


def test_a_token_of_another_issuer_is_refused() -> None:
    fakes = Fakes.of("google_business", ACCOUNT, SECRETS)
    foreign = token(SECRETS, iss="https://issuer.example")
    assert fakes.post("google_business", encode(announced()), {"authorization": f"Bearer {foreign}"}).status == 401
    assert fakes.queue.all == []
