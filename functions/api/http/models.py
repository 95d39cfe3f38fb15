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
    StringConstraints,
    WithJsonSchema,
)
from pydantic.config import JsonDict

from shared.channels import CHANNELS
from shared.contracts import responses
from shared.ports.pages import Page

MAX_PAGE_SIZE = 100

T = TypeVar("T")

Instant = responses.Instant
ResponseModel = responses.ResponseModel

PATTERN_MESSAGES: dict[str, str] = {}
"""Pattern → what it asks for, in words."""


def described(pattern: str, message: str) -> str:
    """The pattern, after noting the message for callers whose value does not match it."""
    PATTERN_MESSAGES[pattern] = message
    return pattern


# Control characters, the format characters of Unicode (category Cf: direction, soft hyphen, zero width), and what is
# shown as nothing although it counts as a letter or sign. With them two names that look the same would be two names.
_UNSAFE = (
    r"\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    r"\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
# Zero-width joiner and non-joiner are spelling in these scripts, from Arabic to Sinhala, Myanmar, Khmer and Mongolian,
# and make one emoji of several. They may stand between two such characters, and nowhere else.
_JOINED = (
    r"[\u0620-\u06dc\u06de-\u06ff\u0710-\u074f\u0750-\u077f\u08a0-\u08e1\u0900-\u0dff\u1000-\u109f\u1780-\u17b3"
    r"\u17b6-\u17ff\u1820-\u18af\u2600-\u27bf\u2b00-\u2bff\ufe0f"
    "\U0001f000-\U0001faff]"
)
_JOINED_WORD = rf"{_JOINED}(?:[\u200c\u200d]{_JOINED})+"


def _visible(besides: str = "") -> str:
    any_character = rf"(?:[^{besides}{_UNSAFE}]|{_JOINED_WORD})"
    return rf"^{any_character}*(?:[^\s{besides}{_UNSAFE}]|{_JOINED_WORD}){any_character}*$"


_SHORT_TEXT = described(
    _visible(), "must contain a visible character, and no control, direction or invisible characters"
)
_LIST_ITEM = described(
    _visible(besides=","), "must contain a visible character, and no control, direction or invisible characters"
)
_CURSOR = described(r"^[A-Za-z0-9_~:#|.+-]+$", "does not belong to this list; start without")
_INSTANT = described(
    r"^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+ -]\d\d:?\d\d)$",
    "should be a date and time with its zone, such as 2026-03-02T21:10:00Z",
)
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"
"""Every id in a path. Nothing else can exist, so other values are answered like an id that does not exist."""

PATH_PATTERNS: dict[str, str] = {"message_id": r"^(?:~[A-Za-z0-9_-]{1,700}|[A-Za-z0-9][A-Za-z0-9._:-]{0,99})$"}
"""Ids that platforms give, by the name of the parameter: see ``functions/api/message_names.py``."""


def _restore_plus_sign(given: Any) -> Any:
    """``+01:00`` arrives as `` 01:00`` when the caller did not escape the plus sign."""
    return re.sub(r" (\d\d:?\d\d)$", r"+\1", given) if isinstance(given, str) else given


def _check_instant(given: Any) -> Any:
    """Only one way to write an instant: of a number nobody knows whether it means seconds or milliseconds."""
    if isinstance(given, str) and re.fullmatch(_INSTANT, given, re.ASCII) is None:
        raise ValueError(PATTERN_MESSAGES[_INSTANT])
    return given


def _read_instant(given: Any) -> Any:
    """A body is read strictly, where a text is no instant. What is none is left for the one message that says so."""
    try:
        return datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        return given


def _check_boolean(given: Any) -> Any:
    if isinstance(given, str):
        if given not in ("true", "false"):
            raise ValueError("should be true or false")
        return given == "true"
    return given


def _check_integer(given: Any) -> Any:
    if isinstance(given, str) and re.fullmatch(r"-?\d{1,15}", given, re.ASCII) is None:
        raise ValueError("should be a whole number")
    return given


def _check_channel(given: str) -> str:
    if given not in CHANNELS:
        raise ValueError(f"should be one of {', '.join(CHANNELS)}")
    return given


def whole(given: Any) -> Any:
    """In JSON ``4.0`` is an integer."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


InstantParameter = Annotated[
    AwareDatetime,
    BeforeValidator(_read_instant),
    BeforeValidator(_check_instant),
    BeforeValidator(_restore_plus_sign),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "pattern": _INSTANT, "examples": ["2026-03-02T21:10:00Z"]}
    ),
]
ShortText = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=_SHORT_TEXT), AfterValidator(str.strip)
]
SearchText = Annotated[
    str, StringConstraints(min_length=2, max_length=500, pattern=_SHORT_TEXT), AfterValidator(str.strip)
]
"""What is looked for: a permalink may be long."""
ListItem = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=_LIST_ITEM), AfterValidator(str.strip)
]
"""A value in a list of a query, where a comma separates."""
_AGENT_ID = described(r"^[!-+\--~]{1,255}$", "should be the id of an agent: visible ASCII characters without a comma")
AgentId = Annotated[str, StringConstraints(pattern=_AGENT_ID)]
"""The subject of an issuer."""
ResourceId = Annotated[str, StringConstraints(pattern=described(ID_PATTERN, "should be an id of ours"))]
LanguageKey = Annotated[
    str, StringConstraints(pattern=described(r"^[a-z]{2,3}$", "should be the code of a language, such as fr"))
]
NO_OTHER_KEYS: JsonDict = {"additionalProperties": False}
"""For the schema of a ``dict`` whose keys have a pattern: without it JSON Schema allows any key beside them."""
ChannelName = Annotated[str, AfterValidator(_check_channel), WithJsonSchema({"type": "string", "enum": list(CHANNELS)})]
Flag = Annotated[bool, BeforeValidator(_check_boolean)]
WholeNumber = Annotated[int, BeforeValidator(whole)]
"""An integer of a body."""
Limit = Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE), BeforeValidator(_check_integer)]
Cursor = Annotated[
    str, Field(description="`next_cursor` of the page before"), StringConstraints(max_length=1000, pattern=_CURSOR)
]


def _refuse_null(given: Any) -> Any:
    if given is None:
        raise ValueError("may not be null; leave it out")
    return given


def _without_null(schema: dict[str, Any]) -> None:
    """What may be left out but never be null is documented so."""
    (kind,) = (kind for kind in schema.pop("anyOf") if kind != {"type": "null"})
    schema.pop("default", None)
    schema |= kind


NotNull = Annotated[T | None, BeforeValidator(_refuse_null), Field(json_schema_extra=_without_null)]
"""A field of a body that may be left out, and then is ``None``, but may not be null."""


class RequestModel(BaseModel):
    """Requests refuse names they do not know: a misspelt filter must not be ignored silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Empty(RequestModel):
    """No parameters, or no body."""


class BrandQuery(RequestModel):
    brand: ShortText | None = Field(default=None, description="may be left out if the token is for one brand")


class PageQuery(RequestModel):
    limit: Limit = 50
    cursor: Cursor | None = None


V = TypeVar("V", bound=ResponseModel)


class ListModel(ResponseModel, Generic[V]):
    """A page of a list."""

    items: list[V]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[T], view: Callable[[T], V]) -> Self:
        return cls(items=[view(item) for item in page.items], next_cursor=page.cursor)
