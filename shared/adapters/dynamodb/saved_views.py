"""Saved views in DynamoDB: one small item for each caller."""

from datetime import datetime

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds
from shared.domain.access.views import KEPT, SavedView

_VIEW = TypeAdapter(SavedView)


class DynamoDBSavedViews:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def of(self, caller_id: str) -> tuple[SavedView, ...]:
        item = self._table.get(keys.saved_views(caller_id)) or {}
        return tuple(decode(_VIEW, each) for each in item.get("views", ()))

    def put(self, caller_id: str, views: tuple[SavedView, ...], at: datetime) -> None:
        item = {**keys.saved_views(caller_id), "views": [encode(view) for view in views]}
        self._table.put({**item, "expires_at": seconds(at + KEPT)})
