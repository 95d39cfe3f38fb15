"""Events that happened together, as few bytes: what is the same in all of them is said once.

Events of one type have the same fields, so each type is a table: the names of its fields, then a column of values for
each. A column of one value is that value for all, and a number instead of a column names one before it that is the
same. The tables are compressed with a dictionary of words that both sides know, so that what every entry of the log
says costs it nothing.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

Event = Mapping[str, Any]

_DATA = "data"

# What is written with it can be read with it only: it never changes. Another one gets an attribute of its own. The
# words that are most frequent come last.
_WORDS = b"".join(
    (
        b'"ticket.mentioned","mentioned","merged_into","incident.updated","title","channels","suspected","tickets",',
        b'"customers","updates","follow_up","opened_at","seen_at","account.stopped","account_id","reason","previous_assignee",',
        b'"ticket.deadline_missed","target","due_at","first_response","resolution","ticket.escalated","round",',
        b'"ticket.merged","ticket.closed","ticket.reopened","ticket.resolved","changes":{"from":"to":}"first":false,true,',
        b'"ticket.assigned","ticket.replied","ticket.updated","message.edited","message.deleted","message.failed",',
        b'"instagram","telegram","whatsapp","messenger","mastodon","bluesky","tiktok","pending","resolved","closed","open",',
        b'"urgent","high","low","negative","positive","mixed","outage","spam","abuse","mention","praise","urgent_request",',
        b'"account_or_technical","complaint","fr","en","private","outbound",',
        b'"satisfaction|score=","search=","page_exists","no_page","spam_or_abuse","near_miss","reopened","corrected",',
        b'"first_response_business|","first_response|","resolution_business|","resolution|","messages_of_resolved",',
        b'"answered|agent=","answered_acknowledged","answered_unacknowledged","wrote_again_","resolved|channel=",',
        b'"acknowledged":10,"acknowledged_tickets":10,"acknowledged_tickets|category=","acknowledged_tickets|channel=",',
        b'"acknowledged_tickets|priority=","acknowledged_tickets|team=","asked_about|page=","contact":10,"contact_number":10,',
        b'"contact_number|channel=","contact_number|team=","contact|channel=","contact|team=","deserved_an_answer":10,',
        b'"desk_closed":10,"desk_closed|slot=1T23":10,"messages":10,"messages_of_tickets":10,"messages|account=facebook/1",',
        b'"messages|channel=facebook":10,"messages|slot=0T10":10,"opened":10,"opened|category=account_or_technical":10,',
        b'"opened|channel=facebook":10,"opened|priority=normal":10,"opened|team=triage":10,"question":10,"direct":10,',
        b'"suppressed:desk_open":10,"words|word="},{"acknowledgement":[0,]}]},[null,[0,0,1,2,]],[0,-1,"2026-"]]',
        b'[[["specversion","id","source","type","subject","time","datacontenttype","brand"],',
        b'["ticket_id","version","status","priority","category","sentiment","danger","language","team","assignee",',
        b'"channel","visibility","message_count","incident_id","previous_ticket_id","created_at","waiting_since",',
        b'"first_response_at","first_response_due_at","resolution_due_at","resolved_at"],[["1.0"],["nightdesk"],',
        b'["ticket.created"],["application/json"],[1],["new"],["normal"],["question"],["neutral"],["none"],["triage"],',
        b'[null],["facebook"],["public"],[0],[1],[2]]],',
        b'[["specversion","id","source","type","subject","time","datacontenttype","brand"],',
        b'["message","ticket_id","channel","direction","automatic","visibility","category","sentiment","language",',
        b'"attachments","occurred_at"],[["1.0"],["evt_0123456789abcdef","evt_"],["nightdesk"],["message.sent"],',
        b'["message.received"],["T-","T-"],["2026-12-01T10:00:00.000Z","2026-12-01T",".000Z","2026-"],',
        b'["application/json"],["m-","m-"],["inbound"],[false],["public"],["neutral"],["fr"],[0]]]',
    )
)


def in_columns(events: Sequence[Event]) -> list[Any]:
    """The tables, and of each event in turn which table it is a row of."""
    tables: dict[tuple[tuple[str, ...], tuple[str, ...]], list[list[Any]]] = {}
    order = []
    for event in events:
        data = event.get(_DATA, {})
        names = tuple(name for name in event if name != _DATA)
        rows = tables.setdefault((names, tuple(data)), [])
        rows.append([*(event[name] for name in names), *data.values()])
        order.append(list(tables).index((names, tuple(data))))
    return [[[*map(list, names), _columns(rows)] for names, rows in tables.items()], order]


def _columns(rows: Sequence[Sequence[Any]]) -> list[Any]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    seen: dict[str, int] = {}  # by how it is written: True and 1 are equal, and not the same
    found: list[Any] = []
    for number, column in enumerate(columns):
        before = seen.setdefault(json.dumps(column), number)
        one = len({json.dumps(value) for value in column}) == 1
        found.append(column[:1] if one else column if before == number else before)
    return found


def from_columns(found: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """The events, in their order."""
    tables, order = found
    taken = [0] * len(tables)
    events = []
    for number in order:
        own, of_data, columns = tables[number]
        row = taken[number]
        taken[number] += 1
        values = [_value(columns, column, row) for column in columns]
        event = dict(zip(own, values[: len(own)], strict=True))
        events.append({**event, _DATA: dict(zip(of_data, values[len(own) :], strict=True))})
    return tuple(events)


def _value(columns: Sequence[Any], column: Any, row: int) -> Any:
    values = columns[column] if isinstance(column, int) else column
    return values[0] if len(values) == 1 else values[row]


def packed(content: Any) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return packing.compress(text) + packing.flush()


def unpacked(content: bytes) -> Any:
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS, _WORDS)
    return json.loads(unpacking.decompress(content) + unpacking.flush())
