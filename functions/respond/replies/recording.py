"""What is written down about an agent's answer once it is known what became of it.

Each of these may be repeated: the same run again leaves the same records.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.respond.replies.files import discard_uploads, kept_files
from functions.respond.replies.ports import ReplyPorts
from functions.respond.sent_messages import save_sent_message
from shared.domain.conversations.model import Conversation
from shared.domain.errors import ConflictError
from shared.domain.messages.model import Message
from shared.domain.outbox.record import CLAIM_DURATION, OutboxStatus
from shared.domain.replies.failures import explain
from shared.domain.replies.record import Reply
from shared.domain.tickets.answer_pending import AnswerPending
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.history import BEFORE_OUTCOME
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass, Status, Surface, Visibility

_MAX_WRITE_ATTEMPTS = 12
"""A ticket that is busy: somebody claims it, a message joins it, a caller repeats itself ten times at once."""


def schedule_look(ports: ReplyPorts, reply: Reply, at: datetime, *, begins: bool = False) -> Ticket | None:
    """Have the sweep look at the ticket's answers then. Before anything is sent, so that a crash is noticed.

    From then on the ticket says whose answer is on its way: that of the last one that began.
    """

    def scheduled(ticket: Ticket) -> Ticket:
        known = ticket.answer_pending
        if known is None or (begins and known.key != reply.key):
            known = reply.pending
        return replace(ticket, reply_at=at, answer_pending=known)

    return update_ticket(ports, reply.ticket_id, scheduled)


def record_sent(ports: ReplyPorts, reply: Reply) -> None:
    """The platform has it: the message, the audit trail, the conversations, the ticket."""
    sent_at = reply.sent_at or ports.clock.now()
    joined = _joined_conversation(ports, reply)
    save_message(ports, reply, sent_at, joined)
    ports.history.add(reply.history())
    if reply.moves and reply.number == 1:
        ports.history.add(reply.entry("moved_to_private", {"agent": reply.agent, "joined": "yes" if joined else "no"}))
    before: list[Ticket] = []

    def answered(ticket: Ticket) -> Ticket:
        before[:] = [ticket]
        waiting = _still_waiting(ports, ticket, sent_at)
        after = ticket.answered(True, sent_at, ports.clock.now(), waiting_since=waiting)
        if joined is not None:
            after = replace(after, private_channel=joined[0], private_conversation_id=joined[1])
        after = with_clocks(ticket, after, ports.brands.current(ticket.brand), sent_at, ports.policies)
        return replace(after, reply_at=_next(ports, after, reply), answer_pending=_pending(ports, after, reply))

    ticket = update_ticket(ports, reply.ticket_id, answered)
    if ticket is not None:
        for channel, account_id, conversation_id in ticket.places:
            _note_answer(ports, channel, account_id, conversation_id, sent_at)
        since = before[0].waiting_since
        if before[0].first_response_at is None and since is not None and since <= sent_at:
            ports.metrics.measure("FirstResponseTime", (sent_at - since) / timedelta(seconds=1))
    ports.metrics.count("RepliesSent")


def record_unconfirmed(ports: ReplyPorts, reply: Reply) -> None:
    """The platform's answer does not say whether it was sent. The ticket shows this at once; the sweep finds out."""
    details = {"error": reply.error or "", "agent": reply.agent, "visibility": reply.visibility.value}
    entry = reply.entry("reply_unconfirmed", details)
    ports.history.add(replace(entry, key=f"{BEFORE_OUTCOME}{entry.key}"))


def record_failed(ports: ReplyPorts, reply: Reply) -> None:
    """It could not be sent, or its outcome stays unknown. The ticket's history explains why."""
    outcome = reply.outcome or SendClass.PERMANENT
    details = {
        "class": outcome.value,
        "error": reply.error or "",
        "agent": reply.agent,
        "visibility": reply.visibility.value,
        "message": explain(outcome, reply.error),
    }
    ports.history.add(reply.entry("reply_failed", details))

    def failed(ticket: Ticket) -> Ticket:
        return replace(ticket, reply_at=_next(ports, ticket, reply), answer_pending=_pending(ports, ticket, reply))

    update_ticket(ports, reply.ticket_id, failed)
    dimension: dict[str, Any] = {"class": SendClass.PERMANENT if outcome is SendClass.SENT else outcome}
    ports.metrics.count("RepliesFailed", **dimension)


def update_ticket(ports: ReplyPorts, ticket_id: str, transition: Callable[[Ticket], Ticket]) -> Ticket | None:
    """Apply a transition to the ticket as it is now. Raises ``ConflictError`` when it never stands still."""
    for attempt in range(_MAX_WRITE_ATTEMPTS):
        ticket = ports.tickets.get(ticket_id)
        if ticket is None:
            return None
        after = transition(ticket)
        if replace(after, updated_at=ticket.updated_at) == ticket:
            return ticket
        try:
            return ports.tickets.save(after)
        except ConflictError:
            if attempt == _MAX_WRITE_ATTEMPTS - 1:
                raise
    return None


def next_look(ports: ReplyPorts, ticket_id: str, *, without: str | None = None) -> datetime | None:
    """When the next of the ticket's answers (those of the key ``without`` aside) has to be looked at."""
    left = [
        reply.look_at for reply in ports.replies.of_ticket(ticket_id) if not reply.recorded and reply.key != without
    ]
    return min(left, default=None)


def _next(ports: ReplyPorts, ticket: Ticket, done: Reply) -> datetime | None:
    """What is left to look at. A later instant was set by another answer that has just begun: it stays."""
    if ticket.reply_at is not None and ticket.reply_at > max(done.claimed_at + CLAIM_DURATION, ports.clock.now()):
        return ticket.reply_at
    if done.continues and done.status is OutboxStatus.SENT:
        return done.claimed_at + CLAIM_DURATION  # the next message is still to come: see ``SendReply``
    return next_look(ports, ticket.id, without=done.key)


def _pending(ports: ReplyPorts, ticket: Ticket, done: Reply) -> AnswerPending | None:
    """The answer that is still on its way when this one has ended."""
    known = ticket.answer_pending
    if known is None or known.key != done.key or (done.continues and done.status is OutboxStatus.SENT):
        return known
    return _latest_pending(reply for reply in ports.replies.of_ticket(ticket.id) if reply.key != done.key)


def still_pending(ports: ReplyPorts, ticket: Ticket) -> AnswerPending | None:
    """As the records have it. An answer that has just begun has none yet."""
    known, replies = ticket.answer_pending, ports.replies.of_ticket(ticket.id)
    if known is not None:
        own = [reply for reply in replies if reply.key == known.key]
        begins = not own and known.since + CLAIM_DURATION > ports.clock.now()
        if begins or any(not reply.recorded for reply in own):
            return known
    return _latest_pending(replies)


def _latest_pending(replies: Iterable[Reply]) -> AnswerPending | None:
    left = [reply for reply in replies if not reply.recorded]
    return max(left, key=lambda reply: reply.created_at).pending if left else None


# --- the private conversation that follows ------------------------------------------------------------------------


def _joined_conversation(ports: ReplyPorts, reply: Reply) -> tuple[str, str] | None:
    """The private conversation that belongs to this public ticket from now on, as far as the platform proves it."""
    ticket = ports.tickets.get(reply.ticket_id)
    if ticket is None or ticket.visibility is not Visibility.PUBLIC:
        return None
    conversation_id: str | None = None
    if reply.visibility is Visibility.PRIVATE:
        conversation_id = reply.platform_recipient_id or reply.conversation_id or None
    elif reply.moves and ports.policies(ticket.channel).private_to_author:
        conversation_id = ticket.author_id
    if conversation_id is None or not _join_conversation(ports, ticket, reply.home, conversation_id):
        return None
    return reply.home, conversation_id


def _join_conversation(ports: ReplyPorts, ticket: Ticket, channel: str, conversation_id: str) -> bool:
    """Have the conversation lead to this ticket, unless it has an open one of its own."""
    for attempt in range(_MAX_WRITE_ATTEMPTS):
        known = ports.conversations.get(channel, ticket.account_id, conversation_id)
        if known is not None and known.open_ticket_id == ticket.id:
            return True
        if known is not None and known.open_ticket_id is not None:
            other = ports.tickets.get(known.open_ticket_id)
            if other is not None and other.status is not Status.CLOSED:
                return False
        kept = ports.brands.current(ticket.brand).retention.tickets
        base = known or Conversation(
            channel=channel, account_id=ticket.account_id, conversation_id=conversation_id, brand=ticket.brand
        )
        linked = replace(
            base,
            author_id=base.author_id or conversation_id,
            customer_id=base.customer_id or ticket.customer_id,
            open_ticket_id=ticket.id,
            expires_at=max(base.expires_at or ports.clock.now(), ports.clock.now() + kept),
        )
        try:
            ports.conversations.save(linked)
        except ConflictError:
            if attempt == _MAX_WRITE_ATTEMPTS - 1:
                raise
        else:
            return True
    return False


def _note_answer(ports: ReplyPorts, channel: str, account_id: str, conversation_id: str, at: datetime) -> None:
    """A person has answered here: nothing automatic follows in this closed period."""
    for attempt in range(_MAX_WRITE_ATTEMPTS):
        known = ports.conversations.get(channel, account_id, conversation_id)
        if known is None or (known.last_person_answer_at is not None and known.last_person_answer_at >= at):
            return
        try:
            ports.conversations.save(replace(known, last_person_answer_at=at))
        except ConflictError:
            if attempt == _MAX_WRITE_ATTEMPTS - 1:
                raise
        else:
            return


# --- the message --------------------------------------------------------------------------------------------------


def save_message(ports: ReplyPorts, reply: Reply, sent_at: datetime, joined: tuple[str, str] | None) -> None:
    """The reply stands in the conversation, under the platform's id."""
    ticket = ports.tickets.get(reply.ticket_id)
    if reply.message_id is None or ticket is None:
        return
    brand = ports.brands.current(ticket.brand)
    kept, allowed = brand.retention.messages, ports.policies(reply.home).content_retention
    account = brand.account(reply.channel, reply.account_id)
    where = joined[1] if joined and reply.visibility is Visibility.PRIVATE else reply.conversation_id
    keep_for = kept if allowed is None else min(kept, allowed)
    held = kept_files(ports, reply, ticket.brand, keep_for)

    def complete(base: Message) -> Message | None:
        if base.complete and base.surface is Surface.REVIEW and not reply.says(base.text):
            # A review has one answer: the next one stands in its place, under its id.
            since = base.deleted_at or base.text_since
            if since is not None and since > sent_at:
                return None  # a later one stands there by now
            base = base.rewritten(reply.text, sent_at)
        elif base.complete and base.ticket_id == ticket.id and base.author_name == reply.agent:
            return None
        return replace(
            base,
            automatic=False,
            surface=base.surface or ticket.surface,
            visibility=reply.visibility,
            conversation_id=base.conversation_id or where or ticket.conversation_id,
            ticket_id=ticket.id,
            parent_id=base.parent_id or reply.in_reply_to,
            author_id=reply.account_id,
            author_handle=account.handle if account is not None else None,
            author_name=reply.agent,
            language=base.language or ticket.language,
            attachments=() if base.deleted_at is not None else held or base.attachments,
        )

    save_sent_message(
        ports.messages,
        Message(channel=reply.home, account_id=reply.account_id, message_id=reply.message_id, brand=ticket.brand),
        text=reply.text,
        sent_at=sent_at,
        retention=keep_for,
        complete=complete,
    )
    discard_uploads(ports, reply)


def _still_waiting(ports: ReplyPorts, ticket: Ticket, sent_at: datetime) -> datetime | None:
    """The first message the customer wrote after this answer that waits for another one."""
    if ticket.waiting_since is None or ticket.waiting_since > sent_at:
        return ticket.waiting_since
    if ticket.last_customer_message_at <= sent_at:
        return None
    found: list[datetime] = []
    for place in ticket.places:
        here: list[datetime] = []
        cursor: str | None = None
        while True:
            page = ports.messages.of_conversation(*place, limit=10, cursor=cursor, since=sent_at)
            here = [
                message.occurred_at
                for message in page.items
                if message.waits
                and ticket.holds(message.ticket_id)
                and message.occurred_at is not None
                and message.occurred_at > sent_at
            ]
            cursor = page.cursor
            if cursor is None or here:
                break  # the first page with such a message has the first of them
        found += here
    return min(found, default=None)
