"""What becomes of a customer's message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.store.context import EXPIRY_SLACK
from shared.domain.brand.model import Calendar
from shared.domain.errors import UnknownBrandError, UnreadableEventError
from shared.domain.incidents.model import Incident
from shared.domain.messages.event import Author
from shared.domain.tickets.history import stated_entries
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import (
    Category,
    EventKind,
    Outcome,
    Priority,
    Sentiment,
    Stage,
    Status,
    Surface,
    Visibility,
)
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

QUESTION = a_classification()
OUTAGE = a_classification(category=Category.OUTAGE, sentiment=Sentiment.NEGATIVE)
COMPLAINT = a_classification(category=Category.COMPLAINT, sentiment=Sentiment.NEGATIVE)
PRAISE = a_classification(category=Category.PRAISE, sentiment=Sentiment.POSITIVE, needs_response=False)


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def only_ticket(fakes: FakeStore) -> Ticket:
    assert len(fakes.tickets.stored) == 1
    return next(iter(fakes.tickets.stored.values()))


def test_a_question_opens_a_ticket_with_reasons_team_and_deadlines(fakes: FakeStore) -> None:
    result = fakes.store(an_event(), QUESTION)

    ticket = only_ticket(fakes)
    assert result.outcome is Outcome.TICKET
    assert result.ticket_id == ticket.id
    assert ticket.status is Status.NEW
    assert ticket.reasons
    assert ticket.team
    assert ticket.first_response_due_at is not None
    assert ticket.first_response_due_at > START
    assert ticket.excerpt == "Mon colis n'est toujours pas arrivé"
    assert fakes.trail(ticket.id) == ["opened"]
    assert fakes.customers.stored[ticket.customer_id or ""].identities == {"facebook": "7"}


def test_the_same_event_again_changes_nothing(fakes: FakeStore) -> None:
    first = fakes.store(an_event(), QUESTION)
    before = (
        dict(fakes.tickets.stored),
        dict(fakes.messages.stored),
        dict(fakes.history.stored),
        dict(fakes.metrics.counted),
    )

    again = fakes.store(an_event(), QUESTION)

    assert again.duplicate
    assert (again.outcome, again.ticket_id) == (first.outcome, first.ticket_id)
    after = (
        dict(fakes.tickets.stored),
        dict(fakes.messages.stored),
        dict(fakes.history.stored),
        dict(fakes.metrics.counted),
    )
    assert after == before


def test_a_second_message_joins_the_open_ticket(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    result = fakes.store(an_event("m2", occurred_at=START + timedelta(minutes=3)), QUESTION)

    ticket = only_ticket(fakes)
    assert result.outcome is Outcome.APPENDED
    assert ticket.message_count == 2
    assert ticket.last_message_id == "m2"
    assert ticket.waiting_since == START


def test_two_customers_under_one_post_are_two_tickets(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(an_event("m2", conversation_id="post:8", author=Author(id="8")), QUESTION)

    assert len(fakes.tickets.stored) == 2


def test_where_the_classifier_is_unsure_the_customer_waits_until_a_person_has_looked(fakes: FakeStore) -> None:
    fakes.store(an_event(), a_classification(category=Category.MENTION, needs_response=False, sure=False))

    ticket = only_ticket(fakes)
    assert ticket.waits_for_us
    assert ticket.first_response_due_at is not None


@pytest.mark.parametrize(
    ("what", "classification", "outcome"),
    [
        ("praise", PRAISE, Outcome.IGNORED),
        ("a bare mention", a_classification(category=Category.MENTION, needs_response=False), Outcome.IGNORED),
        ("spam", a_classification(category=Category.SPAM, needs_response=False), Outcome.IGNORED),
        ("an insult", a_classification(category=Category.ABUSE, needs_response=False), Outcome.IGNORED),
        ("talk about the sector", a_classification(stage=Stage.PROACTIVE), Outcome.IGNORED),
        ("a complaint overheard", replace(COMPLAINT, stage=Stage.BROAD), Outcome.TICKET),
        ("an outage overheard", replace(OUTAGE, stage=Stage.BROAD), Outcome.TICKET),
        ("a question to us", QUESTION, Outcome.TICKET),
        ("something unclear to us", a_classification(needs_response=False, sure=False), Outcome.TICKET),
    ],
)
def test_not_every_mention_becomes_a_ticket(
    fakes: FakeStore, what: str, classification: object, outcome: Outcome
) -> None:
    result = fakes.store(an_event(), classification)

    assert result.outcome is outcome, what
    assert bool(fakes.tickets.stored) is (outcome is Outcome.TICKET)
    assert fakes.messages.get("facebook", "100100100100100", "m1") is not None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"category": Category.SPAM}, "spam_or_abuse"),
        ({"category": Category.ABUSE}, "spam_or_abuse"),
        ({"category": Category.PRAISE}, "no_response_needed"),
        ({"stage": Stage.PROACTIVE, "category": Category.QUESTION}, "not_direct"),
    ],
)
def test_why_a_message_without_a_ticket_is_not_acknowledged_is_counted_too(
    fakes: FakeStore, fields: dict[str, object], reason: str
) -> None:
    fakes.store(an_event(), a_classification(**{"needs_response": False, **fields}))

    assert not fakes.tickets.stored
    assert fakes.metrics.of("AcknowledgementsSuppressed", reason=reason) == 1


def test_a_calendar_that_never_opens_counts_as_open_and_rings_an_alarm(fakes: FakeStore) -> None:
    fakes.brands = FakeBrands.of(replace(acme(), calendar=Calendar(time_zone="Europe/Paris", weekly={})))

    stored = fakes.store(an_event(occurred_at=START), QUESTION)

    assert not stored.acknowledge
    assert only_ticket(fakes).suppression == "calendar_invalid"
    assert fakes.metrics.of("CalendarsInvalid") == 1


def test_a_ticket_with_merci_stays_answered(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    answer(fakes, "a1", minutes=5)
    assert only_ticket(fakes).status is Status.PENDING

    fakes.store(an_event("m2", text="Merci beaucoup 🙏", occurred_at=START + timedelta(minutes=9)), QUESTION)

    ticket = only_ticket(fakes)
    assert ticket.status is Status.PENDING
    assert ticket.waiting_since is None
    assert ticket.message_count == 2


def test_a_real_follow_up_waits_anew_with_a_deadline_of_its_own(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    answer(fakes, "a1", minutes=5)
    first_due = only_ticket(fakes).first_response_due_at

    fakes.store(an_event("m2", text="Toujours rien", occurred_at=START + timedelta(hours=1)), QUESTION)

    ticket = only_ticket(fakes)
    assert ticket.status is Status.OPEN
    assert ticket.waiting_since == START + timedelta(hours=1)
    assert first_due is not None
    assert ticket.first_response_due_at is not None
    assert ticket.first_response_due_at > first_due
    assert ticket.first_response_at == START + timedelta(minutes=5)


def test_a_follow_up_within_seven_days_reopens_a_later_one_opens_a_linked_ticket(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    ticket = only_ticket(fakes)
    fakes.tickets.save(replace(ticket, status=Status.RESOLVED, resolved_at=START, waiting_since=None))

    fakes.store(an_event("m2", text="Encore en panne", occurred_at=START + timedelta(days=6)), QUESTION)
    reopened = only_ticket(fakes)
    assert reopened.status is Status.OPEN
    assert fakes.trail(ticket.id) == ["opened", "reopened"]

    fakes.tickets.save(replace(reopened, status=Status.RESOLVED, resolved_at=START, waiting_since=None))
    late = fakes.store(an_event("m3", text="Encore en panne", occurred_at=START + timedelta(days=8)), QUESTION)

    assert late.outcome is Outcome.TICKET
    linked = fakes.tickets.get(late.ticket_id or "")
    assert linked is not None
    assert linked.previous_ticket_id == ticket.id
    assert fakes.tickets.get(ticket.id).status is Status.CLOSED
    (closed,) = (entry for entry in fakes.history.of_ticket(ticket.id).items if entry.what == "closed")
    assert closed.details == {"reason": "followed_up_later", "next_ticket": linked.id}


def test_thanks_long_after_the_end_open_nothing(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.tickets.save(replace(only_ticket(fakes), status=Status.CLOSED, waiting_since=None))

    result = fakes.store(an_event("m2", text="merci", occurred_at=START + timedelta(days=9)), PRAISE)

    assert result.outcome is Outcome.IGNORED
    assert len(fakes.tickets.stored) == 1


def test_a_more_urgent_message_raises_the_priority_and_brings_the_deadline_forward(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    before = only_ticket(fakes)

    result = fakes.store(an_event("m2", occurred_at=START + timedelta(minutes=2)), replace(OUTAGE, urgent=True))

    after = only_ticket(fakes)
    assert after.priority is Priority.URGENT
    assert before.first_response_due_at is not None
    assert after.first_response_due_at is not None
    assert after.first_response_due_at <= before.first_response_due_at
    assert after.category is Category.OUTAGE
    assert result.escalate_now
    assert "priority_raised" in fakes.trail(after.id)


def test_a_calmer_message_does_not_lower_the_priority(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), replace(OUTAGE, urgent=True))
    fakes.store(an_event("m2", occurred_at=START + timedelta(minutes=2)), QUESTION)

    assert only_ticket(fakes).priority is Priority.URGENT


def test_an_urgent_ticket_is_escalated_at_once_and_found_by_the_sweep_if_that_fails(fakes: FakeStore) -> None:
    result = fakes.store(an_event(), replace(OUTAGE, urgent=True))

    ticket = only_ticket(fakes)
    assert result.escalate_now
    assert ticket.escalation_reason == "urgent"
    assert ticket.next_due_at == fakes.clock.now() + timedelta(seconds=60)


def test_reports_during_an_incident_are_linked_and_wake_nobody_again(fakes: FakeStore) -> None:
    fakes.incidents.open(Incident(id="I-1", brand="acme", title="panne", opened_at=START, opened_by="lead"))

    result = fakes.store(an_event(), replace(OUTAGE, urgent=True))

    assert only_ticket(fakes).incident_id == "I-1"
    assert not result.escalate_now
    assert not result.acknowledge


def test_outside_hours_a_direct_question_wants_an_acknowledgement(fakes: FakeStore) -> None:
    fakes.clock.at = START.replace(hour=21)
    result = fakes.store(an_event(occurred_at=fakes.clock.at), QUESTION)

    assert result.acknowledge
    assert only_ticket(fakes).acknowledge_at == fakes.clock.at + timedelta(seconds=60)


def test_during_hours_none_is_wanted_and_the_reason_is_counted_and_told(fakes: FakeStore) -> None:
    result = fakes.store(an_event(), QUESTION)

    assert not result.acknowledge
    assert fakes.metrics.of("AcknowledgementsSuppressed", reason="desk_open") == 1
    (opened,) = stated_entries(fakes.tickets.stored[result.ticket_id or ""])
    assert opened.details["acknowledgement"] == "desk_open"


def test_a_later_message_tells_its_reason_once_when_it_is_another_one(fakes: FakeStore) -> None:
    opened = fakes.store(an_event("m1"), QUESTION)
    for number in (2, 3):
        fakes.store(an_event(f"m{number}", text="Encore moi", occurred_at=START + timedelta(minutes=number)), QUESTION)
    assert fakes.trail(opened.ticket_id or "") == ["opened"]

    for number in (4, 5):
        spam = a_classification(category=Category.SPAM)
        at = START + timedelta(minutes=number)
        fakes.store(an_event(f"m{number}", text="promo", occurred_at=at, received_at=at), spam)

    assert fakes.trail(opened.ticket_id or "") == ["opened", "acknowledgement_suppressed"]
    assert fakes.metrics.of("AcknowledgementsSuppressed", reason="desk_open") == 3
    assert fakes.metrics.of("AcknowledgementsSuppressed", reason="spam_or_abuse") == 2


def test_messages_that_arrive_late_do_not_rewind_the_ticket(fakes: FakeStore) -> None:
    fakes.store(an_event("m2", occurred_at=START + timedelta(minutes=9)), QUESTION)
    fakes.store(an_event("m1", occurred_at=START), QUESTION)

    ticket = only_ticket(fakes)
    assert ticket.last_customer_message_at == START + timedelta(minutes=9)
    assert ticket.last_message_id == "m2"
    assert ticket.waiting_since == START


def test_personal_data_is_masked_in_the_excerpt_and_the_ticket_is_marked(fakes: FakeStore) -> None:
    text = "Ma carte 4970 1012 3456 7899 est débitée deux fois, écrivez à mia@example.com"
    fakes.store(an_event(text=text), a_classification(personal_data=("card", "email")))

    ticket = only_ticket(fakes)
    assert ticket.has_personal_data
    assert "mia@example.com" not in ticket.excerpt


def test_where_a_platform_bounds_what_is_kept_the_ticket_holds_no_words_and_no_names(fakes: FakeStore) -> None:
    """A ticket outlives its messages; LinkedIn allows what members write to be kept for 48 hours."""
    author = Author(id="urn:li:person:7", name="Mia", handle="mia")
    result = fakes.store(an_event(channel="linkedin", account_id="5500001", author=author), QUESTION)

    ticket = fakes.tickets.get(result.ticket_id or "")
    assert ticket is not None
    assert (ticket.excerpt, ticket.customer_name, ticket.customer_handle) == ("", None, None)
    assert fakes.customers.stored[ticket.customer_id or ""].name is None
    message = fakes.messages.get("linkedin", "5500001", "m1")
    assert message is not None
    assert message.expires_at == message.received_at + timedelta(hours=48)


def test_tickets_and_customers_go_when_the_brand_says(fakes: FakeStore) -> None:
    fakes.store(an_event(), QUESTION)

    kept = fakes.brands.current("acme").retention.tickets
    assert only_ticket(fakes).expires_at == fakes.clock.now() + kept
    outlives = fakes.clock.now() + kept + EXPIRY_SLACK
    assert fakes.customers.stored[only_ticket(fakes).customer_id or ""].expires_at == outlives
    assert [conversation.expires_at for conversation in fakes.conversations.stored.values()] == [outlives]


def test_a_message_without_an_author_still_opens_a_ticket(fakes: FakeStore) -> None:
    result = fakes.store(an_event(author=None, conversation_id="post:m1"), QUESTION)

    assert result.outcome is Outcome.TICKET
    assert only_ticket(fakes).customer_id is None


def test_a_private_message_we_cannot_show_is_a_ticket_for_a_person(fakes: FakeStore) -> None:
    private = {"kind": EventKind.UNSUPPORTED, "surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE}
    result = fakes.store(an_event(text=None, **private), None)

    assert result.outcome is Outcome.TICKET
    assert only_ticket(fakes).needs_response


def test_an_unsupported_public_item_is_kept_and_counted(fakes: FakeStore) -> None:
    result = fakes.store(an_event(kind=EventKind.UNSUPPORTED), None)

    assert result.outcome is Outcome.IGNORED
    assert fakes.outcomes.get(an_event().event_id) is not None


def test_the_first_words_in_private_open_a_ticket_even_if_they_say_nothing(fakes: FakeStore) -> None:
    private = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE, "conversation_id": "7"}
    nothing = a_classification(category=Category.MENTION, needs_response=False)
    result = fakes.store(an_event("m1", text="Hello World", **private), nothing)
    ticket = fakes.tickets.get(result.ticket_id or "")

    assert result.outcome is Outcome.TICKET
    assert ticket is not None
    assert ticket.waiting_since == START


def test_a_message_without_an_id_cannot_be_stored(fakes: FakeStore) -> None:
    with pytest.raises(UnreadableEventError):
        fakes.store(an_event(message_id=None), QUESTION)


def test_an_event_of_an_unknown_brand_is_a_permanent_error(fakes: FakeStore) -> None:
    with pytest.raises(UnknownBrandError):
        fakes.store(an_event(brand="nobody"), QUESTION)


def test_a_message_says_what_it_adds_to_the_listening_figures(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), COMPLAINT)
    fakes.store(an_event("m1"), COMPLAINT)
    fakes.store(an_event("m2", text="Merci pour tout, vous êtes au top"), PRAISE)

    stored = [fakes.messages.get("facebook", "100100100100100", message_id) for message_id in ("m1", "m2")]
    assert [set(message.listening) for message in stored if message is not None] == [
        {"messages", "negative", "frustrated", "feedback_bad", "deserved_an_answer", "suppressed:desk_open"},
        {"messages", "positive", "feedback_good", "suppressed:no_response_needed"},
    ]


def test_a_reply_that_names_only_the_message_it_answers_continues_that_conversation(fakes: FakeStore) -> None:
    """On X the payload of a reply may not name the root of the thread."""
    x = {"channel": "x", "account_id": "3000000001", "surface": Surface.MENTION}
    fakes.store(an_event("100", conversation_id="100:7", parent_id=None, **x), QUESTION)
    fakes.store(
        an_event(
            "200", kind=EventKind.ECHO, conversation_id=None, parent_id="100", author=Author(id="3000000001"), **x
        ),
        None,
    )

    result = fakes.store(
        an_event("300", conversation_id="200:7", parent_id="200", occurred_at=START + timedelta(hours=1), **x), QUESTION
    )

    assert result.outcome is Outcome.APPENDED
    assert len(fakes.tickets.stored) == 1


def answer(fakes: FakeStore, message_id: str, *, minutes: float, parent_id: str = "m1") -> None:
    """Somebody of the brand answers in the platform's own app."""
    fakes.store(
        an_event(
            message_id,
            event_id=f"facebook:{message_id}:echo",
            kind=EventKind.ECHO,
            conversation_id=None,
            parent_id=parent_id,
            text="Bonjour, nous regardons.",
            author=Author(id="100100100100100"),
            occurred_at=START + timedelta(minutes=minutes),
        ),
        None,
    )


def test_the_answer_to_our_question_waits_for_a_person_again(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    answer(fakes, "a1", minutes=5)
    number = a_classification(category=Category.MENTION, needs_response=False)

    fakes.store(an_event("m2", text="12345678", occurred_at=START + timedelta(hours=1)), number)

    ticket = only_ticket(fakes)
    assert ticket.status is Status.OPEN
    assert ticket.waiting_since == START + timedelta(hours=1)
    assert fakes.messages.stored["facebook", "100100100100100", "m2"].waits


@pytest.mark.parametrize("category", [Category.PRAISE, Category.SPAM, Category.ABUSE])
def test_a_follow_up_without_news_leaves_a_ticket_that_was_answered_alone(fakes: FakeStore, category: Category) -> None:
    fakes.store(an_event("m1"), QUESTION)
    answer(fakes, "a1", minutes=5)

    follow_up = a_classification(category=category, needs_response=False)
    fakes.store(an_event("m2", text="Vous êtes adorables", occurred_at=START + timedelta(hours=1)), follow_up)

    assert only_ticket(fakes).status is Status.PENDING
    assert only_ticket(fakes).waiting_since is None


def test_a_reopened_ticket_is_nobodys_and_escalated_again(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    done = replace(only_ticket(fakes), status=Status.RESOLVED, resolved_at=START, waiting_since=None)
    fakes.tickets.save(replace(done, claimed_by="sophie"))

    result = fakes.store(an_event("m2", occurred_at=START + timedelta(days=3)), replace(OUTAGE, urgent=True))

    assert result.escalate_now
    assert only_ticket(fakes).claimed_by is None
    entry = next(e for e in fakes.history.of_ticket(result.ticket_id or "").items if e.what == "reopened")
    assert entry.details == {"claimed_by": "sophie"}


def test_a_follow_up_of_a_ticket_that_was_answered_stays_with_its_agent(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.tickets.save(replace(only_ticket(fakes), claimed_by="sophie"))
    answer(fakes, "a1", minutes=5)

    fakes.store(an_event("m2", text="Toujours rien", occurred_at=START + timedelta(hours=1)), QUESTION)

    assert only_ticket(fakes).claimed_by == "sophie"


def test_a_calmer_follow_up_has_the_deadline_of_the_ticket_s_priority(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), replace(OUTAGE, urgent=True))
    first_due = only_ticket(fakes).first_response_due_at
    answer(fakes, "a1", minutes=5)

    fakes.store(an_event("m2", text="Et donc ?", occurred_at=START + timedelta(hours=1)), QUESTION)

    ticket = only_ticket(fakes)
    assert ticket.priority is Priority.URGENT
    assert first_due is not None
    assert ticket.first_response_due_at == first_due + timedelta(hours=1)


def test_an_incident_that_is_over_keeps_nobody_from_being_told(fakes: FakeStore) -> None:
    fakes.incidents.open(Incident(id="I-1", brand="acme", title="panne", opened_at=START, opened_by="lead"))
    fakes.store(an_event("m1"), replace(OUTAGE, urgent=True))
    answer(fakes, "a1", minutes=5)
    fakes.incidents.resolve("I-1", by="lead", at=START + timedelta(hours=1))

    result = fakes.store(an_event("m2", occurred_at=START + timedelta(days=1)), replace(OUTAGE, urgent=True))

    assert only_ticket(fakes).incident_id == "I-1"
    assert result.escalate_now
