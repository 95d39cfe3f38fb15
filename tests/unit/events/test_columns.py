"""Events of the log in columns: whatever they say, they are read as they were written, in their order."""

import json
import zlib
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.dynamodb.columns import from_columns, in_columns, packed, unpacked
from shared.adapters.dynamodb.log_entries import Entry, entry_of, item_of
from shared.adapters.dynamodb.table import milliseconds
from shared.adapters.limits import item_bytes
from shared.domain.events.changes import Change, MessageChange, TicketChange
from shared.domain.events.derive import events_of
from shared.domain.events.model import envelope
from tests.unit.events.states import MESSAGE, NOW, TICKET

_VALUES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text(max_size=3), st.lists(st.integers(0, 1)))
_NAMES = st.sampled_from(("team", "round", "changes"))
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"id": st.text(max_size=3), "type": st.sampled_from(("a", "b")), "data": st.dictionaries(_NAMES, _VALUES)}
    )
)


@given(EVENTS)
def test_what_was_put_into_columns_comes_out_as_it_was(events: list[dict[str, Any]]) -> None:
    again = unpacked(packed(in_columns(events)))
    assert json.dumps(from_columns(again), sort_keys=True) == json.dumps(events, sort_keys=True)  # True is not 1


def entry(*changes: Change) -> Entry:
    events = [envelope(event) for change in changes for event in events_of(change, NOW)]
    at = milliseconds(NOW)
    return Entry(
        number=at,
        previous=at - 9_000,
        written=at - 1,
        reach=at - 2_000,
        reached_before=at - 11_000,
        rolled=date(2026, 3, 2),
        records=b"12345678" * len(changes),
        events=tuple(events),
        changed={TICKET.id: at, "T-OTHER": at - 5},
    )


def test_an_entry_is_read_as_it_was_written() -> None:
    told = entry(TicketChange(before=None, after=TICKET), MessageChange(before=None, after=MESSAGE))
    assert entry_of(item_of("acme", told)) == told


def test_an_entry_of_an_earlier_version_is_read_too() -> None:
    told = entry(TicketChange(before=None, after=TICKET), MessageChange(before=None, after=MESSAGE))
    item = item_of("acme", told)
    del item["columns"]
    content = json.dumps([told.events, {}, told.changed]).encode()
    item |= {
        "written": told.written,
        "reached_before": told.reached_before,
        "rolled": "2026-03-02",
        "content": zlib.compress(content, 9),
    }
    assert entry_of(item) == told


def test_an_entry_of_ten_messages_that_join_tickets_is_one_write_unit() -> None:
    """It was two. A tenth of one is what a message pays for being told to others."""
    changes: list[Change] = []
    for number in range(10):
        before = replace(TICKET, id=f"T-{sha256(str(number).encode()).hexdigest()[:13].upper()}")
        message = replace(MESSAGE, message_id=f"m{number}", ticket_id=before.id)
        joined = replace(before, version=before.version + 1, message_count=2)
        changes += [TicketChange(before=before, after=joined), MessageChange(before=None, after=message)]
    assert item_bytes(item_of("acme", entry(*changes))) <= 1024
