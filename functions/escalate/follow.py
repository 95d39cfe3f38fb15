"""Tells the places in which people were told what became of the ticket."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.brand.model import Brand
from shared.domain.errors import ConflictError, NightdeskError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.text import ticket_text
from shared.domain.notifications.notice import Notice, told
from shared.domain.tickets.model import Ticket
from shared.ports.configuration import BrandRepository
from shared.ports.platforms import Notifier
from shared.ports.repositories import NoticeRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

MAX_WRITE_ATTEMPTS = 5

AT_ONCE = timedelta(seconds=1)  # after which no further target is told while a tool waits for our answer (Slack: 3 s)


@dataclass(frozen=True, slots=True)
class FollowTargets:
    """A target that could not be told at all is told now, if somebody is needed still.

    A target that fails is left alone for the rest of one call: a service that is down must not take the time of the
    others. What could not be told is due again after a pause.
    """

    tickets: TicketRepository
    notices: NoticeRepository
    brands: BrandRepository
    notifier: Notifier
    metrics: Metrics
    clock: Clock
    desk_url: str | None = None

    def __call__(self, ticket_ids: Collection[str], give_up_at: datetime) -> list[tuple[str, str]]:
        """Pairs of what could not be handled and the error's name. Tickets beyond ``give_up_at`` stay due."""
        failed: list[tuple[str, str]] = []
        dead: set[str] = set()
        for ticket_id in ticket_ids:
            if self.clock.now() >= give_up_at:
                break
            try:
                self.follow(ticket_id, dead=dead, give_up_at=give_up_at)
            except Exception as error:  # whatever is wrong with one ticket must not keep the others waiting
                failed.append((ticket_id, type(error).__name__))
        return failed

    def now(self, ticket_id: str) -> None:
        """At once, for a person who waits to see it; what takes longer is left to the sweep."""
        self.follow(ticket_id, dead=set(), give_up_at=self.clock.now() + AT_ONCE)

    def follow(self, ticket_id: str, *, dead: set[str], give_up_at: datetime) -> None:
        """Raises ``UpstreamError``, ``ConflictError``, ``UnknownBrandError``, ``InvalidBrandError``."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or ticket.notices_state is None:
            return
        brand = self.brands.current(ticket.brand)
        complete = True
        for notice in self.notices.of_ticket(ticket_id):
            if not notice.needs(ticket):
                continue
            place = f"{brand.id}/{notice.target}"
            if place in dead or self.clock.now() >= give_up_at:
                complete = False
                continue
            try:
                self._tell(brand, ticket, notice)
                self.metrics.count("NotificationsSent")
            except NightdeskError as error:
                if str(error) in ("unknown_target", "no_secret"):
                    continue  # the brand file has it no longer
                self.metrics.count("NotificationsFailed")
                dead.add(place)
                complete = False
        self._save(ticket, complete=complete)

    def _tell(self, brand: Brand, ticket: Ticket, notice: Notice) -> None:
        tier = escalation.tier_at(brand.tiers, notice.tier) or brand.tiers[-1]
        link = None if self.desk_url is None else f"{self.desk_url}/tickets/{ticket.id}"
        content = escalation.notification(ticket, tier, notice.tier, at=notice.at, link=link)
        text = ticket_text(brand, ticket, tier, notice.tier, link)
        reference = notice.reference
        if notice.known is None:
            reference = self.notifier.notify(
                target=notice.target,
                notification=content,
                text=text,
                idempotency_key=escalation.notification_key(ticket.id, notice.round, notice.tier, notice.target),
                reference=reference,
                again=True,
            )
        else:
            self.notifier.follow(
                target=notice.target,
                notification=content,
                text=text,
                state=ticket.notice_state,
                reference=reference,
            )
        self.notices.put(replace(notice, known=ticket.notice_text, reference=reference))

    def _save(self, ticket: Ticket, *, complete: bool) -> None:
        """What was told is noted as such, also when the ticket has changed meanwhile: then it is due again."""
        latest: Ticket | None = ticket
        after = told(ticket, complete=complete, now=self.clock.now())
        for _ in range(MAX_WRITE_ATTEMPTS):
            if latest is None:
                return
            noted = replace(
                latest,
                notices_state=after.notices_state,
                notices_at=after.notices_at,
                notices_behind_since=after.notices_behind_since,
            )
            try:
                self.tickets.save(noted)
            except ConflictError:
                latest = self.tickets.get(ticket.id)
            else:
                return
        raise UpstreamError(f"ticket {ticket.id}: changed {MAX_WRITE_ATTEMPTS} times while its targets were told")
