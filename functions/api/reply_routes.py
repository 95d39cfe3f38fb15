"""The operations around an agent's answer."""

import re
from collections.abc import Mapping
from math import ceil
from typing import Any

from functions.api.contracts import FieldError
from functions.api.desk import Desk
from functions.api.operations import Call, Reply, operation
from functions.api.problems import ProblemError
from functions.api.reply_contracts import ReplyOptionsView, ReplyView, WayView
from functions.api.requests import CreateReplyRequest, Empty
from shared.contracts.replies import ReplyPart, ReplyRefused, ReplyResult
from shared.domain.access.tokens import Scope
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.rules import INVALID, RefusalReason
from shared.domain.vocabulary import Visibility

ASK_AGAIN_SECONDS = 5  # when we cannot tell how long it takes


@operation(
    "GET",
    "/tickets/{ticket_id}/reply-options",
    "How a ticket can be answered now: where, until when, and how long a text may be",
    scope=Scope.TICKETS_READ,
    answer=ReplyOptionsView,
    errors=(404,),
)
def get_reply_options(desk: Desk, call: Call[Empty, Empty]) -> Reply:
    ticket, ways = desk.read_reply_options(call.token, call.path["ticket_id"])
    shown = {visibility.value: WayView.of(found) for visibility, found in ways.items()}
    return Reply(body=ReplyOptionsView(ticket_id=ticket.id, **shown))


@operation(
    "POST",
    "/tickets/{ticket_id}/replies",
    "Answer the customer on their channel; the same key again answers the same and sends nothing",
    scope=Scope.TICKETS_WRITE,
    body=CreateReplyRequest,
    answer=ReplyView,
    status=201,
    also={202: "Not sent yet: the platform asks to wait, or did not say; ask again with the same key"},
    headers={"Idempotency-Key": "a name of your own for this answer, 1 to 200 characters; needed"},
    errors=(404, 409),
)
def create_reply(desk: Desk, call: Call[Empty, CreateReplyRequest]) -> Reply:
    ticket_id = call.path["ticket_id"]
    done = desk.answer_ticket(call.token, ticket_id, call.body, _key(call.headers))
    if done is not None and done.refused is not None:
        raise _refused(done.refused)
    if done is not None and done.parts and done.parts[0].status is OutboxStatus.GIVEN_UP:
        raise _failed(done.parts[0])
    view = ReplyView.of(ticket_id, done)
    if view.status in ("sent", "partly_sent"):
        return Reply(body=view)
    return Reply(body=view, status=202, headers={"Retry-After": str(_seconds(desk, done))})


def _key(headers: Mapping[str, str]) -> str:
    given = headers.get("idempotency-key", "").strip()
    if re.fullmatch(r"[\x21-\x7e]{1,200}", given) is None:
        detail = "is needed: a name of your own for this answer, so that repeating the request sends it once"
        if given:
            detail = "should be 1 to 200 visible ASCII characters"
        raise ProblemError(
            400,
            f"Idempotency-Key: {detail}",
            errors=[FieldError(place="header", parameter="Idempotency-Key", detail=detail)],
        )
    return given


def _seconds(desk: Desk, done: ReplyResult | None) -> int:
    parts = () if done is None else done.parts
    soonest = min((part.retry_at for part in parts if part.retry_at is not None), default=None)
    if soonest is None:
        return ASK_AGAIN_SECONDS
    return max(1, ceil((soonest - desk.clock.now()).total_seconds()))


def _refused(refused: ReplyRefused) -> ProblemError:
    if refused.why is RefusalReason.NO_SUCH_TICKET:
        return ProblemError(404, refused.says)
    if refused.why not in INVALID:
        return ProblemError(409, refused.says, members={"reason": refused.why.value})
    place = "header" if refused.why is RefusalReason.KEY_REUSED else "body"
    field = "initials" if refused.why is RefusalReason.NO_INITIALS else refused.field
    members: dict[str, Any] = {"reason": refused.why.value}
    if refused.findings:
        members["findings"] = [found.model_dump() for found in refused.findings]
    if refused.limit is not None:
        members["length"] = {name: getattr(refused, name) for name in ("length", "limit", "unit", "fits")}
    fault = FieldError(place=place, parameter=field, detail=refused.says)
    return ProblemError(422, refused.says, errors=[fault], members=members)


def _failed(part: ReplyPart) -> ProblemError:
    where = "in public" if part.visibility is Visibility.PUBLIC else "in private"
    return ProblemError(
        409, f"It was not sent {where}. {part.says}", members={"reason": "not_sent", "error": part.error}
    )
