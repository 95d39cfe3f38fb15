"""Saved replies in DynamoDB: those of a brand share a partition, so that they are read together."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.history import RETENTION
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated
from shared.domain.errors import ConflictError, NotFoundError
from shared.domain.replies.saved import KEPT_AFTER_DELETION, SavedReply, SavedReplyChange
from shared.ports.pages import Page

_REPLY, _SAVED_CHANGE = TypeAdapter(SavedReply), TypeAdapter(SavedReplyChange)
_CHANGE = "CHANGE#"
_NEW = "attribute_not_exists(pk) OR attribute_exists(deleted_at)"
_UNCHANGED = "updated_at = :seen AND attribute_not_exists(deleted_at)"
ATTEMPTS = 5  # of a write while others write the same saved reply

T = TypeVar("T")


class DynamoDBSavedReplies:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def of_brand(self, brand_id: str) -> tuple[SavedReply, ...]:
        place = keys.saved_reply(brand_id, "")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
            "ConsistentRead": True,
        }
        found: list[SavedReply] = []
        while True:
            with translated():
                answer = self._table.table.query(**query)
            found += [decode(_REPLY, item) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        there = [reply for reply in found if reply.deleted_at is None]
        return tuple(sorted(there, key=lambda reply: (reply.title.casefold(), reply.id)))

    def get(self, brand_id: str, reply_id: str) -> SavedReply | None:
        item = self._table.get(keys.saved_reply(brand_id, reply_id))
        found = None if item is None else decode(_REPLY, item)
        return None if found is None or found.deleted_at is not None else found

    def put(self, reply: SavedReply, *, seen: datetime | None = None) -> SavedReply:
        return self._repeated(lambda: self._put(reply, seen), attempts=1 if seen is not None else ATTEMPTS)

    def _put(self, reply: SavedReply, seen: datetime | None) -> SavedReply:
        known = self.get(reply.brand, reply.id)
        if seen is not None and (known is None or known.updated_at != seen):
            raise ConflictError("saved reply")
        stored = replace(reply, uses=0 if known is None else known.uses)
        self._table.put_together(_in_place_of(known, stored), _noted(SavedReplyChange.put(stored, known)))
        return stored

    def delete(self, brand_id: str, reply_id: str, *, by: str, at: datetime, by_id: str | None = None) -> None:
        self._repeated(lambda: self._delete(brand_id, reply_id, by, by_id, at), attempts=ATTEMPTS)

    def _delete(self, brand_id: str, reply_id: str, by: str, by_id: str | None, at: datetime) -> None:
        known = self.get(brand_id, reply_id)
        if known is None:
            raise NotFoundError("There is no such saved reply.")
        gone = replace(known, deleted_at=at, deleted_by=by, expires_at=at + KEPT_AFTER_DELETION)
        change = SavedReplyChange.deleted(known, by=by, by_id=by_id, at=at)
        self._table.put_together(_in_place_of(known, gone), _noted(change))

    @staticmethod
    def _repeated(write: Callable[[], T], *, attempts: int) -> T:
        """Again where others have changed it since it was read here."""
        for _ in range(attempts - 1):
            with suppress(ConflictError):
                return write()
        return write()

    def changes(self, brand_id: str, *, limit: int, cursor: str | None = None) -> Page[SavedReplyChange]:
        partition = keys.saved_reply(brand_id, "")["pk"]
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(partition) & Key("sk").begins_with(_CHANGE),
            "ScanIndexForward": False,
            "Limit": limit,
        }
        after = index.position("saved_changes", brand_id, cursor, begins=_CHANGE)
        if after is not None:
            query["ExclusiveStartKey"] = {"pk": partition, "sk": after}
        with translated():
            answer = self._table.table.query(**query)
        last = answer.get("LastEvaluatedKey")
        return Page(
            items=tuple(decode(_SAVED_CHANGE, item) for item in answer["Items"]),
            cursor=None if last is None else index.cursor("saved_changes", brand_id, str(last["sk"])),
        )

    def count_use(self, brand_id: str, reply_id: str) -> None:
        with suppress(ConflictError), translated():
            self._table.table.update_item(
                Key=keys.saved_reply(brand_id, reply_id),
                UpdateExpression="ADD uses :one",
                ConditionExpression=Attr("pk").exists() & Attr("deleted_at").not_exists(),
                ExpressionAttributeValues={":one": 1},
            )


def _in_place_of(known: SavedReply | None, reply: SavedReply) -> dict[str, Any]:
    item = {**encode(reply), **keys.saved_reply(reply.brand, reply.id)}
    if known is None:
        return {"Item": item, "ConditionExpression": _NEW}
    seen = {":seen": milliseconds(known.updated_at)}
    return {"Item": item, "ConditionExpression": _UNCHANGED, "ExpressionAttributeValues": seen}


def _noted(change: SavedReplyChange) -> Mapping[str, Any]:
    key = keys.saved_reply_change(change.brand, change.at, change.reply_id)
    return {"Item": {**encode(change), **key, "expires_at": seconds(change.at + RETENTION)}}
