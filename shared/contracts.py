"""Versioned models of everything that crosses a process boundary.

Entities are the domain's own dataclasses; pydantic checks them here, where they come in from outside.
"""

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from shared.domain.classification import Classification
from shared.domain.errors import UnreadableEventError
from shared.domain.event import SCHEMA_VERSION, Author, InboundEvent
from shared.domain.vocabulary import Outcome, SendClass

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
_AUTHOR_FIELDS = tuple(field.name for field in fields(Author))
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump_event(event: InboundEvent) -> dict[str, Any]:
    """The event as plain JSON types, every field present."""
    plain = {name: getattr(event, name) for name in _EVENT_FIELDS}
    author, window = event.author, event.reply_window_closes_at
    if author is not None:
        plain["author"] = {name: getattr(author, name) for name in _AUTHOR_FIELDS}
    plain["attachments"] = [{"type": held.type, "url": held.url} for held in event.attachments]
    plain["mentions"] = list(event.mentions)
    plain["occurred_at"] = iso(event.occurred_at)
    plain["received_at"] = iso(event.received_at)
    plain["reply_window_closes_at"] = None if window is None else iso(window)
    plain["counts"] = dict(event.counts)
    plain["details"] = dict(event.details)
    return plain


def encode_event(event: InboundEvent) -> str:
    """The body of a queue message. Not escaped to ASCII: that would treble the size of many languages."""
    return _ENCODE(dump_event(event))


def load_event(body: str | bytes | dict[str, Any]) -> InboundEvent:
    """Read an event. Raises ``UnreadableEventError`` that says which field is wrong, without its value."""
    try:
        event = _EVENT.validate_json(body) if isinstance(body, str | bytes) else _EVENT.validate_python(body)
    except ValidationError as error:
        places = ", ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'body'}: {problem['type']}"
            for problem in error.errors(include_input=False, include_url=False)[:5]
        )
        raise UnreadableEventError(places) from None
    if event.schema_version != SCHEMA_VERSION:
        raise UnreadableEventError(f"schema_version: {event.schema_version} is not understood")
    return event


def dump_classification(classification: Classification) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(classification).items()}


def load_classification(data: dict[str, Any]) -> Classification:
    """Raises ``UnreadableEventError``."""
    try:
        return _CLASSIFICATION.validate_python(data)
    except ValidationError as error:
        raise UnreadableEventError(f"classification: {error.error_count()} wrong fields") from None


class Contract(BaseModel):
    """Unknown fields are ignored, so that a newer sender can speak to an older receiver."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Stored(Contract):
    """What store hands to the rest of triage. It must stay small: it is the state of the workflow."""

    outcome: Outcome
    event_id: str
    ticket_id: str | None = None
    acknowledge: bool = False
    escalate_now: bool = False
    duplicate: bool = False


class AcknowledgementDue(Contract):
    """Input of respond: from triage, or from the sweep (then asynchronously)."""

    ticket_id: str


class AcknowledgementDone(Contract):
    """Output of respond. ``suppressed`` is the reason when nothing was sent."""

    ticket_id: str
    sent: SendClass | None = None
    suppressed: str | None = None


class EscalationStart(Contract):
    """Input of escalate, ``action`` "start": from triage."""

    action: str = "start"
    ticket_id: str


class EscalationStep(Contract):
    """Input of escalate, ``action`` "notify": from the escalation workflow. Ids, tier and instants, no text.

    ``at`` is when the workflow entered the step: the same for every try of it. ``lost`` is the tier before this one
    if escalate could not be called for it at all.
    """

    action: str = "notify"
    ticket_id: str
    brand: str
    reason: str
    round: int
    tier: int
    at: datetime
    lost: int | None = None


class EscalationNext(Contract):
    """Output of a step: when to look again, and which tier is next; ``exhausted`` when there is none.

    ``end`` is set when nobody was told because nobody needs to be told any more.
    """

    ticket_id: str
    brand: str
    reason: str
    round: int
    tier: int
    look_at: datetime
    exhausted: bool
    end: str | None = None
    lost: int | None = None


class EscalationClose(Contract):
    """Input of escalate, ``action`` "close": the escalation is over, and ``end`` says how."""

    action: str = "close"
    ticket_id: str
    brand: str
    reason: str
    round: int
    tier: int
    end: str
    at: datetime
    lost: int | None = None
