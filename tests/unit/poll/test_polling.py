"""What a poll does when all goes well, and when anything else happens."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.errors import UpstreamError
from shared.domain.outbox.accounts import AccountState
from shared.domain.polling.cursor import LEASE, MAX_CLOCK_SKEW, Cursor
from shared.domain.polling.late import BACK_FILLED
from shared.domain.polling.page import Quota
from shared.domain.vocabulary import EventKind, SendClass
from tests.fakes.polling import CHANNEL, SOURCE, TERMS, FakeSource, FakeSources, entry
from tests.unit.poll.fakes import ACCOUNT, NOW, Fakes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def failure(outcome: SendClass, error: str = "http_500", **fields: object) -> SendResult:
    return SendResult(outcome=outcome, error=error, **fields)


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


def test_what_was_written_since_the_last_poll_is_queued_in_the_order_of_time(fakes: Fakes) -> None:
    fakes.poll()
    fakes.source.entries = [entry(name, NOW + n * timedelta(seconds=20)) for n, name in enumerate("abc")]

    (result,) = fakes.poll(minutes=2)

    assert fakes.names == ["a", "b", "c"]
    assert (result.events, result.pages, result.error) == (3, 2, None)
    event = fakes.found[0]
    assert (event.kind, event.brand, event.channel, event.account_id) == (EventKind.CREATED, "acme", CHANNEL, ACCOUNT)
    assert (event.occurred_at, event.received_at) == (NOW, fakes.clock.now())
    assert BACK_FILLED not in event.details


def test_a_source_is_polled_when_its_interval_is_over_and_not_before(fakes: Fakes) -> None:
    assert len(fakes.poll()) == 1
    assert fakes.poll(minutes=1) == ()
    assert len(fakes.poll(minutes=1)) == 1


def test_while_the_first_poll_fails_what_is_written_is_not_lost(fakes: Fakes) -> None:
    fakes.source.failures = [SendResult(outcome=SendClass.RETRY_BACKOFF, error="http_503")] * 200
    for _ in range(180):
        fakes.poll(minutes=1)
    fakes.source.failures = []
    fakes.source.entries = [entry(f"{after}", NOW + after * MINUTE) for after in (-90, 30, 90, 170)]
    for _ in range(120):
        fakes.poll(minutes=1)
    assert fakes.names == ["30", "90", "170"]


def test_the_first_poll_looks_back_an_hour_and_fetches_no_history(fakes: Fakes) -> None:
    fakes.source.entries = [entry("old", NOW - 2 * TERMS.first_look_back), entry("new", NOW - 5 * MINUTE)]
    fakes.poll()
    assert fakes.names == ["new"]


def test_what_is_seen_again_in_the_overlap_is_queued_once(fakes: Fakes) -> None:
    fakes.source.entries = [entry("a", NOW - MINUTE)]
    fakes.poll()
    puts = fakes.queue.puts
    for _ in range(3):
        fakes.poll(minutes=2)
    assert (fakes.names, fakes.queue.puts) == (["a"], puts)


def test_an_entry_that_appears_late_is_found_in_the_overlap(fakes: Fakes) -> None:
    fakes.source.entries = [entry("a", NOW - MINUTE)]
    fakes.poll()
    fakes.source.entries.append(entry("late", NOW - 5 * MINUTE))
    fakes.poll(minutes=2)
    assert fakes.names == ["a", "late"]


def test_a_poll_that_finds_nothing_new_writes_its_lease_and_nothing_else(fakes: Fakes) -> None:
    fakes.poll()
    writes = fakes.cursors.writes
    fakes.poll(minutes=2)
    assert fakes.cursors.writes == writes + 1


def test_duplicate_pages_and_entries_are_one_each() -> None:
    fakes = Fakes(FakeSource(repeats=True))
    fakes.source.entries = [entry(str(n), NOW - n * MINUTE) for n in range(5)]
    fakes.poll()
    assert fakes.names == ["4", "3", "2", "1", "0"]


# --- two at once -----------------------------------------------------------------------------------------------------


def test_two_pollers_at_once_ask_the_platform_once(fakes: Fakes) -> None:
    """The second one read the cursors before the first one had claimed any."""
    fakes.poll()
    fakes.clock.pass_time(minutes=2)
    before = fakes.cursors.known()
    fakes.poll_due("first")
    fakes.cursors.known = lambda: before
    asked = len(fakes.source.asked)
    assert fakes.poll_due("second") == ()
    assert len(fakes.source.asked) == asked


def test_two_pollers_that_know_no_cursor_make_one(fakes: Fakes) -> None:
    fakes.cursors.known = lambda: ()  # neither has seen the other's
    assert len(fakes.poll_due("first")) == 1
    assert fakes.poll_due("second") == ()


def test_a_poll_that_died_is_taken_over_when_its_lease_is_over(fakes: Fakes) -> None:
    fakes.poll()
    died = replace(fakes.cursor.claimed("died", TERMS, fakes.clock.now()), next_at=NOW)
    fakes.cursors.stored[died.key] = died
    assert fakes.poll() == ()
    fakes.clock.pass_time(seconds=LEASE.total_seconds())
    assert len(fakes.poll()) == 1


def test_a_poll_whose_lease_was_lost_moves_no_cursor(fakes: Fakes) -> None:
    fakes.source.entries = [entry("a", NOW - MINUTE)]
    other = "another run"

    def put(events: object) -> tuple[str, ...]:  # while it queues, another run takes over
        fakes.cursors.stored[fakes.cursor.key] = replace(fakes.cursor, lease=other)
        return ()

    fakes.queue.put = put  # what happens meanwhile
    fakes.poll()
    assert (fakes.cursor.lease, fakes.cursor.position) == (other, None)


def test_every_source_is_read_back_further_when_its_cursor_was_lost_than_when_it_is_new() -> None:
    from shared import channels  # noqa: PLC0415  the real ones

    for channel in channels.CHANNELS:
        for terms in channels.load_policy(channel).sources:
            new = Cursor(channel=channel, account_id="1", source=terms.name, brand="acme")
            lost = replace(new, began=NOW - 400 * DAY)
            assert NOW - terms.max_look_back <= lost.since(terms, NOW) < new.since(terms, NOW)
            assert lost.since(terms, NOW) <= NOW - DAY


def test_every_source_has_an_interval_longer_than_a_lease(fakes: Fakes) -> None:
    """A poll without news leaves its lease to end by itself."""
    from shared import channels  # noqa: PLC0415  the real ones

    terms = [terms for channel in channels.CHANNELS for terms in channels.load_policy(channel).sources]
    assert all(each.interval > LEASE for each in terms)


# --- accounts --------------------------------------------------------------------------------------------------------


def test_an_account_that_was_removed_meanwhile_is_asked_no_longer(fakes: Fakes) -> None:
    fakes.poll()
    fakes.brands.stored["acme"] = replace(fakes.brands.stored["acme"], accounts=())
    asked = len(fakes.source.asked)
    assert fakes.poll(minutes=2) == ()
    assert len(fakes.source.asked) == asked
    assert fakes.cursor.expires_at is not None  # what is left of it goes by itself


def test_a_source_that_the_brand_file_does_not_name_is_not_read() -> None:
    search = replace(TERMS, name="search", by_default=False)
    fakes = Fakes(terms=(TERMS, search))
    fakes.poll()
    assert [source for _, _, source in fakes.cursors.stored] == [SOURCE]
    named = replace(fakes.accounts[0], sources=("search",))
    other = Fakes(accounts=(named,), terms=(TERMS, search))
    other.poll()
    assert [source for _, _, source in other.cursors.stored] == ["search"]


def test_one_account_that_fails_costs_the_others_nothing() -> None:
    first = Fakes().accounts[0]
    fakes = Fakes(accounts=(first, replace(first, id="did:plc:sister")))
    fakes.source.entries = [entry("a", NOW - MINUTE)]
    fakes.source.failures = [failure(SendClass.RETRY_BACKOFF)]
    results = fakes.poll()
    assert sorted(str(result.error) for result in results) == ["None", "http_500"]
    assert fakes.names == ["a"]


def test_a_cursor_that_was_deleted_is_made_again_and_reads_back_to_where_the_account_was_connected() -> None:
    fakes = Fakes(FakeSource(page_size=10))
    fakes.source.entries = [entry("before", NOW - 3 * HOUR), entry("a", NOW - MINUTE)]
    fakes.poll()
    fakes.stored = {"a"}
    fakes.source.entries += [entry("missed", NOW + HOUR), entry("new", NOW + DAY)]
    fakes.cursors.stored.clear()
    (result,) = fakes.poll(minutes=24 * 60 + 1)

    assert fakes.names == ["a", "missed", "new"]  # ``a`` is in the table, and was queued by the first poll
    assert (result.recovered, fakes.cursor.position) == (True, NOW + DAY)
    late = {event.message_id: BACK_FILLED in event.details for event in fakes.found}
    assert late == {"a": False, "missed": True, "new": False}
    (after,) = fakes.poll(minutes=2)
    assert (after.recovered, after.events) == (False, 0)


def test_a_cursor_that_is_lost_years_later_reads_back_as_far_as_its_source_says() -> None:
    fakes = Fakes(FakeSource(page_size=10), terms=(replace(TERMS, lost_look_back=3 * DAY),))
    fakes.poll()
    fakes.clock.pass_time(minutes=400 * 24 * 60)
    now = fakes.clock.now()
    fakes.source.entries = [entry("old", now - 8 * DAY), entry("lately", now - 2 * DAY)]
    fakes.cursors.stored.clear()
    fakes.poll()
    assert (fakes.names, fakes.source.asked[-1].since) == (["lately"], now - 3 * DAY)


def test_a_platform_that_is_down_when_an_account_is_connected_costs_nothing_that_is_written_meanwhile() -> None:
    fakes = Fakes(FakeSource(page_size=10))
    fakes.source.failures = [failure(SendClass.RETRY_BACKOFF)]
    fakes.poll()
    fakes.source.entries = [entry("meanwhile", NOW + MINUTE)]
    (result,) = fakes.poll(minutes=3 * 60)
    assert (fakes.names, result.recovered) == (["meanwhile"], False)


def test_the_beginning_of_a_source_is_noted_once(fakes: Fakes) -> None:
    fakes.poll()
    fakes.poll(minutes=2)
    assert fakes.polled.writes == 1


def test_a_cursor_of_before_notes_its_beginning_at_its_next_poll(fakes: Fakes) -> None:
    fakes.poll()
    fakes.polled.stored.clear()
    fakes.cursors.stored[fakes.cursor.key] = replace(fakes.cursor, noted=False)
    fakes.poll(minutes=2)
    assert fakes.polled.stored[fakes.cursor.key].began == fakes.cursor.began


# --- what a person decides -------------------------------------------------------------------------------------------


def test_a_source_that_a_person_pauses_rests_and_reads_on_where_it_was(fakes: Fakes) -> None:
    fakes.terms = (TERMS, replace(TERMS, name="search"))
    fakes.poll()
    fakes.polled.pause((CHANNEL, ACCOUNT, SOURCE), by="mia", at=NOW)
    fakes.source.entries = [entry("meanwhile", NOW + MINUTE)]
    assert [result.source for result in fakes.poll(minutes=2)] == ["search"]
    fakes.polled.resume((CHANNEL, ACCOUNT, SOURCE))
    fakes.poll(minutes=60)
    assert fakes.cursor.position == NOW + MINUTE


def test_the_interval_of_a_source_is_that_of_the_account_if_its_brand_file_says_one(fakes: Fakes) -> None:
    slow = replace(fakes.accounts[0], intervals={SOURCE: 10 * MINUTE})
    fakes = Fakes(accounts=(slow, replace(slow, id="did:plc:sister", intervals={"all": 4 * MINUTE})))
    assert [len(fakes.poll(minutes=2)) for _ in range(10)] == [2, 0, 1, 0, 1, 1, 1, 0, 1, 0]


def test_an_interval_that_is_made_shorter_counts_from_the_last_poll_and_not_after_the_next() -> None:
    fakes = Fakes(terms=(replace(TERMS, interval=DAY),))
    fakes.poll()
    assert fakes.poll(minutes=4) == ()
    fakes.terms = (replace(TERMS, interval=4 * MINUTE),)
    assert len(fakes.poll()) == 1


def test_what_the_platform_asked_for_counts_more_than_a_shorter_interval(fakes: Fakes) -> None:
    fakes.source.failures = [failure(SendClass.RETRY_AT, "http_429", retry_at=NOW + HOUR)]
    fakes.poll()
    fakes.states.stored.clear()
    fakes.terms = (replace(TERMS, interval=2 * MINUTE),)
    assert fakes.poll(minutes=30) == ()


# --- failures --------------------------------------------------------------------------------------------------------


def test_what_a_platform_says_of_patience_is_kept_and_told_to_all_functions(fakes: Fakes) -> None:
    until = NOW + timedelta(minutes=15)
    fakes.source.failures = [failure(SendClass.RETRY_AT, "http_429", retry_at=until)]
    (result,) = fakes.poll()
    assert (result.failed, result.error) == ("retry_at", "http_429")
    assert fakes.states.get(CHANNEL, ACCOUNT).paused_until == until
    assert fakes.cursor.next_at == until
    assert fakes.poll(minutes=14) == ()
    assert len(fakes.poll(minutes=1)) == 1
    assert fakes.metrics.of("PollsFailed", channel=CHANNEL, **{"class": "retry_at"}) == 1


def test_a_pause_that_another_function_was_told_of_is_kept_too(fakes: Fakes) -> None:
    fakes.states.pause(CHANNEL, ACCOUNT, NOW + timedelta(minutes=10))
    assert fakes.poll() == ()
    assert fakes.source.asked == []
    fakes.poll(minutes=10)
    assert len(fakes.source.asked) == 1


def test_failures_are_tried_again_later_and_later_until_an_hour(fakes: Fakes) -> None:
    fakes.source.failures = [failure(SendClass.RETRY_BACKOFF) for _ in range(8)]
    waits = []
    for _ in range(8):
        fakes.clock.at = fakes.cursor.next_at or NOW if fakes.cursors.stored else NOW
        began = fakes.clock.now()
        fakes.poll()
        waits.append(((fakes.cursor.next_at or NOW) - began) // MINUTE)
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    fakes.clock.at = fakes.cursor.next_at or NOW
    fakes.poll()
    assert (fakes.cursor.failures, fakes.cursor.error) == (0, None)


def test_a_list_that_has_failed_for_hours_is_told_until_it_is_read_again(fakes: Fakes) -> None:
    fakes.source.failures = [failure(SendClass.PERMANENT, "http_403") for _ in range(8)]
    told = []
    for _ in range(9):
        fakes.clock.at = fakes.cursor.next_at or NOW if fakes.cursors.stored else NOW
        fakes.poll()
        told.append(fakes.metrics.total("ListsStalled"))
    assert told == [0, 0, 0, 0, 0, 1, 2, 3, 3]


def test_an_account_that_is_not_connected_is_no_list_that_stalls(fakes: Fakes) -> None:
    fakes.sources.known = False
    for _ in range(10):
        fakes.poll(minutes=60)
    assert fakes.metrics.total("ListsStalled") == 0


@pytest.mark.parametrize("known", [True, False], ids=["refused", "not connected"])
@pytest.mark.parametrize("polls", range(20, 24))
def test_a_token_that_a_person_puts_is_used_within_a_quarter_of_an_hour(fakes: Fakes, known: bool, polls: int) -> None:
    fakes.sources.known = known
    fakes.source.failures = [failure(SendClass.AUTH_BROKEN, "http_401")] * polls
    for _ in range(polls):
        fakes.poll(minutes=15)
    fakes.source.failures, fakes.sources.known = [], True
    fakes.source.entries = [entry("a", fakes.clock.now())]
    fakes.poll(minutes=15)
    assert fakes.names == ["a"]


@pytest.mark.parametrize("outcome", [SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED])
def test_a_refused_token_or_a_blocked_account_is_told_to_operators(fakes: Fakes, outcome: SendClass) -> None:
    fakes.source.failures = [failure(outcome, "http_401")]
    fakes.poll()
    assert fakes.states.get(CHANNEL, ACCOUNT) == AccountState(
        channel=CHANNEL, account_id=ACCOUNT, stopped_at=NOW, stopped_because="http_401"
    )


def test_new_tokens_are_tried_before_the_account_is_stopped(fakes: Fakes) -> None:
    fakes.source.failures = [failure(SendClass.AUTH_BROKEN, "http_401")]
    fakes.sources.newer = FakeSource([entry("a", NOW - MINUTE)])
    fakes.poll()
    assert fakes.names == ["a"]
    assert not fakes.states.get(CHANNEL, ACCOUNT).stopped


def test_an_account_without_a_token_is_no_error_of_the_others(fakes: Fakes) -> None:
    fakes.sources.known = False
    (result,) = fakes.poll()
    assert (result.failed, result.error) == ("auth_broken", "no_token")
    assert not fakes.states.get(CHANNEL, ACCOUNT).stopped  # it is in the brand file and not connected yet


def test_when_few_calls_are_left_they_are_left_for_answers(fakes: Fakes) -> None:
    fakes.poll()
    resets = fakes.clock.now() + timedelta(minutes=9)
    fakes.source.quota = Quota(remaining=30, resets_at=resets, limit=300)
    fakes.poll(minutes=2)
    assert fakes.cursor.next_at == resets
    assert fakes.states.get(CHANNEL, ACCOUNT).paused_until is None


@pytest.mark.parametrize("is_quota", [True, False])
def test_a_platform_whose_clock_is_years_ahead_pauses_nothing_for_years(fakes: Fakes, is_quota: bool) -> None:
    mistaken = NOW + timedelta(days=2000)
    fakes.source.entries = [entry("a", NOW - MINUTE)]
    if is_quota:
        fakes.source.quota = Quota(limit=100, remaining=0, resets_at=mistaken)
    else:
        fakes.source.failures = [SendResult(outcome=SendClass.RETRY_AT, retry_at=mistaken, error="http_429")]
    fakes.poll()
    paused_until = fakes.states.get(CHANNEL, ACCOUNT).paused_until
    assert paused_until is not None
    assert paused_until <= NOW + timedelta(days=7)
    assert (fakes.cursor.next_at or NOW) <= NOW + timedelta(days=1)


def test_old_answers_of_ours_that_the_cursor_has_forgotten_are_not_queued_again(fakes: Fakes) -> None:
    fakes.source.entries = [entry("a", NOW - MINUTE), entry("own", NOW - MINUTE * 50, echo=True)]
    fakes.source.page_size = 50
    fakes.poll()
    fakes.stored = set(fakes.names)
    fakes.cursors.stored[fakes.cursor.key] = replace(fakes.cursor, seen=())
    fakes.poll(minutes=2)
    assert fakes.names.count("own") == 1


def test_when_no_call_is_left_every_function_waits(fakes: Fakes) -> None:
    resets = NOW + timedelta(minutes=9)
    fakes.source.quota = Quota(remaining=0, resets_at=resets)
    fakes.poll()
    assert fakes.states.get(CHANNEL, ACCOUNT).paused_until == resets


def test_an_entry_that_cannot_be_read_is_set_aside_once_and_costs_its_neighbours_nothing(fakes: Fakes) -> None:
    broken = entry("broken", NOW - MINUTE)
    del broken.item["text"]
    fakes.source.entries = [entry("a", NOW - 2 * MINUTE), broken, entry("b", NOW)]
    fakes.poll()
    fakes.poll(minutes=2)
    assert fakes.names == ["a", "b"]
    assert fakes.quarantine.reasons == ["malformed_item"]
    assert fakes.metrics.of("ItemsQuarantined", reason="malformed_item") == 1


def test_what_the_queue_refuses_is_read_again(fakes: Fakes) -> None:
    fakes.source.entries = [entry("a", NOW - 2 * MINUTE), entry("b", NOW - MINUTE)]
    fakes.queue.refuses = {f"{CHANNEL}:{ACCOUNT}:a"}
    (result,) = fakes.poll()
    assert result.error == "queue_refused"
    fakes.queue.refuses = set()
    fakes.poll(minutes=2)
    assert sorted(fakes.names) == ["a", "b"]


def test_when_the_bucket_is_down_nothing_is_lost(fakes: Fakes) -> None:
    fakes.source.entries = [entry("long", NOW - MINUTE, text="é" * 100_000)]
    fakes.texts.down = True
    (result,) = fakes.poll()
    assert (result.failed, result.error) == ("unexpected", UpstreamError.__name__)
    fakes.texts.down = False
    fakes.poll(minutes=2)
    assert fakes.names == ["long"]
    assert fakes.found[0].text_key is not None


# --- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [-3 * MINUTE, 3 * MINUTE])
def test_a_platform_whose_clock_is_ahead_or_behind_loses_nothing(fakes: Fakes, ahead: timedelta) -> None:
    written = []
    for minute in range(20):
        fakes.source.entries.append(entry(str(minute), fakes.clock.now() + ahead))
        written.append(str(minute))
        fakes.poll()
        fakes.clock.pass_time(minutes=1)
    fakes.poll(minutes=2)
    assert fakes.names == written


def test_a_time_in_the_far_future_does_not_carry_the_cursor_with_it(fakes: Fakes) -> None:
    fakes.source.entries = [entry("future", NOW + timedelta(days=400))]
    fakes.poll()
    assert fakes.cursor.position == NOW + MAX_CLOCK_SKEW
    fakes.source.entries.append(entry("a", NOW + 2 * MINUTE))
    fakes.poll(minutes=2)
    assert fakes.names == ["future", "a"]
    assert fakes.found[0].occurred_at == NOW


# --- after an outage -------------------------------------------------------------------------------------------------


def test_a_day_of_outage_is_read_in_order_and_what_is_old_says_so(fakes: Fakes) -> None:
    fakes.poll()
    hours = [entry(f"{hour:02d}", NOW + timedelta(hours=hour)) for hour in range(24)]
    fakes.source.entries = hours
    fakes.poll(minutes=23 * 60 + 30)
    assert fakes.names == [f"{hour:02d}" for hour in range(24)]
    marked = [event.message_id for event in fakes.found if event.details.get(BACK_FILLED)]
    assert marked == [f"{hour:02d}" for hour in range(23)]
    assert [event.occurred_at for event in fakes.found] == [found.at for found in hours]


def test_what_one_poll_cannot_read_is_read_by_the_next_ones() -> None:
    few = replace(TERMS, max_pages=2, overlap=MINUTE)
    fakes = Fakes(terms=(few,))
    fakes.poll()
    fakes.source.entries = [entry(f"{n:02d}", NOW + n * MINUTE) for n in range(11)]
    (first,) = fakes.poll(minutes=11)
    assert (first.pages, first.gap) == (2, True)
    assert fakes.cursor.gap_since == NOW - few.first_look_back - few.overlap
    for _ in range(4):
        fakes.poll()  # it is due at once
    assert sorted(fakes.names) == [f"{n:02d}" for n in range(11)]
    assert (fakes.cursor.gap_since, fakes.cursor.gap_page) == (None, None)


def test_a_page_that_fails_in_the_middle_costs_neither_what_came_before_nor_what_comes_after(fakes: Fakes) -> None:
    fakes.poll()
    fakes.source.entries = [entry(str(n), NOW + n * MINUTE) for n in range(8)]
    fakes.source.fails_at = (2, failure(SendClass.RETRY_BACKOFF))
    (result,) = fakes.poll(minutes=9)
    assert (result.events, result.error, result.gap) == (4, "http_500", True)
    fakes.source.fails_at = None
    fakes.poll(minutes=2)
    assert sorted(fakes.names) == [str(n) for n in range(8)]
    assert fakes.cursor.gap_since is None


def test_a_page_token_that_the_platform_no_longer_takes_begins_the_gap_anew(fakes: Fakes) -> None:
    fakes.poll()
    fakes.source.entries = [entry(str(n), NOW + n * MINUTE) for n in range(8)]
    fakes.source.fails_at = (2, failure(SendClass.PERMANENT, "http_400"))
    fakes.poll(minutes=9)
    fakes.poll(minutes=2)
    assert fakes.cursor.gap_page is None
    assert fakes.cursor.gap_since is not None
    fakes.source.fails_at = None
    fakes.poll(minutes=60)
    assert sorted(fakes.names) == [str(n) for n in range(8)]


def test_what_is_older_than_a_week_is_not_looked_for() -> None:
    fakes = Fakes()
    fakes.poll()
    fakes.source.entries = [entry("old", NOW + timedelta(days=1)), entry("new", NOW + timedelta(days=9))]
    fakes.poll(minutes=10 * 24 * 60)
    assert fakes.names == ["new"]


# --- what a webhook should have delivered -----------------------------------------------------------------------------


def test_a_list_that_is_read_for_back_fill_queues_only_what_was_not_delivered() -> None:
    fakes = Fakes(terms=(replace(TERMS, back_fill=True),), stored={"delivered"})
    fakes.source.entries = [entry("delivered", NOW - 2 * MINUTE), entry("missed", NOW - MINUTE)]
    fakes.poll()
    assert fakes.names == ["missed"]


def test_a_day_without_deliveries_is_back_filled_in_order_and_says_so() -> None:
    """Nobody is told at noon that the desk is closed: whatever is marked so is never acknowledged."""
    fakes = Fakes(terms=(replace(TERMS, back_fill=True),))
    fakes.source.entries = [entry("before", NOW - MINUTE)]
    fakes.poll()
    lost = [entry(f"h{hour}", NOW + timedelta(hours=hour)) for hour in range(1, 25)]
    fakes.source.entries = [*fakes.source.entries, *lost]
    fakes.stored |= {"before", "h3"}
    fakes.poll(minutes=24 * 60 + 5)
    assert fakes.names == ["before", *(f"h{hour}" for hour in range(1, 25) if hour != 3)]
    late = {event.message_id for event in fakes.found if BACK_FILLED in event.details}
    assert late == {f"h{hour}" for hour in range(1, 24) if hour != 3}


def test_whatever_goes_wrong_with_one_account_does_not_cost_the_others() -> None:
    broken = Account(channel=CHANNEL, id="did:plc:broken", handle="b", secret="b-key")
    fakes = Fakes(accounts=(broken, Account(channel=CHANNEL, id=ACCOUNT, handle="acme", secret="acme-key")))
    fakes.sources = BreakingSources(fakes.source, breaks=broken.id)
    fakes.source.entries = [entry("a", NOW - MINUTE)]

    results = fakes.poll()

    assert {(result.failed, result.error) for result in results} == {("unexpected", "ValueError"), (None, None)}
    assert fakes.names == ["a"]
    assert fakes.metrics.of("PollsFailed", channel=CHANNEL, **{"class": "unexpected"}) == 1


@dataclass
class BreakingSources(FakeSources):
    breaks: str = ""

    def __call__(self, account: Account, source: str, *, fresh: bool = False) -> FakeSource | None:
        if account.id == self.breaks:
            raise ValueError("a key that is none")
        return super().__call__(account, source, fresh=fresh)
