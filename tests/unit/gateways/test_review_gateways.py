"""What the review sites are asked, and what their answers mean: one answer below each review."""

import json
from base64 import b64decode
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest

from shared.domain.channels.sending import PlatformMessage
from shared.domain.polling.page import Page, Query
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import ACCOUNTS, NOW, TARGETS, Answer, FakePlatform, outbound, response, token_of
from tests.unit.channels.samples import app_store, google_play, trustpilot

TOKEN = {"access_token": "access", "expires_in": "359999"}
BEFORE: dict[str, list[Answer]] = {
    "trustpilot": [response(TOKEN)],
    "google_play": [response({**TOKEN, "expires_in": 3599})],
    "app_store": [],
}
CHANNELS = tuple(BEFORE)
SAID = "We have read you."


def shown(channel: str, answer: str | None = None, *, changed_later: bool = False) -> Answer:
    """One review as the site shows it, answered at 13:00 or not."""
    if channel == "trustpilot":
        reply = answer and {"text": answer, "createdAt": "2026-07-31T13:00:00Z"}
        later = {"updatedAt": "2026-07-31T14:00:00Z"} if changed_later else {}
        return response(trustpilot.review(companyReply=reply, **later))
    if channel == "google_play":
        review = google_play.review(seconds="1785507000" if changed_later else "1785500000")
        if answer:
            held = {"text": answer, "lastModified": {"seconds": "1785503000"}}
            review["comments"].append({"developerComment": held})
        return response(review)
    review = app_store.review(**({"createdDate": "2026-07-31T14:00:00Z"} if changed_later else {}))
    if not answer:
        return response({"data": review})
    review["relationships"] = {"response": {"data": {"type": "customerReviewResponses", "id": "r1"}}}
    told = {"responseBody": answer, "lastModifiedDate": "2026-07-31T13:00:00Z"}
    return response({"data": review, "included": [{"id": "r1", "attributes": told}]})


def platform(channel: str, *answers: Answer) -> FakePlatform:
    return FakePlatform([*BEFORE[channel], *answers])


def send(channel: str, *answers: Answer) -> tuple[Any, FakePlatform]:
    made = platform(channel, *answers)
    return made.gateway(channel).send(outbound(channel)), made


@pytest.mark.parametrize(
    ("channel", "asked", "body"),
    [
        ("trustpilot", ("POST", "/v1/private/reviews/900/reply"), {"message": SAID}),
        (
            "google_play",
            ("POST", "/androidpublisher/v3/applications/example.acme.app/reviews/900:reply"),
            {"replyText": SAID},
        ),
        (
            "app_store",
            ("POST", "/v1/customerReviewResponses"),
            {
                "data": {
                    "type": "customerReviewResponses",
                    "attributes": {"responseBody": SAID},
                    "relationships": {"review": {"data": {"type": "customerReviews", "id": "900"}}},
                }
            },
        ),
    ],
)
def test_an_answer_is_written_below_its_review(channel: str, asked: tuple[str, str], body: Any) -> None:
    result, made = send(channel, shown(channel), response({}, 201))
    assert (result.outcome, result.message_id) == (SendClass.SENT, f"{TARGETS.get(channel, '900')}/reply")
    assert made.asked[-1] == asked
    assert made.body() == body


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_answer_that_stands_there_is_not_replaced(channel: str) -> None:
    result, made = send(channel, shown(channel, "A colleague was faster."))
    assert (result.outcome, result.error) == (SendClass.PERMANENT, "already_answered")
    assert made.asked[-1][0] == "GET"


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_review_that_was_changed_after_the_answer_is_answered_anew(channel: str) -> None:
    result, _ = send(channel, shown(channel, "Sorry", changed_later=True), response({}, 201))
    assert result.outcome is SendClass.SENT


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_was_sent_is_found_and_not_sent_again(channel: str) -> None:
    result, made = send(channel, shown(channel, SAID))
    assert (result.outcome, made.asked[-1][0]) == (SendClass.SENT, "GET")
    message = outbound(channel)
    assert platform(channel, shown(channel, SAID)).gateway(channel).settle(message, NOW).outcome is SendClass.SENT
    unsent = platform(channel, shown(channel)).gateway(channel).settle(message, NOW)
    assert unsent.outcome is SendClass.RETRY_BACKOFF
    assert platform(channel, response({}, 500)).gateway(channel).settle(message, NOW).outcome is SendClass.UNKNOWN


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_review_is_looked_up(channel: str) -> None:
    found = platform(channel, shown(channel)).gateway(channel).look_up(TARGETS.get(channel, "900"))
    assert isinstance(found, PlatformMessage)
    assert (found.text, found.rating) == ("Where is my parcel?", 2)


@pytest.mark.parametrize("channel", CHANNELS)
def test_there_are_no_private_messages_and_nothing_is_liked(channel: str) -> None:
    made = platform(channel)
    gateway = made.gateway(channel)
    assert gateway.send(outbound(channel, Visibility.PRIVATE)).error == "not_supported"
    assert gateway.send(outbound(channel, in_reply_to=None)).error == "no_target"
    assert gateway.send(outbound(channel, text="a" * 6000)).error == "too_long"
    assert gateway.like("900").error == gateway.delete("900").error == "not_supported"
    assert made.requests == []


def test_answers_are_removed_where_the_site_allows_it() -> None:
    made = platform("trustpilot", response({}, 204))
    assert made.gateway("trustpilot").delete("900/reply").outcome is SendClass.SENT
    assert made.asked[-1] == ("DELETE", "/v1/private/reviews/900/reply")
    made = platform("app_store", shown("app_store", "Sorry"), response({}, 204))
    assert made.gateway("app_store").delete("900/reply").outcome is SendClass.SENT
    assert made.asked[-1] == ("DELETE", "/v1/customerReviewResponses/r1")
    assert platform("app_store", shown("app_store")).gateway("app_store").delete("900/reply").error == "gone"
    play = platform("google_play").gateway("google_play")
    assert play.delete("example.acme.app:900/reply").error == "not_supported"


STANDS = response({"message": "The review has a reply already"}, 409)
POSTED = ("POST", "/v1/private/reviews/900/reply")
REMOVED = ("DELETE", "/v1/private/reviews/900/reply")
EARLIER = {"message": "Sorry", "submittedAt": "2026-07-31T13:00:00"}


def test_a_second_answer_on_trustpilot_removes_the_first_only_if_it_stands_in_the_way() -> None:
    before = shown("trustpilot", "Sorry", changed_later=True)
    _, made = send("trustpilot", before, response({}, 201))
    assert made.asked[2:] == [POSTED]
    result, made = send("trustpilot", before, STANDS, response(None, 204), response({}, 201))
    assert (result.outcome, made.asked[2:]) == (SendClass.SENT, [POSTED, REMOVED, POSTED])
    assert made.body() == {"message": SAID}


@pytest.mark.parametrize(
    ("refused", "outcome"),
    [
        (response({}, 400), SendClass.PERMANENT),
        (response({}, 503), SendClass.RETRY_BACKOFF),
        (response({}, 429), SendClass.RETRY_AT),
        (httpx.ConnectError("x"), SendClass.RETRY_BACKOFF),
    ],
)
def test_an_answer_on_trustpilot_whose_successor_is_refused_is_put_back(refused: Answer, outcome: SendClass) -> None:
    before = shown("trustpilot", "Sorry", changed_later=True)
    result, made = send("trustpilot", before, refused)
    assert REMOVED not in made.asked  # nothing says that the first one stands in the way
    result, made = send("trustpilot", before, STANDS, response(None, 204), refused, response({}, 201))
    assert (result.outcome, made.asked[2:]) == (outcome, [POSTED, REMOVED, POSTED, POSTED])
    assert made.body() == EARLIER
    assert str(result.error).endswith("_earlier_answer_restored")
    result, _ = send("trustpilot", before, STANDS, response(None, 204), refused, response({}, 500))
    assert str(result.error).endswith("_earlier_answer_not_restored")


def test_an_answer_on_trustpilot_that_may_have_been_taken_is_looked_for_before_anything_is_put_back() -> None:
    before = shown("trustpilot", "Sorry", changed_later=True)
    result, made = send("trustpilot", before, STANDS, response(None, 204), httpx.ReadTimeout("x"))
    assert (result.outcome, made.asked[2:]) == (SendClass.UNKNOWN, [POSTED, REMOVED, POSTED])


def test_trustpilot_is_told_who_answers_and_lets_the_client_itself_in() -> None:
    credentials = json.dumps({"api_key": "key", "api_secret": "secret", "business_user_id": "user-1"})
    made = platform("trustpilot", shown("trustpilot"), response({}, 201))
    made.gateway("trustpilot", tokens=[credentials]).send(outbound("trustpilot"))
    assert made.body() == {"message": SAID, "authorBusinessUserId": "user-1"}
    sign_in = made.requests[0]
    assert b64decode(sign_in.headers["authorization"].removeprefix("Basic ")) == b"key:secret"
    assert sign_in.content == b"grant_type=client_credentials"


def test_a_token_of_app_store_connect_is_signed_here_and_is_short() -> None:
    made = platform("app_store", shown("app_store"))
    made.gateway("app_store").look_up("900")
    token = made.requests[0].headers["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": "key-1", "typ": "JWT"}
    assert (claims["iss"], claims["aud"]) == ("issuer-1", "appstoreconnect-v1")
    assert 0 < claims["exp"] - claims["iat"] <= 1200


def test_a_key_may_be_given_in_one_line_and_one_that_is_none_is_for_people() -> None:
    whole = json.loads(token_of("app_store"))
    bare = "".join(line for line in whole["private_key"].splitlines() if not line.startswith("-----"))
    made = platform("app_store", shown("app_store"))
    assert isinstance(
        made.gateway("app_store", tokens=[json.dumps({**whole, "private_key": bare})]).look_up("900"), PlatformMessage
    )
    broken = platform("app_store").gateway("app_store", tokens=[json.dumps({**whole, "private_key": "x"})])
    found = broken.look_up("900")
    assert (found.outcome, found.error) == (SendClass.AUTH_BROKEN, "private_key_invalid")


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [(409, "ENTITY_ERROR", SendClass.PERMANENT), (403, "FORBIDDEN_ERROR", SendClass.PERMANENT), (500, "", None)],
)
def test_apples_errors_are_named(status: int, code: str, outcome: SendClass | None) -> None:
    refused = response({"errors": [{"status": str(status), "code": code}]}, status)
    result, _ = send("app_store", shown("app_store"), refused)
    assert result.outcome is (outcome or SendClass.RETRY_BACKOFF)
    assert result.error == (f"apple_{code}" if code else "http_500")


# --- what is asked for again and again -------------------------------------------------------------------------------


def fetched(channel: str, answer: Any, page: str | None = None, headers: Any = None) -> tuple[Page, FakePlatform]:
    made = platform(channel, response(answer, headers=headers))
    query = Query(account_id=ACCOUNTS[channel], handle="acme", since=NOW - timedelta(hours=1), page=page)
    found = made.sources(channel, tokens=[token_of(channel)])["reviews"].fetch(query)
    assert isinstance(found, Page)
    return found, made


def test_trustpilot_is_read_page_by_page_without_what_is_not_needed() -> None:
    reply = {"text": "Sorry", "createdAt": "2026-07-31T13:00:00Z"}
    listed = [trustpilot.review(companyReply=reply, referralEmail="mia@example.com", referenceId="A-1"), {"x": 1}]
    page, made = fetched("trustpilot", {"reviews": listed}, page="3")
    assert [found.item.get("review") for found in page.found] == [None, trustpilot.REVIEW]
    assert "mia@example.com" not in json.dumps([found.item for found in page.found])
    assert (len(page.unread), page.next) == (1, None)
    assert made.requests[-1].url.params["page"] == "3"
    full, _ = fetched("trustpilot", {"reviews": [trustpilot.review(f"r{n}") for n in range(100)]})
    assert full.next == "2"


def test_google_play_is_read_with_the_answers_and_goes_on_by_token() -> None:
    review = google_play.review()
    review["comments"].append({"developerComment": {"text": "Sorry", "lastModified": {"seconds": "1785503000"}}})
    listed = {"reviews": [review, {"reviewId": 5}], "tokenPagination": {"nextPageToken": "n"}}
    page, made = fetched("google_play", listed)
    assert [found.item.get("review") for found in page.found] == [None, google_play.REVIEW]
    assert (len(page.unread), page.next) == (1, "n")
    assert made.requests[-1].url.path.endswith("/applications/example.acme.app/reviews")


def test_the_app_store_is_read_with_its_limits_and_a_change_is_another_entry() -> None:
    headers = {"X-Rate-Limit": "user-hour-lim:3600;user-hour-rem:12;"}
    listed = {"data": [app_store.review()], "links": {"next": "https://api.example/v1/apps/1/x?cursor=abc&limit=200"}}
    page, _ = fetched("app_store", listed, headers=headers)
    assert page.next == "abc"
    assert page.quota is not None
    assert (page.quota.limit, page.quota.remaining, page.quota.is_short) == (3600, 12, True)
    changed, _ = fetched("app_store", {"data": [app_store.review(rating=1)]})
    assert changed.found[0].key != page.found[0].key
    assert changed.quota is None
