"""Many customers report the same outage: from then on they are one piece of news, not a hundred."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.classification.meaning import WIDTH, packed, written
from shared.domain.classification.model import Classification
from shared.domain.errors import UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.incidents.model import SUSPECTED_FOR, Incident
from shared.domain.messages.event import Author
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, EventKind, Sentiment, Stage, Status
from tests.fakes.samples import an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

OUTAGE = Classification(
    language="fr",
    sentiment=Sentiment.NEGATIVE,
    category=Category.OUTAGE,
    stage=Stage.DIRECT,
    needs_response=True,
    urgent=True,
    confidence=0.9,
    sure=True,
    reasons=(),
)
THRESHOLD = 20


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def report(fakes: FakeStore, number: int, classification: Classification = OUTAGE) -> tuple[bool, Ticket]:
    """Another customer's message; whether people are called for it, and its ticket."""
    event = an_event(f"m{number}", conversation_id=f"c{number}", author=Author(id=f"a{number}"))
    stored = fakes.store(event, classification)
    return stored.escalate_now, fakes.tickets.stored[stored.ticket_id or ""]


def reports(fakes: FakeStore, first: int, last: int) -> list[bool]:
    return [report(fakes, number)[0] for number in range(first, last + 1)]


def test_from_the_threshold_on_nobody_is_called_for_each(fakes: FakeStore) -> None:
    assert reports(fakes, 1, 25) == [True] * 19 + [False] * 6

    (incident,) = fakes.incidents.open_for("acme")
    assert incident.suspected
    assert incident.title == "20 reports of an outage within 10 minutes"
    assert incident.ticket_count == 6
    assert report(fakes, 26)[1].incident_id == incident.id


def test_reports_spread_over_the_day_are_no_outage_of_ours(fakes: FakeStore) -> None:
    for number in range(1, 60):
        assert report(fakes, number)[0]
        fakes.clock.pass_time(minutes=1)
    assert fakes.incidents.open_for("acme") == ()


def test_the_same_report_delivered_many_times_is_one(fakes: FakeStore) -> None:
    for _ in range(30):
        report(fakes, 1)
    assert report(fakes, 2)[1].incident_id is None


def test_what_the_classifier_is_not_sure_of_counts_for_nothing(fakes: FakeStore) -> None:
    for number in range(1, 40):
        report(fakes, number, replace(OUTAGE, sure=False))
    assert fakes.incidents.open_for("acme") == ()


def test_other_urgent_matters_still_call_people_during_it(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    called, ticket = report(fakes, 21, replace(OUTAGE, category=Category.URGENT_REQUEST))
    assert called
    assert ticket.incident_id is None


def test_a_suspicion_stops_no_automatic_answer(fakes: FakeStore) -> None:
    (incident,) = (reports(fakes, 1, 20), *fakes.incidents.open_for("acme"))[1:]
    assert not incident.concerns("facebook")


def test_when_people_say_it_is_none_they_are_called_again_for_each(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    (incident,) = fakes.incidents.open_for("acme")
    fakes.incidents.resolve(incident.id, by="lead", at=fakes.clock.now())

    assert reports(fakes, 21, 23) == [True, True, True]
    assert not fakes.incidents.open_for("acme")


def test_a_suspicion_nobody_acts_on_speaks_for_an_hour(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    fakes.clock.at = START + SUSPECTED_FOR
    assert reports(fakes, 21, 21) == [True]


def test_reports_join_the_incident_that_people_open(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    fakes.incidents.open(
        Incident(
            id="acme-20260302T090500-4f3a",
            brand="acme",
            title="No line",
            opened_at=START + timedelta(minutes=5),
            opened_by="lead",
            suspicion_id=fakes.incidents.open_for("acme")[0].id,
        )
    )
    called, ticket = report(fakes, 21)
    assert not called
    assert ticket.incident_id == "acme-20260302T090500-4f3a"


# --- by meaning -----------------------------------------------------------------------------------------------------


def meaning_of(direction: int) -> str:
    """Different directions are at right angles."""
    return written(packed(1.0 if place == direction else 0.0 for place in range(WIDTH)))


def test_thirty_reports_of_thirty_things_are_no_incident(fakes: FakeStore) -> None:
    for number in range(1, 31):
        assert report(fakes, number, replace(OUTAGE, meaning=meaning_of(number)))[0]
    assert fakes.incidents.open_for("acme") == ()


def test_among_many_other_things_the_same_thing_is_found(fakes: FakeStore) -> None:
    for number in range(1, 41):
        direction = 0 if number % 2 else number
        report(fakes, number, replace(OUTAGE, meaning=meaning_of(direction)))
    (incident,) = fakes.incidents.open_for("acme")
    assert incident.title == "20 reports of an outage within 10 minutes"


def test_who_says_the_same_counts_whatever_it_was_taken_for_and_people_are_called(fakes: FakeStore) -> None:
    taken_for_other = replace(OUTAGE, category=Category.ACCOUNT_OR_TECHNICAL, meaning=meaning_of(0))
    for number in range(1, 20):
        report(fakes, number, replace(OUTAGE, meaning=meaning_of(0)) if number % 2 else taken_for_other)
    assert fakes.incidents.open_for("acme") == ()

    _, ticket = report(fakes, 20, taken_for_other)

    (incident,) = fakes.incidents.open_for("acme")
    assert ticket.incident_id is None
    assert report(fakes, 21, replace(OUTAGE, meaning=meaning_of(0)))[1].incident_id == incident.id


@pytest.mark.parametrize("broken", ["", "AAAA", "no vector"])
def test_a_meaning_that_cannot_be_read_leaves_the_count_by_category(fakes: FakeStore, broken: str) -> None:
    for number in range(1, 21):
        report(fakes, number, replace(OUTAGE, meaning=broken))
    assert len(fakes.incidents.open_for("acme")) == 1


def test_somebody_who_may_be_hurt_is_never_only_one_of_many(fakes: FakeStore) -> None:
    for number in range(1, 31):
        report(fakes, number, replace(OUTAGE, danger=Danger.POSSIBLE, meaning=meaning_of(0)))
    assert fakes.incidents.open_for("acme") == ()


def near(direction: int, number: int) -> str:
    """A wording of its own: its cosine to the direction is 0.7."""
    return written(packed(0.714 if place in (direction, 100 + number) else 0.0 for place in range(WIDTH)))


def opened_from(fakes: FakeStore, direction: int, first: int, title: str) -> Incident:
    """Twenty customers report it, and a person opens it from the suspicion."""
    for number in range(first, first + 20):
        report(fakes, number, replace(OUTAGE, meaning=near(direction, number)))
    suspected = next(each for each in fakes.incidents.open_for("acme") if each.suspected)
    incident = replace(suspected, id=f"acme-20260302T0905{first:02}-4f3a", title=title, suspected=False)
    incident = replace(incident, suspicion_id=suspected.id, opened_at=fakes.clock.at)
    fakes.incidents.open(incident)
    fakes.incidents.resolve(suspected.id, by="lead", at=fakes.clock.at)
    return incident


def test_a_report_belongs_to_the_outage_of_which_it_tells(fakes: FakeStore) -> None:
    television = opened_from(fakes, 0, 1, "TV Lyon")
    fakes.clock.pass_time(minutes=11)
    mobile = opened_from(fakes, 1, 21, "Mobile Paris")
    assert report(fakes, 50, replace(OUTAGE, meaning=near(0, 50)))[1].incident_id == television.id
    assert report(fakes, 51, replace(OUTAGE, meaning=near(1, 51)))[1].incident_id == mobile.id
    called, ticket = report(fakes, 52, replace(OUTAGE, meaning=near(2, 52)))
    assert (called, ticket.incident_id) == (True, None), "of neither: it would be told that the other one is over"
    assert report(fakes, 53)[1].incident_id == mobile.id, "without words the newest"


@pytest.mark.parametrize("minutes", [11, 1, 0], ids=["the next window", "the same window", "at once"])
def test_a_second_outage_is_suspected_beside_the_first_and_its_reports_are_its_own(
    fakes: FakeStore, minutes: int
) -> None:
    opened_from(fakes, 0, 1, "TV Lyon")
    fakes.clock.pass_time(minutes=minutes)
    for number in range(50, 75):
        report(fakes, number, replace(OUTAGE, meaning=near(1, number)))
    (second,) = (each for each in fakes.incidents.open_for("acme") if each.suspected)
    assert second.ticket_count == 6


@pytest.mark.parametrize(("title", "suspects"), [("The app and the tills are down", 0), ("No signal in Leeds", 1)])
def test_an_incident_that_a_person_opens_while_reports_come_in_is_theirs_if_together_they_name_it(
    fakes: FakeStore, title: str, suspects: int
) -> None:
    """Also where the report that makes it many does not share a word with the title."""
    at = START - timedelta(seconds=1)
    for number in range(1, 20):
        text = "the app shows an error" if number % 4 == 0 else "error 500 on every page"
        event = an_event(f"m{number}", conversation_id=f"c{number}", author=Author(id=f"a{number}"), text=text)
        fakes.store(event, replace(OUTAGE, meaning=near(0, number)))
    by_hand = Incident(id="acme-20260302T085959-4f3a", brand="acme", title=title, opened_at=at, opened_by="lead")
    fakes.incidents.open(by_hand)
    found = [report(fakes, number, replace(OUTAGE, meaning=near(0, number)))[1].incident_id for number in (50, 51)]
    suspected = [each.id for each in fakes.incidents.open_for("acme") if each.suspected]
    assert len(suspected) == suspects
    assert set(found) == {by_hand.id if not suspects else suspected[0]}


def test_what_a_person_dismissed_is_not_suspected_again_within_the_hour(fakes: FakeStore) -> None:
    for number in range(1, 21):
        report(fakes, number, replace(OUTAGE, meaning=near(0, number)))
    (suspected,) = fakes.incidents.open_for("acme")
    fakes.incidents.resolve(suspected.id, by="lead", at=fakes.clock.at)
    fakes.clock.pass_time(minutes=9)
    for number in range(21, 60):
        fakes.clock.pass_time(seconds=20)
        assert report(fakes, number, replace(OUTAGE, meaning=near(0, number)))[0]
    assert fakes.incidents.open_for("acme") == ()
    for number in range(60, 80):
        report(fakes, number, replace(OUTAGE, meaning=near(1, number)))
    assert len(fakes.incidents.open_for("acme")) == 1, "another outage is"
    fakes.clock.at = START + SUSPECTED_FOR
    for number in range(80, 100):
        report(fakes, number, replace(OUTAGE, meaning=near(0, number)))
    assert len(fakes.incidents.open_for("acme")) == 2, "after the hour it is news again"


def test_of_several_that_people_opened_by_hand_the_words_of_the_title_decide(fakes: FakeStore) -> None:
    for number, title in enumerate(("Télé coupée à Lyon", "Réseau mobile à Paris")):
        at = START + timedelta(minutes=number)
        fakes.incidents.open(
            Incident(id=f"acme-20260302T09000{number}-4f3a", brand="acme", title=title, opened_at=at, opened_by="lead")
        )
    for number, (text, place) in enumerate((("Plus de tele a LYON", 0), ("mobile en panne", 1), ("Ça coupe", None))):
        event = an_event(f"w{number}", conversation_id=f"w{number}", text=text)
        fakes.store(event, replace(OUTAGE, meaning=meaning_of(number)))
        ticket = fakes.tickets.stored[max(fakes.tickets.stored)]
        assert {one.incident_id for one in fakes.tickets.stored.values() if one.conversation_id == f"w{number}"} == {
            None if place is None else f"acme-20260302T09000{place}-4f3a"
        }, (text, ticket.incident_id)


@pytest.mark.parametrize("kind", [EventKind.CREATED, EventKind.EDITED])
def test_a_call_that_was_put_off_is_not_made_earlier_because_the_customer_writes_again(
    fakes: FakeStore, kind: EventKind
) -> None:
    """Until the desk opens, or until an outage is over. What becomes urgent calls people at once all the same."""
    report(fakes, 1, replace(OUTAGE, category=Category.COMPLAINT, urgent=False))
    (ticket,) = fakes.tickets.stored.values()
    morning = fakes.clock.at + timedelta(hours=9)
    fakes.tickets.save(escalation.requested(ticket, escalation.EscalationReason.FIRST_RESPONSE_MISSED, morning))
    fakes.clock.pass_time(minutes=5)

    def writes(number: int, classification: Classification) -> bool:
        message = "m1" if kind is EventKind.EDITED else f"m1-{number}"
        event = an_event(
            message,
            event_id=f"e{number}",
            kind=kind,
            text=f"Toujours rien {number}",
            conversation_id="c1",
            author=Author(id="a1"),
            occurred_at=fakes.clock.at,
            received_at=fakes.clock.at,
        )
        return fakes.store(event, classification).escalate_now

    calm = replace(OUTAGE, category=Category.COMPLAINT, urgent=False)
    assert not writes(2, calm)
    assert next(iter(fakes.tickets.stored.values())).escalate_at == morning
    assert writes(3, replace(calm, danger=Danger.POSSIBLE))


# --- opened by hand ---


def opened_by_hand(fakes: FakeStore, title: str) -> str:
    incident = Incident(id="acme-20260302T085500-4f3a", brand="acme", title=title, opened_at=START, opened_by="lead")
    fakes.incidents.open(incident)
    return incident.id


def told(fakes: FakeStore, name: str, text: str, direction: int) -> str | None:
    """The incident to which that report is linked."""
    event = an_event(name, conversation_id=name, text=text, author=Author(id=name))
    stored = fakes.store(event, replace(OUTAGE, meaning=meaning_of(direction)))
    return fakes.tickets.stored[stored.ticket_id or ""].incident_id


def test_a_report_of_something_else_is_not_linked_and_counts(fakes: FakeStore) -> None:
    """Its customer would be told of double invoices, and then that it is fixed."""
    opened_by_hand(fakes, "Factures envoyées en double")
    linked = [told(fakes, f"t{number}", "Plus de télé depuis ce matin, écran noir", 3) for number in range(THRESHOLD)]
    (suspected,) = [each for each in fakes.incidents.open_for("acme") if each.suspected]
    assert linked == [None] * (THRESHOLD - 1) + [suspected.id]


def test_what_the_first_report_says_that_shares_the_title_brings_the_others(fakes: FakeStore) -> None:
    by_hand = opened_by_hand(fakes, "Panne internet à Lyon")
    assert told(fakes, "a", "Rien ne va", 1) is None
    assert told(fakes, "b", "Plus de télé à Lyon", 2) == by_hand, "by a word of the title"
    assert told(fakes, "c", "Internet mort à Lyon", 1) == by_hand
    assert told(fakes, "d", "Rien ne va", 1) == by_hand, "as the one before said"
    assert told(fakes, "e", "Écran noir", 2) is None, "one shared word is too little to measure others by"


def test_nobody_is_linked_to_what_a_colleague_has_just_ended(fakes: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which incidents are open is known as of a minute ago. The follow-ups are sent by then."""
    over = opened_by_hand(fakes, "Panne internet à Lyon")
    a_minute_ago = fakes.incidents.open_for("acme")
    fakes.incidents.resolve(over, by="lead", at=fakes.clock.at)
    monkeypatch.setattr(fakes.incidents, "open_for", lambda _: a_minute_ago)
    assert told(fakes, "a", "Internet mort à Lyon", 1) is None
    assert fakes.incidents.stored[over].ticket_count == 0
    assert len(fakes.incidents.reports["acme"]) == 1, "it counts towards a suspicion instead"


def test_a_title_that_only_says_that_something_is_down_takes_every_report(fakes: FakeStore) -> None:
    by_hand = opened_by_hand(fakes, "Panne générale")
    assert told(fakes, "a", "Plus de télé", 1) == told(fakes, "b", "Internet mort", 2) == by_hand


# --- of customers who have a ticket -----------------------------------------------------------------------------------

QUESTION = replace(OUTAGE, category=Category.QUESTION, urgent=False)


def customers_with_a_ticket(fakes: FakeStore, count: int, status: Status) -> None:
    """Each has asked something, and was answered unless the ticket is new."""
    for number in range(1, count + 1):
        _, ticket = report(fakes, number, QUESTION)
        if status is not Status.NEW:
            answered = ticket.answered(True, fakes.clock.at, fakes.clock.at, waiting_since=None)
            ended = fakes.clock.at if status is Status.RESOLVED else None
            fakes.tickets.save(replace(answered, status=status, resolved_at=ended))
    fakes.clock.pass_time(minutes=1)


def writes_again(fakes: FakeStore, number: int, name: str = "again", **fields: object) -> tuple[bool, Ticket]:
    """The customer reports the outage where they wrote before; whether people are called for it, and the ticket."""
    event = an_event(
        f"{name}{number}",
        conversation_id=f"c{number}",
        author=Author(id=f"a{number}"),
        **{"occurred_at": fakes.clock.at, "received_at": fakes.clock.at, **fields},
    )
    stored = fakes.store(event, OUTAGE)
    return stored.escalate_now, fakes.tickets.stored[stored.ticket_id or ""]


@pytest.mark.parametrize("status", [Status.NEW, Status.PENDING, Status.RESOLVED])
def test_reports_of_customers_who_have_a_ticket_count_and_are_linked(fakes: FakeStore, status: Status) -> None:
    customers_with_a_ticket(fakes, 25, status)

    called = [writes_again(fakes, number)[0] for number in range(1, 26)]

    (incident,) = fakes.incidents.open_for("acme")
    assert called == [True] * 19 + [False] * 6
    assert (incident.ticket_count, incident.customer_count) == (6, 6)
    assert len(fakes.tickets.stored) == 25


def test_one_who_reports_it_again_and_again_counts_once(fakes: FakeStore) -> None:
    customers_with_a_ticket(fakes, 2, Status.PENDING)
    for number in range(40):
        writes_again(fakes, 1 + number % 2, f"again{number}-")
    assert fakes.incidents.open_for("acme") == ()


def test_who_reported_it_before_it_was_suspected_is_linked_when_they_write_again(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    fakes.clock.pass_time(minutes=2)
    _, ticket = writes_again(fakes, 1)
    (incident,) = fakes.incidents.open_for("acme")
    assert ticket.incident_id == incident.id
    assert not ticket.waits_for_more_than_incident, "it is what they waited for from the start"


def test_a_ticket_of_an_earlier_outage_is_linked_to_the_one_of_today(fakes: FakeStore) -> None:
    earlier = replace(an_incident("acme-20260301T080000-4f3a"), resolved_at=START - timedelta(hours=5))
    fakes.incidents.open(earlier)
    customers_with_a_ticket(fakes, 1, Status.RESOLVED)
    (ticket,) = fakes.tickets.stored.values()
    fakes.tickets.save(replace(ticket, incident_id=earlier.id))
    fakes.incidents.open(an_incident("acme-20260302T090000-4f3a"))

    _, after = writes_again(fakes, 1)

    assert after.incident_id == "acme-20260302T090000-4f3a"
    assert fakes.incidents.stored["acme-20260302T090000-4f3a"].ticket_count == 1


def test_thanks_and_a_danger_are_no_report_of_a_customer_who_has_a_ticket(fakes: FakeStore) -> None:
    fakes.incidents.open(an_incident("acme-20260302T090000-4f3a"))
    customers_with_a_ticket(fakes, 2, Status.PENDING)
    fakes.store(an_event("thanks", conversation_id="c1", author=Author(id="a1"), text="Merci !"), QUESTION)
    danger = replace(OUTAGE, danger=Danger.POSSIBLE)
    assert fakes.store(an_event("fire", conversation_id="c2", author=Author(id="a2")), danger).escalate_now
    assert [ticket.incident_id for ticket in fakes.tickets.stored.values()] == [None, None]


@pytest.mark.parametrize("waits", [True, False], ids=["a ticket", "no ticket before"])
def test_a_message_that_is_edited_into_a_report_is_one(fakes: FakeStore, waits: bool) -> None:
    fakes.incidents.open(an_incident("acme-20260302T090000-4f3a"))
    before = QUESTION if waits else replace(QUESTION, category=Category.PRAISE, stage=Stage.BROAD, needs_response=False)
    fakes.store(an_event("m1", conversation_id="c1", author=Author(id="a1")), before)
    assert len(fakes.tickets.stored) == waits
    fakes.clock.pass_time(minutes=1)
    edit = an_event("m1", event_id="edit", kind=EventKind.EDITED, conversation_id="c1", author=Author(id="a1"))
    edit = replace(edit, text="Plus d'internet", occurred_at=fakes.clock.at, received_at=fakes.clock.at)

    for _ in range(2):
        assert not fakes.store(edit, OUTAGE).escalate_now

    (ticket,) = fakes.tickets.stored.values()
    assert ticket.incident_id == "acme-20260302T090000-4f3a"
    assert fakes.incidents.stored[ticket.incident_id].ticket_count == 1


def test_a_run_that_dies_before_the_link_is_written_writes_it_when_it_is_repeated(
    fakes: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.incidents.open(an_incident("acme-20260302T090000-4f3a"))
    customers_with_a_ticket(fakes, 1, Status.PENDING)

    def dies(*_: object, **__: object) -> None:
        raise UpstreamError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(fakes.incidents, "link_ticket", dies)
        with pytest.raises(UpstreamError):
            writes_again(fakes, 1)
    writes_again(fakes, 1)
    assert fakes.incidents.stored["acme-20260302T090000-4f3a"].ticket_count == 1


def an_incident(name: str) -> Incident:
    return Incident(id=name, brand="acme", title="Panne", opened_at=START - timedelta(hours=9), opened_by="lead")
