"""Records of the table's stream as changes of the domain.

Source: Amazon DynamoDB Streams API, ``Record`` and ``StreamRecord``; AWS Lambda, "Using AWS Lambda with Amazon
DynamoDB". A record is told once to several times; ``SequenceNumber`` stays the same.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar

from boto3.dynamodb.types import TypeDeserializer
from pydantic import TypeAdapter

from shared.adapters.dynamodb.items import decode
from shared.adapters.dynamodb.messages import message_from
from shared.adapters.dynamodb.tickets import ticket_from
from shared.domain.errors import UnreadableEventError, UpstreamError
from shared.domain.events.changes import (
    AccountChange,
    Change,
    HistoryAdded,
    IncidentChange,
    MessageChange,
    StreamRecord,
    TicketChange,
)
from shared.domain.events.derive import HISTORY_READ
from shared.domain.figures.counting import HISTORY_COUNTED
from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.outbox.accounts import AccountState
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket

_INCIDENT = TypeAdapter(Incident)
_ENTRY = TypeAdapter(HistoryEntry)
_ACCOUNT = TypeAdapter(AccountState)

T = TypeVar("T")

_plain = TypeDeserializer()

KINDS = ("TICKET#", "MESSAGE#", "INCIDENTS#", "ACCOUNT#")
"""How the partitions begin whose changes are told. The event source's filter lets nothing else through."""

MAX_TOLD = 10_000
"""Tickets whose brand one container remembers."""


class StreamReader:
    """``brand_of_ticket`` and ``brand_of_account`` answer for what does not name its brand; ``None`` for unknown.

    ``opening_message`` is asked where people changed the labels of a ticket; ``None`` for one that is gone.
    """

    def __init__(
        self,
        *,
        brand_of_ticket: Callable[[str], str | None],
        brand_of_account: Callable[[str, str], str | None],
        opening_message: Callable[[Ticket], Message | None],
    ) -> None:
        self._brand_of_ticket = brand_of_ticket
        self._opening_message = opening_message
        self._told: dict[str, str] = {}  # the brand of a ticket never changes; the one told last is at the end
        self._brand_of_account = brand_of_account

    def read(self, record: Mapping[str, Any]) -> StreamRecord | None:
        """The change that a record tells; ``None`` for one that says nothing to others.

        Raises ``UnreadableEventError`` for a record that cannot be read; its text quotes no value.
        """
        try:
            told = record["dynamodb"]
            key = {name: str(value["S"]) for name, value in told["Keys"].items()}
            sequence = str(told["SequenceNumber"])
            at = _instant(told["ApproximateCreationDateTime"])
            before, after = _image(told.get("OldImage")), _image(told.get("NewImage"))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableEventError(f"stream record: {type(error).__name__}") from None
        try:
            change = self._change(key, before, after)
        except UpstreamError as error:
            if not str(error).startswith("dynamodb: an item cannot be read"):
                raise  # a read of ours failed: worth another attempt
            raise UnreadableEventError(str(error)) from None
        return None if change is None else StreamRecord(sequence=sequence, at=at, change=change)

    def _change(
        self, key: Mapping[str, str], before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> Change | None:
        kind, sort = key["pk"].partition("#")[0], key["sk"]
        if kind == "TICKET" and sort == "TICKET":
            known, ticket = _read(ticket_from, before), _read(ticket_from, after)
            self._remember(ticket)
            labelled = known is not None and ticket is not None and known.labels != ticket.labels
            opening = self._opening_message(ticket) if ticket is not None and labelled else None
            return TicketChange(before=known, after=ticket, opening=opening)
        if kind == "TICKET" and sort.startswith("HISTORY#"):
            entry = _read(_entry, after)
            if entry is None or before is not None or entry.what not in HISTORY_READ | HISTORY_COUNTED:
                return None  # an entry is written once; an erasure rewrites it without details
            brand = self._told.get(entry.ticket_id) or self._brand_of_ticket(entry.ticket_id)
            return None if brand is None else HistoryAdded(entry=entry, brand=brand)
        if kind == "MESSAGE":
            return MessageChange(before=_read(message_from, before), after=_read(message_from, after))
        if kind == "INCIDENTS" and sort.startswith("INCIDENT#"):
            return IncidentChange(before=_read(_incident, before), after=_read(_incident, after))
        if kind == "ACCOUNT" and after is not None:
            _, channel, account_id = key["pk"].split("#", 2)
            names = {"channel": channel, "account_id": account_id}
            brand = self._brand_of_account(channel, account_id)
            if brand is None:
                return None
            earlier = None if before is None else decode(_ACCOUNT, {**names, **before})
            return AccountChange(before=earlier, after=decode(_ACCOUNT, {**names, **after}), brand=brand)
        return None

    def _remember(self, ticket: Ticket | None) -> None:
        if ticket is None:
            return
        self._told.pop(ticket.id, None)
        self._told[ticket.id] = ticket.brand
        if len(self._told) > MAX_TOLD:
            del self._told[next(iter(self._told))]


def reference(record: Mapping[str, Any]) -> str:
    """Says which item a record is about, to operators: the ticket's id, or a digest of a key that may name a person."""
    try:
        pk, sk = (str(record["dynamodb"]["Keys"][name]["S"]) for name in ("pk", "sk"))
    except (KeyError, TypeError):
        return "unknown"
    if pk.startswith(("TICKET#", "INCIDENTS#")):
        return f"{pk}/{sk.partition('#')[0]}"
    return f"{pk.partition('#')[0]}#{sha256(pk.encode()).hexdigest()[:24]}"


def sequence_number(record: Mapping[str, Any]) -> str:
    """The stream's own name of the record; empty when it has none."""
    told = record.get("dynamodb")
    return str(told.get("SequenceNumber", "")) if isinstance(told, Mapping) else ""


def _incident(item: Mapping[str, Any]) -> Incident:
    return decode(_INCIDENT, item)


def _entry(item: Mapping[str, Any]) -> HistoryEntry:
    return decode(_ENTRY, item)


def _read(of: Callable[[Mapping[str, Any]], T], item: dict[str, Any] | None) -> T | None:
    return None if item is None else of(item)


def _image(image: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if not image else {name: _plain.deserialize(value) for name, value in image.items()}


def _instant(value: Any) -> datetime:
    """Seconds since 1970, or what a client of the API makes of them."""
    return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromtimestamp(float(value), UTC)
