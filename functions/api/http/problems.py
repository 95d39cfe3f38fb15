"""Every error of the API as a problem document (RFC 9457). Domain errors become statuses here and nowhere else."""

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ConfigDict, Field, ValidationError

from functions.api.http.models import PATTERN_MESSAGES, ResponseModel
from shared.domain.errors import ConflictError, InvalidCursorError, NotFoundError, RefusedError, TransientError
from shared.observability.logs import logger

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem-type:nightdesk:"  # a name, not an address

_NAMES: Mapping[int, str] = {
    400: "bad-request",
    401: "not-authenticated",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    409: "refused",
    412: "changed-meanwhile",
    413: "too-large",
    415: "not-json",
    422: "invalid-body",
    428: "version-needed",
    500: "internal",
    503: "unavailable",
}
TITLES: Mapping[int, str] = {
    400: "The request is not valid",
    401: "A valid token is needed",
    403: "The token does not allow this",
    404: "Not found",
    405: "The method is not allowed here",
    409: "The present state does not allow this",
    412: "It has changed since you read it",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "The body is not valid",
    428: "If-Match is needed",
    500: "Internal error",
    503: "Temporarily unavailable",
}


class FieldError(ResponseModel):
    """One error in a request, and where it is."""

    place: str = Field(description="`query`, `header`, `path` or `body`")
    parameter: str = Field(description="its name; within a body the path to it, such as `tags.0`")
    detail: str


class Problem(ResponseModel):
    """RFC 9457. `type` is stable and may be compared; `detail` is for people. Some types have further members."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] = Field(default=[])


class ProblemError(Exception):
    """An error response."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.members = dict(members or {})  # further members of the problem document


def problem_of(error: Exception) -> ProblemError:
    """The error response for an exception. An unexpected one reveals nothing internal."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, NotFoundError):
        return ProblemError(404, str(error))
    if isinstance(error, InvalidCursorError):
        field_error = FieldError(
            place="query", parameter="cursor", detail="does not belong to this list; start without"
        )
        return ProblemError(400, f"cursor: {field_error.detail}", errors=[field_error])
    if isinstance(error, RefusedError):
        return ProblemError(409, str(error), members={"reason": error.reason} if error.reason else {})
    if isinstance(error, ConflictError):
        return ProblemError(
            409, "It is being changed by others at this moment; try again.", headers={"Retry-After": "1"}
        )
    if isinstance(error, TransientError):
        logger.error("request failed upstream", error=str(error))
        return ProblemError(
            503, "A service this one depends on does not answer; try again.", headers={"Retry-After": "1"}
        )
    logger.error("request failed", error=type(error).__name__, where=_where(error))
    return ProblemError(500, "The error was logged; repeating the request will probably not help.")


def response_of(problem: ProblemError, instance: str) -> Response[str]:
    document = Problem(
        type=TYPE_PREFIX + _NAMES[problem.status],
        title=TITLES[problem.status],
        status=problem.status,
        detail=problem.detail,
        instance=instance,
        errors=problem.errors,
        **problem.members,
    )
    return Response(
        status_code=problem.status,
        content_type=CONTENT_TYPE,
        body=document.model_dump_json(),
        headers={"Cache-Control": "no-store", **problem.headers},
    )


def field_errors_of(error: ValidationError, place: str, known: Sequence[str]) -> list[FieldError]:
    """What pydantic found, without the values: they may be a customer's words."""
    errors = []
    for found in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in found["loc"]) or place
        detail = found["msg"].removeprefix("Value error, ")
        if found["type"] == "extra_forbidden":
            detail = f"is unknown here; known: {', '.join(known) or 'none'}"
        elif found["type"] == "missing":
            detail = "is needed"
        elif found["type"] == "string_pattern_mismatch":
            detail = PATTERN_MESSAGES[found["ctx"]["pattern"]]
        errors.append(FieldError(place=place, parameter=name, detail=detail))
    return errors


def etag(version: int) -> str:
    return f'"{version}"'


def _where(error: Exception) -> list[str]:
    """The lines that were running, innermost last. Not the message: it may quote what a customer wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}" for frame in frames[-6:]]
