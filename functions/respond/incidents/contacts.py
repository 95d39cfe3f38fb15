"""Sends one line to the customer of a linked ticket: a pointer to the update, or a follow-up.

The ticket is written first, on the condition that it is as it was read: whoever writes meanwhile (an agent, or a
customer who is in danger) comes first. Then the record of ticket, kind and incident is claimed, then the platform is
called.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.respond.automatic import MINUTE, AutomaticSender, is_settled, save_automatic_message
from functions.respond.circumstances import circumstances_of
from functions.respond.incidents.ports import IncidentPorts, WorkResult
from functions.respond.ticket_changes import change_ticket
from shared.domain.brand.model import Brand
from shared.domain.errors import ConflictError, NightdeskError
from shared.domain.incidents.contact import (
    Contact,
    Later,
    Line,
    NotContacted,
    decide,
    is_left_to_people,
    is_too_late,
)
from shared.domain.incidents.model import Incident
from shared.domain.incidents.tasks import ContactOutcome, ContactTask
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.public_post import PublicPost
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import RETENTION, OutboxStatus
from shared.domain.proposals.said import MAX_READ, is_answered
from shared.domain.tickets.changes import Change, changed
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Status, Visibility

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Limit:
    """``until``: when there is room again."""

    limit: RateLimit
    until: datetime


@dataclass(frozen=True, slots=True)
class Contacts:
    """The lines of one kind about one incident. ``posts`` are those of its updates that can be read in public."""

    ports: IncidentPorts
    brand: Brand
    incident: Incident
    kind: AutomaticKind
    posts: Sequence[PublicPost]
    result: WorkResult
    waiting: Counter[str] = field(default_factory=Counter)

    def handle(self, task: ContactTask) -> None:
        """Do what is due for one ticket; afterwards the task is done with, or due later."""
        try:
            self._handle(task)
        except NightdeskError:  # whatever is wrong with one ticket must not keep the others waiting
            self._put_off(task, self.ports.clock.now() + MINUTE)

    def _handle(self, task: ContactTask) -> None:
        ports, now = self.ports, self.ports.clock.now()
        ticket = ports.tickets.get(task.ticket_id)
        record = None
        if ticket is not None:
            if ticket.is_answered_since_incident and self.kind is AutomaticKind.INCIDENT_FOLLOW_UP:
                ports.incidents.note_answered(task, self.incident.id)
            record = self._sender.current(self.brand, ticket.id, self.kind, self.incident.id)
        if record is not None and is_settled(record, now):
            self._follow(task, record)
        elif ticket is None:
            self._skip(task, record)
        else:
            self._decide(task, ticket, record)

    def _decide(self, task: ContactTask, ticket: Ticket, record: AutomaticMessage | None) -> None:
        now = self.ports.clock.now()
        decision = self._decision(task, ticket)
        if isinstance(decision, NotContacted) or is_too_late(self.kind, decision, now - task.since):
            self._skip(task, record)
        elif isinstance(decision, Later):
            self._put_off(task, decision.until)
        else:
            later = self._may_send_at(ticket, decision, counted=record is not None)
            if later is not None:
                self._put_off(task, later)
            else:
                self._send(task, ticket, decision, record)

    def _decision(self, task: ContactTask, ticket: Ticket) -> Contact | Later | NotContacted:
        if self.kind is AutomaticKind.INCIDENT_POINTER and not self._is_first(ticket):
            return NotContacted.GONE
        line = Line(kind=self.kind, incident=self.incident, link=self._link(ticket))
        circumstances = circumstances_of(self.ports, ticket)
        found = decide(line, ticket, self.brand, self.ports.policies, circumstances, now=self.ports.clock.now())
        if isinstance(found, Contact) and found.route.visibility is Visibility.PUBLIC and self._is_answered(ticket):
            return NotContacted.ANSWERED_IN_PUBLIC
        return found

    def _is_answered(self, ticket: Ticket) -> bool:
        """Whether a person of ours has answered in the thread, also where the ticket does not know of it."""
        thread = self.ports.messages.of_conversation(
            ticket.channel, ticket.account_id, ticket.conversation_id, limit=MAX_READ, newest_first=True
        )
        by_people = [message for message in thread.items if not message.automatic]
        return is_answered(by_people, ticket.last_customer_message_at)

    def _is_first(self, ticket: Ticket) -> bool:
        """A customer with several tickets about it is told once."""
        if ticket.customer_id is None:
            return True
        firsts = (self.ports.incidents.first_of_customer(each, ticket.customer_id) for each in self.incident.links)
        return next((first for first in firsts if first is not None), ticket.id) == ticket.id

    def _link(self, ticket: Ticket) -> str | None:
        """The address of the latest update, on the customer's own channel if it stands there."""
        for post in sorted(self.posts, key=lambda post: (post.channel == ticket.channel, post.key), reverse=True):
            account = self.brand.account(post.channel, post.account_id)
            rules = self.ports.policies(post.channel).posts
            if account is None or rules is None or post.message_id is None:
                continue
            link = rules.link_of(post.message_id, handle=account.handle, place=post.place)
            if link is not None:
                return link
        return None

    def _may_send_at(self, ticket: Ticket, decision: Contact, *, counted: bool) -> datetime | None:
        """When to try again, if not now. Many that wait for one account are spread over its next minutes.

        Whatever says no is looked at before anything is counted: who waits does not use up a limit each minute.
        """
        limits = [] if counted else self._limits(ticket, decision)
        full = [each.until for each in limits if self._is_full(each.limit)]
        if full:
            return max(full)
        later = self._sender.may_send_at(self.brand, decision.account)
        if later is not None:
            account = f"{decision.account.channel}/{decision.account.id}"
            self.waiting[account] += 1
            ahead = (self.waiting[account] - 1) // self.brand.acknowledgement.max_per_account_and_minute
            return later + ahead * MINUTE
        taken = [(each.until, self.ports.rate_limits.take(each.limit)) for each in limits]
        return max((until for until, free in taken if not free), default=None)

    def _is_full(self, limit: RateLimit) -> bool:
        return self.ports.rate_limits.taken(limit.scope, limit.window, limit.window).get(limit.window, 0) >= limit.limit

    def _limits(self, ticket: Ticket, decision: Contact) -> list["_Limit"]:
        """Shared with acknowledgements: to the platform, and to the customer, it is one robot."""
        ports, now, route, own = self.ports, self.ports.clock.now(), decision.route, self.brand.acknowledgement
        found: list[_Limit] = []
        if route.visibility is Visibility.PUBLIC:
            allowed = ports.policies(route.channel).public_acknowledgements_per_post_and_hour
            hour = RateLimit(
                scope=f"post/{route.channel}/{decision.account.id}/{route.root_id}",
                window=f"{now:%Y-%m-%dT%H}",
                limit=min(own.max_per_post_and_hour, allowed or own.max_per_post_and_hour),
                ends_at=now + 2 * HOUR,
            )
            found.append(_Limit(hour, now.replace(minute=0, second=0, microsecond=0) + HOUR))
        if self.kind is AutomaticKind.INCIDENT_POINTER and ticket.author_id is not None:
            local = now.astimezone(ZoneInfo(self.brand.calendar.time_zone))
            midnight = datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=local.tzinfo)
            day = RateLimit(
                scope=f"author/{ticket.channel}/{ticket.account_id}/{ticket.author_id}",
                window=f"{local:%Y-%m-%d}",
                limit=own.max_per_author_and_day,
                ends_at=now + timedelta(days=2),
            )
            found.append(_Limit(day, midnight.astimezone(UTC)))
        return found

    def _send(self, task: ContactTask, ticket: Ticket, decision: Contact, record: AutomaticMessage | None) -> None:
        ports, now = self.ports, self.ports.clock.now()
        try:
            ports.tickets.save(replace(ticket, updated_at=now))
        except ConflictError:
            self._put_off(task, now + MINUTE)  # somebody wrote it meanwhile: the decision is made again
            return
        after = self._sender.send(decision.account, self._record(ticket, decision, record))
        if after is None:
            self._put_off(task, now + MINUTE)  # another worker has it
        else:
            self._follow(task, after)

    def _record(self, ticket: Ticket, decision: Contact, waiting: AutomaticMessage | None) -> AutomaticMessage:
        now, route = self.ports.clock.now(), decision.route
        record = waiting or AutomaticMessage(
            kind=self.kind,
            about=self.incident.id,
            home=route.home,
            channel=route.channel,
            account_id=decision.account.id,
            conversation_id=route.conversation_id or "",
            period_start=now,
            ticket_id=ticket.id,
            status=OutboxStatus.WAITING,
            created_at=now,
            claimed_at=now,
            expires_at=now + RETENTION,
            text=decision.text,
            visibility=route.visibility,
            recipient_id=route.recipient_id,
            in_reply_to=route.in_reply_to,
            root_id=route.root_id,
        )
        return replace(record, text=decision.text, recipient_id=route.recipient_id, in_reply_to=route.in_reply_to)

    # --- what follows from a record -----------------------------------------------------------------------------------

    def _follow(self, task: ContactTask, record: AutomaticMessage) -> None:
        ports, now = self.ports, self.ports.clock.now()
        if record.status is OutboxStatus.SENT:
            sent_at = record.sent_at or now
            save_automatic_message(ports.messages, ports.policies, self.brand, record, sent_at)
            details = {"incident": self.incident.id, "message_id": record.message_id or "", "channel": record.home}
            ports.history.add(record.entry(self.kind.value, details))
            if self.kind is AutomaticKind.INCIDENT_FOLLOW_UP and self.brand.incidents.resolve_after_follow_up:
                change_ticket(ports.tickets, ports.clock, record.ticket_id, self._resolved)
            ports.incidents.end_task(task, ContactOutcome.SENT, counted_for=self.incident.id)
            self.result.sent += 1
        elif record.status is OutboxStatus.GIVEN_UP:
            details = {"incident": self.incident.id, "reason": record.error or "given_up"}
            ports.history.add(record.entry(f"{self.kind.value}_failed", details))
            ports.incidents.end_task(task, ContactOutcome.FAILED, counted_for=self.incident.id)
            self.result.failed += 1
        else:
            self._put_off(task, record.due_at or now + MINUTE)

    def _resolved(self, ticket: Ticket) -> Ticket:
        """What the customer wrote after the follow-up needs a person: then it stays open."""
        if not ticket.is_open or ticket.status is Status.RESOLVED:
            return ticket
        if ticket.danger is not Danger.NONE or is_left_to_people(ticket):
            return ticket
        if ticket.last_customer_message_at > (self.incident.resolved_at or ticket.last_customer_message_at):
            return ticket
        return changed(ticket, Change(status=Status.RESOLVED), deadlines=None, now=self.ports.clock.now())

    def _skip(self, task: ContactTask, record: AutomaticMessage | None) -> None:
        """Something speaks against it. A record that waited was surely not sent."""
        if record is not None:
            self.ports.automatic_messages.save(record.given_up("not_contacted"))
        self.ports.incidents.end_task(task, ContactOutcome.SKIPPED, counted_for=self.incident.id)
        self.result.skipped += 1

    def _put_off(self, task: ContactTask, until: datetime) -> None:
        self.ports.incidents.put_off(task, until)
        self.result.put_off += 1

    @property
    def _sender(self) -> AutomaticSender:
        return AutomaticSender.of(self.ports)
