"""A thank-you that a person accepted is an answer of theirs: what is sent, and what follows for the proposal. Pure."""

from dataclasses import dataclass

from shared.domain.outbox.record import OutboxStatus
from shared.domain.proposals.model import OPEN_FOR, Proposal
from shared.domain.replies.model import Mode, RefusalReason, ReplyIntent
from shared.domain.tickets.history import HistoryEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksOutcome:
    """What became of the answer: refused before anything was sent, or how far it came (``None``: nobody can tell)."""

    refused: RefusalReason | None = None
    message: str = ""  # of the refusal, for the person
    status: OutboxStatus | None = None
    message_id: str | None = None
    error: str | None = None


def intent_of(proposal: Proposal) -> ReplyIntent:
    """The same for everybody who asks, and however often: under the proposal's own key it is sent once."""
    by = proposal.decided_by or ""
    return ReplyIntent(
        ticket_id=proposal.ticket_id or "",
        key=f"proposal-{proposal.id}",
        mode=Mode.PUBLIC,
        text=proposal.text,
        agent=by,
        initials=proposal.initials,
        actor=proposal.actor or by,
    )


def concluded(proposal: Proposal, outcome: ThanksOutcome) -> Proposal:
    """The proposal after that. Unchanged while the answer is on its way."""
    if outcome.refused is RefusalReason.KEY_REUSED:
        return proposal.failed(outcome.refused.value)  # another answer has this key: a person looks what stands there
    if outcome.refused is not None:
        return proposal.reopened(outcome.refused.value, proposal.created_at + OPEN_FOR)
    if outcome.status is OutboxStatus.SENT:
        return proposal.done(outcome.message_id)
    if outcome.status is OutboxStatus.GIVEN_UP:
        return proposal.failed(outcome.error or "given_up")
    return proposal


def thanked(proposal: Proposal, outcome: ThanksOutcome) -> HistoryEntry | None:
    """The line of the history; the same whoever writes it."""
    if outcome.status is not OutboxStatus.SENT:
        return None
    return HistoryEntry(
        ticket_id=proposal.ticket_id or "",
        at=proposal.decided_at or proposal.created_at,
        key="thanked_in_public",
        what="thanked_in_public",
        actor=proposal.actor or proposal.decided_by or "",
        details={"agent": proposal.decided_by or "", "message_id": outcome.message_id or ""},
    )
