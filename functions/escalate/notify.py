"""Tells one tier of people about a ticket."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from shared.domain.brand.model import Brand, Tier
from shared.domain.channels.policy import Policies
from shared.domain.errors import ConflictError, NightdeskError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.recipients import names_rotation, recipients
from shared.domain.escalation.rounds import EscalationEnd
from shared.domain.escalation.text import NotificationText, ticket_text
from shared.domain.escalation.together import MAX_TOGETHER, still_needs, with_list, with_tickets
from shared.domain.notifications.notice import BEHIND, MIN_PAUSE, Notice
from shared.domain.notifications.target import TargetType, parts_of
from shared.domain.on_call.rotation import Override
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import notify_from
from shared.ports.configuration import BrandRepository
from shared.ports.platforms import Notifier
from shared.ports.repositories import HistoryRepository, NoticeGroups, NoticeRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

MAX_WRITE_ATTEMPTS = 5

MAX_ROUNDS = 2  # over the targets: whoever did not take the notification gets it once more after the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the workflow. ``at`` is when the workflow entered it: the same for every try."""

    ticket_id: str
    round: int
    tier: int
    at: datetime
    lost: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierResult:
    """What the workflow does next. ``end`` is set when nobody needs to be told any more, and nobody was."""

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
    overrides: Callable[[str, datetime], tuple[Override, ...]] = lambda _brand, _at: ()
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
        tier = escalation.tier_at(tiers, step.tier, brand.last_tier_repeats)
        if tier is None:
            return TierResult(tier=step.tier, look_at=self.clock.now(), exhausted=True)
        if step.tier == escalation.HOLDER and ticket.claimed_by is None:
            return TierResult(tier=0, look_at=self.clock.now(), exhausted=False)  # released meanwhile
        ticket = self._expect(ticket, tier)
        others = self._others(ticket, step)
        # Told by another ticket of the group, whose step was first: this one has been told with it.
        reached = others is None or self._notify_targets(brand, ticket, tier, step, others)
        last = escalation.is_last(tiers, step.tier, brand.last_tier_repeats)
        # A tier of which nobody could be told is not waited for, unless there is nobody after it.
        look_at = self.clock.now() + tier.wait if reached or last else self.clock.now()
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

    def _others(self, ticket: Ticket, step: Step) -> tuple[Ticket, ...] | None:
        """The tickets that are told together with this one; ``None`` when another one's step tells them all."""
        group = ticket.notice_group
        if group is None or step.tier < 0:
            return ()
        owner = self.groups.claim(ticket.brand, group, step.tier, ticket.id, step.at)
        if owner != ticket.id:
            details = {"tier": str(step.tier + 1), "ticket": owner}
            self._record(step, f"told-with-{step.round}-{step.tier}", "told_with", details)
            return None
        found = (
            self.tickets.get(member)
            for member in self.groups.members(ticket.brand, group)[:MAX_TOGETHER]
            if member != ticket.id
        )
        return tuple(other for other in found if other is not None and still_needs(other, group))

    def _notify_targets(self, brand: Brand, ticket: Ticket, tier: Tier, step: Step, others: tuple[Ticket, ...]) -> bool:
        """Whether anybody was reached. A tier without targets is a pause: it counts as reached."""
        delivered = self._delivered_keys(ticket.id)
        link = None if self.desk_url is None else f"{self.desk_url}/tickets/{ticket.id}"
        targets = self._recipients(brand, tier, step)
        kept = {target for target in targets if brand.notification_target(parts_of(target)[0]) is not None}
        notice = _Notice(
            step=step,
            tier_name=tier.name,
            content=with_tickets(escalation.notification(ticket, tier, step.tier, at=step.at, link=link), others),
            text=self._text(brand, ticket, tier, step=step, link=link, kept=kept, others=others),
            give_up_at=self.clock.now() + self.time_budget,
            known={known.target: known for known in self.notices.of_ticket(ticket.id)} if kept else {},
            again=ticket.notices_state == BEHIND,
        )
        key_of = partial(escalation.notification_key, ticket.id, step.round, step.tier)
        left = {target: "" for target in targets if key_of(target) not in delivered}
        if kept.intersection(left):
            # Before anybody is told: if we die after that, the sweep finds out what the targets have to know.
            ticket = self._note(ticket, behind=True)
        for _ in range(MAX_ROUNDS):
            for target in tuple(left):
                problem = self._deliver(target, notice, brand, ticket)
                if problem is None:
                    del left[target]
                else:
                    left[target] = problem
        for target, problem in left.items():
            details = {"tier": tier.name, "target": target, "error": problem}
            self._record(step, f"{key_of(target)}-failed", "notification_failed", details)
            self.metrics.count("NotificationsFailed")
        if kept:
            for target in kept.intersection(left):
                # Told by the sweep when it can be reached again, if somebody is needed still.
                before = notice.known.get(target)
                reference = None if before is None else before.reference
                self.notices.put(_missed(step, target, reference))
            self._note(ticket, behind=not kept.isdisjoint(left))
        return len(left) < len(targets) or not targets

    def _recipients(self, brand: Brand, tier: Tier, step: Step) -> tuple[str, ...]:
        """Whoever has duty when the workflow entered the step: the same for every try of it."""
        try:
            overrides = self.overrides(brand.id, step.at) if names_rotation(brand, tier) else ()
        except UpstreamError:
            overrides = ()  # rather whoever the plan names than nobody
        return recipients(brand, tier, step.at, overrides)

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
        found = (brand.notification_target(parts_of(target)[0]) for target in kept)
        if any(target is not None and target.trusted and target.type is TargetType.ZENDESK for target in found):
            return replace(text, conversation=self.conversation(ticket))
        return text

    def _deliver(self, target: str, notice: _Notice, brand: Brand, ticket: Ticket) -> str | None:
        """Notify one target and write down that it was. Returns what went wrong, if anything."""
        if self.clock.now() >= notice.give_up_at:
            return "no time left in this step"
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
        except NightdeskError as error:
            return str(error)
        kind = brand.notification_target(parts_of(target)[0])
        if kind is not None and kind.type.follows:
            self.notices.put(replace(_missed(step, target, reference), known=ticket.notice_text))
        self._record(step, key, "notified", {"tier": notice.tier_name, "target": target})
        self.metrics.count("NotificationsSent")
        return None

    def _note(self, ticket: Ticket, *, behind: bool) -> Ticket:
        """What the targets know of the ticket. It may have changed meanwhile: then it is due in the next sweep."""
        latest: Ticket | None = ticket
        for _ in range(MAX_WRITE_ATTEMPTS):
            if latest is None:
                return ticket
            now = self.clock.now()
            noted = replace(
                latest,
                notices_state=BEHIND if behind else ticket.notice_text,
                notices_at=now + MIN_PAUSE if behind else None,
                notices_behind_since=now if behind else None,
            )
            try:
                return self.tickets.save(noted)
            except ConflictError:
                latest = self.tickets.get(ticket.id)
        raise ConflictError(f"ticket {ticket.id}: changed {MAX_WRITE_ATTEMPTS} times while a tier was told")

    def _delivered_keys(self, ticket_id: str) -> frozenset[str]:
        """Keys of everything anybody was told of this ticket."""
        keys: list[str] = []
        cursor: str | None = None
        while True:
            page = self.history.of_ticket(ticket_id, limit=200, cursor=cursor)
            keys += [entry.key for entry in page.items if entry.what == "notified"]
            cursor = page.cursor
            if cursor is None:
                return frozenset(keys)

    def _record(self, step: Step, key: str, what: str, details: dict[str, str]) -> None:
        details = {**details, "round": str(step.round)}
        self.history.add(HistoryEntry(ticket_id=step.ticket_id, at=step.at, key=key, what=what, details=details))


def _missed(step: Step, target: str, reference: str | None) -> Notice:
    """What a target has to be told; ``known`` is set once it was."""
    return Notice(
        ticket_id=step.ticket_id, target=target, round=step.round, tier=step.tier, at=step.at, reference=reference
    )
