"""Tells people that a customer gave a bad score, once for each ticket."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from functions.escalate.beside import SEPARATOR, keep, key_of_attempt, told_before
from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError, PartlyToldError, PermanentError, UpstreamError
from shared.domain.escalation.recipients import FindOverrides, no_overrides, recipients_now
from shared.domain.notifications.notice import Notice
from shared.domain.satisfaction.alert import alert_key, alert_notification, alert_text
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import NoticeState
from shared.ports.configuration import BrandRepository
from shared.ports.platforms import Notifier
from shared.ports.repositories import HistoryRepository, NoticeRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

TRIED_FOR = timedelta(hours=24)
"""For how long targets that cannot be reached are tried: each time the sweep finds it due."""

KEPT_FOR = timedelta(hours=24)
"""After that the tools that keep what they are told hear that it is over: nothing in the desk ends a bad score but a
better one."""

_WHAT = "satisfaction_alerted"


@dataclass(frozen=True, slots=True)
class AlertOfBadScore:
    """The sweep has put the alert off by some minutes: whatever is not told now is due again then.

    Each target that was told is written down before the next is. If the function dies in between, one is told again,
    under the same key, and Slack is looked into before.
    """

    tickets: TicketRepository
    history: HistoryRepository
    brands: BrandRepository
    notifier: Notifier
    metrics: Metrics
    clock: Clock
    notices: NoticeRepository
    desk_url: str | None = None
    overrides: FindOverrides = no_overrides

    def __call__(self, ticket_id: str, give_up_at: datetime) -> bool:
        """Whether somebody was told. Raises ``ConflictError``, ``UpstreamError``."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None:
            return False
        brand = self.brands.current(ticket.brand)
        after, told = ticket, False
        if ticket.satisfaction_alert_at is not None and ticket.satisfaction is not None:
            after, told = self._alerted(brand, ticket, give_up_at)
        if ticket.satisfaction_alert_over_at is not None:
            after = replace(after, satisfaction_alert_over_at=self._end(brand, ticket, give_up_at))
        if after != ticket:
            self.tickets.save(replace(after, updated_at=self.clock.now()))
        return told

    def _alerted(self, brand: Brand, ticket: Ticket, give_up_at: datetime) -> tuple[Ticket, bool]:
        """The ticket after that, and whether somebody was told now."""
        at = ticket.satisfaction_at or ticket.updated_at
        before = told_before(self.history, ticket.id, _WHAT, at)
        now = self.clock.now()
        targets = recipients_now(brand, brand.satisfaction.alert_targets, now, self.overrides)
        known, failed = before, []
        for target in targets:
            if target in before:
                continue
            told = self._tell(brand, ticket, target, give_up_at)
            if told is _Told.YES:
                self._record(ticket, at, key_of_attempt(f"{_WHAT}#score", known), _WHAT, (target,))
                known = known.union((target,))
            elif told is _Told.LATER:
                failed.append(target)
        given_up = now - at >= TRIED_FOR
        if targets and not known and (given_up or not failed):
            self._record(ticket, at, "notification_failed#score", "notification_failed", targets)
        after = self._kept(brand, ticket, before, known, failed)
        if not failed or given_up:
            after = replace(after, satisfaction_alert_at=None)
        return after, known != before

    def _kept(
        self, brand: Brand, ticket: Ticket, before: frozenset[str], known: frozenset[str], silent: list[str]
    ) -> Ticket:
        """The ticket; the tools that keep the alert are told a day later that it is over."""
        now = self.clock.now()
        is_new = keep(self.notices, brand, {}, _notice(ticket, now), silent) or any(map(brand.follows, known - before))
        # Told by an attempt that died before it wrote the ticket.
        is_left = ticket.satisfaction_alert_over_at is None and any(map(brand.follows, before))
        return replace(ticket, satisfaction_alert_over_at=now + KEPT_FOR) if is_new or is_left else ticket

    def _end(self, brand: Brand, ticket: Ticket, give_up_at: datetime) -> datetime | None:
        """Tell the tools that keep the alert that it is over: a day later, or when the score is a good one by now.

        When to look again; ``None`` when all know, or could not be told for another day.
        """
        now = self.clock.now()
        kept = [n for n in self.notices.of_ticket(ticket.id) if n.scored and n.known != NoticeState.RESOLVED]
        still_bad = ticket.satisfaction is not None and brand.satisfaction.is_bad(ticket.satisfaction)
        due = max((notice.at + KEPT_FOR for notice in kept), default=now)
        if still_bad and now < due:
            return due
        link = None if self.desk_url is None else f"{self.desk_url}/tickets/{ticket.id}"
        left = False
        for notice in kept:
            try:
                if self.clock.now() >= give_up_at:
                    raise UpstreamError("no time left in this sweep")
                self.notifier.follow(
                    target=notice.target,
                    notification=alert_notification(ticket, at=notice.at, link=link),
                    text=alert_text(brand, ticket, link, over=True),
                    state=NoticeState.RESOLVED,
                    reference=notice.reference,
                )
            except PermanentError:
                self.metrics.count("NotificationsFailed")
            except NightdeskError as error:
                self.metrics.count("NotificationsFailed")
                if str(error) == "unknown_target":
                    continue  # the brand file has it no longer
                left = True
                continue
            self.notices.put(replace(notice, known=NoticeState.RESOLVED.value))
        return ticket.satisfaction_alert_over_at if left and now - due < TRIED_FOR else None

    def _record(self, ticket: Ticket, at: datetime, key: str, what: str, targets: tuple[str, ...]) -> None:
        details = {"score": str(ticket.satisfaction), "targets": SEPARATOR.join(targets)}
        self.history.add(HistoryEntry(ticket_id=ticket.id, at=at, key=key, what=what, details=details))

    def _tell(self, brand: Brand, ticket: Ticket, target: str, give_up_at: datetime) -> "_Told":
        """A tool that keeps the alert is noted."""
        now = self.clock.now()
        if now >= give_up_at:
            return _Told.LATER
        link = None if self.desk_url is None else f"{self.desk_url}/tickets/{ticket.id}"
        try:
            reference = self.notifier.notify(
                target=target,
                notification=alert_notification(ticket, at=now, link=link),
                text=alert_text(brand, ticket, link),
                idempotency_key=alert_key(ticket.id, target),
                again=True,  # an attempt before may have died: Slack has no keys
            )
        except PartlyToldError as error:
            reference = error.reference  # some people know
        except NightdeskError as error:
            self.metrics.count("NotificationsFailed")
            return _Told.NEVER if isinstance(error, PermanentError) else _Told.LATER
        self.metrics.count("NotificationsSent")
        keep(self.notices, brand, {target: reference}, _notice(ticket, now))
        return _Told.YES


class _Told(Enum):
    YES = auto()
    LATER = auto()
    NEVER = auto()  # it refuses


def _notice(ticket: Ticket, now: datetime) -> Notice:
    """What a target knows that keeps the alert."""
    return Notice(
        ticket_id=ticket.id,
        target="",
        round=0,  # it belongs to no escalation
        tier=0,
        at=now,
        known=NoticeState.OPEN.value,
        scored=True,
    )
