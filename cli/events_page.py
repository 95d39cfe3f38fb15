"""Writes the page and the schema of events from the events themselves: ``python -m cli.events_page``."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from shared.contracts.domain_events import DATA, TRUSTED, AccountData, IncidentData, MessageData, TicketData, schema
from shared.domain.events.changes import (
    AccountChange,
    Change,
    HistoryAdded,
    IncidentChange,
    MessageChange,
    TicketChange,
)
from shared.domain.events.derive import events_of
from shared.domain.events.model import DomainEvent, EventType, envelope
from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.outbox.accounts import AccountState
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Direction, Priority, Sentiment, Stage, Status, Surface, Visibility

PAGE = Path(__file__).parents[1] / "docs" / "events.md"
SCHEMA = PAGE.with_name("events.schema.json")

AT = datetime(2026, 3, 3, 22, 10, tzinfo=UTC)
_LATER = AT + timedelta(minutes=9)

MEANINGS: dict[EventType, str] = {
    EventType.TICKET_CREATED: "A conversation opened a ticket.",
    EventType.TICKET_UPDATED: "Team, priority, category, sentiment, danger, tags, `needs_response`, the incident or "
    "the customer's score (`satisfaction`) changed; `changes` says from what to what.",
    EventType.TICKET_ASSIGNED: "Somebody claimed the ticket, took it over or released it.",
    EventType.TICKET_MENTIONED: "A note names agents (`mentioned`, their ids) who were not named before, or had "
    "answered or read what named them.",
    EventType.TICKET_ESCALATED: "People are being told of it. `round` counts the escalations of the ticket.",
    EventType.TICKET_DEADLINE_MISSED: "A deadline passed. `target` is `first_response` or `resolution`.",
    EventType.TICKET_REPLIED: "A person answered a customer who waited. `first`: nobody had before. A ticket that is "
    "opened when it is answered already has `first_response_at` in `ticket.created`.",
    EventType.TICKET_RESOLVED: "The ticket was resolved, or its customer deleted everything before anybody had "
    "touched it (`resolution` is `withdrawn`).",
    EventType.TICKET_REOPENED: "A resolved ticket is open again.",
    EventType.TICKET_CLOSED: "The ticket was closed; it never opens again.",
    EventType.TICKET_MERGED: "The ticket was closed. `merged_into` stands for it, and has what is written later.",
    EventType.TICKET_ERASED: "The customer was erased. Delete what you hold of them under this ticket.",
    EventType.MESSAGE_RECEIVED: "A customer wrote. `ticket_id` is null for what opened no ticket.",
    EventType.MESSAGE_EDITED: "A customer changed what they wrote.",
    EventType.MESSAGE_DELETED: "A message was deleted where it was written, or erased.",
    EventType.MESSAGE_SENT: "We wrote. `automatic`: it was an acknowledgement, or a robot of yours.",
    EventType.MESSAGE_FAILED: "What we wrote was not sent (`not_sent`) or did not arrive (`not_delivered`).",
    EventType.INCIDENT_SUSPECTED: "Many customers report an outage.",
    EventType.INCIDENT_OPENED: "People opened an incident.",
    EventType.INCIDENT_UPDATED: "Its title or its channels changed.",
    EventType.INCIDENT_RESOLVED: "The incident is over, or the suspicion was none.",
    EventType.ACCOUNT_WARNED: "A platform warned about the account, its access ends soon, or a look at it found "
    "something wrong; or it is `silent`.",
    EventType.ACCOUNT_STOPPED: "A platform refused our token or blocked the account: nothing automatic is sent.",
}

_OPENING = """\
# Events

Made by `python -m cli.events_page` from the code that makes the events; do not edit it by hand.

Every event is an envelope of CloudEvents 1.0
([specification](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md)) in JSON.
On the event bus of the stack (Amazon EventBridge, named like the stack) `source` is `nightdesk`, `detail-type` is the
type and `detail` is the envelope.

- **At least once.** The same change always has the same `id`: drop what you know.
- **In order for each ticket**, by webhook: events of the ticket itself (`ticket.*` of one `subject`) come as the table
  was written; `version` counts them. Each message is an item of its own: those of one ticket, and a ticket and its
  messages, may come in either order (`occurred_at` is the platform's time). EventBridge promises no order.
- **Ids of ours, states and figures.** No text of a customer, no name of one, no id of a platform. `message` names a
  message without telling its platform's id. Three things that your people wrote are in it: the `title` of an incident,
  the tags of a ticket, and the name of an agent (`assignee`) for whom a program acts. Read the rest through the
  [API](api.md).
- **Fields are added, never renamed.** Ignore what you do not know.
- **One schema.** [events.schema.json](events.schema.json) is the JSON Schema (draft 2020-12) of every event. Its
  [fields](#fields) are below.

**Webhooks.** `nightdesk webhook add`, or `POST /subscriptions` of the [API](api.md#operations), has events
posted to an address, one envelope a request, signed by the
[Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md)
specification (`webhook-id`, `webhook-timestamp`, `webhook-signature`). Answer with 2xx within five seconds;
a call ends after eight, also where an answer comes byte by byte. Only the status of your answer counts, and redirects
are not followed. With a short body (up to 4 KB), or none, the connection is used for the next event.

Up to sixteen calls come at a time, of different subjects; the next event of a subject comes when you have taken the one
before. There are fewer of them once you fail: answer 429 or 503 to what is too much for you.

| your answer | what happens |
|---|---|
| 2xx | it was taken |
| 400, 409, 413, 415, 422 | the event and what follows of its ticket are tried again, for three days: after 5 s, 30 s, \
2, 5, 15, 30 min, then each hour. Other tickets go on |
| anything else, or none in time | the same. After five in a row one event is tried from time to time, until you take \
it; then you get everything you missed, in order. After three days you are stopped, and your owner is told |

Events are kept for 14 days. Your owner is told once when you are more than an hour behind, and of the span when events
expired before you were told. `told_until` and `behind_seconds` of `GET /subscriptions` say how far you are.

A subscriber that is `--trusted` finds `text` in the `data` of `message.received`, `message.edited` and `message.sent`,
where they belong to a ticket: what the message says when it is told; null if it was deleted or erased meanwhile.

Each event on the bus costs a millionth of a dollar, so none is put there while the bus has no rule that is enabled; an
archive is a rule, too. A new rule is seen after a minute.
The bus keeps no event unless `EventArchiveDays` says so ([parameters](deploy.md#parameters)).
"""


def page() -> str:
    """The whole page."""
    rows = "\n".join(f"| [`{kind.value}`](#{kind.value.replace('.', '')}) | {MEANINGS[kind]} |" for kind in EventType)
    sections = "\n".join(_section(event) for event in examples())
    return f"{_OPENING}\n| type | when |\n|---|---|\n{rows}\n\n{_fields()}\n{sections}"


def schema_file() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _fields() -> str:
    """What the ``data`` of each family holds, then what single types add."""
    families: list[tuple[str, type[BaseModel]]] = [
        ("`ticket.*`, but `ticket.erased`", TicketData),
        ("`message.*`", MessageData),
        ("`incident.*`", IncidentData),
        ("`account.*`", AccountData),
    ]
    tables = [f"### {name}\n\n{_table(model.model_json_schema(), ())}" for name, model in families]
    added = []
    for kind in EventType:
        known = next((model for _, model in families if issubclass(DATA[kind], model)), None)
        model_schema = DATA[kind].model_json_schema()
        names = {name for name in model_schema["properties"] if known is None or name not in known.model_fields}
        added += [(kind, name, model_schema) for name in model_schema["properties"] if name in names]
    rows = "\n".join(f"| `{kind.value}` {_row(name, found)}" for kind, name, found in added)
    return (
        "## Fields\n\nAll are always there, unless it says otherwise.\n\n"
        + "\n".join(tables)
        + f"\n### Of single types\n\n| type | field | values | |\n|---|---|---|---|\n{rows}\n"
    )


def _table(found: dict[str, Any], without: tuple[str, ...]) -> str:
    rows = "\n".join(_row(name, found) for name in found["properties"] if name not in without)
    return f"| field | values | |\n|---|---|---|\n{rows}\n"


def _row(name: str, found: dict[str, Any]) -> str:
    told = found["properties"][name]
    is_optional = name not in found.get("required", ()) and name != TRUSTED
    says = told.get("description", "") + (" (may be missing)" if is_optional else "")
    return f"| `{name}` | {_values(told, found)} | {says.strip()} |"


def _values(told: dict[str, Any], found: dict[str, Any]) -> str:
    """The type of a field in words: ``a`, `b` or null``."""
    if "$ref" in told:
        return _values(found["$defs"][told["$ref"].rsplit("/", 1)[1]], found)
    if "anyOf" in told:
        return " or ".join(_values(each, found) for each in told["anyOf"])
    if "enum" in told:
        return ", ".join(f"`{each}`" for each in told["enum"])
    if told.get("format") == "date-time":
        return "instant"
    if told.get("type") == "array":
        return f"list of {_values(told['items'], found)}s"
    if told.get("type") == "object":
        return ", ".join(f"`{each}`" for each in told["properties"])
    return str(told.get("type", "any"))


def examples() -> list[DomainEvent]:
    """One event of each type, made as every event is, in the order of the types."""
    made = {event.type: event for change in _changes() for event in events_of(change, _LATER)}
    return [made[kind] for kind in EventType]


def _section(event: DomainEvent) -> str:
    body = json.dumps(envelope(event), indent=2, ensure_ascii=False)
    return f"## {event.type.value}\n\n```json\n{body}\n```\n"


def _changes() -> list[Change]:
    ticket = Ticket(
        id="T-4F7K2M9QX1B3C",
        version=1,
        brand="acme",
        priority=Priority.NORMAL,
        category=Category.QUESTION,
        sentiment=Sentiment.NEUTRAL,
        language="fr",
        stage=Stage.DIRECT,
        team="triage",
        channel="facebook",
        surface=Surface.COMMENT,
        visibility=Visibility.PUBLIC,
        account_id="100100100100100",
        conversation_id="c",
        opening_message_id="m",
        last_message_id="m",
        needs_response=True,
        created_at=AT,
        updated_at=AT,
        last_customer_message_at=AT,
        waiting_since=AT,
        first_response_due_at=AT + timedelta(hours=12),
        resolution_due_at=AT + timedelta(days=2),
    )
    message = Message(
        channel="facebook",
        account_id="100100100100100",
        message_id="m",
        revision=1,
        brand="acme",
        visibility=Visibility.PUBLIC,
        ticket_id=ticket.id,
        language="fr",
        category=Category.QUESTION,
        sentiment=Sentiment.NEUTRAL,
        occurred_at=AT,
        stored_at=AT,
    )
    ours = replace(message, direction=Direction.OUTBOUND, category=None, sentiment=None)
    incident = Incident(
        id="acme-20260303T221000-4f3a", brand="acme", title="Network down in the north", opened_at=AT, opened_by="lead"
    )
    resolved = replace(ticket, status=Status.RESOLVED, waiting_since=None, resolved_at=_LATER)
    entry = HistoryEntry(ticket_id=ticket.id, at=_LATER, key="k", what="erased")
    silent = AccountState(channel="facebook", account_id="100100100100100")
    stopped = AccountState(channel="x", account_id="2001", stopped_at=_LATER, stopped_because="auth_broken")

    def became(**changes: Any) -> TicketChange:
        return TicketChange(before=ticket, after=replace(ticket, version=2, **changes))

    def edited(**changes: Any) -> MessageChange:
        return MessageChange(before=message, after=replace(message, revision=2, **changes))

    return [
        TicketChange(before=None, after=ticket),
        became(team="experts"),
        became(claimed_by="lea"),
        became(mentioned=("karim",)),
        became(escalation_round=1, escalation_reason="first_response_missed"),
        became(noticed_breach_at=AT + timedelta(hours=12)),
        TicketChange(before=ticket, after=replace(ticket.answered(True, _LATER, _LATER), version=2)),
        TicketChange(before=ticket, after=replace(resolved, version=2)),
        TicketChange(before=resolved, after=replace(resolved, version=2, status=Status.OPEN, resolved_at=None)),
        TicketChange(before=resolved, after=replace(resolved, version=2, status=Status.CLOSED)),
        became(merged_into="T-8H2V6N4QW5D7E", status=Status.CLOSED),
        HistoryAdded(entry=entry, brand="acme"),
        MessageChange(before=None, after=message),
        edited(edited_at=_LATER),
        edited(deleted_at=_LATER),
        MessageChange(before=None, after=ours),
        MessageChange(before=ours, after=replace(ours, revision=2, delivery_error="131047")),
        IncidentChange(before=None, after=replace(incident, suspected=True)),
        IncidentChange(before=None, after=incident),
        IncidentChange(before=incident, after=replace(incident, title="Network down everywhere")),
        IncidentChange(before=incident, after=replace(incident, resolved_at=_LATER)),
        AccountChange(before=None, after=replace(silent, silent_since=_LATER), brand="acme"),
        AccountChange(before=None, after=stopped, brand="acme"),
    ]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    SCHEMA.write_text(schema_file(), encoding="utf-8")
