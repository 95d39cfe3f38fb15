"""What we send through a channel, and what the platform made of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass, Surface, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundAttachment:
    """A file that is sent. ``type`` is the kind as which the channel takes it, ``title`` a file name.

    ``url`` opens it for some minutes without credentials, for platforms that fetch it; ``content`` reads it, for those
    that are handed it (raises ``NotFoundError`` and ``UpstreamError``).
    """

    type: str
    mime_type: str
    size: int
    title: str
    url: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReply:
    """An answer that the customer can tap. ``title`` is what they then say; ``payload`` comes back where it can."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """One message to send: a text, files, or both, as far as the channel's policy has them in one message.

    ``in_reply_to`` is the message it answers (always set in public); ``root_id`` the post or media under which
    that message stands, if known; ``recipient_id`` the author it goes to. ``reference`` is ours: platforms that
    can, send it back with the echo. ``human_agent`` claims the longer window that some platforms reserve for what a
    person wrote; a robot's message never does. ``surface`` is where the message that is answered was found, if known.
    ``sent_before`` are the ids of the other messages of the same answer: what is read for a file without words is none
    of them. ``reply_token`` belongs to the message that is answered, and may be over. ``quick_replies`` go with a
    private text, on channels that have them; elsewhere the text stands alone.
    """

    channel: str
    account_id: str
    visibility: Visibility
    text: str
    recipient_id: str | None
    in_reply_to: str | None
    root_id: str | None = None
    reference: str
    human_agent: bool = False
    surface: Surface | None = None
    attachments: tuple[OutboundAttachment, ...] = ()
    sent_before: tuple[str, ...] = ()
    reply_token: str | None = None
    quick_replies: tuple[QuickReply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundPost:
    """A post of our own account in public, which answers nobody.

    ``place`` is where the account posts, on channels whose account is no place itself (a channel of Telegram).
    ``continues`` is an earlier post of ours below which it stands, on channels that have threads of posts.
    ``reference`` is ours, and the same for every attempt: platforms that can publish once for it.
    """

    channel: str
    account_id: str
    text: str
    reference: str = ""
    place: str | None = None
    continues: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """What the platform made of it.

    ``message_id`` is set when ``outcome`` is ``sent``; ``retry_at`` (UTC) when it is ``retry_at``. ``recipient_id``
    is who it went to, where the platform says so: the only link from a comment's author to their private messages.
    ``error`` is a short code for people and logs (``http_503``, ``meta_190_463``, ``timeout``), never the
    platform's text, which may quote the customer. ``of_app``: the platform means all accounts of our application.
    """

    outcome: SendClass
    message_id: str | None = None
    recipient_id: str | None = None
    retry_at: datetime | None = None
    error: str | None = None
    of_app: bool = False


UNNAMED = "unnamed:"
"""How an id of our own begins, of a message that the platform took without telling under which id."""

NOT_LISTED = "not_listed_by_platform"
"""The error of a reading that can tell nothing, now or later: the platform lists no such messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformMessage:
    """A message as the platform shows it when it is asked for. ``root_id`` is what the whole thread hangs from."""

    message_id: str
    text: str | None = None
    author: Author | None = None
    parent_id: str | None = None
    root_id: str | None = None
    permalink: str | None = None
    rating: int | None = None  # the stars of a review
    edited_at: datetime | None = None  # of a text that is not the first one
    occurred_at: datetime | None = None
