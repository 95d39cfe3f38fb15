"""What an agent asks for, how the customer is reached, and why an answer is refused. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from shared.domain.channels.policy import Length
from shared.domain.privacy.personal_data.finding import Finding
from shared.domain.vocabulary import Surface, Visibility

MAX_INITIALS = 4


class Mode(StrEnum):
    """What the agent asks for. ``move_to_private``: an invitation in public, and what follows in private."""

    PUBLIC = "public"
    PRIVATE = "private"
    MOVE_TO_PRIVATE = "move_to_private"


class RefusalReason(StrEnum):
    """Why a text is not sent. ``INVALID`` of them are wrong with the request, the others with the state of things."""

    NO_SUCH_TICKET = "no_such_ticket"
    TICKET_CLOSED = "ticket_closed"
    ACCOUNT_GONE = "account_gone"
    ACCOUNT_STOPPED = "account_stopped"
    NO_PUBLIC_WAY = "no_public_way"
    NO_PRIVATE_WAY = "no_private_way"
    AUTHOR_UNKNOWN = "author_unknown"
    CUSTOMER_FIRST = "customer_first"
    WINDOW_CLOSED = "window_closed"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_INITIALS = "no_initials"
    PERSONAL_DATA = "personal_data"
    KEY_REUSED = "key_reused"
    CHANGED = "changed"
    ANSWER_UNDER_WAY = "answer_under_way"
    ATTACHMENTS_NOT_SUPPORTED = "attachments_not_supported"
    ATTACHMENT_NOT_FOUND = "attachment_not_found"
    ATTACHMENT_TYPE = "attachment_type"
    ATTACHMENT_TOO_LARGE = "attachment_too_large"
    TOO_MANY_ATTACHMENTS = "too_many_attachments"


INVALID = frozenset(
    {
        RefusalReason.EMPTY,
        RefusalReason.TOO_LONG,
        RefusalReason.NO_INITIALS,
        RefusalReason.PERSONAL_DATA,
        RefusalReason.KEY_REUSED,
        RefusalReason.ATTACHMENTS_NOT_SUPPORTED,
        RefusalReason.ATTACHMENT_NOT_FOUND,
        RefusalReason.ATTACHMENT_TYPE,
        RefusalReason.ATTACHMENT_TOO_LARGE,
        RefusalReason.TOO_MANY_ATTACHMENTS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLength:
    """A text that is too long: what it measures with its signature, and how many of its characters would fit."""

    length: int
    limit: int
    unit: str
    fits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """``message`` is for the person who wrote the text; ``findings`` are places in the text as it was given."""

    reason: RefusalReason
    message: str
    field: str = "text"
    text_length: TextLength | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyIntent:
    """What an agent asks for. ``key`` is what the caller repeats when it does not know what became of it.

    ``actor`` is the name of the caller, ``actor_id`` their id, and ``agent`` the person; ``allow_personal_data``
    overrides the guard.
    ``seen_version`` is that of the ticket as the person has read it: another one is refused.
    ``attachments`` are ids of uploads; with them a private answer needs no text. ``agent_id`` is whose answer it is;
    ``beside_another`` says that they know of a colleague's that is still being sent.
    """

    ticket_id: str
    key: str
    mode: Mode
    text: str
    private_text: str | None = None
    agent: str
    initials: str | None = None
    actor: str
    allow_personal_data: bool = False
    seen_version: int | None = None
    attachments: tuple[str, ...] = ()
    agent_id: str = ""
    actor_id: str | None = None
    beside_another: bool = False

    @property
    def digest(self) -> str:
        """The same for the same intent: a key stands for one intent only."""
        asked = [self.mode.value, self.text, self.private_text or "", self.agent, self.initials or ""]
        asked += self.attachments  # the digests of answers without files stay what they were
        return sha256("\x1f".join(asked).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRoute:
    """How the customer is reached. ``channel`` is the one that sends, ``home`` the one the conversation is on.

    ``conversation_id`` is ``None`` where only the platform's answer will tell it. ``closes_at`` is when this way ends;
    ``human_agent`` says that it is open only because a person writes.
    """

    channel: str
    home: str
    visibility: Visibility
    conversation_id: str | None
    recipient_id: str | None
    in_reply_to: str | None
    root_id: str | None = None
    limit: Length
    closes_at: datetime | None = None
    human_agent: bool = False
    surface: Surface | None = None


# --- where --------------------------------------------------------------------------------------------------------
