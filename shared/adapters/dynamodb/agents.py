"""Agents in DynamoDB: one item each under the digest of the e-mail address; the subject of the issuer leads to it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated
from shared.domain.access.agents import KEPT_AFTER_REMOVAL, Agent, email_key, folded_email
from shared.domain.errors import ConflictError, NotFoundError
from shared.ports.time_and_language import Clock

_AGENT = TypeAdapter(Agent)
SEEN_EVERY = timedelta(minutes=1)
MAX_CACHED = 1000  # agents kept in memory
MAX_CACHE_SECONDS = 60  # a removed agent is out within a minute, however long other things are cached


class DynamoDBAgents:
    """Known agents are cached. Unknown subjects are not: a stranger's sign-ins could fill the cache."""

    def __init__(self, table: DynamoDBTable, *, cache_seconds: float, clock: Clock) -> None:
        self._table = table
        self._cache_seconds = min(cache_seconds, MAX_CACHE_SECONDS)
        self._clock = clock
        self._cache: dict[str, tuple[datetime, Agent]] = {}
        self._seen: dict[str, datetime] = {}

    def find(self, subject: str) -> Agent | None:
        now = self._clock.now()
        read_at, agent = self._cache.get(subject, (None, None))
        if agent is not None and read_at is not None and (now - read_at).total_seconds() < self._cache_seconds:
            return agent
        self._cache.pop(subject, None)
        pointer = self._table.get(keys.agent_subject(subject), consistent=False)
        agent = None if pointer is None else self._stored(str(pointer["agent"]), consistent=False)
        if agent is None or agent.id != subject:
            return None
        if len(self._cache) >= MAX_CACHED:
            self._cache.clear()
        self._cache[subject] = (now, agent)
        return agent

    def bind(self, email: str, subject: str, at: datetime) -> Agent | None:
        key = email_key(email)
        known = self._stored(key)
        if known is None or not known.is_active:
            return None
        if known.id is None:
            with translated():
                self._table.table.update_item(
                    Key=keys.agent(key),
                    UpdateExpression="SET id = :subject, first_signed_in_at = :at",
                    ConditionExpression=Attr("pk").exists()
                    & Attr("removed_at").not_exists()
                    & (Attr("id").not_exists() | Attr("id").eq(subject)),
                    ExpressionAttributeValues={":subject": subject, ":at": milliseconds(at)},
                )
        elif known.id != subject:
            raise ConflictError("agent: the address belongs to another subject")
        # Last, and again whenever it is missing: a sign-in that died after the first write comes here again.
        self._table.put({**keys.agent_subject(subject), "agent": key})
        return self._stored(key)

    def seen(self, agent: Agent, at: datetime) -> None:
        last = max((each for each in (self._seen.get(agent.email), agent.last_seen_at) if each), default=None)
        if last is not None and at < last + SEEN_EVERY:
            return
        if len(self._seen) >= MAX_CACHED:
            self._seen.clear()
        self._seen[agent.email] = at
        with suppress(ConflictError), translated():
            self._table.table.update_item(
                Key=keys.agent(email_key(agent.email)),
                UpdateExpression="SET last_seen_at = :at",
                ConditionExpression=Attr("pk").exists() & Attr("removed_at").not_exists(),
                ExpressionAttributeValues={":at": milliseconds(at)},
            )

    def with_email(self, email: str) -> Agent | None:
        try:
            key = email_key(email)
        except ValueError:
            return None
        return self._stored(key)

    def all(self) -> tuple[Agent, ...]:
        return tuple(sorted(self._read_all(), key=lambda agent: (agent.name.casefold(), agent.email)))

    def put(self, agent: Agent) -> Agent:
        key = email_key(agent.email)
        known = self._stored(key)
        stored = replace(agent, email=folded_email(agent.email), removed_at=None, expires_at=None)
        if known is not None and known.is_active:  # whoever was removed is bound anew by the next sign-in
            stored = replace(
                stored,
                id=known.id,
                added_at=known.added_at,
                first_signed_in_at=known.first_signed_in_at,
                last_seen_at=known.last_seen_at,
            )
        # Whoever signs in at this very moment must not lose the subject again.
        same = (
            Attr("pk").not_exists()
            if known is None
            else Attr("id").eq(known.id)
            if known.id
            else Attr("id").not_exists()
        )
        self._table.put({**encode(stored), **keys.agent(key)}, ConditionExpression=same)
        if stored.id is not None:
            self._table.put({**keys.agent_subject(stored.id), "agent": key})
        self._cache.clear()
        return stored

    def remove(self, email: str, at: datetime) -> Agent:
        try:
            key = email_key(email)
        except ValueError:
            raise NotFoundError("There is no such agent.") from None
        expires_at = seconds(at + KEPT_AFTER_REMOVAL)
        self._cache.clear()
        try:
            with translated():
                item = self._table.table.update_item(
                    Key=keys.agent(key),
                    UpdateExpression="SET removed_at = if_not_exists(removed_at, :at), "
                    "expires_at = if_not_exists(expires_at, :until)",
                    ConditionExpression=Attr("pk").exists(),
                    ExpressionAttributeValues={":at": milliseconds(at), ":until": expires_at},
                    ReturnValues="ALL_NEW",
                )["Attributes"]
        except ConflictError:
            raise NotFoundError("There is no such agent.") from None
        removed = decode(_AGENT, item)
        if removed.id is not None:
            self._table.put({**keys.agent_subject(removed.id), "agent": key, "expires_at": item["expires_at"]})
        return removed

    def _stored(self, key: str, *, consistent: bool = True) -> Agent | None:
        item = self._table.get(keys.agent(key), consistent=consistent)
        return None if item is None else decode(_AGENT, item)

    def _read_all(self) -> Iterator[Agent]:
        place = keys.agent("")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
            "ConsistentRead": True,
        }
        while True:
            with translated():
                answer = self._table.table.query(**query)
            yield from (decode(_AGENT, item) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
