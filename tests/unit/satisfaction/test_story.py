"""A customer is asked how it went, answers, and is thanked; once, and only when it is fitting."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.channels.sending import SendResult
from shared.domain.incidents.model import Incident
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.domain.outbox.record import OutboxStatus
from shared.domain.vocabulary import Category, Danger, EventKind, SendClass, Status, Surface, Visibility
from tests.fakes.brands import FakeBrands
from tests.fakes.samples import a_classification
from tests.unit.satisfaction.scene import Afterwards

QUESTION = "Message automatique de Acme : comment s'est passé notre échange, de 1 (mal) à 5 (très bien) ?"
THANKS = "Merci pour votre réponse ! (message automatique)"
APOLOGY = "Merci de nous l'avoir dit. Nous sommes désolés et allons relire notre échange. (message automatique)"


@pytest.fixture
def day() -> Afterwards:
    return Afterwards()


def test_a_customer_is_asked_two_hours_after_the_resolution_and_can_tap_an_answer(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 11:49")
    assert day.told == []
    day.until("2026-03-03 11:52")
    assert day.told == [QUESTION]
    assert [(reply.title, reply.payload) for reply in day.platform.posts[0].quick_replies] == [
        (str(score), f"satisfaction:{score}") for score in (1, 2, 3, 4, 5)
    ]
    assert day.platform.posts[0].human_agent is False
    assert day.history_of_it == ["satisfaction_asked"]
    [message] = [m for m in day.messages.stored.values() if m.text == QUESTION]
    assert (message.automatic, message.ticket_id) == (True, day.ticket.id)
    assert (day.ticket.status, day.ticket.satisfaction, day.ticket.next_due_at) == (Status.RESOLVED, None, None)


def test_the_score_is_stored_and_thanked_once_and_the_ticket_stays_resolved(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says("5")
    said_at = day.clock.at
    day.until("2026-03-03 12:10")
    assert day.told == [QUESTION, THANKS]
    assert day.platform.posts[1].quick_replies == ()
    ticket = day.ticket
    assert (ticket.satisfaction, ticket.satisfaction_at, ticket.status) == (5, said_at, Status.RESOLVED)
    assert (ticket.waiting_since, ticket.next_due_at, ticket.suppression) == (None, None, "no_response_needed")
    assert day.history_of_it == ["satisfaction_asked", "satisfaction_given", "satisfaction_thanked"]
    assert day.notifier.delivered == []


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
@pytest.mark.parametrize("again", ["4", "5", "⭐⭐⭐", "10", "0", "pas mal"])
def test_a_second_answer_corrects_the_first_and_opens_nothing(day: Afterwards, again: str, status: Status) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says("5")
    day.until("2026-03-03 12:10")
    day.change(status=status)
    day.says(again)
    day.until("2026-03-03 12:30")
    assert (day.ticket.status, day.ticket.waiting_since, day.ticket.next_due_at) == (status, None, None)
    assert day.ticket.satisfaction == {"4": 4, "5": 5, "⭐⭐⭐": 3, "10": 5, "0": 1, "pas mal": 4}[again]
    assert day.told == [QUESTION, THANKS], "thanked once"
    assert len(day.tickets.stored) == 1


@pytest.mark.parametrize(
    "answer", ["10", "0", "7", "pas mal", "muy bien", "sehr gut", "cinq sur cinq", "👍🏽", "❤️", "🙂🙂"]
)
def test_whatever_customers_usually_answer_is_a_score_and_opens_nothing(day: Afterwards, answer: str) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says(answer)
    assert (day.ticket.status, day.ticket.waiting_since) == (Status.RESOLVED, None)
    assert day.ticket.satisfaction is not None


@pytest.mark.parametrize(("answers", "told"), [("51", 1), ("21", 1), ("15", 1), ("52", 1), ("54", 0), ("514", 1)])
def test_people_are_told_once_of_a_score_that_is_bad_at_last_or_was(day: Afterwards, answers: str, told: int) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    for answer in answers:
        day.says(answer)
        for _ in range(5):
            day.passes(minutes=1)
            day.sweep()
    assert (day.ticket.satisfaction, len(day.notifier.delivered)) == (int(answers[-1]), told)


def test_a_slip_that_is_corrected_at_once_alarms_nobody_and_is_thanked_as_it_was_meant(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says("1")
    day.says("5")
    day.until("2026-03-03 12:10")
    assert (day.told, day.notifier.delivered) == ([QUESTION, THANKS], [])


def test_an_answer_that_arrives_late_does_not_replace_a_newer_one(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    written = day.clock.at
    day.passes(minutes=1)
    day.says("5")
    day.says("2", occurred_at=written)
    assert (day.ticket.satisfaction, day.ticket.status) == (5, Status.RESOLVED)


def test_a_second_answer_that_asks_for_something_opens_the_ticket(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says("5")
    day.says("2, ça recommence", says=a_classification(needs_response=True))
    assert (day.ticket.status, day.ticket.satisfaction) == (Status.OPEN, 2)


def test_a_bad_score_is_answered_with_an_apology_and_people_are_told_once(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says("bof")
    day.until("2026-03-03 12:20")
    assert day.told == [QUESTION, APOLOGY]
    [(target, _, notification)] = day.notifier.delivered
    assert (target, notification["type"], notification["data"]["satisfaction"]) == ("topic", "ticket.scored", 2)
    assert day.notifier.texts[0].title == "Client mécontent, note 2 / 5"
    assert "bof" not in day.notifier.texts[0].body
    assert notification["data"]["link"] == f"https://desk.example#/tickets/{day.ticket.id}"
    assert day.history_of_it.count("satisfaction_alerted") == 1
    assert day.ticket.next_due_at is None


def test_people_who_cannot_be_reached_are_told_later(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.notifier.deaf.add("topic")
    day.says("1")
    day.until("2026-03-03 12:30")
    assert day.notifier.delivered == []
    day.notifier.deaf.clear()
    day.until("2026-03-03 12:33")
    assert [key for _, key, _ in day.notifier.delivered] == [day.notifier.delivered[0][1]]
    assert day.ticket.satisfaction_alert_at is None


def test_people_who_cannot_be_reached_for_a_day_are_given_up_with_a_line_in_the_history(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.notifier.deaf.add("topic")
    day.says("1")
    day.passes(hours=24)
    day.sweep()
    assert day.ticket.satisfaction_alert_at is None
    assert "notification_failed" in day.trail(day.ticket.id)


def test_a_score_with_a_question_reopens_the_ticket_and_nobody_thanks(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says("2, ma box est toujours en panne", says=a_classification(needs_response=True))
    day.until("2026-03-03 12:30")
    assert day.told == [QUESTION]
    assert (day.ticket.status, day.ticket.satisfaction) == (Status.OPEN, 2)
    assert len(day.notifier.delivered) == 1


def test_a_ticket_that_is_resolved_again_is_not_asked_about_again(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says("Et mon colis ?", says=a_classification(needs_response=True))
    day.passes(minutes=5)
    day.we_write("Il arrive demain.")
    day.passes(minutes=5)
    day.resolve()
    day.until("2026-03-03 17:00")
    assert day.told == [QUESTION]


def test_a_number_that_answers_a_question_of_an_agent_is_no_score(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.we_write("Une dernière chose : combien de colis manquent ?")
    day.passes(minutes=5)
    day.says("2", says=a_classification(needs_response=True))
    assert day.ticket.satisfaction is None


def test_a_number_a_week_later_is_no_score(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.passes(days=7, minutes=1)
    day.says("2", says=a_classification(needs_response=True))
    assert {ticket.satisfaction for ticket in day.tickets.stored.values()} == {None}


def test_a_score_for_a_ticket_that_was_closed_opens_no_other(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.change(status=Status.CLOSED)
    day.says("4")
    assert (day.ticket.status, day.ticket.satisfaction) == (Status.CLOSED, 4)
    assert len(day.tickets.stored) == 1
    day.until("2026-03-03 12:10")
    assert day.told == [QUESTION]  # nothing is written to a closed ticket
    assert day.ticket.next_due_at is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"category": Category.SPAM}, "spam_or_abuse"),
        ({"category": Category.ABUSE}, "spam_or_abuse"),
        ({"danger": Danger.POSSIBLE}, "danger"),
        ({"status": Status.OPEN}, "not_resolved"),
        ({"first_response_at": None}, "nobody_answered"),
        ({"author_id": None}, "no_private_way"),
    ],
)
def test_nobody_is_asked_where_it_is_not_fitting(day: Afterwards, fields: dict[str, object], reason: str) -> None:
    day.solved()
    day.change(**fields)
    day.until("2026-03-03 12:00")
    assert (day.told, day.reason) == ([], reason)
    assert day.ticket.satisfaction_due_at is None


def test_nobody_is_asked_while_an_agent_s_answer_is_on_its_way(day: Afterwards) -> None:
    day.solved()
    day.change(reply_at=day.clock.at + timedelta(hours=5))
    day.until("2026-03-03 12:00")
    assert (day.told, day.reason) == ([], "answer_pending")


def test_nobody_is_asked_in_an_open_incident(day: Afterwards) -> None:
    day.solved()
    incident = Incident(
        id="acme-1", brand="acme", title="Panne", channels=frozenset(), opened_at=day.clock.at, opened_by="sb"
    )
    day.incidents.stored[incident.id] = incident
    day.until("2026-03-03 12:00")
    assert (day.told, day.reason) == ([], "incident_open")


def test_a_customer_who_wants_no_automatic_texts_is_not_asked(day: Afterwards) -> None:
    day.solved()
    day.says("STOP")
    day.until("2026-03-03 14:30")
    assert day.told == []


def test_a_switch_that_is_off_asks_nobody(day: Afterwards) -> None:
    day.solved()
    day.switches.settings["acme", "messenger"] = "off"
    day.until("2026-03-03 12:00")
    assert (day.told, day.reason) == ([], "switched_off")


def test_a_brand_that_does_not_ask_asks_nobody(day: Afterwards) -> None:
    brand = day.brands.current("acme")
    day.brands = FakeBrands.of(replace(brand, satisfaction=replace(brand.satisfaction, enabled=False)))
    day.solved()
    assert day.ticket.satisfaction_due_at is None


def test_at_night_the_question_waits_for_the_opening(day: Afterwards) -> None:
    day.at("2026-03-03 17:00")
    day.solved()  # resolved at 17:20: two hours later nobody is there
    day.until("2026-03-03 23:00")
    assert day.told == []
    day.until("2026-03-04 09:05")
    assert day.told == [QUESTION]


def test_a_window_that_closes_first_brings_the_question_forward(day: Afterwards) -> None:
    day.writes(reply_window_closes_at=day.clock.at + timedelta(hours=2))
    day.passes(minutes=10)
    day.we_write()
    day.passes(minutes=10)
    day.resolve()
    day.until("2026-03-03 11:05")  # the window closes at 11:30
    assert day.told == [QUESTION]


def test_a_window_that_has_closed_asks_nobody(day: Afterwards) -> None:
    day.writes(reply_window_closes_at=day.clock.at + timedelta(minutes=30))
    day.passes(minutes=10)
    day.we_write()
    day.passes(hours=2)
    day.resolve()
    assert day.ticket.satisfaction_due_at is None


def test_a_public_conversation_without_a_private_one_is_not_asked(day: Afterwards) -> None:
    day.comments()
    day.change(first_response_at=day.clock.at, waiting_since=None)
    day.resolve()
    assert day.ticket.satisfaction_due_at is None


def test_a_public_conversation_that_went_on_in_private_is_asked_there(day: Afterwards) -> None:
    day.comments()
    day.change(
        first_response_at=day.clock.at,
        waiting_since=None,
        private_channel="messenger",
        private_conversation_id="psid",
        reply_window_closes_at=day.clock.at + timedelta(hours=24),
    )
    day.resolve()
    day.until("2026-03-03 12:00")
    [post] = day.platform.posts
    assert (post.channel, post.visibility, post.recipient_id) == ("messenger", Visibility.PRIVATE, "psid")


def test_the_echo_of_the_question_is_no_answer_of_a_person(day: Afterwards) -> None:
    day.solved()
    answered = day.ticket.first_response_at
    day.until("2026-03-03 11:40")
    known = len(day.messages.stored)

    def echo() -> None:
        day.we_write(QUESTION)

    day.platform.after_send = echo  # it is there before the platform's answer is written
    day.until("2026-03-03 12:00")
    day.platform.after_send = lambda: None
    [conversation] = day.conversations.stored.values()
    assert conversation.last_person_answer_at is not None
    assert conversation.last_person_answer_at <= answered
    assert all(m.automatic for m in list(day.messages.stored.values())[known:])
    day.says("3")
    assert day.ticket.satisfaction == 3


def test_a_platform_that_is_down_is_tried_again_and_asks_once(day: Afterwards) -> None:
    day.solved()
    day.platform.answers = [
        SendResult(outcome=SendClass.RETRY_BACKOFF, error="connect_failed"),
        SendResult(outcome=SendClass.UNKNOWN, error="timeout"),
    ]
    day.until("2026-03-03 12:10")
    assert day.told == [QUESTION]
    assert day.platform.reads == 1
    assert day.history_of_it == ["satisfaction_asked"]


def test_an_outcome_that_nobody_can_tell_is_given_up_and_never_sent_twice(day: Afterwards) -> None:
    day.solved()
    day.platform.readable = False
    day.platform.answers = [SendResult(outcome=SendClass.UNKNOWN, error="timeout")]
    day.until("2026-03-03 13:30")
    assert len(day.told) == 1
    record = day.automatic_messages.get(day.ticket.id, AutomaticKind.QUESTION)
    assert record is not None
    assert record.status is OutboxStatus.GIVEN_UP
    assert day.history_of_it == ["satisfaction_not_asked"]
    day.says("5")  # it was sent all the same, and is answered
    assert day.ticket.satisfaction == 5


def test_a_refused_token_stops_the_account_and_asks_nobody(day: Afterwards) -> None:
    day.solved()
    day.platform.answers = [SendResult(outcome=SendClass.AUTH_BROKEN, error="meta_190")]
    day.until("2026-03-03 12:10")
    assert day.told == []
    assert day.accounts.get("messenger", day.ticket.account_id).stopped
    assert day.ticket.satisfaction_asked_at is None


def test_a_full_minute_of_the_account_only_delays(day: Afterwards) -> None:
    day.solved()
    brand = day.brands.current("acme")
    limit = brand.acknowledgement.max_per_account_and_minute
    day.until("2026-03-03 11:49")
    for minute in ("10:50", "10:51", "10:52"):
        day.rate_limits.counts[f"account/messenger/{day.ticket.account_id}", f"2026-03-03T{minute}"] = limit
    day.until("2026-03-03 11:52")
    assert day.told == []
    day.until("2026-03-03 12:00")
    assert day.told == [QUESTION]


def test_what_a_customer_writes_before_the_question_comes_first(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 11:45")
    day.says("Toujours rien !", says=a_classification(needs_response=True))
    day.until("2026-03-03 12:00")
    assert (day.told, day.reason) == ([], "answer_pending")


def test_a_deleted_score_is_none(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    deleted = day.event("m99", kind=EventKind.DELETED, text=None)
    day.store(deleted, None)
    day.number = 98
    day.says("1")
    assert day.ticket.satisfaction is None


def test_an_answer_to_a_story_on_instagram_is_asked_about_in_its_direct_messages(day: Afterwards) -> None:
    day.solved(channel="instagram", surface=Surface.STORY_REPLY, account_id="17841400000000001")
    day.until("2026-03-03 12:00")
    assert [post.channel for post in day.platform.posts] == ["instagram"]


# --- a tap on the buttons of the question -----------------------------------------------------------------------------


TAPS = pytest.mark.parametrize("where", ["quick_reply", "button"], ids=["Messenger, Instagram", "WhatsApp, Telegram"])


def taps(day: Afterwards, score: int, where: str = "quick_reply") -> None:
    """Its words alone would be a direct message that a person has to read."""
    unsure = a_classification(category=Category.QUESTION, needs_response=True, sure=False)
    day.says(str(score), says=unsure, details={where: f"satisfaction:{score}"})


@TAPS
def test_a_tap_is_an_answer_though_an_agent_has_written_since(day: Afterwards, where: str) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.we_write("Bonne journée !")
    day.passes(minutes=5)
    taps(day, 5, where)
    assert (day.ticket.satisfaction, day.ticket.status, day.ticket.waiting_since) == (5, Status.RESOLVED, None)


@TAPS
def test_a_tap_a_month_later_is_an_answer_and_opens_nothing(day: Afterwards, where: str) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.passes(days=30)
    taps(day, 2, where)
    assert (day.ticket.satisfaction, day.ticket.waiting_since) == (2, None)
    assert not day.ticket.is_open


def test_a_tap_on_a_ticket_that_is_open_again_counts_and_changes_nothing_else(day: Afterwards) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.says("Et ma facture ?", says=a_classification())
    before = day.ticket
    assert before.is_open
    day.passes(minutes=5)
    taps(day, 4)
    after = day.ticket
    assert after.satisfaction == 4
    assert (after.status, after.waiting_since, after.first_response_due_at) == (
        before.status,
        before.waiting_since,
        before.first_response_due_at,
    )


def test_a_tap_that_belongs_to_no_ticket_that_was_asked_about_opens_and_reopens_nothing(day: Afterwards) -> None:
    taps(day, 1)
    assert day.tickets.stored == {}
    day.solved()
    taps(day, 1)
    assert (day.ticket.status, day.ticket.satisfaction) == (Status.RESOLVED, None)


@pytest.mark.parametrize("payload", ["satisfaction:6", "satisfaction:", "satisfaction:5x", "5", "menu"])
def test_another_button_is_no_score(day: Afterwards, payload: str) -> None:
    day.solved()
    day.until("2026-03-03 12:00")
    day.we_write("Que puis-je faire ?")
    day.passes(minutes=5)
    day.says("Oui", says=a_classification(), details={"quick_reply": payload})
    assert (day.ticket.satisfaction, day.ticket.status) == (None, Status.OPEN)
