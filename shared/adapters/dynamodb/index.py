"""Reading tickets and messages in the order of an index.

The indexes hold keys only (each entry costs one small write and never has to follow a change of the text), so a page
is read in two steps: the keys in order, then the items.
"""

import heapq
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from boto3.dynamodb.conditions import ConditionBase, Key

from shared.adapters.dynamodb.table import DynamoDBTable, translated
from shared.domain.errors import InvalidCursorError, UpstreamError

BATCH = 100  # items one BatchGetItem may ask for
ATTEMPTS = 5  # of a BatchGetItem that DynamoDB answers in part
FIRST_PAUSE = 0.05  # seconds before the keys it left are asked for again; doubled each time; 0.75 s in all


def entries(
    table: DynamoDBTable,
    index: str,
    partitions: Iterable[Mapping[str, str]],
    condition: ConditionBase | None,
    *,
    chunk: int,
    descending: bool = False,
) -> Iterator[dict[str, Any]]:
    """Index entries of several partitions, merged in the order of the sort key.

    A partition is the name of the index's partition attribute and its value.
    """
    parts = [
        _partition(table, index, partition, condition, chunk=chunk, descending=descending) for partition in partitions
    ]
    return heapq.merge(*parts, key=lambda entry: str(entry[f"{index}_sk"]), reverse=descending)


def _partition(
    table: DynamoDBTable,
    index: str,
    partition: Mapping[str, str],
    condition: ConditionBase | None,
    *,
    chunk: int,
    descending: bool,
) -> Iterator[dict[str, Any]]:
    ((attribute, value),) = partition.items()
    wanted: ConditionBase = Key(attribute).eq(value)
    if condition is not None:
        wanted = wanted & condition
    start: dict[str, Any] = {}
    while True:
        with translated():
            answer = table.table.query(
                IndexName=index,
                KeyConditionExpression=wanted,
                Limit=chunk,
                ScanIndexForward=not descending,
                **start,
            )
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
        chunk = max(chunk, min(chunk * 2, BATCH))  # most of what is read is filtered out: fewer and larger reads


def items(table: DynamoDBTable, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items behind index entries, in their order. Items deleted meanwhile are left out."""
    by_key: dict[tuple[str, str], dict[str, Any]] = {}
    for start in range(0, len(found), BATCH):
        wanted = [{"pk": entry["pk"], "sk": entry["sk"]} for entry in found[start : start + BATCH]]
        for item in _batch(table, wanted):
            by_key[item["pk"], item["sk"]] = item
    return [by_key[entry["pk"], entry["sk"]] for entry in found if (entry["pk"], entry["sk"]) in by_key]


def _batch(table: DynamoDBTable, wanted: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    client = table.table.meta.client
    for attempt in range(ATTEMPTS):
        if attempt:
            table.pause(FIRST_PAUSE * 2 ** (attempt - 1))  # keys are left when the table is busy
        with translated():
            answer = client.batch_get_item(RequestItems={table.name: {"Keys": wanted, "ConsistentRead": True}})
        yield from answer["Responses"].get(table.name, [])
        left = answer["UnprocessedKeys"].get(table.name)
        if left is None:
            return
        wanted = list(left["Keys"])
    raise UpstreamError("dynamodb BatchGetItem: keys left unprocessed")


def cursor(kind: str, of: str, position: str) -> str:
    """An opaque place in one list: what kind of list, whose, and after which sort key."""
    return urlsafe_b64encode(json.dumps([kind, of, position]).encode()).decode().rstrip("=")


def position(kind: str, of: str, given: str | None, *, begins: str = "") -> str | None:
    """The sort key a cursor stands at, which begins with ``begins``.

    Raises ``InvalidCursorError`` for a cursor of another list, or none of ours.
    """
    if given is None:
        return None
    try:
        found = json.loads(urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except (ValueError, Base64Error):
        raise InvalidCursorError("not one of ours") from None
    if not (isinstance(found, list) and len(found) == 3 and found[:2] == [kind, of] and isinstance(found[2], str)):  # noqa: PLR2004  a cursor has three parts
        raise InvalidCursorError("belongs to another list")
    if not found[2] or not found[2].startswith(begins):
        raise InvalidCursorError("not one of ours")
    return found[2]
