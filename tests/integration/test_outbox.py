"""The outbox, the state of our accounts, rate limits and switches: the fakes and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.adapters.dynamodb import keys, outbox
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates, DynamoDBOutbox, DynamoDBRateLimits
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.units import DynamoDBUnits
from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.vocabulary import SendClass, Visibility
from shared.ports.outbox import AccountStates, Outbox, RateLimits
from tests.fakes.brands import FakeSwitches
from tests.fakes.outbox import FakeAccountStates, FakeOutbox, FakeRateLimits, FakeUnits
from tests.fakes.stored import START, FixedClock
from tests.integration.table_on_moto import table_on_moto
from tests.unit.acknowledgement.scenes import DOCUMENT, brand
from tests.unit.respond.night import Night

pytestmark = pytest.mark.integration

PLACE = ("facebook", "1001", "5001:7001")


@dataclass
class Stored:
    outbox: Outbox
    accounts: AccountStates
    rate_limits: RateLimits
    table: DynamoDBTable | None = None


@pytest.fixture(params=["fake", "dynamodb"])
def stored(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stored]:
    if request.param == "fake":
        yield Stored(FakeOutbox(), FakeAccountStates(), FakeRateLimits())
        return
    with table_on_moto(monkeypatch) as table:
        yield Stored(
            DynamoDBOutbox(table), DynamoDBAccountStates(table), DynamoDBRateLimits(table, clock=FixedClock()), table
        )


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as table:
        yield table


def record(**fields: object) -> OutboxRecord:
    claimed = OutboxRecord(
        channel="facebook",
        account_id="1001",
        conversation_id="5001:7001",
        period_start=START,
        ticket_id="T-1",
        status=OutboxStatus.CLAIMED,
        text="Merci, c'est lu & noté.",
        visibility=Visibility.PUBLIC,
        recipient_id="7001",
        in_reply_to="5001_9001",
        created_at=START,
        claimed_at=START,
        attempts=1,
    )
    return replace(claimed, **fields)


# --- the outbox -------------------------------------------------------------------------------------------------------


def test_a_record_comes_back_as_it_was_written(stored: Stored) -> None:
    assert stored.outbox.latest(*PLACE) is None

    full = record(
        root_id="5001",
        due_at=START + timedelta(minutes=2),
        error="http_503",
        reads=2,
        message_id="post-1",
        sent_at=START,
        expires_at=START + timedelta(days=30),
    )
    saved = stored.outbox.save(full)

    assert saved == replace(full, revision=1)
    assert stored.outbox.latest(*PLACE) == saved


def test_only_one_of_two_workers_can_claim(stored: Stored) -> None:
    stored.outbox.save(record())
    with pytest.raises(ConflictError):
        stored.outbox.save(record(text="the other one's words"))

    assert stored.outbox.latest(*PLACE).text == "Merci, c'est lu & noté."


def test_only_one_of_two_workers_can_go_on_with_a_record_that_both_have_read(stored: Stored) -> None:
    read = stored.outbox.save(record())
    stored.outbox.save(read.with_result(SendResult(outcome=SendClass.SENT, message_id="post-1"), START))
    with pytest.raises(ConflictError):
        stored.outbox.save(read.given_up("late"))

    assert stored.outbox.latest(*PLACE).status is OutboxStatus.SENT


def test_each_closed_period_has_its_own_record_and_the_latest_is_found(stored: Stored) -> None:
    stored.outbox.save(record(period_start=START + timedelta(days=1), text="second night"))
    stored.outbox.save(record(text="first night"))
    stored.outbox.save(record(conversation_id="5001:7002", period_start=START + timedelta(days=9), text="another"))

    assert stored.outbox.latest(*PLACE).text == "second night"


def test_the_text_of_an_acknowledgement_is_recognised_when_it_comes_back(stored: Stored) -> None:
    stored.outbox.save(record())

    assert stored.outbox.has_text(*PLACE, "Merci, c'est lu & noté.")
    assert stored.outbox.has_text(*PLACE, "@mia Merci, c'est lu & noté.")
    assert not stored.outbox.has_text(*PLACE, "Merci, on regarde cela tout de suite.")
    assert not stored.outbox.has_text("facebook", "1001", "5001:7002", "Merci, c'est lu & noté.")


def test_platforms_give_texts_back_escaped_and_spaced_anew(table: DynamoDBTable) -> None:
    outbox = DynamoDBOutbox(table)
    outbox.save(record())

    assert outbox.has_text(*PLACE, "@mia  Merci, c&#39;est lu &amp;\nnoté.")


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_an_account_nobody_has_complained_about_is_neither_paused_nor_stopped(stored: Stored) -> None:
    state = stored.accounts.get("facebook", "1001")

    assert (state.paused_until, state.stopped) == (None, False)


def test_the_latest_instant_a_platform_named_stays(stored: Stored) -> None:
    for minutes in (5, 20, 10):
        stored.accounts.pause("facebook", "1001", START + timedelta(minutes=minutes))

    assert stored.accounts.get("facebook", "1001").paused_until == START + timedelta(minutes=20)
    assert stored.accounts.get("facebook", "1002").paused_until is None


def test_a_stopped_account_is_stopped_until_somebody_resumes_it(stored: Stored) -> None:
    stored.accounts.pause("facebook", "1001", START)
    stored.accounts.stop("facebook", "1001", because="meta_190", at=START)
    state = stored.accounts.get("facebook", "1001")
    assert (state.stopped, state.stopped_because, state.paused_until) == (True, "meta_190", START)

    stored.accounts.resume("facebook", "1001")
    assert not stored.accounts.get("facebook", "1001").stopped


def test_the_latest_records_of_a_conversation_are_found_newest_first(stored: Stored) -> None:
    for day in range(12):
        stored.outbox.save(record(period_start=START + timedelta(days=day), answers=f"{day}"))
    stored.outbox.save(record(conversation_id="another"))

    found = stored.outbox.recent(*PLACE)

    assert [one.answers for one in found] == [str(day) for day in range(11, 1, -1)]


# --- rate limits ------------------------------------------------------------------------------------------


def test_a_rate_limit_is_reached_and_the_next_window_is_empty_again(stored: Stored) -> None:
    monday = RateLimit(scope="author/7001", window="2026-03-02", limit=3, ends_at=START + timedelta(days=2))

    assert [stored.rate_limits.take(monday) for _ in range(5)] == [True, True, True, False, False]
    assert stored.rate_limits.take(replace(monday, window="2026-03-03"))
    assert stored.rate_limits.take(replace(monday, scope="author/7002"))


def test_the_counters_of_many_windows_are_read_together(stored: Stored) -> None:
    minute = RateLimit(scope="account/facebook/1001", window="2026-03-02T22:10", limit=2, ends_at=START)
    for window, times in {"2026-03-02T22:10": 2, "2026-03-02T22:12": 1, "2026-03-02T22:40": 1}.items():
        for _ in range(times):
            stored.rate_limits.take(replace(minute, window=window))
    stored.rate_limits.take(replace(minute, scope="account/facebook/1002", window="2026-03-02T22:11"))

    found = stored.rate_limits.taken(minute.scope, "2026-03-02T22:10", "2026-03-02T22:39")
    assert found == {"2026-03-02T22:10": 2, "2026-03-02T22:12": 1}


def test_a_window_that_was_full_is_remembered_and_costs_no_further_write(
    table: DynamoDBTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate_limits = DynamoDBRateLimits(table, clock=FixedClock())
    full = RateLimit(scope="account/facebook/1001", window="2026-03-02T22:10", limit=1, ends_at=START)
    assert [rate_limits.take(full) for _ in range(2)] == [True, False]
    monkeypatch.setattr(table.table, "update_item", lambda **_: pytest.fail("a billed write that must fail"))

    later = replace(full, ends_at=START + timedelta(minutes=1))
    assert [rate_limits.take(each) for each in (full, later)] == [False, False]


def test_units_of_a_day_are_counted_for_all_accounts_of_one_project(table: DynamoDBTable) -> None:
    one, same, other = (
        Account(channel="youtube", id=name, handle="acme", secret=secret)
        for name, secret in (("UC1", "acme-youtube"), ("UC2", "acme-youtube"), ("UC3", "other-youtube"))
    )
    day, next_day = START.date(), (START + timedelta(days=1)).date()
    for store in (FakeUnits(), DynamoDBUnits(table)):
        for account, units in ((one, 50), (same, 1)):
            store.spend(account, day, units)
        assert [store.spent(each, day) for each in (one, same, other)] == [51, 51, 0]
        assert store.spent(one, next_day) == 0


def failed_writes(table: DynamoDBTable, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A list that grows with each write that is billed although its condition fails."""
    failed: list[Any] = []
    write = table.table.update_item

    def counted(**request: Any) -> Any:
        try:
            return write(**request)
        except ClientError:
            failed.append(request["Key"])
            raise

    monkeypatch.setattr(table.table, "update_item", counted)
    return failed


@pytest.mark.parametrize(("filled_by_another_container", "expected"), [(False, 0), (True, 1)])
def test_thirty_acknowledgements_in_a_full_minute_cost_at_most_one_failed_write(
    table: DynamoDBTable,
    monkeypatch: pytest.MonkeyPatch,
    filled_by_another_container: bool,
    expected: int,
) -> None:
    failed = failed_writes(table, monkeypatch)
    few = {**DOCUMENT["acknowledgement"], "rate_limits": {"per_account_and_minute": 5}}
    filling = Night(brand(acknowledgement=few))
    filling.rate_limits = DynamoDBRateLimits(table, clock=filling.clock)  # the real one
    for number in range(5):
        filling.direct_message(f"F{number}", author=f"60{number:02d}")
        assert filling.run(f"F{number}").sent is SendClass.SENT
    night = Night(brand(acknowledgement=few))
    known = filling.rate_limits
    night.rate_limits = DynamoDBRateLimits(table, clock=night.clock) if filled_by_another_container else known
    for number in range(30):
        night.direct_message(f"T{number}", author=f"70{number:02d}")
        assert night.run(f"T{number}").sent is None

    assert len(failed) == expected


def test_full_windows_of_many_authors_do_not_push_out_the_minute_in_use(
    table: DynamoDBTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_FULL_WINDOWS", 3)
    rate_limits = DynamoDBRateLimits(table, clock=FixedClock())
    minute = RateLimit(scope="account/facebook/1001", window="2026-03-02T22:10", limit=1, ends_at=START)
    assert rate_limits.take(minute)
    failed = failed_writes(table, monkeypatch)
    for author in range(10):
        assert rate_limits.take(replace(minute, scope=f"author/{author}"))
        assert not rate_limits.take(minute)

    assert failed == []
    assert len(rate_limits._full) == 3


def test_a_full_window_is_forgotten_when_it_is_over(table: DynamoDBTable) -> None:
    clock = FixedClock()
    rate_limits = DynamoDBRateLimits(table, clock=clock)
    minute = RateLimit(scope="account/facebook/1001", window="2026-03-02T22:10", limit=1, ends_at=START)
    assert rate_limits.take(minute)
    clock.pass_time(minutes=1)
    assert rate_limits.take(replace(minute, window="2026-03-02T22:11", ends_at=clock.now()))

    assert [window for _, window, _ in rate_limits._full] == ["2026-03-02T22:11"]


def test_counters_go_away_by_themselves_and_hold_no_customers_id(table: DynamoDBTable) -> None:
    rate_limit = RateLimit(scope="author/7001", window="2026-03-02", limit=3, ends_at=START)
    DynamoDBRateLimits(table, clock=FixedClock()).take(rate_limit)

    item = table.get(keys.rate_limit(rate_limit.scope, rate_limit.window))
    assert item is not None
    assert item["expires_at"] == int(START.timestamp())
    assert "7001" not in str({name: value for name, value in item.items() if name != "expires_at"})


# --- switches ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def switches(table: DynamoDBTable) -> DynamoDBSwitches:
    return DynamoDBSwitches(table, cache_seconds=0, clock=FixedClock())


def test_without_a_setting_answers_are_on(switches: DynamoDBSwitches) -> None:
    assert switches.automatic_answers("acme", "x") == "on"
    assert switches.settings() == {}


@pytest.mark.parametrize(
    ("brand", "channel", "stopped"),
    [
        (None, None, {("acme", "x"), ("acme", "facebook"), ("globex", "x")}),
        ("acme", None, {("acme", "x"), ("acme", "facebook")}),
        (None, "x", {("acme", "x"), ("globex", "x")}),
        ("acme", "x", {("acme", "x")}),
    ],
)
def test_a_switch_stops_what_it_names_and_nothing_else(
    switches: DynamoDBSwitches, brand: str | None, channel: str | None, stopped: set[tuple[str, str]]
) -> None:
    switches.set(brand, channel, "off", by="lead")

    places = [("acme", "x"), ("acme", "facebook"), ("globex", "x")]
    assert {place for place in places if switches.automatic_answers(*place) == "off"} == stopped
    switches.set(brand, channel, "on", by="lead")
    assert {switches.automatic_answers(*place) for place in places} == {"on"}


def test_the_strictest_setting_wins(switches: DynamoDBSwitches) -> None:
    switches.set("acme", None, "dry_run", by="lead")
    assert switches.automatic_answers("acme", "x") == "dry_run"
    switches.set(None, "x", "off", by="lead")
    assert switches.automatic_answers("acme", "x") == "off"
    assert switches.settings() == {("acme", "*"): "dry_run", ("*", "x"): "off"}


@pytest.mark.parametrize("kind", ["fake", "moto"])
def test_who_set_which_switch_is_told_newest_first_to_the_brand_it_is_about(kind: str, table: DynamoDBTable) -> None:
    clock = FixedClock()
    switches = FakeSwitches(clock=clock) if kind == "fake" else DynamoDBSwitches(table, cache_seconds=0, clock=clock)
    assert switches.changes("acme", limit=10) == ()
    for by, brand_id, channel, setting in (
        ("lead", "acme", "x", "off"),
        ("other", "globex", None, "off"),
        ("operator", None, None, "dry_run"),
        ("lead", "acme", "x", "on"),
    ):
        switches.set(brand_id, channel, setting, by=by)
        clock.pass_time(seconds=1)

    told = [(each.by, each.brand, each.channel, each.setting) for each in switches.changes("acme", limit=10)]
    assert told == [
        ("lead", "acme", "x", "on"),
        ("operator", None, None, "dry_run"),
        ("lead", "acme", "x", "off"),
    ]
    assert switches.changes("acme", limit=1)[0].at == START + timedelta(seconds=3)
    assert (switches.setting("acme", "x"), switches.setting("globex", None)) == ("on", "off")


def test_a_change_of_a_switch_is_kept_for_three_years(switches: DynamoDBSwitches, table: DynamoDBTable) -> None:
    switches.set("acme", "x", "off", by="lead")
    item = table.get(keys.switch_change("acme", START, "x"))
    assert item is not None
    assert item["expires_at"] == (START + timedelta(days=3 * 365)).timestamp()


def test_a_setting_nobody_understands_counts_as_off(switches: DynamoDBSwitches, table: DynamoDBTable) -> None:
    table.put({**keys.switches(), "acme/x": "perhaps"})

    assert switches.automatic_answers("acme", "x") == "off"
    with pytest.raises(ValueError, match="perhaps"):
        switches.set("acme", "x", "perhaps", by="lead")


def test_a_switch_is_seen_when_the_cache_has_run_out(table: DynamoDBTable) -> None:
    clock = FixedClock()
    reader = DynamoDBSwitches(table, cache_seconds=2, clock=clock)
    assert reader.automatic_answers("acme", "x") == "on"

    DynamoDBSwitches(table, cache_seconds=0, clock=clock).set(None, None, "off", by="lead")
    clock.pass_time(seconds=2)
    assert reader.automatic_answers("acme", "x") == "off"
