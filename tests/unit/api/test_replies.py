"""POST /tickets/{id}/replies and what is known before it: what callers send and get."""

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.replies import PersonalDataPosition, ReplyPart, ReplyRefused, ReplyResult
from shared.domain.access.tokens import Scope
from shared.domain.errors import UpstreamError
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, RefusalReason
from shared.domain.tickets.answer_pending import AnswerPending
from shared.domain.vocabulary import Surface, Visibility
from tests.fakes.stored import START
from tests.unit.api.fake_api import Answered, FakeApi, a_ticket

KEY = {"idempotency-key": "7f1c"}
BODY = {"text": "Bonjour Luc.", "visibility": "public", "initials": "SB"}


def part(**fields: Any) -> ReplyPart:
    told = {"status": OutboxStatus.SENT, "message_id": "p1", "sent_at": START, **fields}
    return ReplyPart(**{"channel": "facebook", "visibility": Visibility.PUBLIC, "text": "Bonjour Luc. ^SB", **told})


def done(*parts: ReplyPart) -> ReplyResult:
    return ReplyResult(ticket_id="T1", parts=parts)


def refused(reason: RefusalReason, **fields: Any) -> ReplyResult:
    return ReplyResult(
        ticket_id="T1", refused=ReplyRefused(**{"reason": reason, "message": "It is so.", "field": "text", **fields})
    )


@pytest.fixture
def fakes(api: FakeApi) -> FakeApi:
    api.store(a_ticket())
    api.replier.says = done(part())
    return api


def reply(fakes: FakeApi, body: Any = BODY, headers: Any = KEY, **call: Any) -> Answered:
    return fakes.call("POST", "/tickets/T1/replies", body=body, headers=headers, **call)


def test_an_answer_that_was_sent_is_created(fakes: FakeApi) -> None:
    answered = reply(fakes)

    assert answered.status == 201
    assert answered.json == {
        "ticket_id": "T1",
        "status": "sent",
        "parts": [
            {
                "message_id": "p1",
                "channel": "facebook",
                "visibility": "public",
                "text": "Bonjour Luc. ^SB",
                "attachments": [],
                "status": "sent",
                "sent_at": "2026-03-02T09:00:00.000Z",
                "retry_at": None,
                "error": None,
                "detail": None,
            }
        ],
    }


def test_respond_is_told_who_answers_and_what(fakes: FakeApi) -> None:
    fakes.token("ndk_inbox", Scope.TICKETS_WRITE)
    reply(fakes, {**BODY, "agent": "Sophie Bernard", "initials": "SB"}, token="ndk_inbox")
    reply(fakes, {"text": "Bonjour Luc.", "visibility": "private"}, token="ndk_inbox")

    first, second = fakes.replier.asked
    assert (first.ticket_id, first.key, first.mode, first.text) == ("T1", "7f1c", Mode.PUBLIC, "Bonjour Luc.")
    assert (first.agent, first.initials, first.actor) == ("Sophie Bernard", "SB", "inbox")
    assert (second.agent, second.initials) == ("inbox", None)


@pytest.mark.parametrize(
    "headers", [{}, {"idempotency-key": " "}, {"idempotency-key": "é"}, {"idempotency-key": "x" * 201}]
)
def test_without_a_key_nothing_is_sent(fakes: FakeApi, headers: dict[str, str]) -> None:
    answered = reply(fakes, headers=headers)
    assert (answered.status, answered.json["errors"][0]["parameter"]) == (400, "Idempotency-Key")
    assert fakes.replier.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {"text": "Bonjour"},
        {"visibility": "public"},
        {"text": "", "visibility": "public"},
        {"text": "Bonjour", "visibility": "everywhere"},
        {"text": "Bonjour", "visibility": "public", "private_text": "x"},
        {"text": "Bonjour", "visibility": "public", "initials": "S1"},
        {"text": "Bonjour", "visibility": "public", "initials": "ABCDE"},
        {"text": "Bonjour\x00", "visibility": "public"},
        {"text": "Bonjour", "visibility": "public", "to": "9"},
    ],
)
def test_a_body_that_makes_no_sense_is_refused(fakes: FakeApi, body: Any) -> None:
    assert reply(fakes, body).status == 422
    assert fakes.replier.asked == []


def test_an_answer_needs_the_scope_to_write(fakes: FakeApi) -> None:
    fakes.token("ndk_reader", Scope.TICKETS_READ)
    assert reply(fakes, token="ndk_reader").status == 403


def test_personal_data_is_published_only_with_its_own_scope(fakes: FakeApi) -> None:
    fakes.token("ndk_writer", Scope.TICKETS_WRITE)
    fakes.token("ndk_lead", Scope.TICKETS_WRITE, Scope.REPLIES_OVERRIDE)
    body = {**BODY, "allow_personal_data": True}

    refused = reply(fakes, body, token="ndk_writer")

    assert refused.status == 403
    assert 'scope="replies:override"' in refused.headers["WWW-Authenticate"]
    assert fakes.replier.asked == []
    assert reply(fakes, body, token="ndk_lead").status == 201
    assert fakes.replier.asked[0].allow_personal_data


def test_the_ticket_of_another_brand_is_not_there(fakes: FakeApi) -> None:
    fakes.token("ndk_other", Scope.TICKETS_WRITE, brands=("other",))
    assert reply(fakes, token="ndk_other").status == 404
    assert fakes.replier.asked == []


def test_personal_data_in_public_is_refused_with_kinds_and_places(fakes: FakeApi) -> None:
    found = PersonalDataPosition(kind="email", start=3, end=12)
    fakes.replier.says = refused(RefusalReason.PERSONAL_DATA, findings=(found,))

    answered = reply(fakes)

    assert answered.status == 422
    assert (answered.json["reason"], answered.json["findings"]) == (
        "personal_data",
        [{"kind": "email", "start": 3, "end": 12}],
    )
    assert answered.json["errors"][0]["parameter"] == "text"


def test_a_text_that_is_too_long_is_refused_with_what_fits(fakes: FakeApi) -> None:
    fakes.replier.says = refused(RefusalReason.TOO_LONG, length=300, limit=280, unit="x_weighted", fits=256)
    answered = reply(fakes)
    assert answered.status == 422
    assert answered.json["length"] == {"length": 300, "limit": 280, "unit": "x_weighted", "fits": 256}


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (RefusalReason.WINDOW_CLOSED, 409),
        (RefusalReason.NO_PUBLIC_WAY, 409),
        (RefusalReason.TICKET_CLOSED, 409),
        (RefusalReason.CUSTOMER_FIRST, 409),
        (RefusalReason.KEY_REUSED, 422),
        (RefusalReason.NO_INITIALS, 422),
        (RefusalReason.NO_SUCH_TICKET, 404),
    ],
)
def test_a_refusal_has_a_status_and_a_reason(fakes: FakeApi, reason: RefusalReason, status: int) -> None:
    fakes.replier.says = refused(reason)
    answered = reply(fakes)
    assert (answered.status, answered.json["detail"]) == (status, "It is so.")


def test_every_refusal_has_a_status(fakes: FakeApi) -> None:
    for reason in RefusalReason:
        fakes.replier.says = refused(reason)
        assert reply(fakes).status in (404, 409, 422)


def test_an_answer_the_platform_keeps_waiting_is_accepted_and_says_until_when(fakes: FakeApi) -> None:
    until = START + timedelta(minutes=5)
    fakes.replier.says = done(part(status=OutboxStatus.WAITING, message_id=None, sent_at=None, retry_at=until))

    answered = reply(fakes)

    assert (answered.status, answered.json["status"]) == (202, "waiting")
    assert answered.headers["Retry-After"] == "300"


@pytest.mark.parametrize(("status", "word"), [(OutboxStatus.CLAIMED, "sending"), (OutboxStatus.UNKNOWN, "unknown")])
def test_an_answer_of_which_nobody_knows_yet_is_accepted(fakes: FakeApi, status: OutboxStatus, word: str) -> None:
    fakes.replier.says = done(part(status=status, message_id=None, sent_at=None))
    answered = reply(fakes)
    assert (answered.status, answered.json["status"]) == (202, word)


def test_an_answer_that_takes_longer_than_we_can_wait_goes_on(fakes: FakeApi) -> None:
    fakes.replier.says = None
    answered = reply(fakes)
    assert (answered.status, answered.json) == (202, {"ticket_id": "T1", "status": "sending", "parts": []})


def test_an_answer_the_platform_refused_is_told_in_words(fakes: FakeApi) -> None:
    fakes.replier.says = done(part(status=OutboxStatus.GIVEN_UP, error="meta_100_33", message="It is no longer there."))
    answered = reply(fakes)
    assert answered.status == 409
    assert answered.json["detail"] == "It was not sent in public. It is no longer there."
    assert (answered.json["reason"], answered.json["error"]) == ("not_sent", "meta_100_33")


def test_an_invitation_whose_private_message_failed_is_created_all_the_same(fakes: FakeApi) -> None:
    private = part(
        visibility=Visibility.PRIVATE, status=OutboxStatus.GIVEN_UP, error="x_403", message="They do not take it."
    )
    fakes.replier.says = done(part(), private)
    answered = reply(
        fakes, {"text": "Bonjour", "visibility": "move_to_private", "private_text": "Bonjour", "initials": "SB"}
    )
    assert (answered.status, answered.json["status"]) == (201, "partly_sent")
    assert answered.json["parts"][1]["detail"] == "They do not take it."


def test_when_respond_cannot_be_reached_the_same_request_may_be_sent_again(fakes: FakeApi) -> None:
    fakes.replier.says = UpstreamError("lambda Invoke: TooManyRequestsException")
    answered = reply(fakes)
    assert (answered.status, answered.headers["Retry-After"]) == (503, "1")


# --- before it is written -------------------------------------------------------------------------------------------


def test_the_ways_to_answer_are_shown_with_their_windows_and_lengths(fakes: FakeApi) -> None:
    options = fakes.call("GET", "/tickets/T1/reply-options").json

    assert options["public"] == {
        "possible": True,
        "reason": None,
        "detail": None,
        "channel": "facebook",
        "limit": 8000,
        "unit": "characters",
        "closes_at": None,
        "human_agent": False,
        "attachments": {
            "max_files": 1,
            "files": [{"type": "image", "mime_types": ["image/jpeg", "image/png"], "max_size": 4_000_000}],
        },
    }
    assert options["private"]["channel"] == "messenger"
    assert options["private"]["closes_at"] == "2026-03-09T09:00:00.000Z"


def test_a_way_that_is_closed_says_why(fakes: FakeApi) -> None:
    fakes.store(
        a_ticket(
            "T2",
            channel="whatsapp",
            surface=Surface.DIRECT_MESSAGE,
            visibility=Visibility.PRIVATE,
            reply_window_closes_at=START,
        )
    )
    options = fakes.call("GET", "/tickets/T2/reply-options").json
    assert not options["public"]["possible"]
    assert options["private"]["detail"].startswith("The platform took private answers until 2026-03-02 09:00 UTC")


def test_the_ways_to_answer_a_ticket_that_does_not_exist(fakes: FakeApi) -> None:
    assert fakes.call("GET", "/tickets/none/reply-options").status == 404


def test_a_stopped_account_cannot_answer_and_the_options_say_so(fakes: FakeApi) -> None:
    fakes.tickets.save(a_ticket("T3"))
    fakes.accounts.stop("facebook", "100100100100100", because="meta_190", at=fakes.clock.at)
    public = fakes.call("GET", "/tickets/T3/reply-options").json["public"]

    assert public["possible"] is False
    assert "Operators have to renew the token" in public["detail"]


def test_a_colleagues_answer_on_its_way_is_shown_and_keeps_a_second_one_back_until_one_says_to_know(
    fakes: FakeApi,
) -> None:
    since = START + timedelta(minutes=5)
    pending = AnswerPending(key="k", agent_id="karim", agent="Karim Benali", since=since)
    fakes.store(a_ticket("T2", answer_pending=pending))
    fakes.replier.says = refused(RefusalReason.ANSWER_UNDER_WAY)

    shown = fakes.call("GET", "/tickets/T2").json["answer_pending"]
    first = fakes.call("POST", "/tickets/T2/replies", body=BODY, headers=KEY)
    fakes.replier.says = done(part())
    second = fakes.call("POST", "/tickets/T2/replies", body={**BODY, "beside_another": True}, headers=KEY)

    assert shown == {"agent_id": "karim", "agent": "Karim Benali", "since": "2026-03-02T09:05:00.000Z"}
    assert (first.status, first.json["reason"]) == (409, "answer_under_way")
    assert second.status == 201
    assert [intent.beside_another for intent in fakes.replier.asked] == [False, True]
