"""The outbox, the state of our accounts, and the rate limits, in DynamoDB."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.errors import ConflictError, InvalidBrandError, UnknownBrandError
from shared.domain.outbox.accounts import AccountState, accounts_of_app
from shared.domain.outbox.loops import plain_words
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import OutboxRecord
from shared.ports.configuration import BrandRepository
from shared.ports.time_and_language import Clock

_RECORD = TypeAdapter(OutboxRecord)
_STATE = TypeAdapter(AccountState)

MAX_FULL_WINDOWS = 1_000  # windows that are remembered as full by one container
MAX_RECENT = 10  # records of a conversation that are compared with an echo


class DynamoDBOutbox:
    """The records of a conversation share its partition: one per closed period, ordered by time."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def latest(self, channel: str, account_id: str, conversation_id: str) -> OutboxRecord | None:
        """It may be a moment old: the condition of ``save`` finds out, and the read costs half."""
        found = self._records(channel, account_id, conversation_id, limit=1, consistent=False)
        return decode(_RECORD, found[0]) if found else None

    def save(self, record: OutboxRecord) -> OutboxRecord:
        period = keys.instant(record.period_start)
        key = keys.acknowledgement(record.channel, record.account_id, record.conversation_id, period)
        unchanged = Attr("revision").eq(record.revision) if record.revision else Attr("pk").not_exists()
        saved = replace(record, revision=record.revision + 1)
        self._table.put({**encode(saved), **key}, ConditionExpression=unchanged)
        return saved

    def has_text(self, channel: str, account_id: str, conversation_id: str, text: str) -> bool:
        """Compares words only: platforms escape a text, put mentions before it and replace links."""
        shown = plain_words(text)
        return any(
            plain_words(str(item.get("text", ""))) in shown
            for item in self._records(channel, account_id, conversation_id, limit=MAX_RECENT)
            if item.get("text")
        )

    def recent(self, channel: str, account_id: str, conversation_id: str) -> tuple[OutboxRecord, ...]:
        found = self._records(channel, account_id, conversation_id, limit=MAX_RECENT, consistent=False)
        return tuple(decode(_RECORD, item) for item in found)

    def _records(
        self, channel: str, account_id: str, conversation_id: str, *, limit: int, consistent: bool = True
    ) -> list[dict[str, Any]]:
        place = keys.acknowledgement(channel, account_id, conversation_id, "")
        with translated():
            return self._table.table.query(
                KeyConditionExpression=Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
                ScanIndexForward=False,
                ConsistentRead=consistent,
                Limit=limit,
            )["Items"]


class DynamoDBAccountStates:
    """``brands`` say which accounts share an application: for functions that call platforms."""

    def __init__(self, table: DynamoDBTable, *, brands: BrandRepository | None = None) -> None:
        self._table, self._brands = table, brands

    def get(self, channel: str, account_id: str) -> AccountState:
        """It may be a moment old: the platform itself refuses a call to an account that has just been stopped."""
        item = self._table.get(keys.account(channel, account_id), consistent=False)
        return decode(_STATE, {"channel": channel, "account_id": account_id, **(item or {})})

    def pause(self, channel: str, account_id: str, until: datetime, *, of_app: bool = False) -> None:
        self._pause(channel, account_id, until)
        for place in self._of_app(channel, account_id) if of_app else ():
            self._pause(*place, until)

    def _of_app(self, channel: str, account_id: str) -> list[tuple[str, str]]:
        """The other accounts of the application, each once."""
        if self._brands is None:
            return []
        brands = []
        for brand_id in self._brands.ids():
            with suppress(InvalidBrandError, UnknownBrandError):  # it keeps no other brand from pausing
                brands.append(self._brands.current(brand_id))
        found = ((each.channel, each.id) for each in accounts_of_app(brands, channel, account_id))
        return [place for place in dict.fromkeys(found) if place != (channel, account_id)]

    def _pause(self, channel: str, account_id: str, until: datetime) -> None:
        with suppress(ConflictError):  # a later instant is already stored
            self._update(
                keys.account(channel, account_id),
                "SET paused_until = :until",
                {":until": keys.instant(until)},
                Attr("paused_until").not_exists() | Attr("paused_until").lt(keys.instant(until)),
            )

    def stop(self, channel: str, account_id: str, *, because: str, at: datetime) -> None:
        self._update(
            keys.account(channel, account_id),
            "SET stopped_at = :at, stopped_because = :because",
            {":at": keys.instant(at), ":because": because},
        )

    def resume(self, channel: str, account_id: str) -> None:
        self._update(keys.account(channel, account_id), "REMOVE stopped_at, stopped_because, paused_until", {})

    def warn(self, channel: str, account_id: str, *, because: str, at: datetime) -> None:
        self._update(
            keys.account(channel, account_id),
            "SET warned_at = :at, warned_because = :because",
            {":at": keys.instant(at), ":because": because},
        )

    def note_asked(self, channel: str, account_id: str, *, at: datetime) -> None:
        self._update(keys.account(channel, account_id), "SET asked_at = :at", {":at": keys.instant(at)})

    def mark_silent(self, channel: str, account_id: str, *, since: datetime | None) -> None:
        change = "REMOVE silent_since" if since is None else "SET silent_since = :at"
        values = {} if since is None else {":at": keys.instant(since)}
        self._update(keys.account(channel, account_id), change, values)

    def _update(self, key: dict[str, str], change: str, values: dict[str, Any], condition: Any = None) -> None:
        request: dict[str, Any] = {"Key": key, "UpdateExpression": change}
        if values:
            request["ExpressionAttributeValues"] = values
        if condition is not None:
            request["ConditionExpression"] = condition
        with translated():
            self._table.table.update_item(**request)


class DynamoDBRateLimits:
    """One small counter per scope and window; DynamoDB removes it when the window is over.

    Full windows are remembered by the container, since DynamoDB bills a write whose condition fails. A counter never
    falls, so a window that was full once stays full. Raising the limit makes it another rate limit.
    """

    def __init__(self, table: DynamoDBTable, *, clock: Clock) -> None:
        self._table, self._clock = table, clock
        self._full: dict[tuple[str, str, int], datetime] = {}  # until when; the one asked for last is at the end

    def taken(self, scope: str, first: str, last: str) -> Mapping[str, int]:
        start, end = keys.rate_limit(scope, first), keys.rate_limit(scope, last)
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(start["pk"]) & Key("sk").between(start["sk"], end["sk"])
            )["Items"]
        return {str(item["sk"]).partition("#")[2]: int(str(item["taken"])) for item in found}

    def take(self, rate_limit: RateLimit) -> bool:
        if (rate_limit.scope, rate_limit.window, rate_limit.limit) in self._full:
            self._remember(rate_limit)
            return False
        try:
            with translated():
                counted = self._table.table.update_item(
                    Key=keys.rate_limit(rate_limit.scope, rate_limit.window),
                    UpdateExpression="ADD taken :one SET expires_at = :end",
                    ConditionExpression=Attr("taken").not_exists() | Attr("taken").lt(rate_limit.limit),
                    ExpressionAttributeValues={":one": 1, ":end": seconds(rate_limit.ends_at)},
                    ReturnValues="UPDATED_NEW",
                )["Attributes"]
        except ConflictError:
            self._remember(rate_limit)
            return False
        if int(str(counted["taken"])) >= rate_limit.limit:
            self._remember(rate_limit)
        return True

    def _remember(self, full: RateLimit) -> None:
        """Windows that are over are forgotten; when too many are left, the one that was not asked for longest."""
        now = self._clock.now()
        self._full.pop((full.scope, full.window, full.limit), None)
        self._full = {window: ends_at for window, ends_at in self._full.items() if ends_at >= now}
        if len(self._full) >= MAX_FULL_WINDOWS:
            self._full.pop(next(iter(self._full)))
        self._full[full.scope, full.window, full.limit] = full.ends_at
