"""The outbox record of an agent's reply: written before the platform is called, like that of an acknowledgement.

The states are those of ``outbox/record.py``; here is what an agent's reply has in addition.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from html import unescape
from typing import Self

from shared.domain.channels.attachments import Portion
from shared.domain.channels.sending import UNNAMED, OutboundMessage
from shared.domain.outbox.record import CLAIM_DURATION, RETENTION, OutboxRecord, OutboxStatus
from shared.domain.replies.files import ReplyFile
from shared.domain.tickets.answer_pending import AnswerPending
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import SendClass, Surface

REFERENCE = "reply:"
"""How the reference of an agent's answer begins; platforms that can, send it back with the echo."""

_MENTIONS = re.compile(r"^(?:@\w+\s+)+")
_LINK = re.compile(r"https?://\S+")


def key_of(ticket_id: str, idempotency_key: str) -> str:
    """What a caller's key becomes: one for every ticket, of bounded length, and nothing to read in it."""
    return sha256(f"{ticket_id}\x1f{idempotency_key}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(OutboxRecord):
    """One message of an agent's reply. ``number`` is 1; what follows has the next numbers, one record each.

    ``then_private`` is the text of the private message that follows an invitation. ``following`` is what is still to be
    sent after this message, where the platform does not take a text and its files in one: each part is sent when the
    one before it was. ``sent_before`` are the platform's ids of those before. ``intent_digest`` identifies what was
    requested under ``key``. ``home`` is the channel of the conversation. ``platform_recipient_id`` is the recipient
    that the platform named. ``outcome`` is the platform's last answer. ``recorded``: ticket, message and history were
    updated.
    """

    key: str
    number: int = 1
    intent_digest: str
    agent: str
    agent_id: str = ""
    initials: str = ""
    actor: str
    actor_id: str | None = None
    home: str
    moves: bool = False
    then_private: str | None = None
    attachments: tuple[ReplyFile, ...] = ()
    following: tuple[Portion[ReplyFile], ...] = ()
    sent_before: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    human_agent: bool = False
    outcome: SendClass | None = None
    platform_recipient_id: str | None = None
    recorded: bool = False
    surface: Surface | None = None  # where the message that is answered was found

    @property
    def reference(self) -> str:
        return f"{REFERENCE}{self.ticket_id}:{self.key[:16]}{self.number}"

    @property
    def ended(self) -> bool:
        return self.status in (OutboxStatus.SENT, OutboxStatus.GIVEN_UP)

    @property
    def unnamed(self) -> bool:
        """Whether it was sent, and the platform told no id of it."""
        return (self.message_id or "").startswith(UNNAMED)

    @property
    def continues(self) -> bool:
        """Whether another message follows once this one was sent."""
        return self.then_private is not None or bool(self.following)

    @property
    def look_at(self) -> datetime:
        """When somebody has to look at it again, unless it is done with."""
        if self.status is OutboxStatus.CLAIMED:
            return self.claimed_at + CLAIM_DURATION
        return self.due_at or self.claimed_at

    @property
    def pending(self) -> AnswerPending:
        return AnswerPending(key=self.key, agent_id=self.agent_id, agent=self.agent, since=self.created_at)

    def next_part(self, now: datetime) -> Self:
        """The record of the next message of ``following``, which nobody has begun to send."""
        portion = self.following[0]
        return replace(
            self,
            revision=0,
            number=self.number + 1,
            status=OutboxStatus.WAITING,
            text=portion.text,
            attachments=portion.files,
            following=self.following[1:],
            sent_before=(*self.sent_before, self.message_id or ""),
            initials="",
            created_at=now,
            claimed_at=now,
            period_start=now,
            expires_at=now + RETENTION,
            attempts=0,
            reads=0,
            due_at=None,
            message_id=None,
            sent_at=None,
            error=None,
            refused=False,
            held_back=False,
            outcome=None,
            platform_recipient_id=None,
            recorded=False,
        )

    def outbound(self) -> OutboundMessage:
        """What the gateway is asked to send, and later whether it was sent."""
        return self.outbound_as(
            self.reference, human_agent=self.human_agent, surface=self.surface, sent_before=self.sent_before
        )

    def is_echo(self, message_id: str, text: str | None, reference: str | None, *, has_files: bool = False) -> bool:
        """Whether what our account wrote is this answer, which may not know its own id yet."""
        if reference or not (self.message_id is None or self.unnamed):
            return self.message_id == message_id or reference == self.reference
        may_be_there = (
            self.status in (OutboxStatus.CLAIMED, OutboxStatus.UNKNOWN, OutboxStatus.GIVEN_UP) or self.unnamed
        )
        if self.attachments and not self.text:
            return may_be_there and has_files and not _bare(text or "") and message_id not in self.sent_before
        return may_be_there and bool(text) and self.says(text)

    def says(self, text: str | None) -> bool:
        """Whether these are its words, however the platform shows them."""
        return _bare(text or "") == _bare(self.text)

    def history(self) -> HistoryEntry:
        """The line of the audit trail for an answer that was sent; it is the same whoever writes it."""
        details = {
            "message_id": self.message_id or "",
            "channel": self.home,
            "visibility": self.visibility.value,
            "agent": self.agent,
        }
        if self.initials:
            details["initials"] = self.initials
        if self.overridden:
            details["personal_data_allowed"] = ", ".join(self.overridden)
        return self.entry("replied", details)

    def entry(self, what: str, details: dict[str, str]) -> HistoryEntry:
        return HistoryEntry(
            ticket_id=self.ticket_id,
            at=self.created_at,
            key=f"{what}#{self.key[:16]}{self.number}",
            what=what,
            actor=self.actor,
            actor_id=self.actor_id,
            details=details,
        )


def _bare(text: str) -> str:
    """Platforms put mentions before a text, escape it, and replace its links; the words stay."""
    return " ".join(_LINK.sub("", _MENTIONS.sub("", unescape(text))).split())
