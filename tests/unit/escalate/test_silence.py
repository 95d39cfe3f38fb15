"""An account hears nothing any more: found by its own usual volume at that hour and weekday."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.escalate.silent_accounts import FindSilentAccounts
from shared.domain.events.changes import AccountChange
from shared.domain.events.derive import events_of
from shared.domain.figures.counting import account_name, named
from shared.domain.figures.silence import is_silent, weeks_before
from shared.domain.outbox.accounts import AccountState
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import a_brand
from tests.fakes.figures import FakeFigures
from tests.fakes.outbox import FakeAccountStates
from tests.fakes.stored import FakeMetrics, FixedClock

NOW = datetime(2026, 3, 11, 15, 10, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
FIRST = a_brand().accounts[0]
NAME = account_name(FIRST.channel, FIRST.id)


@dataclass
class Fakes:
    figures: FakeFigures = field(default_factory=FakeFigures)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(a_brand()))

    def came(
        self, messages: int, *, hours_ago: int, weeks_ago: int = 0, account: str = NAME, brand: str = "acme"
    ) -> None:
        at = NOW - hours_ago * HOUR - timedelta(weeks=weeks_ago)
        self.figures.add(brand, at, {named("messages", "account", account): messages})

    def find(self) -> list[str]:
        silent, failed = FindSilentAccounts(self.brands, self.figures, self.accounts, self.metrics, self.clock)()
        assert failed == []
        return silent


@pytest.fixture
def fakes() -> Fakes:
    """Ten messages in the last hour of the span in each of the four weeks before."""
    fakes = Fakes()
    for week in range(1, 5):
        fakes.came(10, hours_ago=1, weeks_ago=week)
    return fakes


def test_an_account_with_nothing_where_it_always_had_much_is_silent_marked_and_counted(fakes: Fakes) -> None:
    assert fakes.find() == [NAME]
    assert fakes.accounts.get(FIRST.channel, FIRST.id).silent_since == NOW
    assert fakes.metrics.of("AccountsSilent") == 1


def test_while_what_happens_is_counted_late_no_account_is_silent(fakes: Fakes) -> None:
    """The stream stands for three hours. Before that the account heard as much as ever."""
    for week in range(1, 5):
        fakes.came(10, hours_ago=5, weeks_ago=week)
    fakes.came(10, hours_ago=5)
    fakes.figures.until = NOW - 3 * HOUR
    for _ in range(3):
        assert fakes.find() == []
        fakes.clock.pass_time(hours=1)
    assert fakes.metrics.of("AccountsSilent") == 0
    assert not any(each.silent_since for each in fakes.accounts.stored.values())


def test_where_nothing_was_counted_for_an_hour_a_write_asks_for_it_and_the_silence_is_found(fakes: Fakes) -> None:
    fakes.figures.until = NOW - 20 * HOUR
    assert fakes.find() == []
    assert fakes.accounts.asked == [(FIRST.channel, FIRST.id, NOW)]
    fakes.figures.until = NOW  # publish works: the write was counted
    fakes.clock.pass_time(hours=1)
    assert fakes.find() == [NAME]


def test_of_a_brand_of_which_nothing_was_ever_counted_nothing_is_said(fakes: Fakes) -> None:
    fakes.figures.until = None
    assert fakes.find() == []
    fakes.accounts.mark_silent(FIRST.channel, FIRST.id, since=NOW)
    assert fakes.find() == [NAME], "what is silent stays so until messages are counted"


def test_while_changes_are_counted_in_time_nothing_is_written_to_ask(fakes: Fakes) -> None:
    fakes.figures.until = NOW
    fakes.find()
    assert fakes.accounts.asked == []


def test_it_is_counted_each_hour_and_marked_once_until_messages_come_again(fakes: Fakes) -> None:
    fakes.find()
    fakes.clock.pass_time(hours=1)
    assert fakes.find() == [NAME]
    assert fakes.accounts.get(FIRST.channel, FIRST.id).silent_since == NOW
    fakes.came(9, hours_ago=0)
    fakes.clock.pass_time(hours=1)
    assert fakes.find() == []
    assert fakes.accounts.get(FIRST.channel, FIRST.id).silent_since is None
    assert fakes.metrics.of("AccountsSilent") == 2


def test_nothing_is_written_while_nothing_is_silent(fakes: Fakes) -> None:
    fakes.came(8, hours_ago=1)
    assert fakes.find() == []
    assert fakes.accounts.stored == {}
    assert fakes.metrics.of("AccountsSilent") == 0


def test_what_other_accounts_and_brands_hear_does_not_count(fakes: Fakes) -> None:
    fakes.came(50, hours_ago=1, account="facebook/another")
    fakes.came(50, hours_ago=1, brand="other")
    assert fakes.find() == [NAME]


def test_a_small_account_is_noticed_within_a_day() -> None:
    fakes = Fakes()
    for week in range(1, 5):
        for hours_ago in range(2, 24, 2):
            fakes.came(1, hours_ago=hours_ago, weeks_ago=week)
    assert fakes.find() == [NAME]


def test_an_account_of_before_its_id_changed_counts_under_its_other_ids(fakes: Fakes) -> None:
    brand = a_brand()
    aliased = replace(FIRST, aliases=("17841400000000000",))
    fakes.brands = FakeBrands.of(replace(brand, accounts=(aliased, *brand.accounts[1:])))
    fakes.came(10, hours_ago=1, account=account_name(FIRST.channel, "17841400000000000"))
    assert fakes.find() == []


def test_one_brand_that_cannot_be_read_does_not_hide_the_silence_of_the_others(fakes: Fakes) -> None:
    fakes.brands = FakeBrands.of(a_brand(brand_id="aaa"), a_brand())

    class Broken(FakeFigures):
        def counts(self, brand_id: str, since: datetime, until: datetime) -> dict[str, int]:
            if brand_id == "aaa":
                raise KeyError("figures")
            return dict(fakes.figures.counts(brand_id, since, until))

    silent, failed = FindSilentAccounts(fakes.brands, Broken(), fakes.accounts, fakes.metrics, fakes.clock)()
    assert (silent, failed) == ([NAME], [("aaa", "KeyError")])


@pytest.mark.parametrize(
    ("now", "before", "silent"),
    [
        (0, [10, 12, 9, 11], True),
        (0, [7, 7, 7, 7], True),
        (0, [6, 6, 6, 6], False),
        (5000, [800, 900, 1000, 950], False),
        (5000, [4800, 5100, 5000, 4950], False),
        (0, [4800, 5100, 5000, 4950], True),
        (500, [600, 640, 700, 650], False),
        (10, [40, 42, 45, 44], False),
        (0, [10, 80, 15, 200], False),
        (0, [40, 42, 45, 900], True),
        (1, [10, 12, 9, 11], False),
        (3, [40, 35, 50, 44], True),
        (0, [10, 0, 0, 12], False),
        (0, [10, 0, 12, 11], True),
        (0, [200, 3, 180, 190], False),
        (0, [], False),
        (5, [0, 0, 0, 0], False),
    ],
    ids=str,
)
def test_so_few_would_come_once_in_a_thousand_times_by_chance(now: int, before: list[int], silent: bool) -> None:
    assert is_silent(now, before) is silent


@pytest.mark.parametrize("usual", [1, 10, 100, 745, 746, 1_000, 100_000])
def test_as_many_messages_as_ever_or_more_are_no_silence_however_many_they_are(usual: int) -> None:
    for count in (usual // 2 + 1, usual, 3 * usual):
        assert not is_silent(count, [usual, usual + 3, usual + 1, usual])


def test_silence_is_told_until_messages_come_however_many_weeks_it_lasts(fakes: Fakes) -> None:
    for day in range(1, 36):
        for hours_ago in range(0, 24, 3):
            fakes.came(40, hours_ago=hours_ago + 24 * day)
    assert fakes.find() == [NAME]
    for _ in range(45):
        fakes.clock.pass_time(hours=24)
        assert fakes.find() == [NAME]
    for _ in range(8):
        fakes.figures.add("acme", fakes.clock.now(), {named("messages", "account", NAME): 40})
        fakes.clock.pass_time(hours=3)
    assert fakes.find() == []


def test_a_trickle_does_not_end_a_silence_after_two_weeks_of_it(fakes: Fakes) -> None:
    for day in range(1, 36):
        for hours_ago in range(0, 24, 3):
            fakes.came(40, hours_ago=hours_ago + 24 * day)
    fakes.find()
    for _ in range(20):
        fakes.figures.add("acme", fakes.clock.now(), {named("messages", "account", NAME): 1})
        fakes.clock.pass_time(hours=24)
        assert fakes.find() == [NAME]


def test_an_account_with_a_few_messages_a_day_is_noticed_within_a_week() -> None:
    fakes = Fakes(clock=FixedClock(datetime(2026, 3, 11, 8, 10, tzinfo=UTC)))  # 09:10 in Paris
    for day in range(8, 36):
        fakes.figures.add("acme", NOW - timedelta(days=day), {named("messages", "account", NAME): 2})
    assert fakes.find() == [NAME]
    fakes.clock.pass_time(hours=1)
    assert fakes.find() == [NAME]


def closed(fakes: Fakes, *days: date) -> None:
    brand = a_brand()
    calendar = replace(brand.calendar, holidays=dict.fromkeys(days, "a holiday"))
    fakes.brands = FakeBrands.of(replace(brand, calendar=calendar))


def test_few_messages_on_a_holiday_are_no_silence(fakes: Fakes) -> None:
    closed(fakes, NOW.date())
    assert fakes.find() == []


def test_a_holiday_is_no_week_to_compare_with() -> None:
    fakes = Fakes()
    for week, messages in ((1, 40), (2, 42), (3, 3), (4, 44)):
        fakes.came(messages, hours_ago=1, weeks_ago=week)
    assert fakes.find() == []
    closed(fakes, (NOW - timedelta(weeks=3)).date())
    assert fakes.find() == [NAME]


def test_the_same_hours_are_those_of_the_clock_on_the_wall_also_after_the_clocks_were_changed() -> None:
    after_the_change = datetime(2026, 3, 30, 13, 0, tzinfo=UTC)  # 15:00 in Paris, in summer
    [(begin, end), *_] = weeks_before(after_the_change, 3 * HOUR, "Europe/Paris")
    assert (begin, end) == (datetime(2026, 3, 23, 11, 0, tzinfo=UTC), datetime(2026, 3, 23, 14, 0, tzinfo=UTC))


def test_subscribers_are_told_once_of_a_silence_and_of_each_warning() -> None:
    fine = AccountState(channel="facebook", account_id="1")
    silent = replace(fine, silent_since=NOW)
    warned = replace(silent, warned_at=NOW, warned_because="policy")

    def told(before: AccountState | None, after: AccountState) -> list[tuple[str, object]]:
        events = events_of(AccountChange(before=before, after=after, brand="acme"), NOW)
        return [(event.type.value, event.data["reason"]) for event in events]

    assert told(None, silent) == [("account.warned", "silent")]
    assert told(silent, silent) == []
    assert told(silent, warned) == [("account.warned", "policy")]
    assert told(warned, replace(warned, warned_at=NOW + HOUR)) == [("account.warned", "policy")]
    assert told(silent, fine) == []
