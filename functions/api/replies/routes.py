"""The operations to reply to a customer."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from functions.api.http.access import acting_agent, require_scope
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, HeaderParameter, Router
from functions.api.http.problems import FieldError, ProblemError, etag
from functions.api.replies.checking import CheckReply
from functions.api.replies.models import (
    CheckedReplyView,
    CheckReplyRequest,
    CreateReplyRequest,
    FindingView,
    ReplyOptionsView,
    ReplyRouteView,
    ReplyView,
)
from functions.api.replies.use_cases import ChangedMeanwhileError, ClaimedByOtherError, CreateReply, ReadReplyOptions
from functions.api.ticket_resource import TicketView
from shared.contracts.replies import ReplyPart, ReplyRefused, ReplyResult
from shared.domain.access.tokens import Scope
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import INVALID, RefusalReason
from shared.domain.vocabulary import Visibility
from shared.ports.time_and_language import Clock

RETRY_AFTER_SECONDS = 5  # if it is not known how long sending takes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyUseCases:
    create_reply: CreateReply
    read_reply_options: ReadReplyOptions
    check_reply: CheckReply
    clock: Clock


router = Router(ReplyUseCases)

IDEMPOTENCY_KEY = HeaderParameter(
    description="your own name for this reply, so that a repeated request sends it only once",
    pattern=r"^[!-~]{1,200}$",
    message="should be 1 to 200 visible ASCII characters",
    status_if_missing=400,
)

SEEN_VERSION = HeaderParameter(
    description="the version of the ticket you have read: nothing is sent if it has changed since",
    pattern=r'^"?[0-9]{1,15}"?$',
    message='should be one version, such as "3"',
)


@router.operation(
    "GET",
    "/tickets/{ticket_id}/reply-options",
    "How a ticket can be replied to now: where, until when, and how long a text may be",
    scope=Scope.TICKETS_READ,
    response=ReplyOptionsView,
    errors=(404,),
)
def get_reply_options(use_cases: ReplyUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    ticket, routes = use_cases.read_reply_options(request.caller, request.path["ticket_id"])
    policies = use_cases.read_reply_options.policies
    views = {visibility.value: ReplyRouteView.of(route, policies) for visibility, route in routes.items()}
    return ApiResponse(body=ReplyOptionsView(ticket_id=ticket.id, **views))


@router.operation(
    "POST",
    "/tickets/{ticket_id}/replies",
    "Reply to the customer on their channel; repeating the request with the same key sends nothing again",
    scope=Scope.TICKETS_WRITE,
    body=CreateReplyRequest,
    response=ReplyView,
    status=201,
    other_statuses={
        202: "Not sent yet, because the platform asks to wait or did not confirm: repeat the request with the same key"
    },
    headers={"Idempotency-Key": IDEMPOTENCY_KEY, "If-Match": SEEN_VERSION},
    errors=(404, 409),
)
def create_reply(use_cases: ReplyUseCases, request: ApiRequest[Empty, CreateReplyRequest]) -> ApiResponse:
    ticket_id, body = request.path["ticket_id"], request.body
    if body.allow_personal_data:
        require_scope(request.caller, Scope.REPLIES_OVERRIDE)
    agent = acting_agent(body.agent, request.caller)
    seen = request.headers.get("if-match", "").strip('"')
    try:
        result = use_cases.create_reply(
            request.caller,
            ticket_id,
            key=request.headers["idempotency-key"],
            mode=body.visibility,
            text=body.text or "",
            private_text=body.private_text,
            agent=agent,
            initials=body.initials,
            attachments=body.attachments,
            take_over=body.take_over,
            allow_personal_data=body.allow_personal_data,
            beside_another=body.beside_another,
            seen_version=int(seen) if seen else None,
        )
    except ChangedMeanwhileError as error:
        members = {"reason": "changed", "ticket": TicketView.of(error.ticket).model_dump(mode="json")}
        raise ProblemError(409, str(error), members=members, headers={"ETag": etag(error.ticket.version)}) from None
    except ClaimedByOtherError as error:
        raise ProblemError(409, str(error), members={"reason": "claimed"}) from None
    if result is not None and result.refused is not None:
        raise _refused(result.refused)
    if result is not None and result.parts and result.parts[0].status is OutboxStatus.GIVEN_UP:
        raise _failed(result.parts[0])
    view = ReplyView.of(ticket_id, result)
    if view.status in ("sent", "partly_sent"):
        return ApiResponse(body=view)
    retry_after = _retry_after_seconds(result, use_cases.clock)
    return ApiResponse(body=view, status=202, headers={"Retry-After": str(retry_after)})


@router.operation(
    "POST",
    "/tickets/{ticket_id}/replies/check",
    "Look at a draft as sending would: its length, personal data in it, whether it could be sent. Nothing is sent",
    scope=Scope.TICKETS_WRITE,
    body=CheckReplyRequest,
    response=CheckedReplyView,
    errors=(404,),
)
def check_reply(use_cases: ReplyUseCases, request: ApiRequest[Empty, CheckReplyRequest]) -> ApiResponse:
    body = request.body
    checked = use_cases.check_reply(
        request.caller,
        request.path["ticket_id"],
        text=body.text,
        visibility=body.visibility,
        agent=acting_agent(body.agent, request.caller),
        initials=body.initials,
    )
    refusal, limit = checked.refusal, checked.limit
    return ApiResponse(
        body=CheckedReplyView(
            allowed=refusal is None,
            reason=None if refusal is None else refusal.reason.value,
            detail=None if refusal is None else refusal.message,
            length=checked.length,
            limit=None if limit is None else limit.limit,
            unit=None if limit is None else limit.unit.value,
            findings=[FindingView(kind=each.kind, start=each.start, end=each.end) for each in checked.findings],
        )
    )


def _retry_after_seconds(result: ReplyResult | None, clock: Clock) -> int:
    parts = () if result is None else result.parts
    soonest = min((part.retry_at for part in parts if part.retry_at is not None), default=None)
    if soonest is None:
        return RETRY_AFTER_SECONDS
    return max(1, ceil((soonest - clock.now()).total_seconds()))


def _refused(refused: ReplyRefused) -> ProblemError:
    if refused.reason is RefusalReason.NO_SUCH_TICKET:
        return ProblemError(404, refused.message)
    if refused.reason not in INVALID:
        return ProblemError(409, refused.message, members={"reason": refused.reason.value})
    place = "header" if refused.reason is RefusalReason.KEY_REUSED else "body"
    field = "initials" if refused.reason is RefusalReason.NO_INITIALS else refused.field
    members: dict[str, Any] = {"reason": refused.reason.value}
    if refused.findings:
        members["findings"] = [finding.model_dump() for finding in refused.findings]
    if refused.limit is not None:
        members["length"] = {name: getattr(refused, name) for name in ("length", "limit", "unit", "fits")}
    error = FieldError(place=place, parameter=field, detail=refused.message)
    return ProblemError(422, refused.message, errors=[error], members=members)


def _failed(part: ReplyPart) -> ProblemError:
    where = "in public" if part.visibility is Visibility.PUBLIC else "in private"
    return ProblemError(
        409, f"It was not sent {where}. {part.message}", members={"reason": "not_sent", "error": part.error}
    )
