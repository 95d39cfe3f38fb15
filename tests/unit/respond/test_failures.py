"""What the platform may answer, and what becomes of the acknowledgement then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.channels.sending import SendResult
from shared.domain.outbox.record import MAX_ATTEMPTS, OutboxRecord, OutboxStatus
from shared.domain.vocabulary import SendClass, SuppressionReason
from tests.fakes.outbox import FakePlatform
from tests.unit.acknowledgement.scenes import MINUTE, TUESDAY_NIGHT
from tests.unit.respond.night import Night

UNKNOWN = SendResult(outcome=SendClass.UNKNOWN, error="timeout")
LOST = SendResult(outcome=SendClass.UNKNOWN, error="lost")
LATER = SendResult(outcome=SendClass.RETRY_BACKOFF, error="http_503")
REFUSED = SendResult(outcome=SendClass.PERMANENT, error="meta_100")
NO_TOKEN = SendResult(outcome=SendClass.AUTH_BROKEN, error="meta_190")
BLOCKED = SendResult(outcome=SendClass.ACCOUNT_BLOCKED, error="meta_368")


def throttled(minutes: int) -> SendResult:
    return SendResult(outcome=SendClass.RETRY_AT, retry_at=TUESDAY_NIGHT + minutes * MINUTE, error="http_429")


def night_with(*answers: SendResult) -> Night:
    night = Night(platform=FakePlatform(answers=list(answers)))
    night.question()
    return night


# --- it passes --------------------------------------------------------------------------------------------------------


def test_a_platform_that_is_down_is_tried_again_by_the_sweep() -> None:
    night = night_with(LATER, LATER)

    assert night.run().sent is SendClass.RETRY_BACKOFF
    assert night.record().status is OutboxStatus.UNKNOWN  # it may have taken what it refused: it is read first
    assert night.ticket().acknowledge_at == TUESDAY_NIGHT + MINUTE
    night.sweep()
    assert len(night.platform.posts) == 1
    assert (night.platform.calls, night.platform.reads) == (3, 2)
    assert night.ticket().acknowledged_at is not None
    assert night.said() == ["acknowledged"]


def test_a_server_in_trouble_that_names_an_instant_is_read_first_too() -> None:
    night = night_with(replace(throttled(minutes=3), error="http_503"))
    night.run()
    assert night.record().status is OutboxStatus.UNKNOWN
    night.sweep()

    assert (len(night.platform.posts), night.platform.calls, night.platform.reads) == (1, 2, 1)


@pytest.mark.parametrize("readable", [True, False])
def test_a_platform_that_refuses_what_it_took_is_not_sent_it_again_where_it_can_be_read(readable: bool) -> None:
    night = night_with(replace(LATER, error="taken"))
    night.platform.readable = readable
    night.run()
    night.sweep()

    assert len(night.platform.posts) == (1 if readable else 2)  # else an outage would leave everybody untold


def test_what_never_left_is_sent_again_without_reading() -> None:
    night = night_with(SendResult(outcome=SendClass.RETRY_BACKOFF, error="connect_failed"))
    night.run()
    assert night.record().status is OutboxStatus.WAITING
    night.sweep()

    assert (len(night.platform.posts), night.platform.reads) == (1, 0)


def test_a_platform_that_stays_down_is_not_tried_for_ever() -> None:
    night = night_with(*[LATER] * 20)
    night.run()
    night.sweep(minutes=120)

    assert night.platform.calls == MAX_ATTEMPTS
    assert night.record().status is OutboxStatus.GIVEN_UP
    assert night.ticket().acknowledge_at is None
    assert night.said() == ["acknowledgement_failed"]
    assert night.metrics.of("AcknowledgementsFailed", **{"class": "retry_backoff"}) == 1


def test_a_throttle_waits_for_the_time_the_platform_names_and_the_whole_account_with_it() -> None:
    night = night_with(throttled(minutes=15))
    night.run()
    night.question("T2", author="7002")

    night.run("T2")
    assert night.platform.calls == 1  # the second did not even try
    assert night.ticket("T2").acknowledge_at == TUESDAY_NIGHT + 15 * MINUTE
    night.sweep(minutes=14)
    assert night.platform.calls == 1
    night.sweep(minutes=2)
    assert len(night.platform.posts) == 2


def test_a_platform_that_asks_to_wait_again_and_again_is_waited_for_as_long_as_the_night_lasts() -> None:
    night = night_with(*[throttled(minutes=1 + number) for number in range(30)])
    night.run()
    night.sweep(minutes=40)

    assert len(night.platform.posts) == 1
    assert night.said() == ["acknowledged"]
    assert night.record().attempts == 1  # what was refused by a throttle was no attempt


def test_after_a_day_of_throttles_nobody_is_told_any_more() -> None:
    record = replace(night_with_claim(), created_at=TUESDAY_NIGHT - timedelta(hours=24))

    assert record.with_result(throttled(minutes=1), TUESDAY_NIGHT).status is OutboxStatus.GIVEN_UP
    assert record.with_result(LATER, TUESDAY_NIGHT).status is OutboxStatus.UNKNOWN


def night_with_claim() -> OutboxRecord:
    night = night_with(throttled(minutes=5))
    night.run()
    return night.record().claimed(TUESDAY_NIGHT, "…")


def test_other_accounts_do_not_wait_for_a_throttled_one() -> None:
    night = night_with(throttled(minutes=15))
    night.run()
    night.direct_message("T2")

    assert night.run("T2").sent is SendClass.SENT


def test_a_throttle_until_after_the_next_opening_is_no_acknowledgement_at_all() -> None:
    night = night_with(throttled(minutes=12 * 60))
    night.run()
    night.clock.at = TUESDAY_NIGHT + timedelta(hours=12)

    assert night.run().suppressed is SuppressionReason.DESK_OPEN
    assert night.platform.posts == []
    assert night.record().status is OutboxStatus.GIVEN_UP


# --- nobody knows -----------------------------------------------------------------------------------------------------


def test_a_time_out_after_the_post_was_taken_is_found_by_reading_and_never_sent_again() -> None:
    night = night_with(UNKNOWN)

    assert night.run().sent is SendClass.UNKNOWN
    assert night.record().status is OutboxStatus.UNKNOWN
    night.sweep()
    assert (len(night.platform.posts), night.platform.calls) == (1, 1)
    assert night.record().message_id == "post-1"
    assert night.ticket().acknowledged_at is not None
    assert night.said() == ["acknowledged"]
    assert night.messages.get("facebook", "1001", "post-1") is not None


def test_a_time_out_before_the_post_was_taken_is_sent_again_once_reading_has_shown_that() -> None:
    night = night_with(LOST)
    night.run()
    assert night.platform.posts == []
    night.sweep()

    assert (len(night.platform.posts), night.platform.calls, night.platform.reads) == (1, 2, 1)
    assert night.ticket().acknowledged_at is not None


def test_the_platform_has_a_minute_to_show_what_it_took() -> None:
    night = night_with(UNKNOWN)
    night.run()
    night.clock.pass_time(seconds=59)
    night.run()

    assert night.platform.reads == 0


def test_what_can_never_be_known_is_given_up_and_the_ticket_says_so() -> None:
    night = night_with(UNKNOWN)
    night.platform.readable = False
    night.run()
    night.sweep(minutes=120)

    assert (len(night.platform.posts), night.platform.calls, night.platform.reads) == (1, 1, 5)
    assert night.record().status is OutboxStatus.GIVEN_UP
    assert night.said() == ["acknowledgement_failed"]
    assert night.metrics.of("AcknowledgementsFailed", **{"class": "unknown"}) == 1
    assert night.ticket().acknowledge_at is None


def test_what_is_unknown_at_closing_time_is_still_found_after_opening() -> None:
    night = night_with(UNKNOWN)
    night.run()
    night.clock.at = TUESDAY_NIGHT + timedelta(hours=12)

    assert night.run().sent is SendClass.SENT
    assert night.platform.calls == 1
    assert night.ticket().acknowledged_at is not None


def test_what_was_surely_not_sent_by_opening_time_is_not_sent_any_more() -> None:
    night = night_with(LOST)
    night.run()
    night.clock.at = TUESDAY_NIGHT + timedelta(hours=12)

    assert night.run().suppressed is SuppressionReason.DESK_OPEN
    assert night.platform.posts == []


def test_a_claim_whose_function_died_is_unknown_and_not_free() -> None:
    night = night_with()
    night.platform.after_send = _die
    with pytest.raises(Died):
        night.run()
    night.platform.after_send = lambda: None
    assert night.record().status is OutboxStatus.CLAIMED

    night.clock.pass_time(seconds=30)
    assert night.run().sent is None  # it may still be alive
    night.sweep()
    assert (len(night.platform.posts), night.platform.calls) == (1, 1)
    assert night.ticket().acknowledged_at is not None


class Died(Exception):  # noqa: N818 - it is an event, not an error of ours
    pass


def _die() -> None:
    raise Died


# --- it never will ----------------------------------------------------------------------------------------------------


def test_a_refusal_for_good_is_said_on_the_ticket_and_not_repeated() -> None:
    night = night_with(REFUSED)

    assert night.run().sent is SendClass.PERMANENT
    night.sweep()
    assert night.platform.calls == 1
    entry = night.history.of_ticket("T1").items[0]
    assert (entry.what, entry.details["class"], entry.details["error"]) == (
        "acknowledgement_failed",
        "permanent",
        "meta_100",
    )
    assert night.metrics.of("AcknowledgementsFailed", **{"class": "permanent"}) == 1


@pytest.mark.parametrize("answer", [NO_TOKEN, BLOCKED])
def test_a_refused_token_or_account_stops_all_automatic_answers_on_it(answer: SendResult) -> None:
    night = night_with(answer)
    night.question("T2", author="7002")
    night.direct_message("T3")

    assert night.run().sent is answer.outcome
    assert night.accounts.get("facebook", "1001").stopped_because == answer.error
    assert night.run("T2").suppressed is SuppressionReason.ACCOUNT_STOPPED
    assert night.run("T3").sent is SendClass.SENT  # another account
    assert night.metrics.of("AcknowledgementsFailed", **{"class": answer.outcome.value}) == 1

    night.accounts.resume("facebook", "1001")
    night.question("T4", author="7004")
    assert night.run("T4").sent is SendClass.SENT


def test_a_token_that_has_just_been_replaced_does_not_stop_the_account() -> None:
    night = night_with(NO_TOKEN)
    night.gateways.after_rotation = FakePlatform()

    assert night.run().sent is SendClass.SENT
    assert len(night.gateways.after_rotation.posts) == 1
    assert not night.accounts.get("facebook", "1001").stopped


def test_an_account_without_a_token_is_stopped_and_operators_are_told() -> None:
    night = night_with()
    night.gateways.tokens = False

    assert night.run().sent is SendClass.AUTH_BROKEN
    assert night.accounts.get("facebook", "1001").stopped_because == "no_token"


def test_a_stopped_account_does_not_forget_what_it_may_have_sent() -> None:
    night = night_with(UNKNOWN)
    night.run()
    night.accounts.stop("facebook", "1001", because="meta_190", at=TUESDAY_NIGHT)
    night.sweep()

    assert night.ticket().acknowledged_at is not None


def test_an_outcome_nobody_knows_stands_in_the_history_at_once() -> None:
    night = night_with(SendResult(outcome=SendClass.UNKNOWN, error="timeout"))
    night.run()

    assert night.trail() == ["acknowledgement_unconfirmed"]
    night.sweep()
    assert night.trail() == ["acknowledgement_unconfirmed", "acknowledged"]


def test_a_function_that_died_while_it_sent_stands_in_the_history_once_the_platform_tells_nothing() -> None:
    night = night_with()
    night.platform.readable = False
    night.platform.after_send = killed
    with pytest.raises(KilledError):
        night.run()
    night.clock.pass_time(minutes=2)
    night.run()

    assert night.trail() == ["acknowledgement_unconfirmed"]


# --- a message that store never finished ------------------------------------------------------------------------------


def test_a_message_that_is_never_stored_is_asked_for_ever_more_rarely_and_given_up_after_hours() -> None:
    night = Night()
    ticket = night.question()
    message = night.messages.get(ticket.channel, ticket.account_id, ticket.last_message_id)
    assert message is not None
    night.messages.save(replace(message, stored_at=None))  # its event was parked when all but the message was written
    night.change(updated_at=night.clock.at)
    runs = 0
    for _ in range(6 * 60):
        night.clock.pass_time(minutes=1)
        due = night.ticket().acknowledge_at
        if due is not None and due <= night.clock.at:
            night.run()
            runs += 1

    assert runs <= 12
    assert night.ticket().acknowledge_at is None
    (entry,) = night.history.of_ticket("T1").items
    assert (entry.what, entry.details["reason"]) == ("acknowledgement_suppressed", "message_not_stored")
    assert night.platform.posts == []


class KilledError(Exception):
    pass


def killed() -> None:
    raise KilledError
