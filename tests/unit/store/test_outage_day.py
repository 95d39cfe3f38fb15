"""A day of one brand: every outage is suspected within five minutes, and nothing else is.

The messages are those of ``training/outage_day.jsonl``, read by the committed weights and stored in memory.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.domain.classification.model import Classification
from tests.fakes.brands import acme
from tests.fakes.store import FakeStore
from training.outages import BEGIN, BURSTS, KEPT_APART, Said, as_reports, day, event_of, read_all, suspicions, texts_of

COMPLAINTS = texts_of("complaints")


@pytest.fixture(scope="module")
def read() -> dict[str, Classification]:
    return read_all(acme())


def suspected(said: list[Said], read: Mapping[str, Classification]) -> list[datetime]:
    """When the desk suspects an incident, each message stored at its time."""
    fakes = FakeStore()
    for number, one in enumerate(said):
        fakes.clock.at = one.at
        fakes.store(event_of(one, number, acme()), read[one.text])
    return sorted(incident.opened_at for incident in fakes.incidents.stored.values())


def minutes_after(found: list[datetime], groups: tuple[str, ...]) -> list[float]:
    begins = [BEGIN + timedelta(hours=hour) for group, hour in BURSTS.items() if group in groups]
    assert len(found) == len(begins), found
    return [(at - begin) / timedelta(minutes=1) for at, begin in zip(found, begins, strict=True)]


def test_every_outage_of_a_day_is_suspected_within_five_minutes_and_nothing_else(
    read: dict[str, Classification],
) -> None:
    found = suspected(day(1, complaints=COMPLAINTS), read)
    assert all(0 < minutes <= 5 for minutes in minutes_after(found, tuple(BURSTS)))


def test_complaints_that_are_all_taken_for_outages_are_still_many_things(read: dict[str, Classification]) -> None:
    """On what no threshold was chosen on; by category alone the desk would suspect something all day."""
    apart = COMPLAINTS[1::2]
    worst = {**read, **as_reports(apart, read)}
    said = day(2, complaints=apart, groups=KEPT_APART)
    found = [one.at for one in suspicions(said, worst, acme().incidents)]
    assert all(0 < minutes <= 5 for minutes in minutes_after(found, KEPT_APART))
    by_category = {text: replace(told, meaning=None) for text, told in worst.items()}
    assert len(suspicions(said[:400], by_category, acme().incidents)) >= 2
