"""Tells one tier of people about a ticket."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from functions.escalate.conversation import with_conversation
from functions.escalate.noting import MAX_WRITE_ATTEMPTS, note, note_named
from functions.escalate.older import end_older
from shared.domain.brand.model import Brand, Tier
from shared.domain.channels.policy import Policies
from shared.domain.errors import ConflictError, NightdeskError, PartlyToldError, PermanentError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.recipients import FindOverrides, no_overrides, recipients_now
from shared.domain.escalation.rounds import EscalationEnd
from shared.domain.escalation.text import NotificationText, ticket_text
from shared.domain.escalation.together import (
    LOOK_AGAIN,
    MAX_TOGETHER,
    GroupNotice,
    still_needs,
    with_list,
    with_tickets,
)
from shared.domain.notifications.notice import BEHIND, Notice, called
from shared.domain.notifications.target import parts_of
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import notify_from
from shared.ports.configuration import BrandRepository
from shared.ports.platforms import Notifier
from shared.ports.repositories import HistoryRepository, NoticeGroups, NoticeRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

MAX_ROUNDS = 2  # over the targets: whoever did not take the notification gets it once more after the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the workflow. ``at`` is when the workflow entered it: the same for every try. ``exhausted``: the last
    tier was told before."""

    ticket_id: str
    round: int
    tier: int
    at: datetime
    exhausted: bool = False
    lost: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierResult:
    """What the workflow does next. ``end`` is set when nobody needs to be told any more or is left, and nobody was."""

    tier: int
    look_at: datetime
    exhausted: bool
    end: EscalationEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notice:
    """What every target of one step is told, and until when."""

    step: Step
    tier_name: str
    content: dict[str, Any]
    text: NotificationText
    give_up_at: datetime
    known: dict[str, Notice]  # what targets that follow the ticket were told before
    first: Notice  # what a target has to be told, without the target
    again: bool  # an earlier try of this step may have told somebody and died


@dataclass(frozen=True, slots=True)
class NotifyTier:
    """Notify every target of the tier, each at most once: what was delivered is in the ticket's history.

    A target that does not take its notification is recorded and left: it must not keep the others from being told.
    """

    tickets: TicketRepository
    brands: BrandRepository
    history: HistoryRepository
    notifier: Notifier
    metrics: Metrics
    clock: Clock
    policies: Policies
    notices: NoticeRepository
    groups: NoticeGroups
    desk_url: str | None = None  # the address of the desk's page; without it notifications have no link
    time_budget: timedelta = timedelta(seconds=25)  # after that, targets not yet tried are given up
    overrides: FindOverrides = no_overrides
    conversation: Callable[[Ticket], tuple[str, ...]] = lambda _ticket: ()  # for targets that are trusted with it

    def __call__(self, step: Step) -> TierResult:
        """Raises ``UpstreamError``, ``UnknownBrandError``, ``InvalidBrandError``."""
        ticket = self.tickets.get(step.ticket_id)
        if step.lost is not None and ticket is not None:
            self._record(step, f"tier-{step.lost + 1}-lost", "notification_failed", {"tier": str(step.lost + 1)})
        end = escalation.stop_reason(ticket, step.round)
        if ticket is None or end is not None:
            return TierResult(tier=step.tier, look_at=self.clock.now(), exhausted=False, end=end)
        brand = self.brands.current(ticket.brand)
        tiers = brand.tiers
        tier = None if step.exhausted else escalation.tier_at(tiers, step.tier, brand.last_tier_repeats)
        if tier is None:
            return TierResult(tier=step.tier, look_at=self.clock.now(), exhausted=True, end=EscalationEnd.EXHAUSTED)
        if step.tier == escalation.HOLDER and ticket.claimed_by is None:
            return TierResult(tier=0, look_at=self.clock.now(), exhausted=False)  # released meanwhile
        ticket = self._expect(ticket, tier)
        together = self._together(ticket, step)
        told = together.notice
        if together.is_told_elsewhere and told is not None and not told.is_done:
            return TierResult(tier=step.tier, look_at=self.clock.now() + LOOK_AGAIN, exhausted=False)
        if together.is_told_elsewhere and told is not None:
            reached, since = told.reached, told.told_at or self.clock.now()
        else:
            reached, since = self._notify_targets(brand, ticket, tier, step, together), self.clock.now()
            if told is not None and ticket.notice_group is not None:
                done = replace(told, told_at=since, reached=reached)
                self.groups.confirm(ticket.brand, ticket.notice_group, step.tier, done)
        last = escalation.is_last(tiers, step.tier, brand.last_tier_repeats)
        # A tier of which nobody could be told is not waited for, unless there is nobody after it.
        look_at = since + tier.wait if reached or last else self.clock.now()
        if not last:
            look_at = notify_from(brand, ticket, look_at, self.policies)
        return TierResult(tier=step.tier + 1, look_at=look_at, exhausted=last)

    def _expect(self, ticket: Ticket, tier: Tier) -> Ticket:
        """Before the tier is told: how many people have to answer. A later tier that asks for fewer changes nothing."""
        latest: Ticket | None = ticket
        for _ in range(MAX_WRITE_ATTEMPTS):
            if latest is None or latest.acknowledgements_needed >= tier.acknowledgements:
                return latest or ticket
            try:
                return self.tickets.save(replace(latest, acknowledgements_needed=tier.acknowledgements))
            except ConflictError:
                latest = self.tickets.get(ticket.id)
        raise ConflictError(f"ticket {ticket.id}: changed {MAX_WRITE_ATTEMPTS} times before a tier was told")

    def _together(self, ticket: Ticket, step: Step) -> "_Together":
        group = ticket.notice_group
        if group is None or step.tier < 0:
            return _Together()
        notice, now, lost = self.groups.notice(ticket.brand, group, step.tier), self.clock.now(), None
        if notice is None or (notice.tells(ticket.id) and notice.is_lost(now)):
            mine = GroupNotice(ticket_id=ticket.id, named=tuple(other.id for other in self._members(ticket, group)))
            if notice is None:
                notice = self.groups.claim(ticket.brand, group, step.tier, mine, now)
            else:
                lost = notice.ticket_id
                notice = self.groups.take_over(ticket.brand, group, step.tier, notice, replace(mine, at=now))
        if notice.tells(ticket.id):
            if notice.is_done:
                details = {"tier": str(step.tier + 1), "ticket": notice.ticket_id}
                self._record(step, f"told-with-{step.round}-{step.tier}", "told_with", details)
            return _Together(notice=notice, is_told_elsewhere=True)
        if notice.ticket_id != ticket.id:
            return _Together()  # it was not to be told of when the others were
        others = tuple(other for other in self._members(ticket, group) if other.id in notice.named)
        return _Together(notice=notice, others=others, lost=lost)

    def _told_by(self, lost: str | None, step: Step, targets: tuple[str, ...]) -> tuple[str, ...]:
        owner = None if lost is None else self.tickets.get(lost)
        if owner is None:
            return ()
        delivered, number = self._delivered_keys(owner.id), owner.escalation_round
        key_of = partial(escalation.notification_key, owner.id, number, step.tier)
        return tuple(target for target in targets if key_of(target) in delivered)

    def _members(self, ticket: Ticket, group: str) -> list[Ticket]:
        """The other tickets of the group of which somebody has to be told."""
        ids = self.groups.members(ticket.brand, group)[:MAX_TOGETHER]
        found = (self.tickets.get(member) for member in ids if member != ticket.id)
        return [other for other in found if other is not None and still_needs(other, group)]

    def _notify_targets(self, brand: Brand, ticket: Ticket, tier: Tier, step: Step, together: "_Together") -> bool:
        """Whether anybody was reached. A tier without targets is a pause: it counts as reached."""
        delivered, others = self._delivered_keys(ticket.id), together.others
        link = None if self.desk_url is None else f"{self.desk_url}/tickets/{ticket.id}"
        # Whoever has duty when the workflow entered the step: the same for every try of it.
        targets = recipients_now(brand, tier.targets, step.at, self.overrides)
        kept = {target for target in targets if brand.notification_target(parts_of(target)[0]) is not None}
        notice = _Notice(
            step=step,
            tier_name=tier.name,
            content=with_tickets(escalation.notification(ticket, tier, step.tier, at=step.at, link=link), others),
            text=self._text(brand, ticket, tier, step=step, link=link, kept=kept, others=others),
            give_up_at=self.clock.now() + self.time_budget,
            known={known.key: known for known in self.notices.of_ticket(ticket.id)} if kept else {},
            again=ticket.notices_state == BEHIND,
            first=_first(step, ticket, others),
        )
        key_of = partial(escalation.notification_key, ticket.id, step.round, step.tier)
        left = {target: "" for target in targets if key_of(target) not in delivered}
        for target in self._told_by(together.lost, step, tuple(left)):
            del left[target]
        reached = len(left) < len(targets) or not targets
        if kept.intersection(left):
            # Before anybody is told: if we die after that, the sweep finds out what the targets have to know.
            ticket = self._note(ticket, behind=True)
            for target in kept.intersection(left):
                if brand.rings(target):
                    self.notices.put(called(notice.known.get(target), replace(notice.first, target=target), rings=True))
        refused: dict[str, str] = {}
        for _ in range(MAX_ROUNDS):
            for target in tuple(left):
                try:
                    self._deliver(target, notice, brand, ticket)
                except PartlyToldError as error:
                    reached, left[target] = True, str(error)
                    notice.known[target] = replace(notice.first, target=target, reference=error.reference)
                except PermanentError as error:
                    refused[target] = str(error)
                    del left[target]
                except NightdeskError as error:
                    left[target] = str(error)
                else:
                    reached = True
                    del left[target]
        for target, problem in (left | refused).items():
            details = {"tier": tier.name, "target": target, "error": problem}
            self._record(step, f"{key_of(target)}-failed", "notification_failed", details)
            self.metrics.count("NotificationsFailed")
        if kept:
            for target in kept.intersection(left):
                # Told by the sweep when it can be reached again, if somebody is needed still.
                new = replace(notice.first, target=target)
                self.notices.put(called(notice.known.get(target), new, rings=brand.rings(target)))
            self._note(ticket, behind=not kept.isdisjoint(left) or self._has_older(brand, ticket, kept))
            for other in others:
                note_named(self.tickets, other)
        return reached

    def _text(
        self,
        brand: Brand,
        ticket: Ticket,
        tier: Tier,
        *,
        step: Step,
        link: str | None,
        kept: Collection[str],
        others: tuple[Ticket, ...],
    ) -> NotificationText:
        text = with_list(ticket_text(brand, ticket, tier, step.tier, link), brand, others, self.desk_url)
        return with_conversation(text, brand, kept, ticket, self.conversation)

    def _deliver(self, target: str, notice: _Notice, brand: Brand, ticket: Ticket) -> None:
        """Notify one target and write down that it was. Raises ``NightdeskError``."""
        if self.clock.now() >= notice.give_up_at:
            raise UpstreamError("no time left in this step")
        step = notice.step
        key = escalation.notification_key(step.ticket_id, step.round, step.tier, target)
        before = notice.known.get(target)
        try:
            reference = self.notifier.notify(
                target=target,
                notification=notice.content,
                text=notice.text,
                idempotency_key=key,
                reference=None if before is None else before.reference,
                again=notice.again,
            )
        except PartlyToldError as error:
            if not error.final:
                raise
            reference = error.reference  # the others will never take it
            details = {"tier": notice.tier_name, "target": target, "error": str(error)}
            self._record(step, f"{key}-failed", "notification_failed", details)
            self.metrics.count("NotificationsFailed")
        new = called(before, replace(notice.first, target=target), rings=brand.rings(target))
        new = replace(new, reference=reference, known=ticket.notice_text)
        if brand.follows(target):
            self.notices.put(new)
        self._record(step, key, "notified", {"tier": notice.tier_name, "target": target})
        self.metrics.count("NotificationsSent")
        if self.clock.now() < notice.give_up_at:
            with suppress(NightdeskError):  # people were called: the sweep ends what is left of the calls before
                end_older(self.notifier, self.notices, new, notice.content, notice.text)

    def _has_older(self, brand: Brand, ticket: Ticket, kept: Collection[str]) -> bool:
        """Whether a pager keeps an alert of an escalation before."""
        return any(map(brand.rings, kept)) and any(known.older for known in self.notices.of_ticket(ticket.id))

    def _note(self, ticket: Ticket, *, behind: bool) -> Ticket:
        """What the targets know of the ticket."""
        return note(self.tickets, ticket, self.clock.now(), behind=behind)

    def _delivered_keys(self, ticket_id: str) -> frozenset[str]:
        """Keys of everything anybody was told of this ticket."""
        return frozenset(entry.key for entry in self._entries(ticket_id) if entry.what == "notified")

    def _entries(self, ticket_id: str) -> Iterator[HistoryEntry]:
        cursor: str | None = None
        while True:
            page = self.history.of_ticket(ticket_id, limit=200, cursor=cursor)
            yield from page.items
            cursor = page.cursor
            if cursor is None:
                return

    def _record(self, step: Step, key: str, what: str, details: dict[str, str]) -> None:
        details = {**details, "round": str(step.round)}
        self.history.add(HistoryEntry(ticket_id=step.ticket_id, at=step.at, key=key, what=what, details=details))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Together:
    """The tickets that are told together with this one. ``is_told_elsewhere``: by the step of another one.

    ``lost``: the ticket whose step was to tell and has died. Whom it has told knows of all of them.
    """

    notice: GroupNotice | None = None
    others: tuple[Ticket, ...] = ()
    is_told_elsewhere: bool = False
    lost: str | None = None


def _first(step: Step, ticket: Ticket, others: tuple[Ticket, ...]) -> Notice:
    """What a target has to be told; ``known`` is set once it was."""
    return Notice(
        ticket_id=step.ticket_id,
        target="",
        round=step.round,
        tier=step.tier,
        at=step.at,
        also=tuple(other.id for other in others),
        group=ticket.notice_group if others else None,
    )
