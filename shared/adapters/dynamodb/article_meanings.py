"""The meanings of a brand version's help pages in DynamoDB: bytes beside the version, which only classify reads."""

from collections.abc import Sequence
from datetime import datetime

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.brand.model import Brand
from shared.domain.classification.meaning import WIDTH
from shared.ports.meaning import PageMeanings
from shared.ports.time_and_language import Clock

TEXTS_IN_ITEM = 600
"""Of 512 bytes each: DynamoDB refuses items above 400 kB, and the ids of the pages need room as well."""


class DynamoDBArticleMeanings:
    """``of`` reads once for each version; where there is nothing it looks again after ``cache_seconds``.

    ``encoder`` names the encoder and its version: meanings of another one cannot be compared, and count as none.
    """

    def __init__(self, table: DynamoDBTable, *, encoder: str, cache_seconds: float, clock: Clock) -> None:
        self._table = table
        self._encoder = encoder
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._known: dict[str, tuple[int, datetime, PageMeanings | None]] = {}

    def of(self, brand: Brand) -> PageMeanings | None:
        if not brand.articles:
            return None
        now = self._clock.now()
        known = self._known.get(brand.id)
        if known is not None and known[0] == brand.version:
            _, read_at, found = known
            if found is not None or (now - read_at).total_seconds() < self._cache_seconds:
                return found
        found = self._read(brand)
        self._known[brand.id] = (brand.version, now, found)
        return found

    def keep(self, brand: Brand, meanings: PageMeanings) -> None:
        """Of this version, once more or for the first time. The first item is written last, since it says how many."""
        pieces = [(page_id, one) for page_id, all_of_it in meanings.items() for one in all_of_it]
        parts = [pieces[at : at + TEXTS_IN_ITEM] for at in range(0, len(pieces), TEXTS_IN_ITEM)] or [[]]
        for number, part in reversed(list(enumerate(parts))):
            self._table.put(
                {
                    **keys.article_meanings(brand.id, brand.version, number),
                    "encoder": self._encoder,
                    "parts": len(parts),
                    "pages": _counted([page_id for page_id, _ in part]),
                    "meanings": b"".join(meaning for _, meaning in part),
                }
            )
        self._known.pop(brand.id, None)

    def _read(self, brand: Brand) -> PageMeanings | None:
        found: dict[str, list[bytes]] = {}
        number, parts = 0, 1
        while number < parts:
            item = self._table.get(keys.article_meanings(brand.id, brand.version, number), consistent=False)
            if item is None or item.get("encoder") != self._encoder:
                return None
            parts = int(item["parts"])
            data, at = bytes(item["meanings"]), 0
            for page in item["pages"]:
                end = at + int(page["texts"]) * WIDTH
                found.setdefault(str(page["id"]), []).extend(data[one : one + WIDTH] for one in range(at, end, WIDTH))
                at = end
            number += 1
        return found


def _counted(page_ids: Sequence[str]) -> list[dict[str, object]]:
    """How many texts each page has, in their order."""
    counted: dict[str, int] = {}
    for page_id in page_ids:
        counted[page_id] = counted.get(page_id, 0) + 1
    return [{"id": page_id, "texts": texts} for page_id, texts in counted.items()]
