"""Requests and views of an agent's reply, and of how a ticket can be replied to."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from functions.api.http.access import AgentName
from functions.api.http.models import Instant, RequestModel, ResponseModel, described
from shared.contracts.replies import ReplyPart, ReplyResult
from shared.domain.channels.attachments import MAX_FILES, AttachmentRules
from shared.domain.channels.policy import Policies
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.files import UPLOAD_ID, rules_of
from shared.domain.replies.model import MAX_INITIALS, Mode, Refusal, ReplyRoute
from shared.domain.vocabulary import Visibility

_MESSAGE = described(r"^[^\x00-\x08\x0b-\x1f\x7f]*$", "must not contain control characters")
_INITIALS = described(rf"^[A-Za-zÀ-ÖØ-öø-ÿ]{{1,{MAX_INITIALS}}}$", f"must be 1 to {MAX_INITIALS} letters")
MessageText = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=_MESSAGE)]
UploadId = Annotated[str, StringConstraints(pattern=described(UPLOAD_ID, "is the id of an upload"))]
Initials = Annotated[str, StringConstraints(pattern=_INITIALS)]

PartStatus = Literal["sending", "sent", "waiting", "unknown", "failed"]

_STATUSES: dict[OutboxStatus, PartStatus] = {
    OutboxStatus.CLAIMED: "sending",
    OutboxStatus.SENT: "sent",
    OutboxStatus.WAITING: "waiting",
    OutboxStatus.UNKNOWN: "unknown",
    OutboxStatus.GIVEN_UP: "failed",
}


class CreateReplyRequest(RequestModel):
    """`move_to_private` publishes `text` as an invitation; `private_text` then follows in private."""

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                {
                    "if": {"properties": {"private_text": {"type": "string"}}, "required": ["private_text"]},
                    "then": {"properties": {"visibility": {"const": Mode.MOVE_TO_PRIVATE.value}}},
                },
                {
                    "anyOf": [
                        {"properties": {"visibility": {"const": Mode.PRIVATE.value}}},
                        {"properties": {"agent": {"type": "string"}}, "required": ["agent"]},
                        {"properties": {"initials": {"type": "string"}}, "required": ["initials"]},
                    ]
                },
                {
                    "anyOf": [
                        {"properties": {"text": {"type": "string"}}, "required": ["text"]},
                        {
                            "properties": {
                                "attachments": {"minItems": 1},
                                "visibility": {"const": Mode.PRIVATE.value},
                            },
                            "required": ["attachments"],
                        },
                    ]
                },
            ]
        }
    )

    text: MessageText | None = Field(default=None, description="needed, but for files that are sent in private")
    visibility: Mode
    private_text: MessageText | None = Field(default=None, description="for `move_to_private` only")
    agent: AgentName | None = Field(default=None, description="who writes; the name of the token if left out")
    initials: Initials | None = Field(
        default=None,
        description="sign a public reply (`^SB`); needed there unless `agent` is given",
    )
    attachments: tuple[UploadId, ...] = Field(
        default=(), max_length=MAX_FILES, description="ids of uploads (`POST /uploads`), in the order to be sent"
    )
    take_over: bool = Field(default=False, description="claim the ticket even if somebody else has claimed it")
    beside_another: bool = Field(
        default=False, description="answer although a colleague's answer is being sent (`answer_pending` of the ticket)"
    )
    allow_personal_data: bool = Field(
        default=False, description="publish a text although it seems to contain personal data; needs `replies:override`"
    )

    @model_validator(mode="after")
    def _private_text_has_a_use(self) -> Self:
        if self.private_text is not None and self.visibility is not Mode.MOVE_TO_PRIVATE:
            raise ValueError("private_text goes with the visibility move_to_private only")
        return self

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.text is None and not (self.attachments and self.visibility is Mode.PRIVATE):
            raise ValueError("text is needed; only files that are sent in private go without one")
        if len(set(self.attachments)) < len(self.attachments):
            raise ValueError("attachments names an upload twice")
        return self

    @model_validator(mode="after")
    def _check_signature(self) -> Self:
        if self.visibility is not Mode.PRIVATE and self.agent is None and self.initials is None:
            raise ValueError("initials, or an agent to take them from, are needed: a public reply is signed")
        return self


class ReplyFileView(ResponseModel):
    """A file as the channel takes it."""

    id: str = Field(description="of the upload")
    type: str = Field(description="`image`, `video`, `audio` or `file`")
    mime_type: str
    size: int
    title: str


class ReplyPartView(ResponseModel):
    """One message that was sent, or is about to be: a text, files, or both where the channel takes them together."""

    message_id: str | None = Field(description="the platform's id, as in the list of messages; null until it is sent")
    channel: str
    visibility: Visibility
    text: str = Field(description="as it is sent, signature included; empty for files alone")
    attachments: list[ReplyFileView]
    status: PartStatus
    sent_at: Instant | None
    retry_at: Instant | None = Field(description="when sending, or reading the platform, is retried")
    error: str | None = Field(description="a short code, if it failed")
    detail: str | None = Field(description="what the code means, and what to do")

    @classmethod
    def of(cls, part: ReplyPart) -> Self:
        return cls(
            message_id=part.message_id,
            channel=part.channel,
            visibility=part.visibility,
            text=part.text,
            attachments=[ReplyFileView(**file.model_dump()) for file in part.attachments],
            status=_STATUSES[part.status],
            sent_at=part.sent_at,
            retry_at=part.retry_at,
            error=part.error,
            detail=part.message,
        )


class ReplyView(ResponseModel):
    """What became of a reply. `unknown`: the platform may have it; it is read before anything is sent again."""

    ticket_id: str
    status: Literal["sending", "sent", "waiting", "unknown", "partly_sent"]
    parts: list[ReplyPartView]

    @classmethod
    def of(cls, ticket_id: str, result: ReplyResult | None) -> Self:
        parts = [ReplyPartView.of(part) for part in result.parts] if result is not None else []
        open_part = next((part.status for part in parts if part.status not in ("sent", "failed")), None)
        left = result is not None and result.parts_left > 0 and parts[-1].status != "failed"
        if open_part is None and parts and not left:
            status = "sent" if all(part.status == "sent" for part in parts) else "partly_sent"
        else:
            status = open_part or "sending"
        return cls.model_validate({"ticket_id": ticket_id, "status": status, "parts": parts})


class SendableFilesView(ResponseModel):
    """Files of one kind that the channel takes."""

    type: str
    mime_types: list[str]
    max_size: int = Field(description="bytes")


class AttachmentOptionsView(ResponseModel):
    """Which files can be sent that way, and how many in one reply."""

    max_files: int
    files: list[SendableFilesView]

    @classmethod
    def of(cls, rules: AttachmentRules) -> Self:
        files = [
            SendableFilesView(type=rule.kind, mime_types=sorted(rule.types), max_size=rule.max_size)
            for rule in rules.files
        ]
        return cls(max_files=rules.max_files, files=files)


class ReplyRouteView(ResponseModel):
    """Whether and how a ticket can be replied to, in public or in private."""

    possible: bool
    reason: str | None = Field(description="a code, if it is not possible: as in a refusal of the reply itself")
    detail: str | None = Field(description="the reason, if it is not possible")
    channel: str | None
    limit: int | None = Field(description="maximum length of a text in `unit`, its signature included")
    unit: str | None
    closes_at: Instant | None = Field(description="until when; null if the platform sets no end")
    human_agent: bool = Field(description="possible only for a person: the time for automatic messages is over")
    attachments: AttachmentOptionsView | None = Field(description="null if no files can be sent that way")

    @classmethod
    def of(cls, route: ReplyRoute | Refusal, policies: Policies) -> Self:
        if isinstance(route, Refusal):
            return cls(
                possible=False,
                reason=route.reason.value,
                detail=route.message,
                channel=None,
                limit=None,
                unit=None,
                closes_at=None,
                human_agent=False,
                attachments=None,
            )
        rules = rules_of(route, policies(route.channel))
        return cls(
            possible=True,
            reason=None,
            detail=None,
            channel=route.home,
            limit=route.limit.limit,
            unit=route.limit.unit.value,
            closes_at=route.closes_at,
            human_agent=route.human_agent,
            attachments=None if rules is None else AttachmentOptionsView.of(rules),
        )


class ReplyOptionsView(ResponseModel):
    """How a ticket can be replied to now."""

    ticket_id: str
    public: ReplyRouteView
    private: ReplyRouteView


class CheckReplyRequest(RequestModel):
    """A draft. Nothing is sent or kept."""

    text: Annotated[str, StringConstraints(max_length=20_000, pattern=_MESSAGE)]
    visibility: Visibility
    agent: AgentName | None = Field(default=None, description="who writes; left out by an agent")
    initials: Initials | None = None


class FindingView(ResponseModel):
    kind: str
    start: int = Field(description="in characters of the text as it was given")
    end: int


class CheckedReplyView(ResponseModel):
    """Whether a draft could be sent now, and what stands in its way."""

    allowed: bool
    reason: str | None = Field(description="a code, as in a refusal of the reply itself")
    detail: str | None
    length: int | None = Field(description="as the platform counts, signature included; null where there is no way")
    limit: int | None
    unit: str | None
    findings: list[FindingView] = Field(description="personal data that everybody could read")
