"""Answers of our own accounts that came too quickly for a person, by text. Kept for a day."""

from boto3.dynamodb.conditions import Attr
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds
from shared.domain.errors import ConflictError
from shared.domain.messages.automatic_texts import REMEMBERED_FOR, QuickAnswer

_ANSWER = TypeAdapter(QuickAnswer)


class DynamoDBQuickAnswers:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def first(self, channel: str, account_id: str, text_digest: str, answer: QuickAnswer) -> QuickAnswer:
        key = keys.quick_answer(channel, account_id, text_digest)
        item = {**encode(answer), **key, "expires_at": seconds(answer.at + REMEMBERED_FOR)}
        # DynamoDB deletes late: an item that is older than a day is as good as gone.
        free = Attr("pk").not_exists() | Attr("at").lt(milliseconds(answer.at - REMEMBERED_FOR))
        try:
            self._table.put(item, ConditionExpression=free)
        except ConflictError:
            known = self._table.get(key)
            return answer if known is None else decode(_ANSWER, known)
        return answer
