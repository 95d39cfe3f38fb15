"""Every error of the API as a problem document (RFC 9457). Domain errors become statuses here and nowhere else."""

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from functions.api.contracts import FieldError, Problem
from functions.api.requests import IN_WORDS
from functions.api.service import StaleVersionError
from shared.domain.errors import ConflictError, NotFoundError, RefusedError, TransientError
from shared.observability.logs import logger

CONTENT_TYPE = "application/problem+json"
TYPES = "urn:problem-type:nightdesk:"  # a name, not a place

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
    400: "The request cannot be understood",
    401: "A valid token is needed",
    403: "The token does not allow this",
    404: "There is nothing here",
    405: "This method is not possible here",
    409: "The state of things does not allow this",
    412: "It was changed meanwhile",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "The body is not valid",
    428: "If-Match is needed",
    500: "Something went wrong here",
    503: "Not possible at the moment",
}


class ProblemError(Exception):
    """An answer that is not what the caller wished for."""

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
        self.members = dict(members or {})  # what this kind of problem says besides


def problem_of(error: Exception) -> ProblemError:
    """What a caller is told of an error: for those that are not foreseen, nothing of the inside."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, NotFoundError):
        return ProblemError(404, str(error))
    if isinstance(error, StaleVersionError):
        return ProblemError(412, str(error), headers={"ETag": etag(error.current)})
    if isinstance(error, RefusedError):
        return ProblemError(409, str(error))
    if isinstance(error, ConflictError):
        return ProblemError(409, "Others are writing to it right now; try again.", headers={"Retry-After": "1"})
    if isinstance(error, TransientError):
        logger.error("request failed upstream", error=str(error))
        return ProblemError(503, "A service behind this one does not answer; try again.", headers={"Retry-After": "1"})
    logger.error("request failed", error=type(error).__name__, where=_where(error))
    return ProblemError(500, "It has been logged; trying the same again will probably not help.")


def response_of(problem: ProblemError, instance: str) -> Response[str]:
    document = Problem(
        type=TYPES + _NAMES[problem.status],
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
    """What pydantic found, without the values: they may be a customer's."""
    faults = []
    for found in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in found["loc"]) or place
        detail = found["msg"].removeprefix("Value error, ")
        if found["type"] == "extra_forbidden":
            detail = f"is not known here; known are: {', '.join(known) or 'none'}"
        elif found["type"] == "missing":
            detail = "is needed"
        elif found["type"] == "string_pattern_mismatch":
            detail = IN_WORDS[found["ctx"]["pattern"]]
        faults.append(FieldError(place=place, parameter=name, detail=detail))
    return faults


def etag(version: int) -> str:
    return f'"{version}"'


def _where(error: Exception) -> list[str]:
    """The lines that were running, innermost last. Not the message: it may quote what a customer wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}" for frame in frames[-6:]]
