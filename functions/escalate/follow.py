"""Tells the places in which people were told what became of the ticket."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from functions.escalate.conversation import with_conversation
from functions.escalate.older import end_older
from shared.domain.brand.model import Brand
from shared.domain.errors import ConflictError, NightdeskError, PartlyToldError, PermanentError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.text import NotificationText, ticket_text
from shared.domain.escalation.together import with_list
from shared.domain.notifications.notice import Notice, Told, told, told_about
from shared.domain.notifications.target import parts_of
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import NoticeState
from shared.ports.configuration import BrandRepository
from shared.ports.platforms import Notifier
from shared.ports.repositories import NoticeGroups, NoticeRepository, TicketRepository
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
    groups: NoticeGroups
    desk_url: str | None = None
    conversation: Callable[[Ticket], tuple[str, ...]] = lambda _ticket: ()  # for targets that are trusted with it

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
        for notice, about in self._notices(brand, ticket):
            if not notice.needs(about) and not notice.older:
                continue
            place = f"{brand.id}/{notice.target}"
            if place in dead or self.clock.now() >= give_up_at:
                complete = False
                continue
            try:
                if notice.needs(about):
                    self._tell(brand, about, notice)
                    self.metrics.count("NotificationsSent")
                else:
                    self._end_older(brand, about, notice)
            except PermanentError:
                self.metrics.count("NotificationsFailed")
                self.notices.put(replace(notice, known=about.text))  # it will never take it
            except NightdeskError as error:
                if isinstance(error, PartlyToldError):
                    self.notices.put(replace(notice, reference=error.reference))
                if str(error) == "unknown_target":
                    continue  # the brand file has it no longer
                self.metrics.count("NotificationsFailed")
                dead.add(place)
                complete = False
        self._save(ticket, complete=complete)

    def _notices(self, brand: Brand, ticket: Ticket) -> Iterator[tuple[Notice, Told]]:
        """The ticket's own notices, and those of others that name it, with what each is about."""
        for notice in self.notices.of_ticket(ticket.id):
            if not notice.scored:
                yield notice, self._about(notice, ticket)
        for owner_id in self._owners(brand, ticket):
            owner = self.tickets.get(owner_id)
            for notice in self.notices.of_ticket(owner_id):
                if owner is not None and not notice.scored and ticket.id in notice.also:
                    yield notice, self._about(notice, owner)

    def _owners(self, brand: Brand, ticket: Ticket) -> tuple[str, ...]:
        """The tickets whose notices name this one: a tier is told by one of the group."""
        if ticket.notice_group is None:
            return ()
        tiers = range(len(brand.tiers) + brand.last_tier_repeats)
        told = (self.groups.notice(brand.id, ticket.notice_group, tier) for tier in tiers)
        return tuple(dict.fromkeys(one.ticket_id for one in told if one is not None and one.tells(ticket.id)))

    def _about(self, notice: Notice, owner: Ticket) -> Told:
        return told_about(notice, owner, (self.tickets.get(each) for each in notice.also))

    def _tell(self, brand: Brand, about: Told, notice: Notice) -> None:
        """What is so, then what else is over. Raises ``NightdeskError``."""
        content, text = self._said(brand, about, notice)
        reference = notice.reference
        if notice.known is None and about.state is NoticeState.OPEN:
            text = with_conversation(text, brand, (notice.target,), about.named[0], self.conversation)
            reference = self._notify(about.owner, notice, content, text)
        else:
            # Of what was asked for without an answer we know the name that we gave it, and maybe one from before.
            for name in dict.fromkeys((reference, None)) if notice.known is None else (reference,):
                self.notifier.follow(
                    target=notice.target, notification=content, text=text, state=about.state, reference=name
                )
        known = replace(notice, known=about.text, reference=reference)
        self.notices.put(known)
        self._end_older(brand, about, known)

    def _end_older(self, brand: Brand, about: Told, notice: Notice) -> None:
        """Raises ``NightdeskError``."""
        content, text = self._said(brand, about, notice)
        end_older(self.notifier, self.notices, notice, content, text)

    def _said(self, brand: Brand, about: Told, notice: Notice) -> tuple[dict[str, Any], NotificationText]:
        owner, first = about.owner, about.named[0]
        tier = escalation.tier_at(brand.tiers, notice.tier) or brand.tiers[-1]
        link = None if self.desk_url is None else f"{self.desk_url}/tickets/{first.id}"
        content = escalation.notification(owner, tier, notice.tier, at=notice.at, link=link)
        if notice.also:
            content["data"]["tickets"] = [ticket.id for ticket in about.named]
            content["data"]["rounds"] = [ticket.escalation_round for ticket in about.named]
        text = with_list(ticket_text(brand, first, tier, notice.tier, link), brand, about.named[1:], self.desk_url)
        if notice.known is None:
            content["data"].setdefault("rounds", [owner.escalation_round])
            content["data"]["round"] = notice.round  # the name of a pager's alert
        return content, text

    def _notify(self, ticket: Ticket, notice: Notice, content: Mapping[str, Any], text: NotificationText) -> str | None:
        try:
            return self.notifier.notify(
                target=notice.target,
                notification=content,
                text=text,
                idempotency_key=escalation.notification_key(ticket.id, notice.round, notice.tier, notice.target),
                reference=notice.reference,
                again=True,
            )
        except PartlyToldError as error:
            if not error.final:
                raise
            return error.reference

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


@dataclass(frozen=True, slots=True)
class TicketsOfNotice:
    """Whoever acts on a notice in another tool acts on all tickets that it names and that still need somebody."""

    tickets: TicketRepository
    notices: NoticeRepository

    def __call__(self, ticket_id: str, target: str) -> tuple[str, ...]:
        """The other tickets; ``target`` without a person."""
        owner = self.tickets.get(ticket_id)
        found: list[str] = []
        for notice in self.notices.of_ticket(ticket_id):
            if owner is None or not notice.also or parts_of(notice.target)[0] != target:
                continue
            about = told_about(notice, owner, (self.tickets.get(each) for each in notice.also))
            found += [ticket.id for ticket in about.tickets if ticket.notice_state is NoticeState.OPEN]
        return tuple(each for each in dict.fromkeys(found) if each != ticket_id)
