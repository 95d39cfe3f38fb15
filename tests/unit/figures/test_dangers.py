"""Tickets in which somebody may be hurt, in the figures."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from shared.domain.events.changes import TicketChange
from shared.domain.figures.counting import figures_of
from shared.domain.figures.model import Figures
from shared.domain.figures.service import service_figures
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START


def dangers(*states: Ticket | None) -> int:
    """What the figures of a span say that holds these states of one ticket, one after the other."""
    found: Counter[str] = Counter()
    for version, (before, after) in enumerate(pairwise(states), 1):
        change = TicketChange(
            before=None if before is None else replace(before, version=version),
            after=None if after is None else replace(after, version=version + 1),
        )
        for delta in figures_of(change, START, lambda _brand, _channel: None):
            found.update(delta.counts)
    return service_figures(Figures(counts=found, durations={}), "acme", START, START + timedelta(hours=1)).dangers


def test_a_ticket_that_begins_with_danger_counts_once_whatever_becomes_of_it() -> None:
    opened = a_ticket(danger=Danger.POSSIBLE)
    assert dangers(None, opened, replace(opened, tags=("vip",))) == 1


def test_a_ticket_counts_when_danger_is_told_of_later() -> None:
    calm = a_ticket()
    assert dangers(None, calm, replace(calm, danger=Danger.POSSIBLE)) == 1


def test_a_ticket_without_danger_does_not_count() -> None:
    assert dangers(None, a_ticket(), replace(a_ticket(), tags=("vip",))) == 0
