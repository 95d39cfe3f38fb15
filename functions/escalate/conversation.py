"""What was written, for a target that the brand trusts with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from shared.domain.brand.model import Brand
from shared.domain.errors import UpstreamError
from shared.domain.escalation.text import NotificationText
from shared.domain.messages.model import Message
from shared.domain.notifications.target import TargetType, parts_of
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Direction
from shared.ports.repositories import MessageRepository

MAX_MESSAGES = 30  # the latest
MAX_PLACES = 5  # conversations of one ticket that are read: its own two first
MAX_CHARACTERS = 1500  # of one message


@dataclass(frozen=True, slots=True)
class ReadConversation:
    """The latest messages of a ticket, oldest first, in public and in private, with those of tickets that were merged
    into it. Deleted ones are not shown, and texts that lie in the bucket are
    not fetched: who needs them opens the desk."""

    messages: MessageRepository

    def __call__(self, ticket: Ticket) -> tuple[str, ...]:
        """Empty when the messages cannot be read: people are told without them."""
        try:
            found = [
                message
                for place in ticket.places[:MAX_PLACES]
                for message in self.messages.of_conversation(*place, limit=MAX_MESSAGES, newest_first=True).items
            ]
        except UpstreamError:
            return ()
        found.sort(key=lambda message: message.occurred_at or ticket.created_at)
        shown = [message for message in found if message.deleted_at is None and message.text]
        return tuple(_line(message) for message in shown[-MAX_MESSAGES:])


def with_conversation(
    text: NotificationText,
    brand: Brand,
    targets: Iterable[str],
    ticket: Ticket,
    read: Callable[[Ticket], tuple[str, ...]],
) -> NotificationText:
    """The text with what was written, if one of the targets may keep that."""
    found = (brand.notification_target(parts_of(target)[0]) for target in targets)
    if any(target is not None and target.trusted and target.type is TargetType.ZENDESK for target in found):
        return replace(text, conversation=read(ticket))
    return text


def _line(message: Message) -> str:
    written = "" if message.occurred_at is None else f"{message.occurred_at:%Y-%m-%d %H:%M} UTC, "
    who = "us" if message.direction is Direction.OUTBOUND else message.author_name or message.author_handle or "-"
    return f"{written}{who}: {(message.text or '')[:MAX_CHARACTERS]}"
