"""Warns people that little is left until a deadline, once for each wait and once for each resolution target."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.escalate.beside import SEPARATOR, keep, key_of_attempt, told_before
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import Policies
from shared.domain.errors import NightdeskError, PartlyToldError, PermanentError
from shared.domain.escalation.near import near_key, near_notification, near_text
from shared.domain.escalation.recipients import FindOverrides, no_overrides, recipients_now
from shared.domain.notifications.notice import BEHIND, Notice
from shared.domain.tickets import clocks
from shared.domain.tickets.clocks import DeadlineKind, DeadlineWarning
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.ports.configuration import BrandRepository
from shared.ports.platforms import Notifier
from shared.ports.repositories import HistoryRepository, NoticeRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

_WHAT = "deadline_near"


@dataclass(frozen=True, slots=True)
class WarnOfDeadline:
    """The sweep has put the warning off by some minutes: whatever is not told now is due again then, until the deadline
    has passed. Targets that keep what they are told follow the ticket from then on.

    Each target that was told is written down before the next is. If the function dies in between, one is told again,
    under the same key, and Slack is looked into before.
    """

    tickets: TicketRepository
    history: HistoryRepository
    brands: BrandRepository
    notifier: Notifier
    metrics: Metrics
    clock: Clock
    policies: Policies
    notices: NoticeRepository
    desk_url: str | None = None
    overrides: FindOverrides = no_overrides

    def __call__(self, ticket_id: str, give_up_at: datetime) -> int:
        """Of how many deadlines somebody was told. Raises ``ConflictError``, ``UpstreamError``."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or ticket.warn_at is None:
            return 0
        now = self.clock.now()
        brand = self.brands.current(ticket.brand)
        after, told, left = ticket, 0, False
        for warning in clocks.due_warnings(ticket, brand, now):
            before = told_before(self.history, ticket.id, _WHAT, warning.at)
            reached, silent, failed = self._tell(brand, after, warning, give_up_at, before)
            after = _followed(brand, after, before, (*reached, *filter(brand.rings, silent)))
            if not reached and not failed:
                self._record(ticket, warning, before, ())
            told += bool(reached) or not failed
            if failed:
                left = True
            else:
                after = clocks.warned(after, warning.kind, now)
        if not left:
            # Also when nothing is due any more: a deadline that has moved has another instant.
            after = clocks.with_clocks(ticket, after, brand, now, self.policies)
        if after.notices_state is not None and after.notices_state == ticket.notice_text:
            after = replace(after, notices_state=after.notice_text)  # the warning alone changes nothing for them
        if after != ticket:
            self.tickets.save(after)
        return told

    def _tell(
        self, brand: Brand, ticket: Ticket, warning: DeadlineWarning, give_up_at: datetime, before: frozenset[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """Who was told, who did not answer, and whether somebody is to be tried again."""
        link = None if self.desk_url is None else f"{self.desk_url}/tickets/{ticket.id}"
        now = self.clock.now()
        new = _notice(ticket, warning)
        reached: list[str] = []
        silent: list[str] = []
        targets = [t for t in recipients_now(brand, brand.warn_targets, now, self.overrides) if t not in before]
        known = {notice.key: notice.reference for notice in self.notices.of_ticket(ticket.id)} if targets else {}
        for target in targets:
            if self.clock.now() >= give_up_at:
                return tuple(reached), tuple(silent), True
            try:
                reference = self.notifier.notify(
                    target=target,
                    notification=near_notification(ticket, warning, at=now, link=link),
                    text=near_text(brand, ticket, warning, link),
                    idempotency_key=near_key(ticket, warning, target),
                    reference=known.get(target),
                    again=True,  # an attempt before may have died: Slack has no keys
                )
            except PartlyToldError as error:
                reference = error.reference  # some people know
            except NightdeskError as error:
                self.metrics.count("NotificationsFailed")
                if not isinstance(error, PermanentError):
                    silent.append(target)
                    keep(self.notices, brand, {}, new, (target,))
                continue
            self.metrics.count("NotificationsSent")
            keep(self.notices, brand, {target: reference}, new)
            self._record(ticket, warning, before.union(reached), (target,))
            reached.append(target)
        return tuple(reached), tuple(silent), bool(silent)

    def _record(
        self, ticket: Ticket, warning: DeadlineWarning, before: frozenset[str], reached: tuple[str, ...]
    ) -> None:
        details = {"deadline": warning.kind.value, "targets": SEPARATOR.join(reached)}
        self.history.add(
            HistoryEntry(
                ticket_id=ticket.id,
                at=warning.at,
                key=key_of_attempt(f"deadline-near-{warning.kind}", before),
                what=_WHAT,
                details=details,
            )
        )


def _notice(ticket: Ticket, warning: DeadlineWarning) -> Notice:
    """What a target knows that keeps the warning."""
    is_last = warning.kind is DeadlineKind.RESOLUTION
    return Notice(
        ticket_id=ticket.id,
        target="",
        round=0,  # it belongs to no escalation
        tier=0,
        at=warning.at,
        known=clocks.warned(ticket, warning.kind, warning.at).notice_text,
        until_resolved=is_last and not ticket.waits_for_us,
    )


def _followed(brand: Brand, ticket: Ticket, before: frozenset[str], keeping: tuple[str, ...]) -> Ticket:
    """The ticket, which those follow that keep the warning."""
    if any(map(brand.follows, keeping)) and ticket.notices_state != BEHIND:
        return replace(ticket, notices_state=ticket.notice_text)
    if ticket.notices_state is None and any(map(brand.follows, before)):
        # Told by an attempt that died before it wrote the ticket: what they know is looked at, in this sweep.
        return replace(ticket, notices_state=BEHIND)
    return ticket
