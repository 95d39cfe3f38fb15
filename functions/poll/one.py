"""One poll of one source of one account."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from functions.poll.matches import by_search, found_by_search, taken, within_budget
from functions.poll.walk import Walk, Walker
from shared.channels.body import RejectedItem, SplitBody, split_body
from shared.channels.contract import ChannelReader
from shared.channels.intake import Intake
from shared.channels.searching import KEYWORDS, Searches, queries_of
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.quarantine import quarantined_bytes
from shared.domain.channels.sending import SendResult
from shared.domain.channels.webhook import Arrival, OwnAccount
from shared.domain.listening.search import DEFAULT_PER_DAY, SavedSearch
from shared.domain.messages.event import InboundEvent
from shared.domain.outbox.accounts import AccountState, bounded
from shared.domain.polling.cursor import MAX_WAIT, Cursor
from shared.domain.polling.late import marked
from shared.domain.polling.page import FoundItem, Query
from shared.domain.polling.terms import SourceTerms, searching_account
from shared.domain.vocabulary import EventKind, SendClass
from shared.ports.outbox import AccountStates, SpentUnits
from shared.ports.polling import CursorRepository, PolledSources, Source, Sources
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

BATCH = 50
"""Entries of one body: what is quarantined of it, at worst, is an object of some kilobytes."""

NOT_CONNECTED = "no_token"
"""The code of an account that is in a brand file and not connected yet."""

TOKEN_RETRY = timedelta(minutes=15)
"""A person who puts another token wants to see that soon: a token that was refused is not waited for longer."""

_STOPS_ACCOUNT = (SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED)

STALLED_AFTER = 6
"""Failures in a row: with the waits between them two hours and more. An account without a token is told of by a look at
it."""

OUT_OF_TIME = SendResult(outcome=SendClass.RETRY_BACKOFF, error="out_of_time")

UNEXPECTED = "unexpected"
GAP_LOST = "gap_lost"
SEARCH_REFUSED = "search_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """For the log and the metrics. ``failed`` is the class of the platform's failure, ``error`` its code.

    ``UNEXPECTED`` with the name of an exception: something of ours went wrong. ``is_short``: few calls are left, for
    all lists of the account. ``refused`` are searches that the platform does not take. ``lost``: a gap was given up.
    ``stalled``: it has failed for hours. ``recovered``: its cursor was lost, and it was read back for some days.
    ``cursor`` is what became of it. ``used_up`` are searches that have found with this poll what they may find today.
    """

    channel: str
    source: str
    events: int = 0
    quarantined: int = 0
    pages: int = 0
    gap: bool = False
    failed: str | None = None
    error: str | None = None
    is_short: bool = False
    refused: tuple[str, ...] = ()
    lost: bool = False
    stalled: bool = False
    recovered: bool = False
    cursor: Cursor | None = None
    used_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTarget:
    """A source of an account, and how far it was read. ``others`` are the cursors of its other lists: a search finds so
    many a day for the account, in whichever list.
    """

    brand: Brand
    account: Account
    terms: SourceTerms
    cursor: Cursor
    others: tuple[Cursor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSource:
    """The cursor moves only after everything was queued: whatever fails before is read again, and what was queued
    twice is one by its natural key.

    ``is_stored`` says whether the message of an event is known: asked of back-fill, and of what a list shows late.

    Platforms are asked side by side; what they said is queued ``one_at_a_time``, which takes some milliseconds: clients
    of AWS may be used by many threads, but not made by two at once.
    """

    cursors: CursorRepository
    polled: PolledSources
    sources: Sources
    accounts: AccountStates
    reader: Callable[[str], ChannelReader]
    intake: Intake
    is_stored: Callable[[InboundEvent], bool]
    metrics: Metrics
    clock: Clock
    units: SpentUnits
    one_at_a_time: Lock = field(default_factory=Lock)

    def __call__(self, run: str, target: PollTarget, until: datetime) -> PollResult | None:
        """``None``: another run polls it, or the platform asked for patience."""
        brand, account, terms = target.brand, target.account, target.terms
        now = self.clock.now()
        claimed = replace(target.cursor.claimed(run, terms, now), brand=brand.id)
        if not self.cursors.claim(target.cursor, claimed):
            return None
        written, is_lost = claimed, False
        if not claimed.noted:
            # Once for each source. Where that is known already and the cursor knows nothing, the cursor was lost.
            first = claimed.began_at(terms, now)
            began = self.polled.begin(claimed.key, first)
            claimed = replace(claimed, began=began, noted=True)
            is_lost = written.position is None and began < first
        state = self.accounts.get(account.channel, account.id)
        paused_until = state.paused_until
        if paused_until is not None and paused_until > now:
            # Asked for by the platform, whoever of us heard it. It is no failure of this source, and may be taken back.
            self.cursors.save(claimed.released(), run)
            return None
        if not self._has_units(account, terms):
            # The rest of the day's units is for answers: all lists of the account wait until they are given anew.
            after = self._waiting_for_units(claimed, terms, now).released()
            self.cursors.save(after, run)
            return PollResult(channel=account.channel, source=terms.name, is_short=True, cursor=after)
        leads = terms.needs_place or searching_account(brand, account.channel, terms) == account
        words = brand.keywords if leads else ()
        query = Query(
            account_id=account.id,
            handle=account.handle,
            since=claimed.since(terms, now),
            words=words,
            places=account.places,
            known=frozenset(claimed.seen),
            until=until,
        )
        cursors = (claimed, *target.others)
        left = {
            each.name: each.per_day - sum(cursor.spent_by(each.name, now) for cursor in cursors)
            for each in brand.searches
            if (each.is_for(account.channel, account.id) if each.accounts else leads)
        }
        if words and terms.searches and terms.dollars_per_thousand:
            left[KEYWORDS] = DEFAULT_PER_DAY - claimed.spent_by(KEYWORDS, now)
        searches = tuple(each for each in brand.searches if left.get(each.name, 0) > 0)
        walk, source = self._walk(target, claimed, query, until, searches=searches, left=left)
        with self.one_at_a_time:
            found, quarantined, refused = self._queue(target, claimed, source, walk, left, is_lost=is_lost)
        after = self._after(claimed, state, terms, walk, refused=refused)
        missed: Mapping[str, str] = {}
        paid: dict[str, int] = {}
        if isinstance(source, Searches):
            missed = source.refused
            paid = {name: left[name] - rest for name, rest in source.left.items()}
        after = replace(after, refused={**walk.refused, **missed})
        gained: Mapping[str, int] = {} if refused else paid or found_by_search(found)
        after = after.spending(gained, now)
        if after != written:
            self.cursors.save(after.released(), run)
        failure = walk.failure
        return PollResult(
            channel=account.channel,
            source=terms.name,
            events=len(found),
            quarantined=quarantined,
            pages=walk.pages,
            gap=walk.gap is not None,
            failed=None if failure is None else failure.outcome.value,
            error="queue_refused" if refused else None if failure is None else failure.error,
            is_short=walk.quota is not None and walk.quota.is_short and not terms.own_limit,
            refused=tuple(missed),
            lost=walk.lost,
            recovered=is_lost,
            cursor=after,
            used_up=tuple(name for name, count in gained.items() if 0 < left.get(name, 0) <= count),
            stalled=after.failures >= STALLED_AFTER and after.error != NOT_CONNECTED,
        )

    def _walk(
        self,
        target: PollTarget,
        cursor: Cursor,
        query: Query,
        until: datetime,
        *,
        searches: tuple[SavedSearch, ...],
        left: Mapping[str, int],
    ) -> tuple[Walk, Source | None]:
        """A refused token means that nothing was read: if there are new tokens, they are tried once."""
        account, terms = target.account, target.terms
        oldest = self.clock.now() - terms.max_look_back
        asked = [name for name in left if name == KEYWORDS or any(each.name == name for each in searches)]
        paid = {name: left[name] for name in asked} if terms.dollars_per_thousand else {}
        walk = Walk(failure=SendResult(outcome=SendClass.AUTH_BROKEN, error=NOT_CONNECTED))
        used: Source | None = None
        for fresh in (False, True):
            if fresh and self.clock.now() >= until:
                walk.failure = OUT_OF_TIME  # whether new tokens are taken is seen next time
                break
            source = self.sources(account, terms.name, fresh=fresh)
            if source is not None:
                if KEYWORDS in paid or any(queries_of(source, search) for search in searches):
                    source = Searches(source, searches, dict(paid))
                used = source
                walk = Walker(
                    source=source,
                    terms=terms,
                    may_go_on=lambda: self.clock.now() < until and self._has_units(account, terms),
                    oldest=oldest,
                )(cursor, query)
            if walk.failure is None or walk.failure.outcome is not SendClass.AUTH_BROKEN:
                break
        return walk, used

    def _has_units(self, account: Account, terms: SourceTerms) -> bool:
        if terms.units is None:
            return True
        units = terms.units.of(account)
        return units.may_read(self.units.spent(account, units.day(self.clock.now())))

    def _waiting_for_units(self, cursor: Cursor, terms: SourceTerms, now: datetime) -> Cursor:
        return cursor if terms.units is None else replace(cursor, next_at=min(terms.units.ends_at(now), now + MAX_WAIT))

    # --- what was found -------------------------------------------------------------------------------------------

    def _queue(
        self,
        target: PollTarget,
        cursor: Cursor,
        source: Source | None,
        walk: Walk,
        left: Mapping[str, int],
        *,
        is_lost: bool,
    ) -> tuple[list[InboundEvent], int, bool]:
        """The events that were queued, how many entries were set aside, and whether the queue refused any."""
        brand, account = target.brand, target.account
        arrival = Arrival(received_at=self.clock.now())
        own = OwnAccount(
            brand=brand.id,
            channel=account.channel,
            id=account.id,
            handle=account.handle,
            aliases=account.aliases,
            opening_payloads=account.opening_payloads,
        )
        unread = [FoundItem(key="", at=arrival.received_at, item=item) for item in walk.unread]
        rejected = [_set_aside(source, account, [item]) for item in unread]
        events: list[InboundEvent] = []
        signals = 0
        for name, found in by_search(walk.new):
            for split in self._split(source, account, own, found, arrival):
                # A list that searches for nothing shows what is ours, such as what colleagues answer in the platform's
                # own app: all of it is taken.
                events += (
                    taken(name, split.events, brand, whole_places=target.terms.needs_place)
                    if target.terms.searches
                    else split.events
                )
                rejected += split.rejected
                signals += split.signals.total()
        # Who knows of no position does not know either what came before.
        floor = arrival.received_at if cursor.position is None else cursor.since(target.terms, arrival.received_at)
        events = [event for event in events if not self._is_known(target, event, floor)]
        events.sort(key=lambda event: event.occurred_at)
        events = within_budget(events, left)
        refused = 0
        if events:
            told = [marked(event, arrival.received_at) for event in events]
            refused, too_large = self.intake.put(told, kept_by_brand=brand.retention.messages)
            if too_large:
                rejected.append(_set_aside(source, account, walk.new))
        if rejected:
            self.intake.set_aside(rejected, channel=account.channel, brand=brand.id, arrival=arrival)
        if not refused:
            unknown = target.terms.back_fill or is_lost
            if signals and not unknown:  # nobody knows which of them were delivered, or read, and counted
                self.metrics.count("SignalsCounted", signals)
            for item in rejected:
                self.metrics.count("ItemsQuarantined", reason=item.reason)
        return events, len(rejected), bool(refused)

    def _is_known(self, target: PollTarget, event: InboundEvent, floor: datetime) -> bool:
        """Whether it came before: by its webhook, or by a poll that the cursor has forgotten."""
        is_late_one = event.kind in (EventKind.CREATED, EventKind.ECHO) and event.occurred_at < floor
        return (target.terms.back_fill or is_late_one) and self.is_stored(event)

    def _split(
        self, source: Source | None, account: Account, own: OwnAccount, found: Sequence[FoundItem], arrival: Arrival
    ) -> list[SplitBody]:
        if source is None:
            return []

        def find(channel: str, account_id: str) -> OwnAccount | None:
            return own if channel == own.channel and (not account_id or own.is_own(account_id)) else None

        reader = self.reader(account.channel)
        batches = [list(found[first : first + BATCH]) for first in range(0, len(found), BATCH)]
        bodies: list[Any] = [source.body(account.id, batch) for batch in batches]
        return [split_body(reader, find, json.dumps(body).encode(), arrival) for body in bodies]

    # --- what the cursor becomes ----------------------------------------------------------------------------------

    def _after(self, cursor: Cursor, state: AccountState, terms: SourceTerms, walk: Walk, *, refused: bool) -> Cursor:
        now, failure = self.clock.now(), walk.failure
        if refused:
            return cursor.failed("queue_refused", terms, now)
        quota = walk.quota
        if quota is not None and quota.remaining <= 0 and quota.resets_at > now and not terms.own_limit:
            resets_at = min(quota.resets_at, now + MAX_WAIT)
            self.accounts.pause(state.channel, state.account_id, resets_at, of_app=quota.of_app)
        after = cursor
        has_news = (
            walk.new
            or walk.unread
            or walk.gap
            or walk.lost
            or cursor.position is None
            or cursor.gap_since is not None
            or cursor.failures
        )
        if has_news and (failure is None or walk.pages or walk.gap):
            after = cursor.read(walk.new, terms, now, gap=walk.gap, marks=walk.marks)
        if failure is not None:
            self._tell(state, terms, failure, now)
            has_no_token = failure.outcome is SendClass.AUTH_BROKEN
            until = failure.retry_at or (now + TOKEN_RETRY if has_no_token else None)
            return replace(after, failures=cursor.failures).failed(
                failure.error or failure.outcome, terms, now, until=until
            )
        if quota is not None and quota.is_short and quota.resets_at > now:
            after = replace(after, next_at=max(after.next_at or now, min(quota.resets_at, now + MAX_WAIT)))
        return after

    def _tell(self, state: AccountState, terms: SourceTerms, failure: SendResult, now: datetime) -> None:
        """A throttle pauses the account for all functions; a refused token or a block stops its automatic answers.

        Where the list has a limit of its own neither says anything of the answers.
        """
        if terms.own_limit and failure.outcome is not SendClass.AUTH_BROKEN:
            return
        if failure.outcome is SendClass.RETRY_AT and failure.retry_at is not None:
            until = bounded(failure.retry_at, now)
            self.accounts.pause(state.channel, state.account_id, until, of_app=failure.of_app)
        if failure.outcome in _STOPS_ACCOUNT and failure.error != NOT_CONNECTED and not state.stopped:
            because = failure.error or failure.outcome
            self.accounts.stop(state.channel, state.account_id, because=because, at=now)


def _set_aside(source: Source | None, account: Account, items: list[FoundItem]) -> RejectedItem:
    """As the channel's reader takes them, so that they can be read again once it can."""
    body = [item.item for item in items] if source is None else source.body(account.id, items)
    return RejectedItem(reason="malformed_item", content=quarantined_bytes(body))
