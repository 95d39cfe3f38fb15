"""What Google is asked about reviews, and what its answers mean."""

import json
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.channels.sending import PlatformMessage
from shared.domain.polling.page import Page, Query
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, Answer, FakePlatform, outbound, response
from tests.unit.channels.samples.google_business import ACCOUNT, REVIEW, review

CREDENTIALS = json.dumps({"client_id": "id", "client_secret": "s", "refresh_token": "r"})
QUERY = Query(account_id=ACCOUNT, handle="Acme Lyon", since=NOW - timedelta(hours=1))
ANSWER = {"comment": "We have read you.", "updateTime": "2026-07-31T13:00:00Z"}


def platform_of(*answers: Answer) -> FakePlatform:
    return FakePlatform([response({"access_token": "ya29", "expires_in": 3599}), *answers])


def error(status: str, code: int) -> Answer:
    return response({"error": {"code": code, "status": status, "message": "no"}}, code)


def gateway(*answers: Answer) -> Any:
    return platform_of(*answers).gateway("google_business", tokens=[CREDENTIALS])


def test_an_answer_is_written_below_its_review() -> None:
    platform = platform_of(response(review()), response(ANSWER))

    result = platform.gateway("google_business", tokens=[CREDENTIALS]).send(outbound("google_business"))

    assert (result.outcome, result.message_id) == (SendClass.SENT, f"{REVIEW}/reply")
    assert platform.asked[1:] == [("GET", f"/v4/{REVIEW}"), ("PUT", f"/v4/{REVIEW}/reply")]
    assert platform.body() == {"comment": "We have read you."}


def test_an_answer_that_stands_there_is_not_replaced() -> None:
    other = {**ANSWER, "comment": "A colleague was faster."}
    platform = platform_of(response(review(reviewReply=other)))
    result = platform.gateway("google_business", tokens=[CREDENTIALS]).send(outbound("google_business"))
    assert (result.outcome, result.error) == (SendClass.PERMANENT, "already_answered")
    assert len(platform.requests) == 2


def test_a_review_that_was_changed_after_the_answer_is_answered_anew() -> None:
    later = review(reviewReply={**ANSWER, "comment": "Sorry"}, updateTime="2026-07-31T14:00:00Z")
    assert gateway(response(later), response(ANSWER)).send(outbound("google_business")).outcome is SendClass.SENT


def test_what_stands_there_already_is_not_written_again() -> None:
    platform = platform_of(response(review(reviewReply=ANSWER)))
    result = platform.gateway("google_business", tokens=[CREDENTIALS]).send(outbound("google_business"))
    assert (result.outcome, len(platform.requests)) == (SendClass.SENT, 2)


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        (error("RESOURCE_EXHAUSTED", 429), SendClass.RETRY_AT, "google_RESOURCE_EXHAUSTED"),
        (error("UNAVAILABLE", 503), SendClass.RETRY_BACKOFF, "google_UNAVAILABLE"),
        (error("FAILED_PRECONDITION", 400), SendClass.PERMANENT, "google_FAILED_PRECONDITION"),
        (error("PERMISSION_DENIED", 403), SendClass.PERMANENT, "google_PERMISSION_DENIED"),
    ],
)
def test_refusals_are_understood_by_their_status(answer: Answer, outcome: SendClass, code: str) -> None:
    result = gateway(response(review()), answer).send(outbound("google_business"))
    assert (result.outcome, result.error) == (outcome, code)


def test_when_the_review_cannot_be_read_nothing_was_sent() -> None:
    result = gateway(error("UNAVAILABLE", 503)).send(outbound("google_business"))
    assert (result.outcome, result.error) == (SendClass.RETRY_BACKOFF, "upload_google_UNAVAILABLE")
    assert gateway(error("NOT_FOUND", 404)).send(outbound("google_business")).outcome is SendClass.PERMANENT


def test_there_are_no_private_messages_and_an_answer_is_measured_in_bytes() -> None:
    platform = platform_of()
    made = platform.gateway("google_business")
    assert made.send(outbound("google_business", Visibility.PRIVATE)).error == "not_supported"
    assert made.send(outbound("google_business", text="é" * 2049)).error == "too_long"
    assert made.send(outbound("google_business", in_reply_to=None)).error == "no_target"
    assert made.send(outbound("google_business", in_reply_to="accounts/1/../../v1")).error == "no_target"
    assert made.like(REVIEW).error == "not_supported"
    assert platform.requests == []


def test_what_was_sent_is_found_below_the_review() -> None:
    message = outbound("google_business")
    assert gateway(response(review(reviewReply=ANSWER))).settle(message, NOW).message_id == f"{REVIEW}/reply"
    assert gateway(response(review())).settle(message, NOW).outcome is SendClass.RETRY_BACKOFF
    assert gateway(response({}, 500)).settle(message, NOW).outcome is SendClass.UNKNOWN


def test_a_review_is_looked_up_and_an_answer_removed() -> None:
    found = gateway(response(review())).look_up(REVIEW)
    assert isinstance(found, PlatformMessage)
    assert (found.text, found.rating) == ("Where is my parcel?", 2)
    platform = platform_of(response({}))
    made = platform.gateway("google_business")
    assert made.delete(f"{REVIEW}/reply").outcome is SendClass.SENT
    assert platform.asked[-1] == ("DELETE", f"/v4/{REVIEW}/reply")
    assert made.delete(REVIEW).error == "not_supported"


def test_reviews_are_read_with_the_answers_below_them() -> None:
    platform = platform_of(response({"reviews": [review(reviewReply=ANSWER), {"name": 5}], "nextPageToken": "n"}))
    page = platform.sources("google_business")["reviews"].fetch(QUERY)
    assert isinstance(page, Page)
    assert [found.item.get("review") for found in page.found] == [None, REVIEW]
    assert (len(page.unread), page.next) == (1, "n")
    assert platform.requests[1].url.path == f"/v4/{ACCOUNT}/reviews"
    assert platform.requests[1].url.params["orderBy"] == "updateTime desc"
