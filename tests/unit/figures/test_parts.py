"""The service report by channel, team and agent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.events.changes import TicketChange
from shared.domain.figures.counting import PART_FACETS
from shared.domain.figures.service import ServiceFigures, WroteAgain, service_figures
from shared.domain.satisfaction.answers import Score
from shared.domain.satisfaction.policy import SatisfactionPolicy
from shared.domain.satisfaction.progress import scored
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
    return service_figures(figures.between("acme", since, until, timed=PART_FACETS), "acme", since, until)


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


ASKED = replace(HELD, status=Status.RESOLVED, resolved_at=NOW, satisfaction_asked_at=NOW)
POLICY = SatisfactionPolicy(enabled=True)


def said(ticket: Ticket, score: int, minutes: int) -> Ticket:
    at = NOW + minutes * MINUTE
    return scored(ticket, Score(score, alone=True), POLICY, at=at, now=at)


def test_each_channel_team_and_agent_has_its_satisfaction() -> None:
    found = report(HELD, replace(HELD, status=Status.RESOLVED, resolved_at=NOW), ASKED, said(ASKED, 4, 5))
    for [part] in (found.channels, found.teams, found.agents):
        assert (part.satisfaction.asked, part.satisfaction.answered, part.satisfaction.average) == (1, 1, 4)


def test_a_second_score_takes_the_place_of_the_first_with_the_team_and_agent_that_had_it() -> None:
    first = said(ASKED, 1, 5)
    moved = replace(first, team="experts", claimed_by="karim")
    found = report(HELD, ASKED, first, moved, said(moved, 5, 9))
    assert {part.name: part.satisfaction.scores[5] for part in found.agents} == {"lea": 1}
    assert {part.name: part.satisfaction.scores[5] for part in found.teams if part.satisfaction.answered} == {
        "triage": 1
    }
    assert all(part.satisfaction.scores[1] == 0 for part in (*found.agents, *found.teams, *found.channels))
    assert found.satisfaction.average == 5


@pytest.mark.parametrize("acknowledged", [False, True])
def test_each_channel_team_and_agent_has_the_effect_of_acknowledgements(acknowledged: bool) -> None:
    asked = replace(HELD, acknowledged_at=NOW if acknowledged else None, last_customer_message_at=NOW + 20 * MINUTE)
    found = report(asked, asked.answered(True, NOW + 50 * MINUTE, NOW + 50 * MINUTE))
    for part in (*found.channels, *found.teams, *found.agents):
        kinds = part.after_acknowledgement, part.without_acknowledgement
        assert kinds[not acknowledged] == WroteAgain(answered=1, wrote_again=1)
        assert kinds[acknowledged] == WroteAgain(answered=0, wrote_again=0)


def test_each_channel_and_team_has_its_contacts_and_an_agent_has_none() -> None:
    second = replace(HELD, opened_as=("normal", "question", "triage", "", "", "2"))
    found = report(second, second.answered(True, NOW, NOW))
    for part in (*found.channels, *found.teams):
        assert (part.contacts.mean_number, part.contacts.repeat_share) == (2, 1)
    assert [part.contacts.mean_number for part in found.agents] == [None]


def test_later_answers_that_were_late_are_those_of_whoever_held_the_ticket() -> None:
    again = replace(
        HELD.answered(True, NOW, NOW), status=Status.OPEN, waiting_since=NOW, first_response_due_at=LATE, paused_at=None
    )
    found = report(HELD, again, again.breached(LATE))
    assert [(part.name, part.next_breached) for part in found.agents] == [("lea", 1)]
