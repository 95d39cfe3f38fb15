"""What respond does when everything goes well, and when it says no."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.respond.acknowledgement.ports import AcknowledgementOutcome
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError
from shared.domain.incidents.model import Incident
from shared.domain.outbox.record import OutboxStatus
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Direction, SendClass, SuppressionReason, Visibility
from tests.unit.acknowledgement.scenes import DOCUMENT, MINUTE, TUESDAY_NIGHT, brand, paris
from tests.unit.respond.night import Night

PUBLIC_TEXTS = {"Merci ! Retour Wednesday 08:00. (automatique)", "Bien reçu, Acme répond Wednesday 08:00."}


def test_a_customer_who_asks_in_the_night_is_told_once_that_they_were_read() -> None:
    night = Night()
    night.question()

    assert night.run() == AcknowledgementOutcome("T1", sent=SendClass.SENT)

    (post,) = night.platform.posts
    assert post.text in PUBLIC_TEXTS
    assert (post.visibility, post.in_reply_to, post.recipient_id) == (Visibility.PUBLIC, "5001_T1", "7001")
    assert post.reference.startswith("ack:T1")
    ticket = night.ticket()
    assert (ticket.acknowledged_at, ticket.acknowledge_at) == (TUESDAY_NIGHT, None)
    assert ticket.first_response_at is None  # a robot's words are not an answer
    assert night.said() == ["acknowledged"]
    assert night.metrics.of("AcknowledgementsSent", channel="facebook") == 1
    assert night.metrics.of("AcknowledgementDelay") == 60


def test_what_was_sent_stands_in_the_conversation_as_written_by_a_robot() -> None:
    night = Night()
    night.question()
    night.run()

    message = night.messages.get("facebook", "1001", "post-1")
    assert message is not None
    assert (message.direction, message.automatic, message.ticket_id) == (Direction.OUTBOUND, True, "T1")
    assert message.text in PUBLIC_TEXTS
    assert night.outbox.has_text("facebook", "1001", "5001:7001", message.text or "")


def test_a_private_message_is_answered_in_private_and_by_name() -> None:
    night = Night()
    night.direct_message()
    night.run()

    (post,) = night.platform.posts
    assert (post.channel, post.visibility, post.recipient_id, post.in_reply_to) == (
        "messenger",
        Visibility.PRIVATE,
        "7001",
        "5001_T1",
    )
    assert post.text == "Réponse automatique de Acme : lu, réponse Wednesday 08:00."


def test_somebody_who_writes_another_language_is_told_whose_nine_oclock_it_is() -> None:
    night = Night()
    night.question(language="en")
    night.run()

    assert night.platform.posts[0].text == "Thanks! Back Wednesday 08:00 (Europe/Paris). (automatic)"


def test_personal_data_in_public_is_answered_with_an_invitation_to_go_on_in_private() -> None:
    night = Night()
    night.question(has_personal_data=True)
    night.run()

    assert night.platform.posts[0].text == "Écrivez-nous en privé à @acme, réponse Wednesday 08:00."


def test_twice_in_one_night_is_once() -> None:
    night = Night()
    night.question()
    night.run()
    night.change(acknowledge_at=TUESDAY_NIGHT + MINUTE, acknowledged_at=None)  # even if the ticket forgot it
    night.run()
    night.run()

    assert len(night.platform.posts) == 1
    assert night.ticket().acknowledged_at is not None


def test_a_new_ticket_in_the_same_conversation_and_night_is_not_acknowledged_again() -> None:
    night = Night()
    night.question()
    night.run()
    night.conversations.stored.clear()
    night.question("T2")

    assert night.run("T2").suppressed is SuppressionReason.ALREADY_ACKNOWLEDGED
    assert len(night.platform.posts) == 1


def test_the_next_night_is_another_one() -> None:
    night = Night()
    night.question()
    night.run()
    night.clock.pass_time(days=1)
    night.change(
        last_customer_message_at=night.clock.at - MINUTE,
        acknowledge_at=night.clock.at,
    )
    night.run()

    assert len(night.platform.posts) == 2


def test_nothing_is_done_when_nothing_is_due() -> None:
    night = Night()
    night.question(acknowledge_at=None)

    assert night.run() == AcknowledgementOutcome("T1")
    assert night.run("unknown") == AcknowledgementOutcome("unknown")
    assert night.platform.calls == 0


def _incident(night: Night) -> None:
    night.incidents.open(Incident(id="acme-1", brand="acme", title="down", opened_at=TUESDAY_NIGHT, opened_by="lead"))


def _gone(night: Night) -> None:
    message = night.messages.get("facebook", "1001", "5001_T1")
    assert message is not None
    night.messages.save(replace(message, deleted_at=TUESDAY_NIGHT))


def _answered(night: Night) -> None:
    conversation = night.conversations.get("facebook", "1001", "5001:7001")
    assert conversation is not None
    night.conversations.save(replace(conversation, last_person_answer_at=TUESDAY_NIGHT))


def _opened(night: Night) -> None:
    night.clock.at = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


def _stopped(night: Night) -> None:
    night.accounts.stop("facebook", "1001", because="meta_190", at=TUESDAY_NIGHT)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_incident, SuppressionReason.INCIDENT_OPEN),
        (_gone, SuppressionReason.MESSAGE_GONE),
        (_answered, SuppressionReason.PERSON_ANSWERED),
        (_opened, SuppressionReason.DESK_OPEN),
        (_stopped, SuppressionReason.ACCOUNT_STOPPED),
        (lambda night: night.switches.settings.update({("acme", "facebook"): "off"}), SuppressionReason.SWITCHED_OFF),
        (lambda night: night.switches.settings.update({("acme", None): "dry_run"}), SuppressionReason.DRY_RUN),
        (lambda night: night.brands.degraded.add("acme"), SuppressionReason.BRAND_INVALID),
    ],
)
def test_what_happens_between_storing_and_sending_is_seen(happens, reason: SuppressionReason) -> None:
    night = Night()
    night.question()
    happens(night)

    assert night.run() == AcknowledgementOutcome("T1", suppressed=reason)
    assert night.platform.calls == 0
    assert night.ticket().acknowledge_at is None
    assert night.said() == ["acknowledgement_suppressed"]
    assert night.history.of_ticket("T1").items[0].details["reason"] == reason
    assert night.metrics.of("AcknowledgementsSuppressed", reason=reason) == 1


def test_a_dry_run_writes_what_would_have_been_sent() -> None:
    night = Night()
    night.question()
    night.switches.settings[None, None] = "dry_run"
    night.run()

    assert night.history.of_ticket("T1").items[0].details["text"] in PUBLIC_TEXTS
    assert night.platform.calls == 0


def test_a_dry_run_says_it_once_a_night_as_the_real_thing_would() -> None:
    night = Night()
    night.question()
    night.switches.settings[None, None] = "dry_run"
    night.run()
    for _ in range(2):
        night.clock.pass_time(minutes=5)
        night.change(acknowledge_at=night.clock.at)
        assert night.run().suppressed is SuppressionReason.ALREADY_ACKNOWLEDGED
    assert night.platform.calls == 0


def test_who_was_only_tried_out_on_is_told_when_the_dry_run_is_over() -> None:
    night = Night()
    night.question()
    night.switches.settings[None, None] = "dry_run"
    night.run()
    night.switches.settings.clear()
    night.change(acknowledge_at=night.clock.at)

    assert night.run().sent is SendClass.SENT
    night.change(acknowledge_at=night.clock.at)
    assert night.run().suppressed is SuppressionReason.ALREADY_ACKNOWLEDGED
    assert (len(night.platform.posts), night.record().attempts) == (1, 1)


@pytest.mark.parametrize(
    "reason", [SuppressionReason.SWITCHED_OFF, SuppressionReason.INCIDENT_OPEN, SuppressionReason.ACCOUNT_STOPPED]
)
def test_who_was_kept_waiting_and_then_silenced_for_a_while_is_told_when_they_write_again(
    reason: SuppressionReason,
) -> None:
    night = Night()
    later = TUESDAY_NIGHT + 5 * MINUTE
    night.platform.answers = [SendResult(outcome=SendClass.RETRY_AT, retry_at=later)]
    night.question()
    night.run()
    night.clock.pass_time(minutes=6)
    if reason is SuppressionReason.SWITCHED_OFF:
        night.switches.settings[None, None] = "off"
    elif reason is SuppressionReason.INCIDENT_OPEN:
        night.incidents.open(Incident(id="I1", brand="acme", title="outage", opened_by="lead", opened_at=later))
    else:
        night.accounts.stop("facebook", "1001", because="meta_368", at=later)
    assert night.run().suppressed is reason
    assert night.run() == AcknowledgementOutcome("T1")

    night.clock.pass_time(minutes=30)
    night.switches.settings.clear()
    night.incidents.stored.clear()
    night.accounts.resume("facebook", "1001")
    night.change(acknowledge_at=night.clock.at)
    assert night.run().sent is SendClass.SENT
    night.change(acknowledge_at=night.clock.at)
    assert night.run().suppressed is SuppressionReason.ALREADY_ACKNOWLEDGED
    assert len(night.platform.posts) == 1


def test_what_was_only_tried_out_and_is_then_sent_counts_for_the_rate_limits() -> None:
    night = Night()
    night.switches.settings[None, None] = "dry_run"
    for number in range(5):
        night.question(f"T{number}", post=f"500{number}")
        night.run(f"T{number}")
    night.switches.settings.clear()
    for number in range(5):
        night.change(f"T{number}", acknowledge_at=night.clock.at)

    results = [night.run(f"T{number}").suppressed for number in range(5)]

    assert results == [None, None, None, SuppressionReason.AUTHOR_RATE_LIMIT, SuppressionReason.AUTHOR_RATE_LIMIT]


def test_a_calendar_that_never_opens_means_open_and_a_metric_says_so() -> None:
    night = Night(brand(closures=[{"from": "2026-03-01", "to": "2030-01-01"}], openings=None))
    night.question()

    assert night.run().suppressed is SuppressionReason.CALENDAR_INVALID
    assert night.metrics.of("CalendarsInvalid") == 1


def test_a_text_that_fits_no_variant_is_not_sent_and_not_cut() -> None:
    long = {**DOCUMENT["acknowledgement"], "channel_texts": {"x": {"fr": {"public": ["mot " * 80]}}}}
    night = Night(brand(acknowledgement=long))
    night.question(channel="x", surface="mention")

    assert night.run().suppressed is SuppressionReason.TEXT_TOO_LONG


def test_a_message_that_store_has_not_finished_is_left_for_later() -> None:
    night = Night()
    night.question()
    night.messages.stored.clear()

    assert night.run() == AcknowledgementOutcome("T1")
    assert night.ticket().acknowledge_at == TUESDAY_NIGHT + MINUTE
    assert night.said() == []


def test_a_newer_message_keeps_its_turn_when_the_older_one_is_refused() -> None:
    """A message joins the ticket while we decide about the one before."""
    night = Night()
    night.question()
    _gone(night)
    decide_later = TUESDAY_NIGHT + 5 * MINUTE

    class Busy(type(night.tickets)):
        def save(self, ticket: Ticket) -> Ticket:
            if self.stored["T1"].last_message_id == "5001_T1":
                current = self.stored["T1"]
                self.stored["T1"] = replace(
                    current, version=current.version + 1, last_message_id="newer", acknowledge_at=decide_later
                )
                raise ConflictError("ticket")
            return super().save(ticket)

    night.tickets = Busy(night.tickets.stored)
    night.run()

    assert (night.ticket().last_message_id, night.ticket().acknowledge_at) == ("newer", decide_later)


def test_a_robot_that_gives_our_own_words_back_is_not_answered() -> None:
    night = Night()
    night.direct_message()
    night.run()
    night.clock.pass_time(days=1)
    night.conversations.stored.clear()
    mirrored = night.direct_message("T2")
    message = night.messages.get("messenger", "1001", mirrored.last_message_id)
    assert message is not None
    night.messages.save(replace(message, text=f"You wrote: {night.platform.posts[0].text}"))

    assert night.run("T2").suppressed is SuppressionReason.AUTHOR_IS_A_ROBOT
    assert len(night.platform.posts) == 1


def test_who_says_the_very_same_words_night_after_night_is_a_robot_from_the_third_time_on() -> None:
    """Two robots that greet each other would go on for ever; a person who asks a second time is told a second time."""
    night = Night()
    told = []
    for number in range(4):
        night.direct_message(f"T{number}", message_id=f"m{number}")
        told.append(night.run(f"T{number}"))
        night.clock.pass_time(days=1)
        night.conversations.stored.clear()

    assert [done.sent for done in told] == [SendClass.SENT, SendClass.SENT, None, None]
    assert [done.suppressed for done in told[2:]] == [SuppressionReason.AUTHOR_IS_A_ROBOT] * 2


def test_a_last_message_that_was_taken_back_makes_way_for_the_one_that_still_waits() -> None:
    night = Night()
    night.question(message_id="5001_first", waits=True)
    night.clock.pass_time(minutes=5)
    _joins(night, "5001_second")
    _taken_back(night, "5001_second", deleted_at=night.clock.at)

    assert night.run().sent is SendClass.SENT
    (post,) = night.platform.posts
    assert post.in_reply_to == "5001_first"
    assert night.ticket().acknowledged_message_at == TUESDAY_NIGHT - MINUTE
    assert night.metrics.of("AcknowledgementDelay") == 6 * 60


def test_a_last_message_that_was_hidden_makes_way_too_and_when_nothing_waits_there_is_silence() -> None:
    night = Night()
    night.question(message_id="5001_first", waits=True)
    _joins(night, "5001_second")
    _taken_back(night, "5001_second", hidden=True)
    _taken_back(night, "5001_first", deleted_at=night.clock.at, waits=False)

    assert night.run().suppressed is SuppressionReason.MESSAGE_GONE


def _joins(night: Night, message_id: str) -> None:
    first = next(iter(night.messages.stored.values()))
    night.messages.save(replace(first, message_id=message_id, revision=0, occurred_at=night.clock.at))
    night.change(last_message_id=message_id, last_customer_message_at=night.clock.at)


def _taken_back(night: Night, message_id: str, **fields: object) -> None:
    message = night.messages.get("facebook", "1001", message_id)
    assert message is not None
    night.messages.save(replace(message, **fields))


# --- rate limits ------------------------------------------------------------------------------------------


def test_the_fourth_post_of_one_author_and_day_is_not_acknowledged() -> None:
    night = Night()
    for number in range(5):
        night.question(f"T{number}", post=f"500{number}")
    results = [night.run(f"T{number}").suppressed for number in range(5)]

    assert results == [None, None, None, SuppressionReason.AUTHOR_RATE_LIMIT, SuppressionReason.AUTHOR_RATE_LIMIT]
    assert len(night.platform.posts) == 3


def test_a_post_on_which_many_comment_gets_ten_answers_an_hour() -> None:
    night = Night()
    for number in range(12):
        night.question(f"T{number}", author=f"70{number:02d}")
        night.run(f"T{number}")

    assert len(night.platform.posts) == 10
    assert night.metrics.of("AcknowledgementsSuppressed", reason="post_rate_limit") == 2
    night.clock.pass_time(hours=1)
    night.question("T99", author="7099")
    assert night.run("T99").sent is SendClass.SENT


def test_a_burst_does_not_make_us_look_like_a_robot_and_costs_nobody_their_acknowledgement() -> None:
    night = Night()
    for number in range(65):
        night.direct_message(f"T{number}", author=f"70{number:02d}")
        night.run(f"T{number}")

    assert len(night.platform.posts) == 20
    sent = [20]
    for _ in range(4):
        night.sweep(minutes=1)
        sent.append(len(night.platform.posts))
    assert sent == [20, 40, 60, 65, 65]
    assert {post.recipient_id for post in night.platform.posts} == {f"70{number:02d}" for number in range(65)}
    assert all(night.said(f"T{number}") == ["acknowledged"] for number in range(65))
    assert all(record.attempts == 1 for record in night.outbox.stored.values())
    assert night.platform.calls == 65


def test_a_place_in_the_queue_is_kept_and_nobody_pushes_in() -> None:
    """Those who wait are sent before a newcomer of their minute, who takes the next free place."""
    few = {**DOCUMENT["acknowledgement"], "rate_limits": {"per_account_and_minute": 2}}
    night = Night(brand(acknowledgement=few))
    for number in range(4):
        night.direct_message(f"T{number}", author=f"70{number:02d}")
        night.run(f"T{number}")
    night.clock.pass_time(minutes=1)
    night.direct_message("new", author="7099")

    assert night.run("new") == AcknowledgementOutcome("new")
    assert [night.run(f"T{number}").sent for number in (2, 3)] == [SendClass.SENT] * 2
    night.sweep(minutes=1)
    assert night.ticket("new").acknowledged_at is not None


def test_a_burst_of_many_hundreds_is_worked_off_minute_by_minute() -> None:
    few = {**DOCUMENT["acknowledgement"], "rate_limits": {"per_account_and_minute": 1}}
    night = Night(brand(acknowledgement=few))
    for number in range(40):
        night.direct_message(f"T{number}", author=f"70{number:02d}")
        night.run(f"T{number}")
    night.sweep(minutes=50)

    assert len(night.platform.posts) == 40


def test_in_a_burst_the_minutes_ahead_cost_one_read_and_not_a_failed_write_each() -> None:
    few = {**DOCUMENT["acknowledgement"], "rate_limits": {"per_account_and_minute": 1}}
    night = Night(brand(acknowledgement=few))
    for number in range(40):
        night.direct_message(f"T{number}", author=f"70{number:02d}")
        refused, reads = night.rate_limits.refused, night.rate_limits.reads
        night.run(f"T{number}")
        assert night.rate_limits.refused - refused <= 1
        assert night.rate_limits.reads - reads <= 1


def test_whose_turn_comes_only_when_the_desk_has_opened_is_told_nothing_and_the_ticket_says_why() -> None:
    few = {**DOCUMENT["acknowledgement"], "rate_limits": {"per_account_and_minute": 2}}
    night = Night(brand(acknowledgement=few))
    night.clock.at = paris("2026-03-04 08:58")
    done = []
    for number in range(5):
        night.direct_message(f"T{number}", author=f"70{number:02d}")
        done.append(night.run(f"T{number}").suppressed)
    night.sweep(minutes=5)

    assert done == [None, None, None, None, SuppressionReason.ACCOUNT_RATE_LIMIT]
    assert len(night.platform.posts) == 4
    assert night.said("T4") == ["acknowledgement_suppressed"]
    assert night.metrics.of("AcknowledgementsSuppressed", reason="account_rate_limit") == 1
    assert all(record.status in (OutboxStatus.SENT, OutboxStatus.GIVEN_UP) for record in night.outbox.stored.values())


def test_a_rate_limit_of_the_platform_wins_over_a_higher_one_of_the_brand() -> None:
    generous = {**DOCUMENT["acknowledgement"], "rate_limits": {"per_post_and_hour": 50, "per_account_and_minute": 50}}
    night = Night(brand(acknowledgement=generous))
    for number in range(12):
        night.question(f"T{number}", author=f"70{number:02d}")
        night.run(f"T{number}")

    assert len(night.platform.posts) == 10


def test_the_delay_is_measured_from_the_customers_message() -> None:
    night = Night()
    night.question(last_customer_message_at=TUESDAY_NIGHT - timedelta(minutes=10))
    night.run()

    assert night.metrics.of("AcknowledgementDelay") == 600


@pytest.mark.parametrize(("seconds", "token"), [(40, "token"), (60, None)])
def test_a_reply_token_is_used_while_the_platform_takes_it(seconds: int, token: str | None) -> None:
    night = Night(brand=brand(accounts=[{"channel": "line", "id": "1001", "handle": "acme", "secret": "acme"}]))
    night.direct_message(channel="line")
    (message,) = night.messages.stored.values()
    received = night.clock.at - timedelta(seconds=seconds)
    night.messages.save(replace(message, reply_token="token", received_at=received))
    night.run()

    (post,) = night.platform.posts
    assert post.reply_token == token
