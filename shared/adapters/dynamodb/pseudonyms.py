"""The key of pseudonyms: one random item for the whole table, made when it is first needed."""

import secrets
from contextlib import suppress

from boto3.dynamodb.conditions import Attr

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.errors import ConflictError, UpstreamError


class PseudonymKey:
    """It is there before the first erasure. So no container can believe that nobody was erased yet, miss a tombstone
    and store the message again."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table
        self._key: bytes | None = None

    def get(self) -> bytes:
        """Read once for each container. Raises ``UpstreamError``."""
        if self._key is None:
            self._key = self._read() or self._make()
        return self._key

    def _read(self) -> bytes | None:
        item = self._table.get(keys.pseudonym_key())
        return None if item is None else bytes.fromhex(str(item["key"]))

    def _make(self) -> bytes:
        with suppress(ConflictError):  # another container has just made it
            item = {**keys.pseudonym_key(), "key": secrets.token_hex(32)}
            self._table.put(item, ConditionExpression=Attr("pk").not_exists())
        found = self._read()
        if found is None:
            raise UpstreamError("the key of pseudonyms is gone")
        return found
