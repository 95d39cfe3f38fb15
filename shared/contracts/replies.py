"""What crosses between the API and respond when an agent answers.

A module of its own: every function reads the others at its cold start, and the rules of answers bring much with them.
"""

from datetime import datetime

from shared.contracts.base import Contract
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, RefusalReason
from shared.domain.vocabulary import Visibility


class ReplyRequest(Contract):
    """Input of respond, ``action`` "reply": an agent's answer, from the API, which waits for the outcome."""

    action: str = "reply"
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


class FinishRepliesRequest(Contract):
    """Input of respond, ``action`` "finish_replies": from the sweep."""

    action: str = "finish_replies"
    ticket_id: str


class ReplyPartFile(Contract):
    id: str
    type: str
    mime_type: str
    size: int
    title: str


class ReplyPart(Contract):
    """One message of an answer, and how far it came: ``claimed`` is being sent at this moment."""

    channel: str
    visibility: Visibility
    text: str
    attachments: tuple[ReplyPartFile, ...] = ()
    status: OutboxStatus
    message_id: str | None = None
    sent_at: datetime | None = None
    retry_at: datetime | None = None
    error: str | None = None
    message: str | None = None


class PersonalDataPosition(Contract):
    kind: str
    start: int
    end: int


class ReplyRefused(Contract):
    """Why nothing was sent. ``length`` to ``fits`` are set for a text that is too long."""

    reason: RefusalReason
    message: str
    field: str
    length: int | None = None
    limit: int | None = None
    unit: str | None = None
    fits: int | None = None
    findings: tuple[PersonalDataPosition, ...] = ()


class ReplyResult(Contract):
    """Output of respond for an answer: its parts, how many more there will be, or why it was refused."""

    ticket_id: str
    parts: tuple[ReplyPart, ...] = ()
    parts_left: int = 0
    refused: ReplyRefused | None = None
