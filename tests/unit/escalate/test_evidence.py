"""What people are shown of a suspicion."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from functions.escalate.evidence import GatherEvidence
from functions.escalate.suspicions import NotifySuspicions
from shared.domain.brand.model import Tier
from shared.domain.classification.meaning import packed, written
from shared.domain.errors import UpstreamError
from shared.domain.figures.model import Figures
from shared.domain.incidents.evidence import Told, common_words, curve_of, one_for_each_customer
from shared.domain.incidents.model import Incident
from shared.domain.incidents.reports import OutageReport
from shared.domain.vocabulary import Danger
from tests.fakes.escalation import FakeNotifier, a_brand
from tests.fakes.incidents import FakeIncidents, FakeIncidentWorker
from tests.fakes.notices import FakeNotices
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeMetrics, FakeTickets, FixedClock

SUSPECTED = Incident(
    id="acme-20260302T090000-auto",
    brand="acme",
    title="20 reports",
    opened_at=START,
    opened_by="nightdesk",
    suspected=True,
)


@dataclass
class UsualFigures:
    """Two tickets about outages in each hour of the weeks before."""

    fails: bool = False

    def between(self, brand_id: str, since: datetime, until: datetime) -> Figures:
        if self.fails:
            raise UpstreamError("figures")
        return Figures(counts={"opened|category=outage": 2, "messages": 50})


def reported(count: int = 24) -> tuple[FakeIncidents, FakeTickets]:
    incidents, tickets = FakeIncidents(), FakeTickets()
    incidents.open(SUSPECTED)
    for number in range(count):
        ticket = a_ticket(
            id=f"T-{number:02}",
            customer_id=f"c{number % 8}",
            excerpt=f"Plus de fibre dans la rue {number}, box éteinte",
        )
        tickets.save(replace(ticket, version=0))
        report = OutageReport(ticket_id=ticket.id, at=START - timedelta(minutes=24 - number))
        incidents.report("acme", report, window=timedelta(hours=1), at_most=99)
    return incidents, tickets


def test_the_curve_counts_steps_of_ten_minutes_and_leaves_out_what_is_older():
    times = [START - timedelta(minutes=minutes) for minutes in (1, 5, 15, 119, 121)]
    began, curve = curve_of(times, START)
    assert began == START - timedelta(hours=2)
    assert curve == (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2)


def test_a_word_is_common_when_three_customers_used_it():
    told = [Told(ticket_id=str(n), customer=f"c{n}", text="Plus de fibre, merci") for n in range(3)]
    told.append(Told(ticket_id="9", customer="c0", text="Martin Durand"))
    assert common_words(told) == ("fibre",)
    assert common_words([replace(each, customer="one") for each in told]) == ()


def test_each_customer_is_quoted_once():
    told = [Told(ticket_id=str(n), customer=f"c{n % 2}", text="Rien" if n else " ") for n in range(6)]
    assert [each.ticket_id for each in one_for_each_customer(told)] == ["1", "2"]


def test_it_is_gathered_told_and_kept_with_the_suspicion():
    incidents, tickets = reported()
    clock, notifier = FixedClock(), FakeNotifier()
    gather = GatherEvidence(incidents, tickets, UsualFigures(), clock)
    brand = a_brand((Tier(name="on call", wait=timedelta(minutes=10), targets=("topic",)),))
    NotifySuspicions(incidents, notifier, FakeMetrics(), clock, FakeNotices(), evidence=gather)(
        brand, START + timedelta(minutes=1)
    )
    evidence = incidents.stored[SUSPECTED.id].evidence
    assert evidence is not None
    assert (evidence.reports, evidence.usual, len(evidence.tickets)) == (24, 2, 5)
    assert "fibre" in evidence.words
    (text,) = notifier.texts
    assert text.excerpt.count("fibre") == 5
    assert any("24 " in value and value.endswith(": 2") for _, value in text.facts)
    ((_, _, told),) = notifier.delivered
    assert (told["data"]["reports"], told["data"]["usual_per_hour"]) == (24, 2)


def test_who_is_in_danger_is_not_quoted():
    incidents, tickets = reported(3)
    for ticket in list(tickets.stored.values()):
        tickets.save(replace(ticket, danger=Danger.POSSIBLE))
    _, excerpts = GatherEvidence(incidents, tickets, UsualFigures(), FixedClock())(a_brand(()), SUSPECTED)
    assert excerpts == ()


def test_people_are_told_without_it_when_it_cannot_be_read():
    incidents, tickets = reported()
    gather = GatherEvidence(incidents, tickets, UsualFigures(fails=True), FixedClock())
    assert gather(a_brand(()), SUSPECTED) == (SUSPECTED, ())


def test_the_sweep_has_the_work_on_opened_incidents_done():
    incidents, worker = FakeIncidents(), FakeIncidentWorker()
    opened = replace(SUSPECTED, id="acme-20260302T091000-4f3a", suspected=False)
    incidents.open(opened)
    sweep = NotifySuspicions(incidents, FakeNotifier(), FakeMetrics(), FixedClock(), FakeNotices(), worker=worker)
    sweep(a_brand(()), START + timedelta(minutes=1))
    assert worker.asked == []
    incidents.note_update(opened.id, number=1, at=START)
    sweep(a_brand(()), START + timedelta(minutes=1))
    incidents.resolve(opened.id, by="Ana", at=START, follow_up=True)
    sweep(a_brand(()), START + timedelta(minutes=1))
    assert worker.asked == [opened.id, opened.id]


def test_the_curve_and_the_words_go_on_with_the_reports_that_are_linked():
    incidents, tickets = reported(5)
    now = START + timedelta(minutes=30)
    for number in range(30):
        ticket = a_ticket(id=f"L-{number:02}", customer_id=f"l{number}", excerpt="Encore rien, décodeur bloqué")
        tickets.save(replace(ticket, version=0))
        at = START + timedelta(minutes=number)
        for _ in range(2):  # the message is handled once more
            incidents.link_ticket(SUSPECTED.id, ticket.id, customer_id=ticket.customer_id, at=at)
    found, excerpts = GatherEvidence(incidents, tickets, UsualFigures(), FixedClock(now))(a_brand(()), SUSPECTED)
    assert found.evidence is not None
    assert (found.evidence.reports, found.evidence.curve[-3:]) == (35, (10, 10, 10))
    assert "décodeur" in found.evidence.words
    assert all("décodeur" in each for each in excerpts)


def test_what_is_said_of_another_outage_at_the_same_time_is_in_neither_curve_nor_words():
    own, other = packed([1.0, *[0.0] * 511]), packed([0.0, 1.0, *[0.0] * 510])
    incidents, tickets = FakeIncidents(), FakeTickets()
    suspected = replace(SUSPECTED, meaning=written(own))
    incidents.open(suspected)
    for number in range(12):
        ticket = a_ticket(
            id=f"T-{number:02}", customer_id=f"c{number}", excerpt="fibre" if number % 2 else "télévision"
        )
        tickets.save(replace(ticket, version=0))
        report = OutageReport(ticket_id=ticket.id, at=START, meaning=own if number % 2 else other)
        incidents.report("acme", report, window=timedelta(hours=1), at_most=99)
    found, excerpts = GatherEvidence(incidents, tickets, UsualFigures(), FixedClock())(a_brand(()), suspected)
    assert found.evidence is not None
    assert (found.evidence.reports, found.evidence.words, set(excerpts)) == (6, ("fibre",), {"fibre"})


@pytest.mark.parametrize(("known_weeks", "usual"), [(4, 2), (1, 8), (0, None)])
def test_hours_in_which_nobody_wrote_count_where_the_brand_was_counted_at_all(
    known_weeks: int, usual: int | None
) -> None:
    """Eight reports at this hour a week ago; in the weeks before nobody wrote at this hour."""

    class Night:
        def between(self, brand_id: str, since: datetime, until: datetime) -> Figures:
            week = round((START - since) / timedelta(weeks=1))
            if until - since > timedelta(hours=1):
                return Figures(counts={"messages": 50} if week <= known_weeks else {})
            return Figures(counts={"opened|category=outage": 8} if week == 1 and known_weeks else {})

    incidents, tickets = reported()
    found, _ = GatherEvidence(incidents, tickets, Night(), FixedClock())(a_brand(), SUSPECTED)
    assert found.evidence is not None
    assert found.evidence.usual == usual
