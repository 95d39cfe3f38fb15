"""Saved replies in DynamoDB: those of a brand share a partition, so that they are read together."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated
from shared.domain.errors import ConflictError, NotFoundError
from shared.domain.replies.saved import KEPT_AFTER_DELETION, SavedReply

_REPLY = TypeAdapter(SavedReply)


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
        known = self.get(reply.brand, reply.id)
        stored = replace(reply, uses=0 if known is None else known.uses)
        condition: dict[str, Any] = {}
        if seen is not None:
            unchanged = Attr("updated_at").eq(milliseconds(seen)) & Attr("deleted_at").not_exists()
            condition = {"ConditionExpression": unchanged}
        self._table.put({**encode(stored), **keys.saved_reply(reply.brand, reply.id)}, **condition)
        return stored

    def delete(self, brand_id: str, reply_id: str, *, by: str, at: datetime) -> None:
        try:
            with translated():
                self._table.table.update_item(
                    Key=keys.saved_reply(brand_id, reply_id),
                    UpdateExpression="SET deleted_at = :at, deleted_by = :by, expires_at = :until",
                    ConditionExpression=Attr("pk").exists() & Attr("deleted_at").not_exists(),
                    ExpressionAttributeValues={
                        ":at": milliseconds(at),
                        ":by": by,
                        ":until": seconds(at + KEPT_AFTER_DELETION),
                    },
                )
        except ConflictError:
            raise NotFoundError("There is no such saved reply.") from None

    def count_use(self, brand_id: str, reply_id: str) -> None:
        with suppress(ConflictError), translated():
            self._table.table.update_item(
                Key=keys.saved_reply(brand_id, reply_id),
                UpdateExpression="ADD uses :one",
                ConditionExpression=Attr("pk").exists() & Attr("deleted_at").not_exists(),
                ExpressionAttributeValues={":one": 1},
            )
