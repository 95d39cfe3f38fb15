"""The key of pseudonyms: one random item for the whole table, made at the first erasure."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from boto3.dynamodb.conditions import Attr

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.errors import ConflictError
from shared.ports.time_and_language import Clock

LOOK_AGAIN = timedelta(minutes=5)
"""How long a container takes it that there is no key. Nothing was erased then, so there is nothing to find."""


class PseudonymKey:
    def __init__(self, table: DynamoDBTable, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._key: bytes | None = None
        self._looked_at: datetime | None = None

    def get(self) -> bytes | None:
        """``None`` while nobody was erased yet."""
        now = self._clock.now()
        if self._key is None and (self._looked_at is None or now - self._looked_at >= LOOK_AGAIN):
            item = self._table.get(keys.pseudonym_key())
            self._key = None if item is None else bytes.fromhex(str(item["key"]))
            self._looked_at = now
        return self._key

    def make(self) -> bytes:
        """The key, made now if there is none."""
        with suppress(ConflictError):
            item = {**keys.pseudonym_key(), "key": secrets.token_hex(32)}
            self._table.put(item, ConditionExpression=Attr("pk").not_exists())
        self._looked_at = None
        found = self.get()
        if found is None:
            raise ConflictError("the key of pseudonyms is gone")
        return found
