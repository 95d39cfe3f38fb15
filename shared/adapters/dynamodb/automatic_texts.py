"""Customers who asked for no automatic texts on an account, in DynamoDB."""

from contextlib import suppress
from datetime import datetime, timedelta

from boto3.dynamodb.conditions import Attr

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, seconds
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.errors import ConflictError

KEPT = timedelta(days=3 * 365)


class DynamoDBAutomaticTexts:
    """One small item per author and account. Its key is a digest: it holds no identifier of the customer."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def are_off(self, channel: str, account_id: str, author_id: str) -> bool:
        item = self._table.get(keys.automatic_texts(channel, account_id, author_id))
        return item is not None and item.get("setting") == AutomaticTexts.OFF

    def set(
        self, channel: str, account_id: str, author_id: str, setting: AutomaticTexts, *, by: str, at: datetime
    ) -> None:
        with suppress(ConflictError):  # a later request was written before
            self._table.put(
                {
                    **keys.automatic_texts(channel, account_id, author_id),
                    "setting": setting.value,
                    "changed_at": keys.instant(at),
                    "changed_by": by,
                    "expires_at": seconds(at + KEPT),
                },
                ConditionExpression=Attr("pk").not_exists() | Attr("changed_at").lt(keys.instant(at)),
            )
