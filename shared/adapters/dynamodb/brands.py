"""Brand files in DynamoDB: each version is one item, and a pointer says which one is in force."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Attr

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.shards import OF_A_NEW_BRAND, DynamoDBShards
from shared.adapters.dynamodb.table import DynamoDBTable, translated
from shared.brand import load
from shared.domain.brand.model import Brand
from shared.domain.errors import ConflictError, InvalidBrandError, UnknownBrandError
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

MAX_BYTES = 380_000
"""DynamoDB refuses items above 400 kB, names and keys included."""

_MAX_EARLIER_VERSIONS = 10  # that are tried when the version in force cannot be read


@dataclass(frozen=True, slots=True)
class _CachedBrand:
    read_at: datetime
    version: int
    brand: Brand
    degraded: bool


class DynamoDBBrands:
    """``current`` reads the pointer once in ``cache_seconds``, and a version only when the pointer has changed."""

    def __init__(
        self, table: DynamoDBTable, *, cache_seconds: float, clock: Clock, metrics: Metrics | None = None
    ) -> None:
        self._table = table
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._metrics = metrics
        self._known: dict[str, _CachedBrand] = {}
        self._ids: tuple[datetime, tuple[str, ...]] | None = None

    def current(self, brand_id: str) -> Brand:
        """Raises ``UnknownBrandError``; ``InvalidBrandError`` when no recent version can be read at all."""
        return self._read(brand_id).brand

    def version(self, brand_id: str, version: int) -> Brand:
        """A version that was pushed. Raises ``InvalidBrandError`` when it is not there or cannot be read."""
        item = self._table.get(keys.brand_version(brand_id, version), consistent=False)
        if item is None:
            raise InvalidBrandError((f"version {version}: does not exist",))
        return load(str(item.get("document", "")), brand_id, version)

    def is_degraded(self, brand_id: str) -> bool:
        return self._read(brand_id).degraded

    def ids(self) -> tuple[str, ...]:
        now = self._clock.now()
        if self._ids is None or (now - self._ids[0]).total_seconds() >= self._cache_seconds:
            item = self._table.get(keys.brands(), consistent=False) or {}
            self._ids = (now, tuple(sorted(item.get("ids", ()))))
        return self._ids[1]

    def _read(self, brand_id: str) -> _CachedBrand:
        now = self._clock.now()
        known = self._known.get(brand_id)
        if known is not None and (now - known.read_at).total_seconds() < self._cache_seconds:
            return known
        pointer = self._table.get(keys.brand_current(brand_id), consistent=False)
        if pointer is None:
            raise UnknownBrandError(brand_id)
        version = int(pointer["version"])
        if known is not None and known.version == version:
            known = _CachedBrand(now, version, known.brand, known.degraded)
            if known.degraded:
                self._count_invalid()
        else:
            brand, degraded = self._best(brand_id, version, int(pointer.get("previous", 0)))
            known = _CachedBrand(now, version, brand, degraded)
        self._known[brand_id] = known
        return known

    def _best(self, brand_id: str, version: int, previous: int) -> tuple[Brand, bool]:
        """The version in force, or else the latest before it that can be read."""
        problems: tuple[str, ...] = ()
        for candidate in (version, *range(previous, max(previous - _MAX_EARLIER_VERSIONS, 0), -1)):
            item = self._table.get(keys.brand_version(brand_id, candidate))
            if item is None:
                problems = problems or (f"version {candidate}: does not exist",)
            else:
                try:
                    return load(str(item.get("document", "")), brand_id, candidate), candidate != version
                except InvalidBrandError as error:
                    problems = problems or error.problems
            if candidate == version:
                self._count_invalid()
        raise InvalidBrandError(problems)

    def _count_invalid(self) -> None:
        if self._metrics is not None:
            self._metrics.count("BrandsInvalid")

    # --- what `nightdesk brand` does ---------------------------------------------------------------------------------

    def push(self, brand_id: str, document: Mapping[str, Any]) -> tuple[Brand, bool]:
        """Put a checked document in force. Returns the brand, and whether this made a new version.

        The same document again changes nothing. Raises ``InvalidBrandError``, and ``ConflictError`` when somebody
        else pushed at the same time.
        """
        checked = load(document, brand_id, 1)  # a document that is not valid is never stored
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        if len(text.encode()) > MAX_BYTES:
            raise InvalidBrandError((f"file: {len(text.encode())} bytes are more than the {MAX_BYTES} allowed",))
        pointer = self._table.get(keys.brand_current(brand_id))
        current = int(pointer["version"]) if pointer else 0
        shards = DynamoDBShards(self._table)
        if current and self._document(brand_id, current) == text:
            shards.put(brand_id, checked.shards, self._clock.now())  # of a push that died before it
            return load(text, brand_id, current), False
        if pointer is None:
            shards.begin(brand_id, checked.shards or OF_A_NEW_BRAND)
        version = self._keep(brand_id, current, text)
        self._point(brand_id, current, version)
        shards.put(brand_id, checked.shards, self._clock.now())
        self._known.pop(brand_id, None)
        self._ids = None
        return load(text, brand_id, version), True

    def versions(self, brand_id: str) -> tuple[int, ...]:
        """What ``nightdesk brand status`` shows: the version in force, and the one before it."""
        pointer = self._table.get(keys.brand_current(brand_id))
        if pointer is None:
            return ()
        return tuple(int(pointer[name]) for name in ("version", "previous") if pointer.get(name))

    def _document(self, brand_id: str, version: int) -> str | None:
        item = self._table.get(keys.brand_version(brand_id, version))
        return None if item is None else str(item.get("document", ""))

    def _keep(self, brand_id: str, current: int, text: str) -> int:
        """Store the document under the next free number: a push that died may have left its version behind."""
        for version in range(current + 1, current + 1 + _MAX_EARLIER_VERSIONS):
            item = {
                **keys.brand_version(brand_id, version),
                "brand": brand_id,
                "version": version,
                "document": text,
                "pushed_at": keys.instant(self._clock.now()),
            }
            try:
                self._table.put(item, ConditionExpression=Attr("pk").not_exists())
            except ConflictError:
                continue
            return version
        raise ConflictError(f"brand {brand_id}: no free version after {current}")

    def _point(self, brand_id: str, current: int, version: int) -> None:
        """Move the pointer, and list the brand, in one step."""
        unmoved = "#version = :current" if current else "attribute_not_exists(#version)"
        values: dict[str, Any] = {":version": version, ":at": keys.instant(self._clock.now())}
        if current:
            values[":current"] = current
        remember = ", previous = :current" if current else ""
        with translated():
            self._table.table.meta.client.transact_write_items(
                TransactItems=[
                    {
                        "Update": {
                            "TableName": self._table.name,
                            "Key": keys.brand_current(brand_id),
                            "UpdateExpression": f"SET #version = :version, pushed_at = :at{remember}",
                            "ConditionExpression": unmoved,
                            "ExpressionAttributeNames": {"#version": "version"},
                            "ExpressionAttributeValues": values,
                        }
                    },
                    {
                        "Update": {
                            "TableName": self._table.name,
                            "Key": keys.brands(),
                            "UpdateExpression": "ADD ids :id",
                            "ExpressionAttributeValues": {":id": {brand_id}},
                        }
                    },
                ]
            )
