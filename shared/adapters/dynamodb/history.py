"""The audit trail in DynamoDB."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.errors import ConflictError
from shared.domain.tickets.history import OPENED, HistoryEntry
from shared.ports.pages import Page

_ENTRY = TypeAdapter(HistoryEntry)

_BEGIN = "HISTORY#"

RETENTION = timedelta(days=3 * 365)  # entries hold ids and reasons, no content


def item_of(entry: HistoryEntry) -> dict[str, Any]:
    key = keys.history(entry.ticket_id, entry.at, entry.key)
    return {**encode(entry), **key, "expires_at": seconds(entry.at + RETENTION)}


class DynamoDBHistory:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def add(self, entry: HistoryEntry) -> None:
        try:
            self._table.put(item_of(entry), ConditionExpression=Attr("pk").not_exists())
        except ConflictError:
            return  # it was written before; the trail is append-only, so the first entry stays

    def rewrite(self, ticket_id: str, change: Callable[[HistoryEntry], HistoryEntry]) -> None:
        """The new entry is written before an old one with another key is deleted."""
        cursor: str | None = None
        while True:
            page = self.of_ticket(ticket_id, cursor=cursor)
            for entry in page.items:
                changed = change(entry)
                if changed == entry:
                    continue
                key = keys.history(changed.ticket_id, changed.at, changed.key)
                self._table.put({**encode(changed), **key, "expires_at": seconds(changed.at + RETENTION)})
                if changed.key != entry.key:
                    with translated():
                        self._table.table.delete_item(Key=keys.history(entry.ticket_id, entry.at, entry.key))
            cursor = page.cursor
            if cursor is None:
                return

    def of_ticket(
        self, ticket_id: str, *, limit: int = 50, cursor: str | None = None, stated: Sequence[HistoryEntry] = ()
    ) -> Page[HistoryEntry]:
        partition = keys.ticket(ticket_id)["pk"]
        after = index.position("history", ticket_id, cursor, begins=_BEGIN)
        sort = Key("sk").begins_with(_BEGIN) if after is None else Key("sk").between(after + " ", "HISTORY$")
        query: dict[str, Any] = {"KeyConditionExpression": Key("pk").eq(partition) & sort, "Limit": limit + 1}
        with translated():
            found = self._table.table.query(**query, ConsistentRead=True)["Items"]
        places = [(str(item["sk"]), decode(_ENTRY, item)) for item in found]
        places += [(place, entry) for entry in stated if (place := _place(entry)) > (after or "")]
        places.sort(key=lambda each: each[0])
        more = len(places) > limit
        return Page(
            items=tuple(entry for _, entry in places[:limit]),
            cursor=index.cursor("history", ticket_id, places[limit - 1][0]) if more else None,
        )


def _place(entry: HistoryEntry) -> str:
    """Where an entry that is not stored stands among those that are."""
    return _BEGIN if entry.what == OPENED else keys.history(entry.ticket_id, entry.at, entry.key)["sk"]
