"""The service report by channel, team and agent."""

from dataclasses import replace
from datetime import timedelta

from shared.domain.events.changes import TicketChange
from shared.domain.figures.service import ServiceFigures, service_figures
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status
from tests.fakes.figures import FakeFigures
from tests.unit.events.states import MINUTE, NOW, TICKET

HELD = replace(TICKET, claimed_by="lea")
LATE = NOW + 61 * MINUTE


def report(*tickets: Ticket) -> ServiceFigures:
    """Of one ticket after the other."""
    figures, before = FakeFigures(), None
    for version, ticket in enumerate(tickets, 1):
        after = replace(ticket, version=version)
        figures.happened("acme", TicketChange(before=before, after=after), NOW)
        before = after
    since, until = NOW - timedelta(days=1), NOW + timedelta(days=1)
    return service_figures(figures.between("acme", since, until), "acme", since, until)


def test_an_agent_missed_what_they_held_when_its_time_was_over() -> None:
    missed = HELD.breached(LATE).resolution_breached(LATE)
    taken_over = replace(missed, claimed_by="karim").answered(True, LATE, LATE)
    found = report(HELD, missed, taken_over)
    assert {each.name: (each.breached, each.resolution_breached) for each in found.agents} == {
        "lea": (1, 1),
        "karim": (0, 0),
    }
    assert [(each.name, each.breached, each.resolution_breached) for each in found.teams] == [("triage", 1, 1)]


def test_who_answers_late_what_nobody_held_missed_nothing() -> None:
    free = replace(TICKET, claimed_by=None)
    found = report(free, replace(free.answered(True, LATE, LATE), claimed_by="lea"))
    assert (found.breached, [(each.name, each.answered, each.breached) for each in found.agents]) == (
        1,
        [("lea", 1, 0)],
    )


def test_what_has_no_meaning_for_an_agent_is_no_figure() -> None:
    found = report(HELD, HELD.answered(True, NOW, NOW))
    [agent], [team] = found.agents, found.teams
    assert (agent.opened, team.opened) == (None, 1)
    assert (agent.reopened_share, team.reopened_share) == (None, None)


def test_a_part_says_how_much_of_what_was_resolved_was_reopened() -> None:
    resolved = replace(HELD, status=Status.RESOLVED, resolved_at=NOW)
    found = report(HELD, resolved, replace(HELD, status=Status.OPEN), resolved)
    assert [each.reopened_share for each in (*found.agents, *found.teams)] == [0.5, 0.5]
