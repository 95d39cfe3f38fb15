"""API tokens in DynamoDB: one item each, found by the hash of the token."""

from datetime import datetime

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, translated
from shared.domain.access.tokens import ID_LENGTH, Token
from shared.domain.errors import ConflictError, NotFoundError
from shared.ports.time_and_language import Clock

_TOKEN = TypeAdapter(Token)
MAX_CACHED = 1000  # tokens kept in memory


class DynamoDBTokens:
    """Known tokens are cached for ``cache_seconds``. Unknown ones are not: an attacker could fill the cache."""

    def __init__(self, table: DynamoDBTable, *, cache_seconds: float, clock: Clock) -> None:
        self._table = table
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._cache: dict[str, tuple[datetime, Token]] = {}

    def find(self, token_hash: str) -> Token | None:
        now = self._clock.now()
        read_at, token = self._cache.get(token_hash, (None, None))
        if token is not None and read_at is not None and (now - read_at).total_seconds() < self._cache_seconds:
            return token
        item = self._table.get(keys.token(token_hash), consistent=False)
        if item is None:
            self._cache.pop(token_hash, None)
            return None
        token = decode(_TOKEN, item)
        if len(self._cache) >= MAX_CACHED:
            self._cache.clear()
        self._cache[token_hash] = (now, token)
        return token

    def add(self, token: Token) -> None:
        item = {**encode(token), **keys.token(token.hash)}
        self._table.put(item, ConditionExpression=Attr("pk").not_exists())

    def all(self) -> tuple[Token, ...]:
        found = sorted(self._beginning(""), key=lambda token: (token.created_at, token.hash))
        return tuple(found)

    def revoke(self, token_id: str, at: datetime) -> Token:
        found = self._beginning(token_id) if len(token_id) >= ID_LENGTH else []
        if len(found) != 1:
            raise NotFoundError(f"token {token_id}")
        key = keys.token(found[0].hash)
        self._cache.pop(found[0].hash, None)
        try:
            with translated():
                self._table.table.update_item(
                    Key=key,
                    UpdateExpression="SET revoked_at = if_not_exists(revoked_at, :at)",
                    ConditionExpression=Attr("pk").exists(),
                    ExpressionAttributeValues={":at": keys.instant(at)},
                )
        except ConflictError:
            raise NotFoundError(f"token {token_id}") from None
        item = self._table.get(key)
        if item is None:
            raise NotFoundError(f"token {token_id}")
        return decode(_TOKEN, item)

    def _beginning(self, start: str) -> list[Token]:
        place = keys.token(start)
        condition = Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"])
        tokens: list[Token] = []
        query = {"KeyConditionExpression": condition, "ConsistentRead": True}
        while True:
            with translated():
                answer = self._table.table.query(**query)  # type: ignore[arg-type]  # a dict grows page by page
            tokens += [decode(_TOKEN, item) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return tokens
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
