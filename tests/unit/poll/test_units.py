"""A platform that counts units by the day: the last of them are kept for answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.channels.youtube.policy import UNITS
from shared.domain.brand.model import Account
from shared.domain.channels.units import DailyUnits
from shared.domain.polling.page import Page, Query
from tests.fakes.outbox import FakeUnits
from tests.fakes.polling import CHANNEL, TERMS, FakeSource, entry
from tests.unit.poll.fakes import ACCOUNT, NOW, Fakes

FEW = replace(UNITS, per_day=100, for_answers=40, per_page=11)
PACIFIC_MIDNIGHT = datetime(2026, 8, 1, 7, 0, tzinfo=UTC)


class Costly(FakeSource):
    """Each page costs eleven units."""

    spent_in: FakeUnits
    account: Account

    def fetch(self, query: Query) -> Page:
        self.spent_in.spend(self.account, date(2026, 7, 31), 11)
        found = FakeSource.fetch(self, query)
        assert isinstance(found, Page)
        return found


def counted(units: DailyUnits = FEW, **account: int) -> Fakes:
    ours = Account(channel=CHANNEL, id=ACCOUNT, handle="acme", secret="acme-key", **account)
    source = Costly(entries=[entry(f"e{n}", NOW - timedelta(minutes=n)) for n in range(40)])
    fakes = Fakes(source=source, accounts=(ours,), terms=(replace(TERMS, units=units, overlap=timedelta(hours=2)),))
    source.spent_in, source.account = fakes.units, ours
    return fakes


def spent(fakes: Fakes) -> int:
    return fakes.units.spent(fakes.accounts[0], UNITS.day(fakes.clock.now()))


def test_polls_end_before_the_units_that_are_kept_for_answers() -> None:
    fakes = counted()
    fakes.poll()
    assert (len(fakes.source.asked), spent(fakes)) == (5, 55), "a sixth page might have cost what is kept"
    (waits,) = fakes.poll(minutes=2)
    assert (waits.is_short, waits.failed, len(fakes.source.asked)) == (True, None, 5)
    assert fakes.cursor.next_at == PACIFIC_MIDNIGHT
    assert fakes.poll(minutes=60) == ()


def test_what_answers_have_used_counts_too() -> None:
    fakes = counted()
    fakes.units.spend(fakes.accounts[0], UNITS.day(NOW), 50)
    fakes.poll()
    assert fakes.source.asked == []


def test_at_midnight_of_the_platform_polls_go_on_where_they_were() -> None:
    fakes = counted()
    fakes.poll()
    before = len(fakes.source.asked)
    fakes.poll(minutes=2)
    fakes.clock.at = PACIFIC_MIDNIGHT - timedelta(seconds=1)
    fakes.poll()
    assert len(fakes.source.asked) == before
    fakes.clock.at = PACIFIC_MIDNIGHT
    for _ in range(6):
        fakes.poll(minutes=2)
    assert sorted(fakes.names) == sorted(f"e{n}" for n in range(40)), "nothing is lost by waiting"


@pytest.mark.parametrize(("account", "pages"), [({"units_for_answers": 80}, 1), ({"units_per_day": 70}, 2)])
def test_the_brand_file_says_how_many_there_are_and_how_many_are_kept(account: dict[str, int], pages: int) -> None:
    fakes = counted(**account)
    fakes.poll()
    assert len(fakes.source.asked) == pages


def test_accounts_of_one_project_share_their_units_and_others_have_their_own() -> None:
    units = FakeUnits()
    one, same, other = (Account(channel="youtube", id=name, handle="a", secret=secret) for name, secret in IDS)
    units.spend(one, UNITS.day(NOW), 7)
    assert [units.spent(each, UNITS.day(NOW)) for each in (one, same, other)] == [7, 7, 0]


IDS = (("UC1", "acme-youtube"), ("UC2", "acme-youtube"), ("UC3", "other-youtube"))


@pytest.mark.parametrize(
    ("method", "path", "cost"),
    [
        ("GET", "/youtube/v3/commentThreads", 1),
        ("POST", "/youtube/v3/comments", 50),
        ("DELETE", "/youtube/youtube/v3/comments", 50),
        ("POST", "/token", 0),
    ],
)
def test_what_changes_something_costs_fifty_and_signing_in_nothing(method: str, path: str, cost: int) -> None:
    assert UNITS.cost(method, path) == cost


def test_a_day_of_the_clock_change_has_its_own_length() -> None:
    before = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    assert (UNITS.ends_at(before), f"{UNITS.day(before)}") == (datetime(2026, 11, 2, 8, 0, tzinfo=UTC), "2026-11-01")
