"""Sends an agent's reply at most once for each key, or returns why it is refused.

The order of the writes guarantees it. ``reply_at`` of the ticket is set, so that the sweep looks at the reply after a
crash. A conditional write claims the record. The platform is called, and its answer is written into the record before
anything else. The same key again, or the sweep, continues an unfinished record, and reads the platform before anything
is sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from functions.respond.replies.files import check_files, divide, outbound_message
from functions.respond.replies.ports import ReplyOutcome, ReplyPorts
from functions.respond.replies.recording import (
    next_look,
    record_failed,
    record_sent,
    record_unconfirmed,
    schedule_look,
    still_pending,
    update_ticket,
)
from functions.respond.sending import CLOCK_SKEW, send, update_account_state
from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError
from shared.domain.outbox.record import CLAIM_DURATION, RETENTION, OutboxStatus
from shared.domain.privacy.outbound_guard import check
from shared.domain.privacy.personal_data import kinds
from shared.domain.replies.model import Mode, Refusal, RefusalReason, ReplyIntent, ReplyRoute
from shared.domain.replies.record import Reply, key_of
from shared.domain.replies.routes import route_for
from shared.domain.replies.text import compose, initials_of
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass, Visibility

_MAX_WRITE_ATTEMPTS = 4
_UNDER_WAY = Refusal(
    reason=RefusalReason.ANSWER_UNDER_WAY,
    message="An answer of a colleague to this ticket is still being sent; send beside_another to answer all the same.",
)
_CHANGED = Refusal(
    reason=RefusalReason.CHANGED, message="The ticket has changed since you read it; read it again and decide anew."
)


@dataclass(frozen=True, slots=True)
class SendReply:
    """May raise ``UpstreamError`` and ``ConflictError``: the same key again, or the sweep, goes on from there."""

    ports: ReplyPorts

    def __call__(self, intent: ReplyIntent) -> ReplyOutcome:
        key = key_of(intent.ticket_id, intent.key)
        known = self.ports.replies.get(intent.ticket_id, key, 1)
        if known is None:
            begun = self._start(intent, key)
            if isinstance(begun, Refusal):
                return ReplyOutcome(ticket_id=intent.ticket_id, refusal=begun)
            known = begun
        if known.intent_digest != intent.digest:  # also when another request with this key was faster
            message = "This key was used for another answer; a key stands for one."
            refusal = Refusal(reason=RefusalReason.KEY_REUSED, message=message, field="Idempotency-Key")
            return ReplyOutcome(ticket_id=intent.ticket_id, refusal=refusal)
        replies = [self._advance(known)]
        while replies[-1].continues:
            following = self.ports.replies.get(intent.ticket_id, key, replies[-1].number + 1)
            if following is None:
                break
            replies.append(self._advance(following))
        return ReplyOutcome(ticket_id=intent.ticket_id, replies=tuple(replies))

    def finish(self, ticket_id: str) -> None:
        """Go on with every answer to the ticket that was begun and not finished: what the sweep asks for."""
        for reply in self.ports.replies.of_ticket(ticket_id):
            if not reply.recorded:
                self._advance(reply)
        self._schedule_next_look(ticket_id)

    def _schedule_next_look(self, ticket_id: str) -> None:
        """Have the sweep come back for what is left. What is due at once gets a moment, as a claim in other hands."""
        soon = self.ports.clock.now() + timedelta(seconds=30)

        def rescheduled(ticket: Ticket) -> Ticket:
            left = next_look(self.ports, ticket_id)
            pending = still_pending(self.ports, ticket)
            return replace(ticket, reply_at=None if left is None else max(left, soon), answer_pending=pending)

        update_ticket(self.ports, ticket_id, rescheduled)

    # --- a new answer ---------------------------------------------------------------------------------------------

    def _start(self, intent: ReplyIntent, key: str) -> Reply | Refusal:
        """The record of a new answer, claimed by us or by whoever was faster."""
        ticket = self.ports.tickets.get(intent.ticket_id)
        if ticket is None:
            return Refusal(reason=RefusalReason.NO_SUCH_TICKET, message="There is no such ticket.")
        if intent.seen_version not in (None, ticket.version):
            return _CHANGED
        if intent.seen_version is not None and _meets_another(ticket, intent, key):
            return _UNDER_WAY
        planned = self._plan(ticket, intent, key)
        if isinstance(planned, Refusal):
            return planned
        if intent.seen_version is not None:
            # Of two answers to the same version one writes the ticket; the other meets a newer one.
            look_at = self.ports.clock.now() + CLAIM_DURATION
            try:
                begun = replace(ticket, answer_pending=planned.pending)
                self.ports.tickets.save(replace(begun, reply_at=min(ticket.reply_at or look_at, look_at)))
            except ConflictError:
                return _CHANGED
        return self._deliver(planned, new=True)

    def _plan(self, ticket: Ticket, intent: ReplyIntent, key: str) -> Reply | Refusal:
        ports, now = self.ports, self.ports.clock.now()
        moves = intent.mode is Mode.MOVE_TO_PRIVATE
        visibility = Visibility.PRIVATE if intent.mode is Mode.PRIVATE else Visibility.PUBLIC
        route = route_for(ticket, visibility, ports.policies, now)
        if isinstance(route, Refusal):
            return route
        brand = ports.brands.current(ticket.brand)
        own = brand.public_contacts
        if ports.account(brand, ticket, route.channel) is None:
            return Refusal(
                reason=RefusalReason.ACCOUNT_GONE,
                message="The account this was written to is no longer one of the brand's.",
            )
        initials = initials_of(intent)
        files = check_files(ports, ticket.brand, intent, route)
        if isinstance(files, Refusal):
            return files
        text: str | Refusal = ""
        if intent.text.strip() or not files or visibility is Visibility.PUBLIC:  # what stands in public is signed
            text = compose(
                intent.text,
                route,
                initials=initials,
                allow_personal_data=intent.allow_personal_data,
                find_phones=self._phones(ticket),
                own=own,
            )
        if isinstance(text, Refusal):
            return text
        portions = divide(ports, route, text, files)
        if isinstance(portions, Refusal):
            return portions
        then: str | None = None
        if moves and intent.private_text is not None:
            private = route_for(ticket, Visibility.PRIVATE, ports.policies, now)
            if isinstance(private, Refusal):
                return replace(private, field="private_text")
            checked = compose(intent.private_text, private, initials=initials, field="private_text")
            if isinstance(checked, Refusal):
                return checked
            then = checked
        overridden = (
            check(text, visibility, find_phones=self._phones(ticket), own=own) if intent.allow_personal_data else ()
        )
        return replace(
            self._record(
                ticket,
                route,
                portions[0].text,
                number=1,
                key=key,
                intent_digest=intent.digest,
                agent_id=intent.agent_id,
                agent=intent.agent,
                actor=intent.actor,
                actor_id=intent.actor_id,
            ),
            initials=initials if visibility is Visibility.PUBLIC else "",
            moves=moves,
            then_private=then,
            attachments=portions[0].files,
            following=portions[1:],
            overridden=kinds(overridden),
        )

    def _record(
        self,
        ticket: Ticket,
        route: ReplyRoute,
        text: str,
        *,
        number: int,
        key: str,
        intent_digest: str,
        agent_id: str,
        agent: str,
        actor: str,
        actor_id: str | None,
    ) -> Reply:
        now = self.ports.clock.now()
        return Reply(
            channel=route.channel,
            account_id=ticket.account_id,
            conversation_id=route.conversation_id or "",
            period_start=now,
            ticket_id=ticket.id,
            status=OutboxStatus.WAITING,
            text=text,
            visibility=route.visibility,
            recipient_id=route.recipient_id,
            in_reply_to=route.in_reply_to,
            root_id=route.root_id,
            created_at=now,
            claimed_at=now,
            expires_at=now + RETENTION,
            key=key,
            number=number,
            intent_digest=intent_digest,
            agent_id=agent_id,
            agent=agent,
            actor=actor,
            actor_id=actor_id,
            home=route.home,
            human_agent=route.human_agent,
            surface=route.surface,
        )

    def _phones(self, ticket: Ticket) -> Callable[[str], list[tuple[int, int]]]:
        region = self.ports.brands.current(ticket.brand).calendar.holiday_country or "FR"
        return lambda text: list(self.ports.phones.find(text, region))

    # --- an answer on its way -------------------------------------------------------------------------------------

    def _advance(self, reply: Reply) -> Reply:
        """The answer, brought as far as it can be brought now."""
        now = self.ports.clock.now()
        reply = reply.as_of(now)
        if reply.recorded or reply.status is OutboxStatus.CLAIMED:
            return reply
        waits = reply.due_at is not None and reply.due_at > now
        if reply.status in (OutboxStatus.UNKNOWN, OutboxStatus.WAITING) and waits:
            return reply
        if reply.status is OutboxStatus.UNKNOWN:
            reply = self._read_platform(reply)
        if reply.status is OutboxStatus.WAITING and (reply.due_at is None or reply.due_at <= now):
            reply = self._deliver(reply, new=False)
        return self._record_outcome(reply)

    def _read_platform(self, reply: Reply) -> Reply:
        """Read the platform about an answer whose outcome nobody knows. Sends nothing."""
        reading = SendResult(outcome=SendClass.UNKNOWN, error="no_token")
        account = self._account(reply)
        gateway = self.ports.gateways(account) if account is not None else None
        if gateway is not None:
            reading = gateway.settle(outbound_message(self.ports, reply), reply.created_at - CLOCK_SKEW)
        settled = reply.settled(reading, self.ports.clock.now())
        return self._save(
            replace(
                settled,
                outcome=reading.outcome,
                platform_recipient_id=reading.recipient_id or reply.platform_recipient_id,
            )
        )

    def _deliver(self, reply: Reply, *, new: bool) -> Reply:
        """Claim it and call the platform; or leave it as whoever was faster has it."""
        ports, now = self.ports, self.ports.clock.now()
        account = self._account(reply)
        gateway = ports.gateways(account) if account is not None else None
        route = self._current_route(reply)
        if not new and (account is None or isinstance(route, Refusal)):
            error = route.reason.value if isinstance(route, Refusal) else "account_gone"
            return self._save(replace(reply.given_up(error), outcome=SendClass.PERMANENT))
        if not new and isinstance(route, ReplyRoute):
            reply = _to_where_the_customer_is(reply, route)
        paused_until = ports.accounts.get(reply.channel, reply.account_id).paused_until
        paused = paused_until is not None and paused_until > now
        look_at = paused_until if paused and paused_until else now + CLAIM_DURATION
        if schedule_look(ports, reply, look_at, begins=new) is None:
            return reply
        if paused:
            claimed = replace(reply, status=OutboxStatus.WAITING, due_at=paused_until)
        else:
            claimed = replace(reply.claimed(now, reply.text), human_agent=getattr(route, "human_agent", False))
        try:
            claimed = ports.replies.save(claimed)
        except ConflictError:
            return ports.replies.get(reply.ticket_id, reply.key, reply.number) or reply  # somebody else is at it
        if paused or account is None:
            return claimed
        result = send(ports.gateways, account, outbound_message(ports, claimed), gateway)
        after = claimed.with_result(result, ports.clock.now())
        after = self._save(replace(after, outcome=result.outcome, platform_recipient_id=result.recipient_id))
        update_account_state(ports.accounts, reply.channel, reply.account_id, result, ports.clock.now())
        return self._record_outcome(after) if new else after

    def _save(self, reply: Reply) -> Reply:
        """Written, whatever others wrote meanwhile: an echo that came first says more than we know."""
        for attempt in range(_MAX_WRITE_ATTEMPTS):
            try:
                return self.ports.replies.save(reply)
            except ConflictError:
                current = self.ports.replies.get(reply.ticket_id, reply.key, reply.number)
                if current is not None and current.status is OutboxStatus.SENT:
                    return current
                if current is None or attempt == _MAX_WRITE_ATTEMPTS - 1:
                    raise
                reply = replace(reply, revision=current.revision)
        return reply

    def _record_outcome(self, reply: Reply) -> Reply:
        """Everything that follows from how it ended, and the message that comes after it."""
        if not reply.ended or reply.recorded:
            if reply.status is OutboxStatus.UNKNOWN:
                record_unconfirmed(self.ports, reply)
            if not reply.ended and reply.due_at is not None:
                schedule_look(self.ports, reply, reply.due_at)
            return reply
        if reply.status is OutboxStatus.SENT:
            record_sent(self.ports, reply)
            if reply.continues:
                self._follow(reply)
        else:
            record_failed(self.ports, reply)
        try:
            reply = self.ports.replies.save(replace(reply, recorded=True))
        except ConflictError:
            return reply  # somebody else remembers it just now
        if reply.continues and reply.status is OutboxStatus.SENT:
            self._schedule_next_look(reply.ticket_id)
        return reply

    def _follow(self, before: Reply) -> None:
        """The next message of an answer: the next of its files, or the private one that was announced."""
        known = self.ports.replies.get(before.ticket_id, before.key, before.number + 1)
        if known is not None:
            self._advance(known)
        elif before.following:
            self._advance(before.next_part(self.ports.clock.now()))
        elif before.then_private is not None:
            self._follow_in_private(before, before.then_private)

    def _follow_in_private(self, first: Reply, text: str) -> None:
        ticket = self.ports.tickets.get(first.ticket_id)
        if ticket is None:
            return
        route = route_for(ticket, Visibility.PRIVATE, self.ports.policies, self.ports.clock.now())
        if isinstance(route, Refusal):
            details = {"class": SendClass.PERMANENT.value, "error": route.reason.value, "message": route.message}
            self.ports.history.add(first.entry("private_message_refused", details))
            return
        self._deliver(
            self._record(
                ticket,
                route,
                text,
                number=2,
                key=first.key,
                intent_digest=first.intent_digest,
                agent_id=first.agent_id,
                agent=first.agent,
                actor=first.actor,
                actor_id=first.actor_id,
            ),
            new=True,
        )

    def _current_route(self, reply: Reply) -> ReplyRoute | Refusal:
        ticket = self.ports.tickets.get(reply.ticket_id)
        if ticket is None:
            return Refusal(reason=RefusalReason.NO_SUCH_TICKET, message="There is no such ticket.")
        return route_for(ticket, reply.visibility, self.ports.policies, self.ports.clock.now())

    def _account(self, reply: Reply) -> Account | None:
        ticket = self.ports.tickets.get(reply.ticket_id)
        if ticket is None:
            return None
        return self.ports.account(self.ports.brands.current(ticket.brand), ticket, reply.channel)


def _meets_another(ticket: Ticket, intent: ReplyIntent, key: str) -> bool:
    """Whether somebody else's answer is on its way, of which this agent may know nothing."""
    there = ticket.answer_pending
    return there is not None and there.key != key and there.agent_id != intent.agent_id and not intent.beside_another


def _to_where_the_customer_is(reply: Reply, route: ReplyRoute) -> Reply:
    """Of a private answer that was surely not sent: its customer may be known under another number by now.

    The message it answers stands in the conversation of the number before, so it is no longer named.
    """
    now_at, planned_for = route.recipient_id, reply.recipient_id
    if reply.visibility is not Visibility.PRIVATE or None in (now_at, planned_for) or now_at == planned_for:
        return reply
    if (route.channel, route.home) != (reply.channel, reply.home):
        return reply
    return replace(reply, recipient_id=now_at, conversation_id=route.conversation_id or "", in_reply_to=None)
