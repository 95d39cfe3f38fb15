"""What users of other desks complain about most, where clocks are concerned: deadlines, reminders, windows."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.escalate.due import HandleDueTickets
from functions.escalate.notify import NotifyTier, Step
from functions.escalate.start import StartEscalation
from functions.escalate.sweep import Sweep
from functions.escalate.together import StartTogether
from shared.brand import load
from shared.channels import load_policy
from shared.domain.brand.model import Calendar
from shared.domain.errors import InvalidBrandError
from shared.domain.replies.model import Refusal, RefusalReason, ReplyRoute
from shared.domain.replies.routes import route_for
from shared.domain.tickets.sla import recomputed
from shared.domain.vocabulary import Priority, SuppressionReason, Visibility
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeAcknowledger, FakeEscalationWorkflow, FakeNotifier, FakeShardInvoker
from tests.fakes.notices import FakeNoticeGroups, FakeNotices
from tests.unit.acknowledgement.scenes import DOCUMENT, paris
from tests.unit.respond.evening import PAGE, Evening, acme_with_holidays
from tests.unit.respond.night import Night

HOUR = timedelta(hours=1)


@pytest.fixture
def evening() -> Evening:
    return Evening()


# --- row 6: clocks that run at night, reminders at midnight, due dates that do not follow the calendar ---------------


def test_row_6_the_clock_of_a_deadline_stands_still_outside_hours(evening: Evening) -> None:
    evening.writes()  # at 23:10

    assert evening.ticket.priority is Priority.NORMAL
    assert evening.ticket.first_response_due_at == paris("2026-03-04 14:30")  # four hours of work, lunch apart


class Watch:
    """The sweep and the people it tells, over the tickets of an evening."""

    def __init__(self, evening: Evening) -> None:
        self.evening, self.workflow, self.notifier = evening, FakeEscalationWorkflow(), FakeNotifier()

    def sweep(self, local: str | None = None) -> int:
        """At that time in Paris, or now; how many escalations began."""
        e = self.evening
        if local is not None:
            e.at(local)
        start = StartEscalation(e.tickets, e.history, self.workflow, e.metrics, e.clock)
        handle = HandleDueTickets(
            brands=e.brands,
            tickets=e.tickets,
            history=e.history,
            incidents=e.incidents,
            alert=lambda *_: False,
            warn=lambda *_: 0,
            respond=FakeAcknowledger(),
            start=start,
            metrics=e.metrics,
            clock=e.clock,
            policies=load_policy,
            together=StartTogether(e.tickets, FakeNoticeGroups(), start, e.clock),
        )
        sweep = Sweep(
            brands=e.brands,
            tickets=e.tickets,
            handle=handle,
            shards=FakeShardInvoker(),
            suspicions=lambda *_: None,
            proposals=lambda _: 0,
            deadlines=lambda *_: 0,
            calendars=lambda _brand: 0,
            stopped_accounts=lambda _: (),
            stopped_webhooks=lambda _: (),
            follow=lambda *_: (),
            metrics=e.metrics,
            clock=e.clock,
        )
        return sweep().escalations

    def tell(self, tier: int) -> datetime:
        """A tier is told; when the next one would be."""
        e = self.evening
        notify = NotifyTier(
            e.tickets,
            e.brands,
            e.history,
            self.notifier,
            e.metrics,
            e.clock,
            load_policy,
            FakeNotices(),
            FakeNoticeGroups(),
        )
        step = Step(ticket_id=e.ticket.id, round=e.ticket.escalation_round, tier=tier, at=e.clock.at)
        return notify(step).look_at


@pytest.mark.parametrize(
    ("priority", "loud"), [(Priority.NORMAL, False), (Priority.HIGH, False), (Priority.URGENT, True)]
)
def test_row_6_nobody_is_reminded_at_night_of_what_can_wait(priority: Priority, loud: bool) -> None:
    evening = Evening()
    evening.at("2026-03-04 17:00")
    evening.comments()
    watch = Watch(evening)
    evening.change(priority=priority, first_response_due_at=paris("2026-03-04 18:30"))

    assert watch.sweep("2026-03-04 18:31") == (1 if loud else 0)  # the desk closed a minute ago
    assert evening.ticket.breached_at == paris("2026-03-04 18:30")  # it is noted all the same
    assert watch.sweep("2026-03-05 02:00") == 0
    assert watch.sweep("2026-03-05 09:00") == (0 if loud else 1)


def test_row_6_the_next_tier_is_not_reminded_at_night_either() -> None:
    evening = Evening()
    evening.at("2026-03-04 12:00")
    evening.comments()
    evening.change(first_response_due_at=paris("2026-03-04 18:25"))
    watch = Watch(evening)
    assert watch.sweep("2026-03-04 18:25") == 1

    assert watch.tell(0) == paris("2026-03-05 09:00")  # ten minutes later nobody is at work
    evening.change(priority=Priority.URGENT)
    assert watch.tell(0) == paris("2026-03-04 18:35")


def test_row_6_due_dates_follow_a_calendar_that_changes(evening: Evening) -> None:
    evening.at("2026-03-04 16:00")
    evening.comments()
    before, now = acme_with_holidays(), evening.clock.at
    assert evening.ticket.first_response_due_at == paris("2026-03-05 10:30")
    closed = {"from": "2026-03-05", "to": "2026-03-05", "reason": "strike"}
    calendar = load({**DOCUMENT, "closures": [closed]}, "acme", 2).calendar.closures
    after = replace(before, calendar=replace(before.calendar, closures=calendar))

    moved = recomputed(evening.ticket, before, after, now, load_policy)

    assert moved.first_response_due_at == paris("2026-03-06 10:30")
    assert recomputed(moved, after, before, now, load_policy).first_response_due_at == paris("2026-03-05 10:30")
    assert recomputed(moved, after, after, now, load_policy) == moved
    sooner = replace(evening.ticket, first_response_due_at=paris("2026-03-05 09:20"))
    assert recomputed(sooner, before, after, now, load_policy).first_response_due_at == paris("2026-03-06 09:20")
    missed = replace(evening.ticket, first_response_due_at=now)
    assert recomputed(missed, before, after, now, load_policy).first_response_due_at == now


@pytest.mark.parametrize("hours", [{}, {"monday": []}, {"monday": ["18:00-18:00"]}])
def test_row_6_a_calendar_that_makes_no_sense_is_refused_when_it_is_pushed(hours: object) -> None:
    with pytest.raises(InvalidBrandError, match="business_hours"):
        load({**DOCUMENT, "business_hours": hours}, "acme", 1)


def test_row_6_and_one_that_got_through_breaks_no_ticket() -> None:
    never = replace(acme_with_holidays(), calendar=Calendar(time_zone="Europe/Paris", weekly={}))
    evening = Evening(brands=FakeBrands.of(never))
    evening.comments()

    assert evening.told == []  # treated as open
    assert evening.ticket.first_response_due_at == evening.clock.at + 4 * HOUR
    evening.comments("Et ma facture ?")
    assert evening.ticket.message_count == 2


# --- row 12: the window of 24 hours closes unseen --------------------------------------------------------------------

WINDOWED = ["messenger", "instagram", "whatsapp"]
PATIENT = ["messenger", "instagram"]  # people have seven days there, by the tag HUMAN_AGENT
ACCOUNTS = {"messenger": PAGE, "instagram": "17841400000000001", "whatsapp": "106540352242922"}


@pytest.mark.parametrize(
    ("channel", "written", "closes", "due", "told"),
    [
        # In the week the target is met long before.
        *((c, "2026-03-03 10:00", "2026-03-04 10:00", "2026-03-03 15:30", "2026-03-03 15:30") for c in WINDOWED),
        # WhatsApp takes no answer of anybody after a day. On Friday evening: before the desk closes on Saturday.
        ("whatsapp", "2026-03-06 16:30", "2026-03-07 16:30", "2026-03-07 12:00", "2026-03-07 12:00"),
        # After that nobody is at work before it closes: whoever is on call is told an hour before.
        ("whatsapp", "2026-03-07 14:00", "2026-03-08 14:00", "2026-03-08 13:00", "2026-03-08 13:00"),
        # Where people have seven days, nobody's weekend ends for a window that closes for robots only.
        *((c, "2026-03-06 16:30", "2026-03-07 16:30", "2026-03-07 13:00", "2026-03-09 09:00") for c in PATIENT),
        *((c, "2026-03-07 14:00", "2026-03-08 14:00", "2026-03-09 14:30", "2026-03-09 14:30") for c in PATIENT),
    ],
)
def test_row_12_the_end_of_the_window_is_stored_caps_the_deadline_and_is_told_before_it_comes(
    channel: str, written: str, closes: str, due: str, told: str
) -> None:
    evening = Evening()
    evening.at(written)
    evening.writes(channel=channel, account_id=ACCOUNTS[channel])
    watch = Watch(evening)

    ticket = evening.ticket
    assert (ticket.reply_window_closes_at, ticket.first_response_due_at) == (paris(closes), paris(due))
    evening.clock.at = paris(told) - timedelta(minutes=1)
    assert watch.sweep() == 0
    assert watch.sweep(told) == 1
    watch.tell(0)
    assert watch.notifier.targets == ["oncall"]
    found = route_for(ticket, Visibility.PRIVATE, load_policy, evening.clock.at)
    assert isinstance(found, ReplyRoute)  # there is still time


@pytest.mark.parametrize("channel", PATIENT)
def test_row_12_over_a_long_closure_people_are_told_before_the_window_for_people_closes(channel: str) -> None:
    closed = load({**DOCUMENT, "closures": [{"from": "2026-03-07", "to": "2026-03-15", "reason": "move"}]}, "acme", 2)
    acme = acme_with_holidays()
    long_closed = replace(acme, calendar=replace(acme.calendar, closures=closed.calendar.closures))
    evening = Evening(brands=FakeBrands.of(long_closed))
    evening.at("2026-03-08 14:00")
    evening.writes(channel=channel, account_id=ACCOUNTS[channel])
    watch = Watch(evening)

    assert watch.sweep("2026-03-09 14:30") == 0
    assert watch.sweep("2026-03-15 12:59") == 0
    assert watch.sweep("2026-03-15 13:00") == 1  # an hour before the seven days are over


@pytest.mark.parametrize("channel", WINDOWED)
def test_row_12_after_the_window_the_refusal_says_what_to_do(channel: str) -> None:
    evening = Evening()
    evening.writes(channel=channel, account_id=ACCOUNTS[channel])
    policy = evening.ports.policies(channel)
    for_people = policy.human_window or policy.reply_window
    assert for_people is not None

    open_ = route_for(evening.ticket, Visibility.PRIVATE, evening.ports.policies, evening.clock.at + for_people - HOUR)
    closed = route_for(evening.ticket, Visibility.PRIVATE, evening.ports.policies, evening.clock.at + for_people)

    assert isinstance(open_, ReplyRoute)
    assert open_.closes_at == evening.clock.at + for_people
    assert isinstance(closed, Refusal)
    assert closed.reason is RefusalReason.WINDOW_CLOSED
    assert "the customer has to write again first" in closed.message


def test_row_12_a_robot_sends_nothing_into_a_closed_window() -> None:
    night = Night()
    night.direct_message(reply_window_closes_at=night.clock.at - timedelta(minutes=1))

    assert night.run().suppressed is SuppressionReason.WINDOW_CLOSED
