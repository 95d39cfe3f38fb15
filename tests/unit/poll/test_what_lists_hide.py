"""What lists show late, refuse, cut off or throttle: nothing is lost by it, and nobody else is held up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.channels.polled import PolledReader
from shared.domain.channels.sending import SendResult
from shared.domain.channels.webhook import OwnAccount, Signals
from shared.domain.polling.cursor import MAX_PAGE_TOKEN
from shared.domain.polling.late import BACK_FILLED
from shared.domain.polling.page import Page, Query, Quota
from shared.domain.vocabulary import SendClass
from tests.fakes.polling import CHANNEL, SOURCE, TERMS, FakeSource, entry
from tests.fakes.stored import FixedClock
from tests.unit.poll.fakes import ACCOUNT, NOW, Fakes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REFUSED = SendResult(outcome=SendClass.PERMANENT, error="http_400")


@pytest.fixture
def fakes() -> Fakes:
    return Fakes(FakeSource(page_size=100))


# --- shown late ------------------------------------------------------------------------------------------------------


def test_a_comment_that_is_approved_hours_after_it_was_written_is_found_once(fakes: Fakes) -> None:
    fakes.poll()
    fakes.source.entries = [entry("other", NOW + 4 * HOUR)]
    fakes.poll(minutes=4 * 60 + 1)
    fakes.source.entries.append(entry("held", NOW + MINUTE))
    for _ in range(3):
        fakes.poll(minutes=2)
    assert fakes.names == ["other", "held"]
    assert fakes.found[1].details[BACK_FILLED] == "true"


def test_what_was_written_before_the_account_was_connected_stays_unread_however_the_list_moves(fakes: Fakes) -> None:
    fakes.source = FakeSource([entry(f"old{n}", NOW - (2 + n) * HOUR) for n in range(6)], page_size=3)
    fakes.sources.source = fakes.source
    fakes.poll()
    fakes.source.entries = fakes.source.entries[2:]
    fakes.poll(minutes=2)
    assert fakes.names == []


def test_what_a_cursor_has_forgotten_and_the_table_knows_is_not_told_again(fakes: Fakes) -> None:
    fakes.poll()
    fakes.source.entries = [entry("known", NOW + MINUTE), entry("new", NOW + 4 * HOUR)]
    fakes.poll(minutes=4 * 60 + 1)
    fakes.stored = {"known"}
    fakes.cursors.stored[CHANNEL, ACCOUNT, SOURCE] = replace(fakes.cursor, seen=())
    fakes.poll(minutes=2)
    assert fakes.names.count("known") == 1


# --- left unread -----------------------------------------------------------------------------------------------------


def test_a_gap_is_never_looked_for_further_back_than_the_platform_goes(fakes: Fakes) -> None:
    fakes.poll()
    gap = replace(fakes.cursor, gap_since=NOW - 10 * DAY, gap_page=None)
    fakes.cursors.stored[CHANNEL, ACCOUNT, SOURCE] = gap
    fakes.poll(minutes=2)
    assert min(query.since for query in fakes.source.asked) >= NOW - TERMS.max_look_back


def test_a_gap_that_the_platform_refuses_for_good_is_given_up_and_the_newest_page_is_read(fakes: Fakes) -> None:
    fakes.poll()
    fakes.cursors.stored[CHANNEL, ACCOUNT, SOURCE] = replace(fakes.cursor, gap_since=NOW - 2 * HOUR, gap_page=None)
    fakes.source.entries = [entry("new", NOW + MINUTE)]
    fakes.source.failures = [REFUSED]
    (result,) = fakes.poll(minutes=2)
    assert (fakes.names, result.lost, fakes.cursor.gap_since) == (["new"], True, None)
    assert fakes.metrics.of("PollsFailed", channel=CHANNEL, **{"class": "gap_lost"}) == 1


def test_a_gap_stays_while_the_platform_refuses_everything(fakes: Fakes) -> None:
    fakes.poll()
    fakes.cursors.stored[CHANNEL, ACCOUNT, SOURCE] = replace(fakes.cursor, gap_since=NOW - 2 * HOUR, gap_page=None)
    fakes.source.failures = [REFUSED, REFUSED]
    (result,) = fakes.poll(minutes=2)
    assert (result.lost, result.error, fakes.cursor.gap_since is None) == (False, "http_400", False)


class LongNames(FakeSource):
    """Page names of so many characters."""

    length = 0

    def fetch(self, query: Query) -> Page | SendResult:
        plain = None if query.page is None else query.page.lstrip("x")
        page = super().fetch(replace(query, page=plain))
        if isinstance(page, SendResult) or page.next is None:
            return page
        return replace(page, next=page.next.rjust(self.length, "x"))


@pytest.mark.parametrize("length", [600, MAX_PAGE_TOKEN])
def test_a_long_name_of_a_page_is_kept_and_reading_goes_on_there(length: int) -> None:
    source = LongNames([entry(str(n), NOW - n * MINUTE) for n in range(8)], page_size=2)
    source.length = length
    fakes = Fakes(source, terms=(replace(TERMS, max_pages=2),))
    fakes.poll()
    fakes.poll(minutes=2)
    assert sorted(fakes.names) == [str(n) for n in range(8)]
    assert fakes.cursor.gap_since is None


def test_what_lies_behind_a_name_that_no_cursor_holds_is_given_up_and_not_read_for_ever() -> None:
    source = LongNames([entry(str(n), NOW - n * MINUTE) for n in range(8)], page_size=2)
    source.length = MAX_PAGE_TOKEN + 1
    fakes = Fakes(source, terms=(replace(TERMS, max_pages=2),))
    (result,) = fakes.poll()
    assert (result.lost, fakes.cursor.gap_since) == (True, None)


class QuietPosts(FakeSource):
    """Posts of years under which nobody wrote: pages without an entry, behind each of which there is another."""

    def fetch(self, query: Query) -> Page | SendResult:
        self.asked.append(query)
        number = int(query.page or 0)
        shown = self.entries if number == 0 else []
        return Page(found=tuple(shown), next=str(number + 1), quiet=not shown)


def test_of_posts_under_which_nobody_writes_a_poll_reads_some_pages_and_leaves_no_gap() -> None:
    source = QuietPosts()
    fakes = Fakes(source, terms=(replace(TERMS, max_pages=4),))
    for _ in range(3):
        (result,) = fakes.poll(minutes=2)
        assert (result.pages, result.gap, result.lost, fakes.cursor.gap_since) == (4, False, False, None)
    assert {query.page for query in source.asked} == {None, "1", "2", "3"}


def test_a_gap_among_posts_under_which_nobody_writes_ends_and_the_newest_page_is_read_again() -> None:
    source = QuietPosts()
    fakes = Fakes(source, terms=(replace(TERMS, max_pages=4),))
    fakes.poll()
    fakes.cursors.stored[CHANNEL, ACCOUNT, SOURCE] = replace(fakes.cursor, gap_since=NOW - HOUR, gap_page="40")
    source.entries = [entry("new", NOW + MINUTE)]
    fakes.poll(minutes=2)
    fakes.poll(minutes=2)
    assert (fakes.names, fakes.cursor.gap_since) == (["new"], None)


def test_an_entry_without_an_id_is_set_aside_once_for_as_long_as_it_stands_there(fakes: Fakes) -> None:
    class Nameless(FakeSource):
        def fetch(self, query: Query) -> Page | SendResult:
            page = super().fetch(query)
            return replace(page, unread=({"text": "no id"},)) if isinstance(page, Page) else page

    fakes.sources.source = Nameless()
    for _ in range(3):
        fakes.poll(minutes=2)
    assert fakes.metrics.of("ItemsQuarantined", reason="malformed_item") == 1


# --- rate limits -----------------------------------------------------------------------------------------------------


def test_a_walk_leaves_the_last_calls_to_answers(fakes: Fakes) -> None:
    fakes.sources.source = FakeSource([entry(str(n), NOW - n * MINUTE) for n in range(9)], page_size=2)
    fakes.sources.source.quota = Quota(remaining=3, limit=30, resets_at=NOW + 5 * MINUTE)
    (result,) = fakes.poll()
    assert (result.pages, result.gap, fakes.cursor.next_at) == (1, True, NOW + 5 * MINUTE)


@pytest.mark.parametrize("own_limit", [False, True])
def test_few_calls_left_hold_up_the_other_lists_of_the_account_unless_each_has_its_own_limit(own_limit: bool) -> None:
    terms = tuple(replace(TERMS, name=name, own_limit=own_limit) for name in ("a", "b"))
    fakes = Fakes(terms=terms)
    fakes.source.quota = Quota(remaining=1, limit=30, resets_at=NOW + 5 * MINUTE)
    assert len(fakes.poll()) == (2 if own_limit else 1)


@pytest.mark.parametrize(
    "failure",
    [
        SendResult(outcome=SendClass.RETRY_AT, error="http_429", retry_at=NOW + 15 * MINUTE),
        SendResult(outcome=SendClass.ACCOUNT_BLOCKED, error="usage-capped"),
    ],
    ids=lambda failure: failure.error,
)
def test_a_list_with_a_limit_of_its_own_holds_up_no_answers(failure: SendResult) -> None:
    fakes = Fakes(terms=(replace(TERMS, own_limit=True),))
    fakes.source.failures = [failure]
    (result,) = fakes.poll()
    state = fakes.states.get(CHANNEL, ACCOUNT)
    assert (result.error, state.stopped, state.paused_until) == (failure.error, False, None)
    assert fakes.cursor.next_at is not None
    assert fakes.cursor.next_at > NOW


def test_a_pause_that_is_taken_back_holds_up_nothing_any_more(fakes: Fakes) -> None:
    fakes.states.pause(CHANNEL, ACCOUNT, NOW + 7 * DAY)
    assert fakes.poll() == ()
    fakes.states.stored.clear()
    assert len(fakes.poll(minutes=2)) == 1


# --- back-fill -------------------------------------------------------------------------------------------------------


def test_signals_that_a_back_fill_finds_were_counted_when_they_were_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    def tag(account: OwnAccount, *_: object) -> Signals:
        return Signals(account=account, name="tag")

    monkeypatch.setattr("tests.unit.poll.fakes.READER", PolledReader(CHANNEL, {SOURCE: tag}))
    for back_fill, counted in ((True, 0), (False, 1)):
        fakes = Fakes(FakeSource([entry("tag", NOW - MINUTE)]), terms=(replace(TERMS, back_fill=back_fill),))
        fakes.poll()
        assert fakes.metrics.of("SignalsCounted") == counted
        fakes.cursors.stored.clear()
        fakes.poll(minutes=3 * 60)  # what was counted before its cursor was lost is not counted again
        assert fakes.metrics.of("SignalsCounted") == counted


# --- slow platforms --------------------------------------------------------------------------------------------------


class Slow(FakeSource):
    """Each page takes so many seconds; the first ``unfinished`` of them end before everything was asked for."""

    seconds, unfinished = 8.0, 0
    clock: FixedClock

    def fetch(self, query: Query) -> Page | SendResult:
        page = super().fetch(query)
        self.clock.pass_time(seconds=self.seconds)
        if isinstance(page, SendResult) or not self.unfinished:
            return page
        self.unfinished -= 1
        return replace(page, unfinished=True)


def slow(fakes: Fakes, entries: int = 0) -> Slow:
    source = Slow([entry(str(n), NOW - n * MINUTE) for n in range(entries)], page_size=1)
    source.clock, fakes.source, fakes.sources.source = fakes.clock, source, source
    return source


def test_a_list_that_answers_slowly_is_read_for_a_while_and_its_account_has_other_lists(fakes: Fakes) -> None:
    slow(fakes, entries=50)
    fakes.terms = (TERMS, replace(TERMS, name="own_posts"))
    results = fakes.poll()
    assert [(result.source, result.pages, result.gap) for result in results] == [
        ("notifications", 3, True),
        ("own_posts", 3, True),
    ]


def test_a_page_that_was_not_finished_is_read_again_from_the_newest_entry(fakes: Fakes) -> None:
    source = slow(fakes, entries=3)
    source.seconds, source.unfinished = 1.0, 1
    (first,) = fakes.poll()
    assert (first.pages, first.gap, fakes.names) == (1, True, ["0"])
    source.entries.append(entry("new", NOW + MINUTE))
    fakes.poll(minutes=2)
    assert (fakes.names, fakes.cursor.gap_since) == (["0", "2", "1", "new"], None)


def test_tokens_that_are_refused_slowly_are_not_called_wrong_when_the_time_is_over(fakes: Fakes) -> None:
    source = slow(fakes)
    source.seconds = 50.0
    source.failures = [SendResult(outcome=SendClass.AUTH_BROKEN, error="http_401")]
    fakes.sources.newer = source
    (result,) = fakes.poll()
    assert (result.error, len(source.asked), fakes.states.get(CHANNEL, ACCOUNT).stopped) == ("out_of_time", 1, False)
