"""An agent's answer as it comes from the API, and as its outcome goes back."""

from functions.respond.replies.ports import ReplyOutcome
from shared.contracts.replies import (
    PersonalDataPosition,
    ReplyPart,
    ReplyPartFile,
    ReplyRefused,
    ReplyRequest,
    ReplyResult,
)
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.failures import explain
from shared.domain.replies.model import Refusal, ReplyIntent
from shared.domain.replies.record import Reply
from shared.domain.vocabulary import SendClass


def intent_from(asked: ReplyRequest) -> ReplyIntent:
    return ReplyIntent(
        ticket_id=asked.ticket_id,
        key=asked.key,
        mode=asked.mode,
        text=asked.text,
        private_text=asked.private_text,
        agent=asked.agent,
        initials=asked.initials,
        actor=asked.actor,
        actor_id=asked.actor_id,
        allow_personal_data=asked.allow_personal_data,
        seen_version=asked.seen_version,
        attachments=asked.attachments,
        agent_id=asked.agent_id,
        beside_another=asked.beside_another,
    )


def result_from(done: ReplyOutcome) -> ReplyResult:
    return ReplyResult(
        ticket_id=done.ticket_id,
        parts=tuple(_part(reply) for reply in done.replies),
        parts_left=done.left,
        refused=None if done.refusal is None else _refused(done.refusal),
    )


def _part(reply: Reply) -> ReplyPart:
    failed = reply.status is OutboxStatus.GIVEN_UP
    return ReplyPart(
        channel=reply.home,
        visibility=reply.visibility,
        text=reply.text,
        attachments=tuple(
            ReplyPartFile(id=file.id, type=file.type, mime_type=file.mime_type, size=file.size, title=file.title)
            for file in reply.attachments
        ),
        status=reply.status,
        message_id=reply.message_id,
        sent_at=reply.sent_at,
        retry_at=None if reply.ended else reply.look_at,
        error=reply.error if failed else None,
        message=explain(reply.outcome or SendClass.PERMANENT, reply.error) if failed else None,
    )


def _refused(refusal: Refusal) -> ReplyRefused:
    text_length = refusal.text_length
    return ReplyRefused(
        reason=refusal.reason,
        message=refusal.message,
        field=refusal.field,
        length=text_length and text_length.length,
        limit=text_length and text_length.limit,
        unit=text_length and text_length.unit,
        fits=None if text_length is None else text_length.fits,
        findings=tuple(PersonalDataPosition(kind=f.kind, start=f.start, end=f.end) for f in refusal.findings),
    )
