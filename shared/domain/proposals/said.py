"""What we have said in the customer's public thread ourselves: by a robot, by an agent here or in the platform's app.

Nobody is thanked twice, nor thanked where a colleague has told everybody already that it is solved.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.accents import without_accents
from shared.domain.messages.model import Message
from shared.domain.proposals.objections import Objection
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Direction, Sentiment

MAX_READ = 50
"""Messages of one customer in one thread, the latest ones."""

MAX_SIGNATURE = 2  # words behind a text of the brand: initials, a name

_WORD = re.compile(r"[^\W_]+")
_SETTLED = re.compile(
    r"\b(?:regle(?:e|s|es)?|resolue?s?|retablie?s?|corrigee?s?|en ordre|rentre dans l ordre|remarche|refonctionne"
    r"|solved|resolved|sorted|fixed|settled|working again|works again|up and running)\b"
)
_NOT_YET = re.compile(
    r"\b(?:pas|jamais|not|\w*n t|never|pour que|afin|des que|bientot|sera|so (?:that )?we|to (?:get|have|see)|want|wish"
    r"|voulons|souhaitons|once|when|soon|will|until|working on)\b"
)
_IN_PRIVATE = re.compile(
    r"\b(?:prives?|privee?s?|mps?|dms?|messenger|messagerie|inbox|boite de reception|message direct|direct messages?"
    r"|private(?:ly)?|pms?)\b"
)
_ASKS = re.compile(
    r"\b(?:ecri(?:vez|re|s)|envoy(?:ez|er|e|es)|contact(?:ez|er)|rejoi(?:gnez|ndre)|regard(?:ez|er)|consult(?:ez|er)"
    r"|verifi(?:ez|er)|repond(?:u|ez|re|s|ons)|pouvez|pourriez|merci de|svp|s il vous plait"
    r"|please|send|sent|drop|check|reply|replied|answered|message us|dm us|could you|can you|contact us|reach out)\b"
)


class ReadsMessages(Protocol):
    def of_conversation(
        self,
        channel: str,
        account_id: str,
        conversation_id: str,
        *,
        limit: int = 50,
        since: datetime | None = None,
        newest_first: bool = False,
    ) -> "_Page": ...


class _Page(Protocol):
    @property
    def items(self) -> Sequence[Message]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicThread:
    """``messages`` are those of the customer's public conversation, which went on elsewhere ``in_private_since``; the
    latest ones there are ``in_private``."""

    messages: Sequence[Message]
    in_private_since: datetime
    in_private: Sequence[Message] = ()


def thread_of(messages: ReadsMessages, ticket: Ticket) -> PublicThread:
    """Raises what ``messages`` raises."""
    public = messages.of_conversation(
        ticket.channel, ticket.account_id, ticket.conversation_id, limit=MAX_READ, newest_first=True
    )
    first: Sequence[Message] = ()
    latest: Sequence[Message] = ()
    if ticket.private_conversation_id is not None:
        place = (ticket.private_channel or ticket.channel, ticket.account_id, ticket.private_conversation_id)
        first = messages.of_conversation(*place, limit=1, since=ticket.created_at).items
        latest = messages.of_conversation(*place, limit=MAX_READ, since=ticket.created_at, newest_first=True).items
    since = (message.occurred_at for message in first if message.occurred_at is not None)
    return PublicThread(messages=public.items, in_private_since=next(since, ticket.created_at), in_private=latest)


def objection_in(thread: PublicThread, thanks: Collection[str], *, automatic: bool = False) -> Objection | None:
    """What was written there speaks against a thank-you: by the customer in either place, or by us in public.
    ``thanks`` are the brand's texts."""
    if any(message.category in (Category.SPAM, Category.ABUSE) for message in _of_customer(thread)):
        return Objection.SPAM_OR_ABUSE
    if automatic and ends_badly(thread):
        return Objection.MOOD
    return Objection.SAID_IN_PUBLIC if is_said(thread, thanks) else None


def ends_badly(thread: PublicThread) -> bool:
    """Whether the mood of the customer's last message was negative, whatever somebody says of an earlier one."""
    dated = [message for message in _of_customer(thread) if message.occurred_at is not None]
    last = max(dated, key=lambda message: message.occurred_at or thread.in_private_since, default=None)
    return last is not None and last.sentiment is Sentiment.NEGATIVE


def _of_customer(thread: PublicThread) -> Iterator[Message]:
    for message in (*thread.messages, *thread.in_private):
        if message.direction is Direction.INBOUND and message.complete:
            yield message


def is_said(thread: PublicThread, thanks: Collection[str]) -> bool:
    """Whether a thank-you for what was solved in private would be one too many. ``thanks`` are the brand's texts."""
    known = {_plain(text) for text in thanks}
    return any(_says_it(message, thread.in_private_since, known) for message in thread.messages if _is_ours(message))


def is_answered(thread: Collection[Message], since: datetime | None) -> bool:
    """Whether one of us, or a robot of ours, has written in the thread since then."""
    return any(
        _is_ours(message) and (since is None or message.occurred_at is None or message.occurred_at >= since)
        for message in thread
    )


def _is_ours(message: Message) -> bool:
    return message.direction is Direction.OUTBOUND and message.complete and message.deleted_at is None


def _says_it(message: Message, in_private_since: datetime, thanks: Collection[str]) -> bool:
    """A robot's text is one of the brand's thanks, or says that it is solved. What a person writes once it went on in
    private closes the matter, unless it leads there; what they wrote before closes it if it says so and leads nowhere.
    """
    text = _plain(message.text or "")
    settled = _SETTLED.search(text) is not None and _NOT_YET.search(text) is None
    leads_there = _IN_PRIVATE.search(text) is not None and _ASKS.search(text) is not None
    if message.automatic:
        return settled or text in thanks
    if any(text == each or _signed(text, each) for each in thanks):
        return True
    is_later = message.occurred_at is not None and message.occurred_at >= in_private_since
    return (settled or not leads_there) if is_later else (settled and not leads_there)


def _signed(text: str, thanks: str) -> bool:
    return text.startswith(f"{thanks} ") and len(text.removeprefix(thanks).split()) <= MAX_SIGNATURE


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(without_accents(text.casefold())))
