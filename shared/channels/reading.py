"""Reading what platforms send: every function takes anything JSON can hold and never raises.

Platforms spell the same fact in several ways (ids as numbers, times in seconds, milliseconds, text or ISO 8601,
missing and ``null`` fields). Here each is turned into one spelling, or into ``None`` when nothing can be made of it.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from shared.domain.messages.attachments import MAX_LINES, Attachment, attachment_type
from shared.domain.messages.event import MAX_RATING, MIN_RATING

MAX_ID_BYTES = 700
"""Bytes of UTF-8. An id and its prefix fit a DynamoDB sort key (1,024 bytes), two ids a partition key (2,048)."""
MAX_NAME_LENGTH = 256
MAX_URL_LENGTH = 2048
MAX_ATTACHMENTS = 16
MAX_MENTIONS = 50

UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading one item may raise. Whatever is wrong with it, the other items of the delivery are read."""

_HANDLE = re.compile(r"(?<![\w@.])@([\w](?:[\w.]{0,58}[\w])?)")
_SAME_TYPE = frozenset({"photo", "document", "contacts"})  # the platform's words for types of ours
_NOTHING: Mapping[str, Any] = {}
_MILLISECONDS_FROM = 1e11  # a number of seconds this large would be in the year 5138
_MICROSECONDS_FROM = 1e14


def mapping(value: Any) -> Mapping[str, Any]:
    """The JSON object, or an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def sequence(value: Any) -> Sequence[Any]:
    """The JSON array, or an empty one."""
    return value if isinstance(value, list) else ()


def bodies(payload: Any) -> Sequence[Any]:
    """Some deliveries, and most recordings of them, are lists of bodies; an empty one is a body that says nothing."""
    return payload if isinstance(payload, list) and payload else (payload,)


def is_empty(body: Any) -> bool:
    """A body that is sent and says nothing."""
    return body is None or (isinstance(body, dict | list | str) and not body)


def word(value: Any) -> str:
    """A word from a closed list of the platform; anything that is no text is the empty word."""
    return value if isinstance(value, str) else ""


def flag(value: Any) -> bool:
    """A yes, also where it is spelled as a number or a word."""
    return value in (1, "true")  # True is 1 too


def text(value: Any) -> str | None:
    """A text that can be encoded as UTF-8; half a surrogate pair is replaced. Empty text is ``None``."""
    if not isinstance(value, str) or not value:
        return None
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def name(value: Any) -> str | None:
    """A name or handle, cut at a length no platform reaches."""
    found = text(value)
    return None if found is None else found.strip()[:MAX_NAME_LENGTH] or None


def identifier(value: Any) -> str | None:
    """An id as text. Ids exceed 2^53, so a number keeps every digit; an id too long for a key becomes its digest."""
    if isinstance(value, str):
        found = text(value.strip())
        if found is None or len(encoded := found.encode()) <= MAX_ID_BYTES:
            return found
        return f"sha256:{sha256(encoded).hexdigest()}"
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if 0 <= value.bit_length() < 256 else None
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < 1e21 else None
    return None


def first_identifier(source: Mapping[str, Any], *names: str) -> str | None:
    """The first of these fields that holds an id."""
    for field in names:
        found = identifier(source.get(field))
        if found is not None:
            return found
    return None


def instant(value: Any) -> datetime | None:
    """A time as aware UTC: seconds or milliseconds (from 10^11 on), as number or text, or ISO 8601."""
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            return _iso_instant(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = value
    else:
        return None
    if not 0 < number < 1e18:
        return None
    if number >= _MICROSECONDS_FROM:
        number /= 1_000_000
    elif number >= _MILLISECONDS_FROM:
        number /= 1000
    try:
        return datetime.fromtimestamp(number, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _iso_instant(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def url(value: Any) -> str | None:
    """An address on the web, or ``None`` for anything else."""
    if not isinstance(value, str) or len(value) > MAX_URL_LENGTH or not value.startswith(("https://", "http://")):
        return None
    return value if value.isprintable() and " " not in value else None


def attachment(
    kind: Any,
    address: Any = None,
    *,
    id: Any = None,
    mime_type: Any = None,
    size: Any = None,
    duration: Any = None,
    width: Any = None,
    height: Any = None,
    title: Any = None,
    latitude: Any = None,
    longitude: Any = None,
    label: Any = None,
    lines: Iterable[str] = (),
    expires_at: datetime | None = None,
) -> Attachment:
    """An attachment; without an address, or with one that is none, that there was one is still worth knowing."""
    point = _point(latitude, longitude)
    told = name(kind) or "unknown"
    ours = attachment_type(told)
    return Attachment(
        type=ours,
        source_type=None if told == ours or told in _SAME_TYPE else told,
        source_url=url(address),
        source_id=identifier(id) or None,
        mime_type=name(mime_type),
        size=whole_number(size),
        duration=whole_number(duration),
        width=whole_number(width),
        height=whole_number(height),
        title=name(title),
        latitude=None if point is None else point[0],
        longitude=None if point is None else point[1],
        label=name(label),
        lines=tuple(line[:MAX_NAME_LENGTH] for line in lines)[:MAX_LINES],
        expires_at=expires_at,
    )


def whole_number(value: Any) -> int | None:
    """A number that is not negative, such as bytes or seconds; also where it is spelled as text or with decimals."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1 << 53:
        return int(value)
    return None


def rating(value: Any) -> int | None:
    """The stars of a review as a whole number from 1 to 5, also where they are spelled as text."""
    found = whole_number(value)
    return found if found is not None and MIN_RATING <= found <= MAX_RATING else None


def _point(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    found = [each for each in (latitude, longitude) if isinstance(each, int | float) and not isinstance(each, bool)]
    if len(found) != 2 or not (abs(found[0]) <= 90 and abs(found[1]) <= 180):
        return None
    return round(float(found[0]), 5), round(float(found[1]), 5)  # a metre


def place(latitude: Any, longitude: Any) -> str | None:
    """A point on the map as people write it: ``52.37655, 9.73891``."""
    point = _point(latitude, longitude)
    return f"{point[0]}, {point[1]}" if point is not None else None


def handles(value: str | None) -> tuple[str, ...]:
    """The handles that a text mentions, without the ``@``, in the order of their first appearance."""
    if value is None or "@" not in value:
        return ()
    return tuple(dict.fromkeys(_HANDLE.findall(value)))[:MAX_MENTIONS]


def names_friends_only(value: str | None, mentions: Iterable[str], own: str) -> bool:
    """Whether a text is nothing but the names of other people, as somebody writes who shows them a post of ours."""
    if value is None:
        return False
    named = [mention for mention in dict.fromkeys(mentions) if mention]
    us = own.lstrip("@").casefold()
    if not named or any(mention.lstrip("@").casefold() == us for mention in named):
        return False
    rest = value
    for mention in sorted(named, key=len, reverse=True):
        rest = rest.replace(mention, "")
    return not any(character.isalnum() or character == "?" for character in rest)


def digest(value: Any) -> str:
    """A short stable name for a JSON value: the same value has the same digest whatever the order of its keys."""
    try:
        spelled = json.dumps(value, sort_keys=True, separators=(",", ":"))
    except (RecursionError, TypeError, ValueError):  # nested deeper than Python follows
        spelled = "nested"
    return sha256(spelled.encode()).hexdigest()[:24]
