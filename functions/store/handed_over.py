"""Which application answers a private conversation: ours, or another one (Meta, "Conversation Routing").

A message that reaches us under ``standby`` belongs to another application; so does what follows an event that says
that the conversation was given to one or taken by one.
"""

from dataclasses import replace
from datetime import timedelta

from functions.store.context import Place
from functions.store.ports import StorePorts
from shared.domain.conversations.model import Conversation
from shared.domain.messages.event import InboundEvent
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket

NOTED_AGAIN_AFTER = timedelta(hours=12)
"""How old the note may be before a further message renews it: not each of them costs a write."""

EXPLANATION = (
    "Another application answers this conversation. To reply from here, take the conversation first: in Meta's inbox, "
    "or by take_thread_control."
)


def note_standby(ports: StorePorts, event: InboundEvent, where: Place) -> Place:
    """A message that another application is to answer. Returns its place with the conversation as it is then."""
    if not event.details.get("standby") or event.conversation_id is None:
        return where
    known = where.conversation
    noted = known.handed_over_at
    older = known.taken_back_at is not None and event.occurred_at < known.taken_back_at
    if older or (noted is not None and event.occurred_at < noted + NOTED_AGAIN_AFTER):
        return where
    noting = replace(known, handed_over_at=event.occurred_at, taken_back_at=None)
    return replace(where, conversation=_save(ports, event, noting))


def note_owner(ports: StorePorts, event: InboundEvent) -> None:
    """The conversation has another owner from now on. Where it is not told that it is us, it is not us."""
    if event.conversation_id is None:
        return
    known = _conversation(ports, event)
    if any(at is not None and at > event.occurred_at for at in (known.handed_over_at, known.taken_back_at)):
        return  # events come in any order
    account = ports.brands.current(event.brand).account(event.channel, event.account_id)
    ours = account is not None and account.app_id is not None and event.details.get("thread_owner") == account.app_id
    at = event.occurred_at
    after = replace(known, handed_over_at=None if ours else at, taken_back_at=at if ours else None)
    if after != known:
        _save(ports, event, after)


def tell_agent(ports: StorePorts, event: InboundEvent, conversation: Conversation, ticket: Ticket) -> None:
    """The history says why a reply will be refused: once for each time the conversation was handed over."""
    at = conversation.handed_over_at
    if at is not None and conversation.is_handed_over(event.occurred_at):
        entry = HistoryEntry(
            ticket_id=ticket.id,
            at=at,
            key=f"handed_over#{at:%Y%m%dT%H%M%S}",
            what="handed_over_to_another_app",
            details={"says": EXPLANATION},
        )
        ports.history.add(entry)


def _conversation(ports: StorePorts, event: InboundEvent) -> Conversation:
    conversation_id = event.conversation_id or ""
    found = ports.conversations.get(event.channel, event.account_id, conversation_id)
    return found or Conversation(
        channel=event.channel,
        account_id=event.account_id,
        conversation_id=conversation_id,
        brand=event.brand,
        author_id=conversation_id,
    )


def _save(ports: StorePorts, event: InboundEvent, conversation: Conversation) -> Conversation:
    kept_until = ports.clock.now() + ports.brands.current(event.brand).retention.tickets
    expires_at = kept_until if conversation.expires_at is None else max(conversation.expires_at, kept_until)
    return ports.conversations.save(replace(conversation, expires_at=expires_at))
