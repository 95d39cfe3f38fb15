"""Cursors of the platforms that are asked, in DynamoDB."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, translated
from shared.domain.errors import ConflictError
from shared.domain.polling.cursor import Cursor
from shared.domain.polling.page import MARK_LENGTH
from shared.domain.polling.source import PolledSource

_CURSOR = TypeAdapter(Cursor)
_SOURCE = TypeAdapter(PolledSource)


class DynamoDBCursors:
    """One item each: a write of one unit, of two where it remembers many entries; a thousand cursors in one query of
    some pages."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def known(self) -> tuple[Cursor, ...]:
        return tuple(decode(_CURSOR, _unpacked(item)) for item in _all_like(self._table, keys.cursor("", "", "")))

    def claim(self, cursor: Cursor, claimed: Cursor) -> bool:
        unchanged: Any = Attr("pk").not_exists()
        if cursor.next_at is not None:
            # Every claim and every poll that found something moves this instant.
            unchanged = Attr("next_at").eq(milliseconds(cursor.next_at)) & (
                Attr("lease").not_exists() if cursor.lease is None else Attr("lease").eq(cursor.lease)
            )
        return self._put(claimed, unchanged)

    def save(self, cursor: Cursor, lease: str) -> bool:
        return self._put(cursor, Attr("lease").eq(lease))

    def _put(self, cursor: Cursor, condition: Any) -> bool:
        item = {**_packed(encode(cursor)), **keys.cursor(cursor.channel, cursor.account_id, cursor.source)}
        try:
            self._table.put(item, ConditionExpression=condition)
        except ConflictError:
            return False
        return True


class DynamoDBPolledSources:
    """One small item each, of a thousand some pages."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def known(self) -> tuple[PolledSource, ...]:
        return tuple(decode(_SOURCE, item) for item in _all_like(self._table, keys.polled_source("", "", "")))

    def begin(self, key: tuple[str, str, str], at: datetime) -> datetime:
        kept = self._update(key, "began = if_not_exists(began, :at)", {":at": milliseconds(at)})
        return decode(_SOURCE, kept).began or at

    def pause(self, key: tuple[str, str, str], *, by: str, at: datetime) -> None:
        self._update(key, "paused_at = :at, paused_by = :by", {":at": milliseconds(at), ":by": by})

    def resume(self, key: tuple[str, str, str]) -> None:
        self._update(key, "", {}, remove="paused_at, paused_by")

    def _update(
        self, key: tuple[str, str, str], change: str, values: dict[str, Any], *, remove: str = ""
    ) -> dict[str, Any]:
        names = {":channel": key[0], ":account": key[1], ":name": key[2]}
        also = f", {change}" if change else ""
        with translated():
            return self._table.table.update_item(
                Key=keys.polled_source(*key),
                UpdateExpression="SET channel = :channel, account_id = :account, #source = :name"
                + also
                + (f" REMOVE {remove}" if remove else ""),
                ExpressionAttributeNames={"#source": "source"},
                ExpressionAttributeValues={**names, **values},
                ReturnValues="ALL_NEW",
            )["Attributes"]


def _all_like(table: DynamoDBTable, key: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every item of the partition whose sort key begins like this one, without the parts that tell them apart."""
    like = Key("pk").eq(key["pk"]) & Key("sk").begins_with(key["sk"].rstrip("#") + "#")
    return list(table.query({"KeyConditionExpression": like}))


def _packed(item: dict[str, Any]) -> dict[str, Any]:
    """Marks are hexadecimal: as bytes they take less than half, and two hundred of them a write unit less."""
    marks = item.get("seen")
    return {**item, "seen": bytes.fromhex("".join(marks))} if marks else item


def _unpacked(item: dict[str, Any]) -> dict[str, Any]:
    """Cursors of before are a list of texts."""
    packed = item.get("seen")
    if packed is None or isinstance(packed, list):
        return item
    digits = bytes(packed).hex()
    return {**item, "seen": [digits[at : at + MARK_LENGTH] for at in range(0, len(digits), MARK_LENGTH)]}
