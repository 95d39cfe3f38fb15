"""Sends an agent's answer: once for each key, or says why not.

As with acknowledgements, the order of the writes is the guarantee: the ticket is watched, the record is claimed by a
conditional write, the platform is called, what it said is written into the record before anything else. Whoever
finds a record that was not finished (the same key again, or the sweep) goes on from there, and reads the platform
before anything is sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from functions.respond.reply_desk import Answered, ReplyDesk
from functions.respond.reply_records import change, next_look, remember_failed, remember_sent, watch
from functions.respond.sending import send, spread
from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError
from shared.domain.outbox.record import CLAIM_LASTS, KEPT, OutboxStatus
from shared.domain.privacy.outbound_guard import check
from shared.domain.privacy.personal_data import kinds
from shared.domain.replies.record import Reply, key_of
from shared.domain.replies.rules import Mode, Refusal, RefusalReason, ReplyIntent, ReplyRoute, initials_of, way, words
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass, Visibility

_TRIES = 4
SKEW = timedelta(minutes=1)  # how far a platform's clock may be behind ours


@dataclass(frozen=True, slots=True)
class AnswerCustomer:
    """May raise ``UpstreamError`` and ``ConflictError``: the same key again, or the sweep, goes on from there."""

    desk: ReplyDesk

    def __call__(self, wish: ReplyIntent) -> Answered:
        key = key_of(wish.ticket_id, wish.key)
        known = self.desk.replies.get(wish.ticket_id, key, 1)
        if known is None:
            begun = self._begin(wish, key)
            if isinstance(begun, Refusal):
                return Answered(ticket_id=wish.ticket_id, refusal=begun)
            known = begun
        if known.wish != wish.digest:  # also when another request with this key was faster
            says = "This key was used for another answer; a key stands for one."
            refusal = Refusal(why=RefusalReason.KEY_REUSED, says=says, field="Idempotency-Key")
            return Answered(ticket_id=wish.ticket_id, refusal=refusal)
        replies = [self._advanced(known)]
        second = self.desk.replies.get(wish.ticket_id, key, 2) if known.then_private is not None else None
        if second is not None:
            replies.append(self._advanced(second))
        return Answered(ticket_id=wish.ticket_id, replies=tuple(replies))

    def finish(self, ticket_id: str) -> None:
        """Go on with every answer to the ticket that was begun and not finished: what the sweep asks for."""
        for reply in self.desk.replies.of_ticket(ticket_id):
            if not reply.remembered:
                self._advanced(reply)
        self._look_again(ticket_id)

    def _look_again(self, ticket_id: str) -> None:
        """Have the sweep come back for what is left. What is due at once gets a moment, as a claim in other hands."""
        soon = self.desk.clock.now() + timedelta(seconds=30)

        def seen(ticket: Ticket) -> Ticket:
            left = next_look(self.desk, ticket_id)
            return replace(ticket, reply_at=None if left is None else max(left, soon))

        change(self.desk, ticket_id, seen)

    # --- a new answer ---------------------------------------------------------------------------------------------

    def _begin(self, wish: ReplyIntent, key: str) -> Reply | Refusal:
        """The record of a new answer, claimed by us or by whoever was faster."""
        ticket = self.desk.tickets.get(wish.ticket_id)
        if ticket is None:
            return Refusal(why=RefusalReason.NO_SUCH_TICKET, says="There is no such ticket.")
        planned = self._planned(ticket, wish, key)
        if isinstance(planned, Refusal):
            return planned
        return self._delivered(planned, new=True)

    def _planned(self, ticket: Ticket, wish: ReplyIntent, key: str) -> Reply | Refusal:
        desk, now = self.desk, self.desk.clock.now()
        moves = wish.mode is Mode.MOVE_TO_PRIVATE
        visibility = Visibility.PRIVATE if wish.mode is Mode.PRIVATE else Visibility.PUBLIC
        found = way(ticket, visibility, desk.policies, now)
        if isinstance(found, Refusal):
            return found
        brand = desk.brands.current(ticket.brand)
        own = brand.public_contacts
        if desk.account(brand, ticket, found.channel) is None:
            return Refusal(
                why=RefusalReason.ACCOUNT_GONE, says="The account this was written to is no longer one of the brand's."
            )
        initials = initials_of(wish)
        text = words(
            wish.text,
            found,
            initials=initials,
            allow_personal_data=wish.allow_personal_data,
            find_phones=self._phones(ticket),
            own=own,
        )
        if isinstance(text, Refusal):
            return text
        then: str | None = None
        if moves and wish.private_text is not None:
            private = way(ticket, Visibility.PRIVATE, desk.policies, now)
            if isinstance(private, Refusal):
                return replace(private, field="private_text")
            checked = words(wish.private_text, private, initials=initials, field="private_text")
            if isinstance(checked, Refusal):
                return checked
            then = checked
        overridden = (
            check(text, visibility, find_phones=self._phones(ticket), own=own) if wish.allow_personal_data else ()
        )
        return replace(
            self._record(ticket, found, text, number=1, key=key, wish=wish.digest, agent=wish.agent, actor=wish.actor),
            initials=initials if visibility is Visibility.PUBLIC else "",
            moves=moves,
            then_private=then,
            overridden=kinds(overridden),
        )

    def _record(
        self, ticket: Ticket, found: ReplyRoute, text: str, *, number: int, key: str, wish: str, agent: str, actor: str
    ) -> Reply:
        now = self.desk.clock.now()
        return Reply(
            channel=found.channel,
            account_id=ticket.account_id,
            conversation_id=found.conversation_id or "",
            period_start=now,
            ticket_id=ticket.id,
            status=OutboxStatus.WAITING,
            text=text,
            visibility=found.visibility,
            recipient_id=found.recipient_id,
            in_reply_to=found.in_reply_to,
            root_id=found.root_id,
            created_at=now,
            claimed_at=now,
            expires_at=now + KEPT,
            key=key,
            number=number,
            wish=wish,
            agent=agent,
            actor=actor,
            home=found.home,
            human_agent=found.human_agent,
            surface=found.surface,
        )

    def _phones(self, ticket: Ticket) -> Callable[[str], list[tuple[int, int]]]:
        region = self.desk.brands.current(ticket.brand).calendar.holiday_country or "FR"
        return lambda text: list(self.desk.phones.find(text, region))

    # --- an answer on its way -------------------------------------------------------------------------------------

    def _advanced(self, reply: Reply) -> Reply:
        """The answer, brought as far as it can be brought now."""
        now = self.desk.clock.now()
        reply = reply.seen(now)
        if reply.remembered or reply.status is OutboxStatus.CLAIMED:
            return reply
        waits = reply.due_at is not None and reply.due_at > now
        if reply.status in (OutboxStatus.UNKNOWN, OutboxStatus.WAITING) and waits:
            return reply
        if reply.status is OutboxStatus.UNKNOWN:
            reply = self._settled(reply)
        if reply.status is OutboxStatus.WAITING and (reply.due_at is None or reply.due_at <= now):
            reply = self._delivered(reply, new=False)
        return self._remembered(reply)

    def _settled(self, reply: Reply) -> Reply:
        """Read the platform about an answer whose outcome nobody knows. Sends nothing."""
        found = SendResult(outcome=SendClass.UNKNOWN, error="no_token")
        account = self._account(reply)
        gateway = self.desk.gateways(account) if account is not None else None
        if gateway is not None:
            found = gateway.settle(reply.outbound(), reply.created_at - SKEW)
        settled = reply.settled(found, self.desk.clock.now())
        return self._saved(replace(settled, outcome=found.outcome, told=found.recipient_id or reply.told))

    def _delivered(self, reply: Reply, *, new: bool) -> Reply:
        """Claim it and call the platform; or leave it as whoever was faster has it."""
        desk, now = self.desk, self.desk.clock.now()
        account = self._account(reply)
        gateway = desk.gateways(account) if account is not None else None
        found = self._way_now(reply)
        if not new and (account is None or isinstance(found, Refusal)):
            error = found.why.value if isinstance(found, Refusal) else "account_gone"
            return self._saved(replace(reply.gave_up(error), outcome=SendClass.PERMANENT))
        paused_until = desk.accounts.get(reply.channel, reply.account_id).paused_until
        paused = paused_until is not None and paused_until > now
        if watch(desk, reply.ticket_id, paused_until if paused and paused_until else now + CLAIM_LASTS) is None:
            return reply
        if paused:
            claimed = replace(reply, status=OutboxStatus.WAITING, due_at=paused_until)
        else:
            claimed = replace(reply.claimed(now, reply.text), human_agent=getattr(found, "human_agent", False))
        try:
            claimed = desk.replies.save(claimed)
        except ConflictError:
            return desk.replies.get(reply.ticket_id, reply.key, reply.number) or reply  # somebody else is at it
        if paused or account is None:
            return claimed
        result = send(desk.gateways, account, claimed.outbound(), gateway)
        after = claimed.after(result, desk.clock.now())
        after = self._saved(replace(after, outcome=result.outcome, told=result.recipient_id))
        spread(desk.accounts, reply.channel, reply.account_id, result, desk.clock.now())
        return self._remembered(after) if new else after

    def _saved(self, reply: Reply) -> Reply:
        """Written, whatever others wrote meanwhile: an echo that came first says more than we know."""
        for attempt in range(_TRIES):
            try:
                return self.desk.replies.save(reply)
            except ConflictError:
                current = self.desk.replies.get(reply.ticket_id, reply.key, reply.number)
                if current is not None and current.status is OutboxStatus.SENT:
                    return current
                if current is None or attempt == _TRIES - 1:
                    raise
                reply = replace(reply, revision=current.revision)
        return reply

    def _remembered(self, reply: Reply) -> Reply:
        """Everything that follows from how it ended, and the private message that an invitation announced."""
        if not reply.ended or reply.remembered:
            if not reply.ended and reply.due_at is not None:
                watch(self.desk, reply.ticket_id, reply.due_at)
            return reply
        if reply.status is OutboxStatus.SENT:
            remember_sent(self.desk, reply)
            if reply.then_private is not None:
                self._follow_in_private(reply, reply.then_private)
        else:
            remember_failed(self.desk, reply)
        try:
            reply = self.desk.replies.save(replace(reply, remembered=True))
        except ConflictError:
            return reply  # somebody else remembers it just now
        if reply.then_private is not None and reply.status is OutboxStatus.SENT:
            self._look_again(reply.ticket_id)
        return reply

    def _follow_in_private(self, first: Reply, text: str) -> None:
        ticket = self.desk.tickets.get(first.ticket_id)
        if ticket is None:
            return
        second = self.desk.replies.get(first.ticket_id, first.key, 2)
        if second is not None:
            self._advanced(second)
            return
        found = way(ticket, Visibility.PRIVATE, self.desk.policies, self.desk.clock.now())
        if isinstance(found, Refusal):
            details = {"class": SendClass.PERMANENT.value, "error": found.why.value, "says": found.says}
            self.desk.history.add(first.entry("private_message_refused", details))
            return
        self._delivered(
            self._record(
                ticket, found, text, number=2, key=first.key, wish=first.wish, agent=first.agent, actor=first.actor
            ),
            new=True,
        )

    def _way_now(self, reply: Reply) -> ReplyRoute | Refusal:
        ticket = self.desk.tickets.get(reply.ticket_id)
        if ticket is None:
            return Refusal(why=RefusalReason.NO_SUCH_TICKET, says="There is no such ticket.")
        return way(ticket, reply.visibility, self.desk.policies, self.desk.clock.now())

    def _account(self, reply: Reply) -> Account | None:
        ticket = self.desk.tickets.get(reply.ticket_id)
        if ticket is None:
            return None
        return self.desk.account(self.desk.brands.current(ticket.brand), ticket, reply.channel)
