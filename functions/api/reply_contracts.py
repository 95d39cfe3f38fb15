"""What an answer to a customer looks like, and what is known before it is written."""

from typing import Literal, Self

from pydantic import Field

from functions.api.contracts import Answer, Instant
from shared.contracts.replies import ReplyPart, ReplyResult
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.rules import Refusal, ReplyRoute
from shared.domain.vocabulary import Visibility

PartStatus = Literal["sending", "sent", "waiting", "unknown", "failed"]

_STATUSES: dict[OutboxStatus, PartStatus] = {
    OutboxStatus.CLAIMED: "sending",
    OutboxStatus.SENT: "sent",
    OutboxStatus.WAITING: "waiting",
    OutboxStatus.UNKNOWN: "unknown",
    OutboxStatus.GIVEN_UP: "failed",
}


class ReplyPartView(Answer):
    """One text that was sent, or is about to be."""

    message_id: str | None = Field(description="the platform's id, as in the list of messages; null until it is sent")
    channel: str
    visibility: Visibility
    text: str = Field(description="as it was sent, signature included")
    status: PartStatus
    sent_at: Instant | None
    retry_at: Instant | None = Field(description="when we try, or look, again")
    error: str | None = Field(description="a short code, when it failed")
    detail: str | None = Field(description="what that means, and what to do")

    @classmethod
    def of(cls, part: ReplyPart) -> Self:
        return cls(
            message_id=part.message_id,
            channel=part.channel,
            visibility=part.visibility,
            text=part.text,
            status=_STATUSES[part.status],
            sent_at=part.sent_at,
            retry_at=part.retry_at,
            error=part.error,
            detail=part.says,
        )


class ReplyView(Answer):
    """What became of an answer. `unknown`: the platform was reached and did not say; it is read first."""

    ticket_id: str
    status: Literal["sending", "sent", "waiting", "unknown", "partly_sent"]
    parts: list[ReplyPartView]

    @classmethod
    def of(cls, ticket_id: str, done: ReplyResult | None) -> Self:
        parts = [ReplyPartView.of(part) for part in done.parts] if done is not None else []
        open_part = next((part.status for part in parts if part.status not in ("sent", "failed")), None)
        if open_part is None and parts:
            status = "sent" if all(part.status == "sent" for part in parts) else "partly_sent"
        else:
            status = open_part or "sending"
        return cls.model_validate({"ticket_id": ticket_id, "status": status, "parts": parts})


class WayView(Answer):
    """One way to answer."""

    possible: bool
    detail: str | None = Field(description="why not, when it is not")
    channel: str | None
    limit: int | None = Field(description="how long a text may be, in `unit`, its signature included")
    unit: str | None
    closes_at: Instant | None = Field(description="until when; null when the platform sets no end")
    human_agent: bool = Field(description="open only because a person writes: robots had to be faster")

    @classmethod
    def of(cls, found: ReplyRoute | Refusal) -> Self:
        if isinstance(found, Refusal):
            return cls(
                possible=False,
                detail=found.says,
                channel=None,
                limit=None,
                unit=None,
                closes_at=None,
                human_agent=False,
            )
        return cls(
            possible=True,
            detail=None,
            channel=found.home,
            limit=found.limit.limit,
            unit=found.limit.unit.value,
            closes_at=found.closes_at,
            human_agent=found.human_agent,
        )


class ReplyOptionsView(Answer):
    """How a ticket can be answered now."""

    ticket_id: str
    public: WayView
    private: WayView
