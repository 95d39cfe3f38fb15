"""Customers who asked for no automatic texts on an account, in DynamoDB."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from boto3.dynamodb.conditions import Attr

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.pseudonyms import PseudonymKey
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.errors import ConflictError
from shared.domain.privacy.pseudonyms import keyed_digest
from shared.ports.time_and_language import Clock

KEPT = timedelta(days=3 * 365)


OLD_KEYS_UNTIL = datetime(2030, 1, 1, tzinfo=UTC)
"""When the last item under a key of versions before 0.3 has expired."""


class DynamoDBAutomaticTexts:
    """One small item per author and account. Its key is a keyed digest: it holds no identifier of the customer, and
    may stay when the customer is erased."""

    def __init__(self, table: DynamoDBTable, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._key = PseudonymKey(table)

    def are_off(self, channel: str, account_id: str, author_id: str) -> bool:
        item = self._table.get(self._key_of(channel, account_id, author_id))
        if item is None and self._clock.now() < OLD_KEYS_UNTIL:
            item = self._table.get(keys.automatic_texts_of_before(channel, account_id, author_id), consistent=False)
        return item is not None and item.get("setting") == AutomaticTexts.OFF

    def set(
        self, channel: str, account_id: str, author_id: str, setting: AutomaticTexts, *, by: str, at: datetime
    ) -> None:
        self.hide(channel, account_id, author_id)
        with suppress(ConflictError):  # a later request was written before
            self._table.put(
                {
                    **self._key_of(channel, account_id, author_id),
                    "setting": setting.value,
                    "changed_at": keys.instant(at),
                    "changed_by": by,
                    "expires_at": seconds(at + KEPT),
                },
                ConditionExpression=Attr("pk").not_exists() | Attr("changed_at").lt(keys.instant(at)),
            )

    def hide(self, channel: str, account_id: str, author_id: str) -> None:
        """Move what an earlier version wrote from its plain digest to the keyed one. May be repeated."""
        if self._clock.now() >= OLD_KEYS_UNTIL:
            return
        old = keys.automatic_texts_of_before(channel, account_id, author_id)
        item = self._table.get(old)
        if item is None:
            return
        with suppress(ConflictError):  # it was moved before, or the customer has asked again since
            moved = {**item, **self._key_of(channel, account_id, author_id)}
            self._table.put(moved, ConditionExpression=Attr("pk").not_exists())
        with translated():
            self._table.table.delete_item(Key=old)

    def _key_of(self, channel: str, account_id: str, author_id: str) -> dict[str, str]:
        return keys.automatic_texts(keyed_digest(self._key.get(), f"{channel}/{account_id}/{author_id}"))
