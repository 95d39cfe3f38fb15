"""What one operation of the API is.

Each feature declares its operations with a ``Router`` in its ``routes.py``. The resolver and the OpenAPI document are
both made from these declarations.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from functions.api.http.models import Empty
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope

Q = TypeVar("Q", bound=BaseModel)
B = TypeVar("B", bound=BaseModel)
U = TypeVar("U")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest(Generic[Q, B]):
    """One request, authenticated and validated."""

    caller: Caller
    query: Q
    body: B
    path: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiResponse:
    body: BaseModel | str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None  # the one the operation declares, if left out


def unless_known(body: BaseModel, headers: Mapping[str, str]) -> ApiResponse:
    """304 for a caller that has this very response: polling costs a few bytes while nothing changes."""
    tag = f'"{sha256(body.model_dump_json().encode()).hexdigest()[:32]}"'
    known = headers.get("if-none-match", "").replace("W/", "")
    if tag in [each.strip() for each in known.split(",")]:
        return ApiResponse(body=None, status=304, headers={"ETag": tag})
    return ApiResponse(body=body, headers={"ETag": tag})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderParameter:
    """A header of the request. A value that does not match ``pattern`` is refused with ``message``."""

    description: str
    pattern: str = ""
    message: str = ""
    status_if_missing: int | None = None  # ``None`` if the header may be left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An operation that can be called with values of this operation's response (OpenAPI runtime expressions)."""

    operation: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``scope`` is ``None`` if no token is needed; ``body`` is ``Empty`` if none is read."""

    name: str
    method: str
    path: str
    summary: str
    function: Callable[..., ApiResponse]
    use_cases: type[Any]  # what the function receives as its first argument
    scope: Scope | None
    query: type[BaseModel]
    body: type[BaseModel]
    body_optional: bool
    response: type[BaseModel] | None
    status: int
    other_statuses: Mapping[int, str]  # further statuses with the same response → what they mean
    headers: Mapping[str, HeaderParameter]  # of the request
    links: Sequence[Link]
    errors: Sequence[int]

    @property
    def takes_body(self) -> bool:
        return self.body is not Empty

    def matches(self, path: str) -> bool:
        """Whether a request path is one of this operation's."""
        declared, given = self.path.split("/"), path.split("/")
        return len(declared) == len(given) and all(
            part == found or (part.startswith("{") and found != "") for part, found in zip(declared, given, strict=True)
        )


class Router(Generic[U]):
    """The operations of one feature. Their functions receive the feature's use cases as first argument."""

    def __init__(self, use_cases: type[U]) -> None:
        self._use_cases = use_cases
        self._operations: list[Operation] = []

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._operations)

    def operation(
        self,
        method: str,
        path: str,
        summary: str,
        *,
        scope: Scope | None,
        response: type[BaseModel] | None,
        query: type[Q] = Empty,  # type: ignore[assignment]  # the default is the model of no parameters
        body: type[B] = Empty,  # type: ignore[assignment]  # likewise
        body_optional: bool = False,
        status: int = 200,
        other_statuses: Mapping[int, str] | None = None,
        headers: Mapping[str, HeaderParameter] | None = None,
        links: Sequence[Link] = (),
        errors: Sequence[int] = (),
    ) -> Callable[[Callable[[U, ApiRequest[Q, B]], ApiResponse]], Callable[[U, ApiRequest[Q, B]], ApiResponse]]:
        """Declare the decorated function as an operation of the API."""

        def declare(
            function: Callable[[U, ApiRequest[Q, B]], ApiResponse],
        ) -> Callable[[U, ApiRequest[Q, B]], ApiResponse]:
            self._operations.append(
                Operation(
                    name=function.__name__,
                    method=method,
                    path=path,
                    summary=summary,
                    function=function,
                    use_cases=self._use_cases,
                    scope=scope,
                    query=query,
                    body=body,
                    body_optional=body_optional,
                    response=response,
                    status=status,
                    other_statuses=other_statuses or {},
                    headers=headers or {},
                    links=links,
                    errors=errors,
                )
            )
            return function

        return declare
