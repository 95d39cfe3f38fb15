"""The log of erasures: one object per erased customer, with ids only.

A restored table holds people who were erased since; the log says whom. Its objects expire five days after the table's
point-in-time recovery could need them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.aws_errors import translated
from shared.adapters.s3.bucket import S3Bucket

ERASURES = "erasures/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """``asked_at`` is aware and in UTC; ``by`` is the name of the token."""

    customer_id: str
    brand: str
    by: str
    asked_at: datetime


class S3Erasures:
    """Implements the port ``ErasureLog``."""

    def __init__(self, bucket_name: str) -> None:
        self._bucket = S3Bucket(bucket_name)

    def note(self, customer_id: str, *, brand: str, by: str, at: datetime) -> None:
        entry = {"customer_id": customer_id, "brand": brand, "by": by, "asked_at": at.isoformat()}
        self._bucket.put(f"{ERASURES}{brand}/{customer_id}.json", json.dumps(entry).encode(), "application/json")

    def since(self, instant: datetime) -> Iterator[Erasure]:
        """The erasures that were asked for at ``instant`` or later, in the order of their keys."""
        pages = self._bucket.client.get_paginator("list_objects_v2")
        with translated("s3"):
            for page in pages.paginate(Bucket=self._bucket.name, Prefix=ERASURES):
                for found in page.get("Contents", []):
                    entry = json.loads(self._bucket.get(found["Key"]))
                    erasure = Erasure(**{**entry, "asked_at": datetime.fromisoformat(entry["asked_at"])})
                    if erasure.asked_at >= instant:
                        yield erasure
