"""The stream of the table on moto, as the event source hands it to a function."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import boto3
from moto.dynamodb.models import dynamodb_backends

from tests.integration.table_on_moto import TABLE_NAME

ACCOUNT = "123456789012"
OURS = ("EVENTS#", "CHANGES#", "FIGURES#", "WEBHOOK")  # what publish and deliver write themselves


class TableStream:
    """Switched on when it is made: what was written before is not in it."""

    def __init__(self) -> None:
        specification: Any = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        boto3.client("dynamodb").update_table(TableName=TABLE_NAME, StreamSpecification=specification)
        self._read = 0

    def records(self, at: datetime) -> list[dict[str, Any]]:
        """Every write since the last look, in order, as if it had been made at that instant."""
        # Straight in moto: its table knows its stream, its API of streams does not answer for it.
        shard = dynamodb_backends[ACCOUNT]["eu-west-1"].tables[TABLE_NAME].stream_shard
        found = [] if shard is None else [dict(record.to_json()) for record in shard.items]
        new, self._read = found[self._read :], len(found)
        for record in new:
            record["dynamodb"] = {**record["dynamodb"], "ApproximateCreationDateTime": at.timestamp()}
        return [record for record in new if not record["dynamodb"]["Keys"]["pk"]["S"].startswith(OURS)]


def filtered(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the event source's filter lets through: tickets, history, messages, incidents, accounts; no removals."""
    return [
        record
        for record in records
        if record["eventName"] != "REMOVE"
        and record["dynamodb"]["Keys"]["pk"]["S"].startswith(("TICKET#", "MESSAGE#", "INCIDENTS#", "ACCOUNT#"))
        and record["dynamodb"]["Keys"]["sk"]["S"].startswith(("TICKET", "HISTORY#", "MESSAGE", "INCIDENT#", "ACCOUNT"))
    ]
