"""Everything that is known about one ticket at the instant of its acknowledgement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from functions.respond.acknowledgement.ports import AcknowledgementPorts
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.conversations.model import Conversation
from shared.domain.messages.model import Message
from shared.domain.outbox.accounts import AccountState
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Visibility

_MAX_READ = 20  # messages, to find the latest that still waits


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketContext:
    """``message`` is the customer's latest message, the one that is answered."""

    ports: AcknowledgementPorts
    ticket: Ticket
    brand: Brand
    policy: ChannelPolicy
    account: Account
    account_state: AccountState
    conversation: Conversation | None
    message: Message | None
    now: datetime

    @classmethod
    def load(cls, ports: AcknowledgementPorts, ticket: Ticket) -> Self:
        """Read what the decision needs.

        If their last message is deleted or waits for nothing, ``message`` is the last one that waits for an answer.
        """
        brand = ports.brands.current(ticket.brand)
        place = (ticket.channel, ticket.account_id)
        # An account that left the brand file has no secret. The decision reports its channel as off.
        removed_account = Account(channel=ticket.channel, id=ticket.account_id, handle="", secret="")
        return cls(
            ports=ports,
            ticket=ticket,
            brand=brand,
            policy=ports.policies(ticket.channel),
            account=brand.account(*place) or removed_account,
            account_state=ports.accounts.get(*place),
            # May be a moment old: an answer that it does not show yet has changed the ticket, which is read again.
            conversation=ports.conversations.get(*place, ticket.conversation_id, latest=False),
            message=_message_to_answer(ports, ticket),
            now=ports.clock.now(),
        )

    @property
    def message_id(self) -> str:
        return self.ticket.last_message_id if self.message is None else self.message.message_id

    @property
    def visibility(self) -> Visibility:
        """An answer is as public as the message it answers."""
        known = None if self.message is None else self.message.visibility
        return known or self.ticket.visibility

    @property
    def root_id(self) -> str:
        """The public post a conversation belongs to: the conversation's id without the customer's."""
        return self.ticket.conversation_id.removesuffix(f":{self.ticket.author_id}")


def _message_to_answer(ports: AcknowledgementPorts, ticket: Ticket) -> Message | None:
    last = ports.messages.get(ticket.channel, ticket.account_id, ticket.last_message_id)
    if last is None or (last.waits and last.deleted_at is None and not last.hidden):
        return last
    page = ports.messages.of_conversation(
        ticket.channel, ticket.account_id, ticket.conversation_id, limit=_MAX_READ, newest_first=True
    )
    for message in page.items:
        if message.waits and message.ticket_id == ticket.id and not message.hidden and message.deleted_at is None:
            return message
    return last
