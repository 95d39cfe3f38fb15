"""The stream of the table on moto: what changed since the last look, as the event source hands it to a function."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

import boto3

from tests.integration.table_on_moto import TABLE_NAME


class TableStream:
    """Several writes of one item between two looks are one record: the first image and the last."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._known = self._images()

    def records(self, at: datetime) -> list[dict[str, Any]]:
        """The records of what changed since the last look, those of one partition together."""
        now = self._images()
        found = []
        for key in sorted(now.keys() | self._known.keys()):
            old, new = self._known.get(key), now.get(key)
            if old != new:
                found.append(self._record(key, old, new, at))
        self._known = now
        return found

    def _record(self, key: tuple[str, str], old: Any, new: Any, at: datetime) -> dict[str, Any]:
        number = f"{next(self._numbers):021d}"
        images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image is not None}
        return {
            "eventID": number,
            "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": at.timestamp(),
                "Keys": {"pk": {"S": key[0]}, "sk": {"S": key[1]}},
                "SequenceNumber": number,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
                **images,
            },
        }

    def _images(self) -> dict[tuple[str, str], Any]:
        pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE_NAME)
        return {
            (item["pk"]["S"], item["sk"]["S"]): item
            for page in pages
            for item in page["Items"]
            if not item["pk"]["S"].startswith(("EVENTS#", "FIGURES#", "WEBHOOK"))
        }


def filtered(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the event source's filter lets through: tickets, history, messages, incidents, accounts; no removals."""
    return [
        record
        for record in records
        if record["eventName"] != "REMOVE"
        and record["dynamodb"]["Keys"]["pk"]["S"].startswith(("TICKET#", "MESSAGE#", "INCIDENTS#", "ACCOUNT#"))
        and record["dynamodb"]["Keys"]["sk"]["S"].startswith(("TICKET", "HISTORY#", "MESSAGE", "INCIDENT#", "ACCOUNT"))
    ]
