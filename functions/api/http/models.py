"""The base of every model that the API reads or writes, and what their fields have in common."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from shared.channels import CHANNELS
from shared.contracts.events import iso
from shared.ports.pages import Page

MAX_PAGE_SIZE = 100

T = TypeVar("T")

_NO_CONTROL_CHARACTERS = r"^[^\x00-\x1f]*$"
PATTERN_MESSAGES = {_NO_CONTROL_CHARACTERS: "must not contain control characters"}
"""Pattern → what it asks for, in words. A feature that declares a pattern of its own adds it with ``described``."""


def described(pattern: str, message: str) -> str:
    """The pattern, after noting the message for callers whose value does not match it."""
    PATTERN_MESSAGES[pattern] = message
    return pattern


def _restore_plus_sign(given: Any) -> Any:
    """``+01:00`` arrives as `` 01:00`` when the caller did not escape the plus sign."""
    return re.sub(r" (\d\d:?\d\d)$", r"+\1", given) if isinstance(given, str) else given


def _refuse_number(given: Any) -> Any:
    """Seconds or milliseconds since 1970: which of them is meant could only be guessed."""
    if isinstance(given, str) and re.fullmatch(r"[\s+-]*[\d._]+\s*", given):
        raise ValueError("should be a date and time with its zone, such as 2026-03-02T21:10:00Z")
    return given


def _check_year(given: datetime) -> datetime:
    if not 1970 < given.year < 9999:  # noqa: PLR2004  beyond these years a conversion to UTC may overflow
        raise ValueError("should be in the years 1971 to 9998")
    return given


def _check_channel(given: str) -> str:
    if given not in CHANNELS:
        raise ValueError(f"should be one of {', '.join(CHANNELS)}")
    return given


InstantParameter = Annotated[
    AwareDatetime,
    BeforeValidator(_refuse_number),
    BeforeValidator(_restore_plus_sign),
    AfterValidator(_check_year),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T21:10:00Z"]}),
]
Instant = Annotated[
    datetime,
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T21:10:00.000Z"]}),
]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_NO_CONTROL_CHARACTERS)
]
ChannelName = Annotated[str, AfterValidator(_check_channel)]
Cursor = Annotated[str, Field(description="`next_cursor` of the page before", max_length=1000)]


class RequestModel(BaseModel):
    """Requests refuse names they do not know: a misspelt filter must not be ignored silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Empty(RequestModel):
    """No parameters, or no body."""


class BrandQuery(RequestModel):
    brand: ShortText | None = Field(default=None, description="may be left out if the token is for one brand")


class PageQuery(RequestModel):
    limit: int = Field(default=50, ge=1, le=MAX_PAGE_SIZE)
    cursor: Cursor | None = None


class ResponseModel(BaseModel):
    """Responses contain every field, always in the same order; what is not known is ``null``."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)


V = TypeVar("V", bound=ResponseModel)


class ListModel(ResponseModel, Generic[V]):
    """A page of a list."""

    items: list[V]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[T], view: Callable[[T], V]) -> Self:
        return cls(items=[view(item) for item in page.items], next_cursor=page.cursor)
