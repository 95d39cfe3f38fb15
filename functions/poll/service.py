"""The use case: ask every platform that is due, and queue what it has."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from functions.poll.one import GAP_LOST, SEARCH_REFUSED, UNEXPECTED, PollResult, PollSource, PollTarget
from shared.domain.brand.model import Account, Brand
from shared.domain.errors import InvalidBrandError, UnknownBrandError
from shared.domain.polling.cursor import Cursor
from shared.domain.polling.terms import SourceTerms, wanted_sources
from shared.ports.configuration import BrandRepository
from shared.ports.polling import CursorRepository, PolledSources, SourceList
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

PARALLEL = 8
"""Platforms that are asked at once. Polls of one account follow each other: they share its rate limit."""

TOTAL_TIME = timedelta(seconds=45)
"""How long new polls are begun and platforms asked. The last call may take 14 seconds; the function has 75. A page that
is several calls (YouTube, Meta's lists, Mastodon) ends with what it has when the time is over.
"""

LIST_TIME = timedelta(seconds=20)
"""How long one list is read. A platform that answers slowly keeps neither the other lists of its account waiting nor,
where there are more accounts than are asked at once, those of others.
"""


@dataclass(frozen=True, slots=True)
class PollDue:
    """Which accounts are polled is read from the brand files each time: one that was taken out is asked no longer, and
    its cursor expires; a source that a person paused rests. ``run`` names this run, for leases.
    """

    brands: BrandRepository
    cursors: CursorRepository
    polled: PolledSources
    sources: SourceList
    poll: PollSource
    metrics: Metrics
    clock: Clock

    def __call__(self, run: str) -> tuple[PollResult, ...]:
        """What each poll came to; the one that is overdue the longest comes first."""
        wanted = list(self._wanted())
        if not wanted:
            return ()
        known = {cursor.key: cursor for cursor in self.cursors.known()}
        paused = {source.key for source in self.polled.known() if source.paused_at is not None}
        now = self.clock.now()
        targets = [_target(known, brand, account, terms) for brand, account, terms in wanted]
        ready = (each for each in targets if each.cursor.key not in paused and each.cursor.is_due(each.terms, now))
        due = sorted(ready, key=_overdue_first)
        by_account: dict[tuple[str, str], list[PollTarget]] = {}
        for target in due:
            by_account.setdefault((target.account.channel, target.account.id), []).append(target)
        until = now + TOTAL_TIME
        if len(by_account) <= 1:
            return self._poll_all(run, due, until)
        with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
            done = pool.map(lambda of_account: self._poll_all(run, of_account, until), by_account.values())
            return tuple(result for results in done for result in results)

    def _poll_all(self, run: str, due: Sequence[PollTarget], until: datetime) -> tuple[PollResult, ...]:
        """One list after the other; once few calls are left, the others wait for the next poll."""
        done: list[PollResult] = []
        for each in due:
            target = _with_spent(each, done)
            if self.clock.now() >= until or any(result.is_short for result in done):
                break
            result = self._poll(run, target, min(until, self.clock.now() + LIST_TIME))
            if result is not None:
                done.append(result)
        return tuple(done)

    def _poll(self, run: str, target: PollTarget, until: datetime) -> PollResult | None:
        channel = target.account.channel
        try:
            result = self.poll(run, target, until)
        except Exception as error:  # whatever is wrong with one account must not cost the others
            # The lease ends by itself, and nothing was moved: the next poll reads it again.
            what = type(error).__name__
            result = PollResult(channel=channel, source=target.terms.name, failed=UNEXPECTED, error=what)
        if result is not None:
            for failed in filter(None, (result.failed, GAP_LOST if result.lost else None)):
                self.metrics.count("PollsFailed", 1, channel=channel, **{"class": failed})  # a keyword of the language
            if result.refused:
                self.metrics.count("PollsFailed", len(result.refused), channel=channel, **{"class": SEARCH_REFUSED})
            self._count_stalled(channel, result)
        return result

    def _count_stalled(self, channel: str, result: PollResult) -> None:
        """What does not pass by itself, or will not come back: a person has to know."""
        if result.stalled:
            self.metrics.count("ListsStalled", 1, channel=channel, **{"class": "failing"})
        if result.lost:
            self.metrics.count("ListsStalled", 1, channel=channel, **{"class": GAP_LOST})
        if result.refused:
            self.metrics.count("ListsStalled", len(result.refused), channel=channel, **{"class": SEARCH_REFUSED})

    def _wanted(self) -> Iterator[tuple[Brand, Account, SourceTerms]]:
        for brand_id in self.brands.ids():
            try:
                brand = self.brands.current(brand_id)
            except (InvalidBrandError, UnknownBrandError):
                continue  # an invalid brand file must not stop the other brands
            for account in brand.accounts:
                for terms in wanted_sources(account, self.sources(account.channel)):
                    yield brand, account, terms


def _target(
    known: Mapping[tuple[str, str, str], Cursor], brand: Brand, account: Account, terms: SourceTerms
) -> PollTarget:
    new = Cursor(channel=account.channel, account_id=account.id, source=terms.name, brand=brand.id)
    others = tuple(
        cursor for key, cursor in known.items() if key[:2] == new.key[:2] and key != new.key and cursor.spent
    )
    return PollTarget(brand=brand, account=account, terms=terms, cursor=known.get(new.key, new), others=others)


def _with_spent(target: PollTarget, done: Sequence[PollResult]) -> PollTarget:
    """With what its account's other lists have found in this run: a search finds so many a day in all of them."""
    others = {cursor.key: cursor for cursor in target.others}
    others.update({result.cursor.key: result.cursor for result in done if result.cursor is not None})
    mine = target.cursor.key
    return replace(target, others=tuple(each for key, each in others.items() if key[:2] == mine[:2] and key != mine))


def _overdue_first(target: PollTarget) -> datetime:
    return target.cursor.next_at or datetime.min.replace(tzinfo=UTC)
