"""A thank-you in public that an agent accepted is an answer of theirs, under the key of its proposal."""

from dataclasses import dataclass

from functions.respond.replies.service import SendReply
from shared.domain.proposals.thanks import ThanksOutcome
from shared.domain.replies.model import ReplyIntent
from shared.domain.replies.record import key_of


@dataclass(frozen=True, slots=True)
class AnswerWithThanks:
    """Implements ``AnswerSender`` of the job that carries out proposals."""

    send_reply: SendReply

    def __call__(self, intent: ReplyIntent, *, begin: bool) -> ThanksOutcome | None:
        """Raises ``UpstreamError`` and ``ConflictError``: the same intent again goes on from there."""
        known = self.send_reply.ports.replies.get(intent.ticket_id, key_of(intent.ticket_id, intent.key), 1)
        if known is None and not begin:
            return None
        done = self.send_reply(intent)
        if done.refusal is not None:
            return ThanksOutcome(refused=done.refusal.reason, message=done.refusal.message)
        reply = done.replies[0]
        return ThanksOutcome(status=reply.status, message_id=reply.message_id, error=reply.error)
