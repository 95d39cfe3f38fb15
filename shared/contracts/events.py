"""Events on the inbound queue and classifications, as JSON.

Entities are the domain's own dataclasses; pydantic checks them here, where they come in from outside.
"""

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from shared.contracts.attachments import with_present_names
from shared.domain.classification.model import Classification
from shared.domain.errors import UnreadableEventError
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import SCHEMA_VERSION, Author, InboundEvent

_EVENT = TypeAdapter(InboundEvent)

_CLASSIFICATION = TypeAdapter(Classification)


def iso(instant: datetime) -> str:
    """An aware instant as UTC ISO 8601 with milliseconds: ``2026-07-31T12:13:20.000Z``."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


# Written out field by field: `dataclasses.asdict` copies deeply, which is most of what a body of 100 items would cost.
_EVENT_FIELDS = tuple(field.name for field in fields(InboundEvent))

_ATTACHMENT_FIELDS = tuple(field.name for field in fields(Attachment))

_AUTHOR_FIELDS = tuple(field.name for field in fields(Author))

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump_event(event: InboundEvent) -> dict[str, Any]:
    """The event as plain JSON types, every field present."""
    plain = {name: getattr(event, name) for name in _EVENT_FIELDS}
    author, window = event.author, event.reply_window_closes_at
    if author is not None:
        plain["author"] = {name: getattr(author, name) for name in _AUTHOR_FIELDS}
    plain["attachments"] = [_plain_attachment(held) for held in event.attachments]
    plain["mentions"] = list(event.mentions)
    plain["occurred_at"] = iso(event.occurred_at)
    plain["received_at"] = iso(event.received_at)
    plain["reply_window_closes_at"] = None if window is None else iso(window)
    plain["counts"] = dict(event.counts)
    plain["details"] = dict(event.details)
    return plain


def _plain_attachment(held: Attachment) -> dict[str, Any]:
    """What is known of it: most platforms tell two or three of these fields."""
    told = {name: value for name in _ATTACHMENT_FIELDS if (value := getattr(held, name)) is not None and value != ()}
    if held.expires_at is not None:
        told["expires_at"] = iso(held.expires_at)
    return told


def encode_event(event: InboundEvent) -> str:
    """The body of a queue message. Not escaped to ASCII: that would treble the size of many languages."""
    return _ENCODE(dump_event(event))


def load_event(body: str | bytes | dict[str, Any]) -> InboundEvent:
    """Read an event. Raises ``UnreadableEventError`` that says which field is wrong, without its value."""
    try:
        plain = body if isinstance(body, dict) else from_json(body)
        event = _EVENT.validate_python(with_present_names(plain))
    except ValueError as error:
        if not isinstance(error, ValidationError):
            raise UnreadableEventError("body: json_invalid") from None
        places = ", ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'body'}: {problem['type']}"
            for problem in error.errors(include_input=False, include_url=False)[:5]
        )
        raise UnreadableEventError(places) from None
    if event.schema_version != SCHEMA_VERSION:
        raise UnreadableEventError(f"schema_version: {event.schema_version} is not understood")
    return event


def dump_classification(classification: Classification) -> dict[str, Any]:
    """What is not known is left out: it travels through every run of triage."""
    return {name: _plain(value) for name, value in asdict(classification).items() if value is not None}


def load_classification(data: dict[str, Any]) -> Classification:
    """Raises ``UnreadableEventError``."""
    try:
        return _CLASSIFICATION.validate_python(data)
    except ValidationError as error:
        raise UnreadableEventError(f"classification: {error.error_count()} wrong fields") from None
