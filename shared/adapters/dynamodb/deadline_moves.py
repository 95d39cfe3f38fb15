"""How far the deadlines of a brand's open tickets were moved, in DynamoDB."""

from dataclasses import replace

from boto3.dynamodb.conditions import Attr
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.tickets.moving import DeadlineMove

_MOVE = TypeAdapter(DeadlineMove)


class DynamoDBDeadlineMoves:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def get(self, brand_id: str) -> DeadlineMove | None:
        item = self._table.get(keys.deadline_move(brand_id))
        return None if item is None else decode(_MOVE, item)

    def save(self, move: DeadlineMove) -> DeadlineMove:
        saved = replace(move, revision=move.revision + 1)
        same = Attr("revision").eq(move.revision) if move.revision else Attr("pk").not_exists()
        self._table.put({**encode(saved), **keys.deadline_move(move.brand)}, ConditionExpression=same)
        return saved
