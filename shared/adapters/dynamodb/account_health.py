"""The health of our accounts, and who may write a secret record, in DynamoDB."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated
from shared.domain.account_health.model import AccountHealth
from shared.domain.errors import ConflictError

_HEALTH = TypeAdapter(AccountHealth)


class DynamoDBAccountHealth:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def known(self) -> tuple[AccountHealth, ...]:
        """It may be a moment old: ``save`` finds out."""
        place = keys.account_health("", "")
        wanted = Key("pk").eq(place["pk"]) & Key("sk").begins_with("HEALTH#")
        found: list[dict[str, Any]] = []
        start: dict[str, Any] = {}
        while True:
            with translated():
                answer = self._table.table.query(KeyConditionExpression=wanted, **start)
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return tuple(decode(_HEALTH, item) for item in found)
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def get(self, channel: str, account_id: str) -> AccountHealth:
        item = self._table.get(keys.account_health(channel, account_id))
        return AccountHealth(channel=channel, account_id=account_id) if item is None else decode(_HEALTH, item)

    def save(self, health: AccountHealth) -> AccountHealth:
        saved = replace(health, revision=health.revision + 1)
        unchanged = Attr("revision").eq(health.revision) if health.revision else Attr("pk").not_exists()
        item = {**encode(saved), **keys.account_health(health.channel, health.account_id)}
        self._table.put(item, ConditionExpression=unchanged)
        return saved


class DynamoDBSecretLeases:
    """One small item for each record that is being written; it is over by itself when its holder dies."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def claim(self, record: str, holder: str, *, now: datetime, until: datetime) -> bool:
        item = {
            **keys.secret_lease(record),
            "holder": holder,
            "until": milliseconds(until),
            "expires_at": seconds(until),
        }
        free = Attr("pk").not_exists() | Attr("until").lte(milliseconds(now)) | Attr("holder").eq(holder)
        try:
            self._table.put(item, ConditionExpression=free)
        except ConflictError:
            return False
        return True

    def release(self, record: str, holder: str) -> None:
        with suppress(ConflictError), translated():
            self._table.table.delete_item(Key=keys.secret_lease(record), ConditionExpression=Attr("holder").eq(holder))
