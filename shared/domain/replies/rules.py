"""What an agent may answer: where, until when, how long, and with nobody's personal data in public. Pure.

A ticket that began in public may go on in private. Where the platform proves that both are the same person, the private
conversation belongs to the same ticket, and it can be answered in either place.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from shared.domain.channels.policy import Length, Policies
from shared.domain.channels.text_length import fits, length
from shared.domain.outbox.accounts import AccountState
from shared.domain.privacy.outbound_guard import FindPhones, check
from shared.domain.privacy.personal_data import Finding, kinds
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass, Status, Surface, Visibility

PRIVATE_REPLY_WITHIN = timedelta(days=7)
"""How long after a comment its author can be written to through it (Messenger Platform, "Private replies")."""

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


INVALID = frozenset(
    {
        RefusalReason.EMPTY,
        RefusalReason.TOO_LONG,
        RefusalReason.NO_INITIALS,
        RefusalReason.PERSONAL_DATA,
        RefusalReason.KEY_REUSED,
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

    ``actor`` is the name of the token, ``agent`` the person; ``allow_personal_data`` overrides the guard.
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

    @property
    def digest(self) -> str:
        """The same for the same intent: a key stands for one intent only."""
        asked = (self.mode.value, self.text, self.private_text or "", self.agent, self.initials or "")
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


def route_for(ticket: Ticket, visibility: Visibility, policies: Policies, now: datetime) -> ReplyRoute | Refusal:
    """How this ticket can be answered at that visibility now."""
    if ticket.status is Status.CLOSED:
        return Refusal(
            reason=RefusalReason.TICKET_CLOSED,
            message="The ticket is closed; a new message of the customer opens another.",
        )
    route = _public(ticket, policies) if visibility is Visibility.PUBLIC else _private(ticket, policies)
    if isinstance(route, ReplyRoute) and route.closes_at is not None and now >= route.closes_at:
        return Refusal(
            reason=RefusalReason.WINDOW_CLOSED,
            message=f"The platform took private answers until {route.closes_at:%Y-%m-%d %H:%M} UTC; "
            "the customer has to write again first.",
        )
    if isinstance(route, Refusal) or route.closes_at is None:
        return route
    return _by_person(route, policies, now)


def account_refusal(state: AccountState) -> Refusal | None:
    """Why an account cannot answer: it was stopped because its token, or the account itself, was refused."""
    if not state.stopped:
        return None
    return Refusal(
        reason=RefusalReason.ACCOUNT_STOPPED,
        message=f"The account is stopped: the platform refused our token or the account ({state.stopped_because}). "
        "Operators have to renew the token and resume the account.",
    )


def _public(ticket: Ticket, policies: Policies) -> ReplyRoute | Refusal:
    limit = policies(ticket.channel).lengths.get(Visibility.PUBLIC)
    if ticket.visibility is not Visibility.PUBLIC or limit is None:
        return Refusal(
            reason=RefusalReason.NO_PUBLIC_WAY,
            message="The customer wrote in private: there is nothing public to answer.",
        )
    return ReplyRoute(
        channel=ticket.channel,
        home=ticket.channel,
        visibility=Visibility.PUBLIC,
        conversation_id=ticket.conversation_id,
        recipient_id=ticket.author_id,
        in_reply_to=ticket.last_message_id,
        root_id=ticket.conversation_id.removesuffix(f":{ticket.author_id or ticket.opening_message_id}"),
        limit=limit,
        surface=ticket.surface,
    )


def _private(ticket: Ticket, policies: Policies) -> ReplyRoute | Refusal:
    if ticket.visibility is Visibility.PRIVATE:
        return _in_conversation(ticket, policies, ticket.channel, ticket.conversation_id, ticket.author_id)
    if ticket.private_channel is not None and ticket.private_conversation_id is not None:
        place = ticket.private_conversation_id
        return _in_conversation(ticket, policies, ticket.private_channel, place, place)
    policy = policies(ticket.channel)
    limit = policy.lengths.get(Visibility.PRIVATE)
    if limit is not None and policy.private_reply_to_comment and ticket.surface in (Surface.COMMENT, Surface.POST):
        return ReplyRoute(
            channel=ticket.channel,
            home=policy.private_channel or ticket.channel,
            visibility=Visibility.PRIVATE,
            conversation_id=None,
            recipient_id=None,
            in_reply_to=ticket.last_message_id,
            limit=limit,
            closes_at=ticket.last_customer_message_at + PRIVATE_REPLY_WITHIN,
        )
    if limit is None or not policy.private_to_author:
        return Refusal(
            reason=RefusalReason.NO_PRIVATE_WAY,
            message=f"{policy.title} has no private way to the author of this message.",
        )
    if ticket.author_id is None:
        return Refusal(reason=RefusalReason.AUTHOR_UNKNOWN, message="The platform does not say who wrote this.")
    return ReplyRoute(
        channel=ticket.channel,
        home=ticket.channel,
        visibility=Visibility.PRIVATE,
        conversation_id=ticket.author_id,
        recipient_id=ticket.author_id,
        in_reply_to=None,
        limit=limit,
    )


def _in_conversation(
    ticket: Ticket, policies: Policies, channel: str, conversation_id: str, recipient_id: str | None
) -> ReplyRoute | Refusal:
    policy = policies(channel)
    limit = policy.lengths.get(Visibility.PRIVATE)
    if limit is None:
        return Refusal(reason=RefusalReason.NO_PRIVATE_WAY, message=f"{policy.title} takes no private answers.")
    if recipient_id is None:
        return Refusal(reason=RefusalReason.AUTHOR_UNKNOWN, message="The platform does not say who wrote this.")
    own = ticket.visibility is Visibility.PRIVATE
    closes_at = ticket.reply_window_closes_at
    if closes_at is None and policy.reply_window is not None:
        if not own:
            return Refusal(
                reason=RefusalReason.CUSTOMER_FIRST,
                message=f"{policy.title} allows one message until the customer answers it, and that one was sent.",
            )
        closes_at = ticket.last_customer_message_at + policy.reply_window
    return ReplyRoute(
        channel=channel,
        home=channel,
        visibility=Visibility.PRIVATE,
        conversation_id=conversation_id,
        recipient_id=recipient_id,
        in_reply_to=ticket.last_message_id if own else None,
        limit=limit,
        closes_at=policy.closes_for_people(closes_at),
    )


def _by_person(route: ReplyRoute, policies: Policies, now: datetime) -> ReplyRoute:
    policy = policies(route.home)
    if route.conversation_id is None or policy.reply_window is None or policy.human_window is None:
        return route
    for_robots = route.closes_at - policy.human_window + policy.reply_window if route.closes_at else None
    return replace(route, human_agent=for_robots is not None and now >= for_robots)


# --- in which words -----------------------------------------------------------------------------------------------


def initials_of(intent: ReplyIntent) -> str:
    """The agent's initials: as given ("^s.b." are SB), or the first letters of their name; empty without letters."""
    given = "".join(character for character in intent.initials or "" if character.isalnum())
    given = given or "".join(word[0] for word in re.findall(r"[^\W\d_]+", intent.agent))
    return given.upper()[:MAX_INITIALS]


def signed(text: str, initials: str) -> str:
    """The text as it will stand in public: ``… ^SB``."""
    mark = f"^{initials}"
    unsigned = _unsigned(text, initials)
    return f"{text} {mark}" if unsigned == text else f"{unsigned} {mark}".strip()


def _unsigned(text: str, initials: str) -> str:
    """The text without the signature that an agent may have written under it, in whatever case."""
    mark = f"^{initials}"
    return text[: -len(mark)].rstrip() if initials and text[-len(mark) :].upper() == mark else text


def compose(
    text: str,
    route: ReplyRoute,
    *,
    initials: str,
    field: str = "text",
    allow_personal_data: bool = False,
    find_phones: FindPhones | None = None,
    own: Iterable[str] = (),
) -> str | Refusal:
    """The text as it is to be sent; never cut. Only public answers are signed. ``own``: see ``outbound_guard``."""
    plain = text.strip()
    public = route.visibility is Visibility.PUBLIC
    if not any(character.isprintable() and not character.isspace() for character in _unsigned(plain, initials)):
        return Refusal(reason=RefusalReason.EMPTY, message="There is nothing to send.", field=field)
    if public and not initials:
        return Refusal(
            reason=RefusalReason.NO_INITIALS, message="A public answer is signed: name the agent or give initials."
        )
    findings = () if allow_personal_data else check(text, route.visibility, find_phones=find_phones, own=own)
    if findings:
        named = ", ".join(kind.replace("_", " ") for kind in kinds(findings))
        return Refusal(
            reason=RefusalReason.PERSONAL_DATA,
            message=f"Everybody could read this: {named}. Answer in private, or leave it out.",
            field=field,
            findings=findings,
        )
    whole = signed(plain, initials) if public else plain
    if not fits(whole, route.limit):
        return _too_long(plain, whole, route.limit, initials if public else None, field)
    return whole


def _too_long(plain: str, whole: str, limit: Length, initials: str | None, field: str) -> Refusal:
    low, high = 0, len(plain)
    while low < high:
        middle = (low + high + 1) // 2
        part = plain[:middle] if initials is None else signed(plain[:middle], initials)
        low, high = (middle, high) if fits(part, limit) else (low, middle - 1)
    text_length = TextLength(length=length(whole, limit.unit), limit=limit.limit, unit=limit.unit.value, fits=low)
    unit = {"x_weighted": "weighted characters", "utf8_bytes": "bytes"}.get(text_length.unit, text_length.unit)
    return Refusal(
        reason=RefusalReason.TOO_LONG,
        message=f"It has {text_length.length} of {text_length.limit} {unit}; its first {low} characters would fit.",
        field=field,
        text_length=text_length,
    )


# --- what the platform said, in words -----------------------------------------------------------------------------

_BY_CODE = {
    "meta_10": "The window for answering has closed; the customer has to write again first.",
    "meta_10_2534022": "The window for answering has closed; the customer has to write again first.",
    "meta_10_2018278": "The window for answering has closed; the customer has to write again first.",
    "meta_10_2018300": "Another application answers this conversation at the moment. Take it over in Meta's inbox "
    "(take_thread_control), then send the reply again.",
    "meta_100_33": "What you answer is no longer there; it was deleted or hidden.",
    "meta_506": "The very same text stands there already; say it in other words.",
    "meta_551": "This person cannot be reached at the moment; they may have blocked the page.",
    "meta_10900": "This comment was answered in private before, which is possible once only.",
    "x_duplicate": "The very same text stands there already; say it in other words.",
    "x_403": "X does not allow this answer: the person did not address us, or takes no messages from us.",
    "x_404": "What you answer is no longer there; it was deleted.",
    "telegram_403": "The person has blocked the bot.",
    "not_supported": "This channel cannot send that.",
    "no_target": "The platform does not say to whom this would go.",
    "window_closed": "The window for answering closed before it could be sent.",
    "no_token": "There is no token for this account; operators have to put one.",
}
_BY_CLASS = {
    SendClass.AUTH_BROKEN: "The platform refuses our token; operators have to renew it.",
    SendClass.ACCOUNT_BLOCKED: "The platform has blocked our account for now; operators have to look.",
    SendClass.UNKNOWN: "Nobody knows whether it was sent: look at the platform before you send it again.",
    SendClass.RETRY_BACKOFF: "The platform did not answer, again and again; send it anew with another key.",
    SendClass.RETRY_AT: "The platform asked to wait, again and again; send it anew with another key.",
}


def explain(outcome: SendClass, error: str | None) -> str:
    """What an agent should know of a refusal, and what to do about it."""
    if outcome in (SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED, SendClass.UNKNOWN):
        return _BY_CLASS[outcome]
    said = _BY_CODE.get(error or "") or _BY_CLASS.get(outcome)
    return said or f"The platform refuses it ({error or 'without a reason'})."
