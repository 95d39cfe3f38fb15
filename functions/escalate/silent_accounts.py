"""Once an hour: which accounts hear nothing any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Account, Brand
from shared.domain.figures.counting import account_name, named
from shared.domain.figures.model import hour_of
from shared.domain.figures.silence import (
    COMPARED_FOR,
    LONG_SPAN,
    LONG_SPAN_AT,
    SPANS,
    is_silent,
    is_special,
    weeks_before,
)
from shared.domain.outbox.accounts import AccountState
from shared.ports.configuration import BrandRepository
from shared.ports.figures import CountsReader
from shared.ports.outbox import AccountStates
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True)
class FindSilentAccounts:
    """A silent account is marked, which tells subscribers once (``account.warned``), and counted each hour, so that the
    alarm rings until messages come again.

    Hours are looked at as far as they are counted: while publish is late, they look empty. Where nothing was counted
    for an hour, publish is late, or nothing happened. A write that it has to count tells them apart an hour later.
    """

    brands: BrandRepository
    counts: CountsReader
    accounts: AccountStates
    metrics: Metrics
    clock: Clock

    def __call__(self) -> tuple[list[str], list[tuple[str, str]]]:
        """The silent accounts (``channel/id``), and pairs of a brand that failed and the error's name."""
        end = hour_of(self.clock.now())
        silent: list[str] = []
        failed: list[tuple[str, str]] = []
        for brand_id in self.brands.ids():
            try:
                silent += self._of_brand(self.brands.current(brand_id), end)
            except Exception as error:  # whatever is wrong with one brand must not hide the silence of the others
                failed.append((brand_id, type(error).__name__))
        if silent:
            self.metrics.count("AccountsSilent", len(silent))
        return silent, failed

    def _of_brand(self, brand: Brand, end: datetime) -> list[str]:
        states = {account: self.accounts.get(account.channel, account.id) for account in brand.accounts}
        counted = self.counts.counted_until(brand.id)
        if (counted is None or counted < end) and brand.accounts:
            first = brand.accounts[0]
            self.accounts.note_asked(first.channel, first.id, at=self.clock.now())
        if counted is None:
            quiet = {account for account, state in states.items() if state.silent_since is not None}
        else:
            quiet = self._quiet(brand, states, min(end, hour_of(counted)))
        for account, state in states.items():
            if account in quiet and state.silent_since is None:
                self.accounts.mark_silent(account.channel, account.id, since=self.clock.now())
            if account not in quiet and state.silent_since is not None:
                self.accounts.mark_silent(account.channel, account.id, since=None)
        return sorted(account_name(account.channel, account.id) for account in quiet)

    def _quiet(self, brand: Brand, states: Mapping[Account, AccountState], end: datetime) -> set[Account]:
        """Once an account is silent only messages end that: weeks go by in which silence becomes the usual."""
        at = end.astimezone(ZoneInfo(brand.calendar.time_zone)).hour
        marked = any(state.silent_since is not None for state in states.values())
        spans = (*SPANS, LONG_SPAN) if marked or at == LONG_SPAN_AT else SPANS
        counts = _Counts(self.counts, brand.id)
        quiet = {account for account, state in states.items() if _heard_nothing(counts, account, state, end)}
        for span in spans:
            now = counts(end - span, end)
            for account, state in states.items():
                if is_silent(_messages(now, account), _weeks(counts, brand, state, account, (end - span, end))):
                    quiet.add(account)
        return quiet


class _Counts:
    """Reads each time once."""

    def __init__(self, reader: CountsReader, brand: str) -> None:
        self._read = lru_cache(maxsize=None)(lambda begin, end: reader.counts(brand, begin, end))

    def __call__(self, begin: datetime, end: datetime) -> Mapping[str, int]:
        return self._read(begin, end)


def _heard_nothing(counts: _Counts, account: Account, state: AccountState, end: datetime) -> bool:
    """Whether nothing came since the account became silent, or for a day."""
    if state.silent_since is None:
        return False
    since = state.silent_since.replace(minute=0, second=0, microsecond=0)  # the hour that was not looked at yet
    begin = max(since, end - SPANS[-1])
    return not (begin < end and _messages(counts(begin, end), account))


def _weeks(
    counts: _Counts, brand: Brand, state: AccountState, account: Account, compared: tuple[datetime, datetime]
) -> list[int]:
    """What came in the weeks before, without those with a holiday; nothing is compared on a holiday.

    Holidays do not matter in a week: the seventh part of it does not make it silent.
    """
    calendar = brand.calendar_of(account.channel)
    begin, end = compared
    span = end - begin
    short = span != LONG_SPAN
    if short and is_special(calendar, begin, end):
        return []
    since = state.silent_since
    until = since - span if since is not None and end - since < COMPARED_FOR else None
    weeks = weeks_before(end, span, brand.calendar.time_zone, until=until)
    return [_messages(counts(*week), account) for week in weeks if not (short and is_special(calendar, *week))]


def _messages(counts: Mapping[str, int], account: Account) -> int:
    ids = (account.id, *account.aliases)
    # Not below zero: a day from which hours are taken off may be read a moment before what they have is added to it.
    return max(0, sum(counts.get(named("messages", "account", account_name(account.channel, each)), 0) for each in ids))
