"""Conversations in DynamoDB."""

from dataclasses import replace

from boto3.dynamodb.conditions import Attr
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, delete_partition
from shared.domain.conversations.model import Conversation

_CONVERSATION = TypeAdapter(Conversation)


class DynamoDBConversations:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def get(self, channel: str, account_id: str, conversation_id: str, *, latest: bool = True) -> Conversation | None:
        item = self._table.get(keys.conversation(channel, account_id, conversation_id), consistent=latest)
        return None if item is None else decode(_CONVERSATION, item)

    def save(self, conversation: Conversation) -> Conversation:
        """Conditional on the revision that was read. Raises ``ConflictError``."""
        stored = replace(conversation, revision=conversation.revision + 1)
        key = keys.conversation(stored.channel, stored.account_id, stored.conversation_id)
        same = Attr("pk").not_exists() if conversation.revision == 0 else Attr("revision").eq(conversation.revision)
        self._table.put({**encode(stored), **key}, ConditionExpression=same)
        return stored

    def forget(self, channel: str, account_id: str, conversation_id: str) -> None:
        """The conversation last: what is left of it leads to the rest if this is interrupted."""
        place = keys.conversation(channel, account_id, conversation_id)
        delete_partition(self._table, place["pk"], "ACKNOWLEDGEMENT#")
        delete_partition(self._table, place["pk"])
