"""Incidents in DynamoDB: the items of one brand share a partition, in the order in which they were opened.

An open incident has a marker beside it, so that what is asked all the time reads none of those that are resolved.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import ConflictError, NotFoundError
from shared.domain.incidents.model import SUSPECTED_FOR, Incident, brand_of_incident
from shared.domain.incidents.reports import OutageReport
from shared.ports.pages import Page
from shared.ports.time_and_language import Clock

_INCIDENT = TypeAdapter(Incident)

RETENTION = timedelta(days=3 * 365)  # of a resolved incident, and of a suspicion


class DynamoDBIncidents:
    """``open_for`` is read once in ``cache_seconds``: it stands on the path of every acknowledgement."""

    def __init__(self, table: DynamoDBTable, *, cache_seconds: float, clock: Clock) -> None:
        self._table = table
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._cache: dict[str, tuple[datetime, tuple[Incident, ...]]] = {}

    def open_for(self, brand_id: str) -> tuple[Incident, ...]:
        now = self._clock.now()
        known = self._cache.get(brand_id)
        if known is not None and (now - known[0]).total_seconds() < self._cache_seconds:
            return known[1]
        ids = self._open_ids(brand_id)
        found = self._all_open(brand_id) if ids is None else tuple(self._open_among(ids))
        self._cache[brand_id] = (now, found)
        return found

    def open(self, incident: Incident) -> None:
        """The marker first: one without an incident is ignored, an incident without a marker would be overlooked."""
        self._begin_markers(incident.brand)
        expiry = {}
        if incident.suspected:
            # Nobody has to resolve a suspicion: it ends by itself.
            expiry = {"expires_at": seconds(incident.opened_at + RETENTION)}
        marker = {**keys.open_incident(incident.brand, incident.id), **expiry}
        if incident.suspected:
            marker["expires_at"] = seconds(incident.opened_at + SUSPECTED_FOR + timedelta(days=1))
        self._table.put(marker)
        item = {**encode(incident), **keys.incident(incident.brand, incident.id), **expiry}
        self._table.put(item, ConditionExpression=Attr("pk").not_exists())
        self._cache.pop(incident.brand, None)

    def _open_ids(self, brand_id: str) -> list[str] | None:
        """The ids of the open incidents, newest first; ``None`` when earlier versions wrote no markers for them."""
        prefix = keys.open_incident(brand_id, "")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(prefix["pk"]) & Key("sk").begins_with(prefix["sk"]),
            "ScanIndexForward": False,
            "ConsistentRead": True,
        }
        found: list[str] = []
        while True:
            with translated():
                answer = self._table.table.query(**query)
            found += [str(item["sk"]).removeprefix(prefix["sk"]) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return [found_id for found_id in found if found_id] if "" in found else None
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _open_among(self, ids: Iterable[str]) -> Iterator[Incident]:
        for incident in map(self.get, ids):
            if incident is not None and incident.resolved_at is None:
                yield incident

    def _all_open(self, brand_id: str) -> tuple[Incident, ...]:
        """Reads every incident of the brand."""
        found: list[Incident] = []
        cursor: str | None = None
        while True:
            page = self.of_brand(brand_id, limit=100, cursor=cursor)
            found += [incident for incident in page.items if incident.resolved_at is None]
            cursor = page.cursor
            if cursor is None:
                return tuple(found)

    def _begin_markers(self, brand_id: str) -> None:
        """Once for each brand: markers for incidents of earlier versions, and one that says that all have theirs."""
        if self._open_ids(brand_id) is None:
            for incident in self._all_open(brand_id):
                self._table.put(keys.open_incident(brand_id, incident.id))
            self._table.put(keys.open_incident(brand_id, ""))

    def report(
        self, brand_id: str, report: OutageReport, *, window: timedelta, at_most: int
    ) -> tuple[OutageReport, ...]:
        key = keys.outage_report(brand_id, report.at, report.ticket_id)
        self._table.put(
            {
                **key,
                "ticket_id": report.ticket_id,
                "at": milliseconds(report.at),
                "sure": report.sure,
                **({} if report.meaning is None else {"meaning": report.meaning}),
                "expires_at": seconds(report.at + window + timedelta(days=1)),
            }
        )
        first = keys.outage_report(brand_id, report.at - window, "")
        last = keys.outage_report(brand_id, report.at, "~")  # after every id
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(key["pk"]) & Key("sk").between(first["sk"], last["sk"]),
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": at_most,
        }
        found: dict[str, OutageReport] = {}
        read = 0
        while read < at_most:
            with translated():
                answer = self._table.table.query(**query)
            read += len(answer["Items"])
            for item in answer["Items"]:
                report = _report(item)
                found[report.ticket_id] = report  # the first time a ticket told it counts
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return tuple(sorted(found.values(), key=lambda report: report.at))

    def count_ticket(self, incident_id: str) -> None:
        try:
            with translated():
                self._table.table.update_item(
                    Key=keys.incident(brand_of_incident(incident_id), incident_id),
                    UpdateExpression="ADD ticket_count :one",
                    ConditionExpression=Attr("pk").exists(),
                    ExpressionAttributeValues={":one": 1},
                )
        except ConflictError:
            pass  # there is no such incident

    def record_notified(self, incident: Incident, *, tiers: int, at: datetime) -> None:
        try:
            with translated():
                self._table.table.update_item(
                    Key=keys.incident(incident.brand, incident.id),
                    UpdateExpression="SET tiers_notified = :tiers, notified_at = :at",
                    ConditionExpression=Attr("tiers_notified").not_exists() | Attr("tiers_notified").lt(tiers),
                    ExpressionAttributeValues={":tiers": tiers, ":at": milliseconds(at)},
                )
        except ConflictError:
            pass  # another sweep was quicker

    def get(self, incident_id: str) -> Incident | None:
        item = self._table.get(keys.incident(brand_of_incident(incident_id), incident_id))
        return None if item is None else decode(_INCIDENT, item)

    def resolve(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        key = keys.incident(brand_of_incident(incident_id), incident_id)
        self._cache.pop(brand_of_incident(incident_id), None)
        try:
            with translated():
                self._table.table.update_item(
                    Key=key,
                    UpdateExpression="SET resolved_at = :at, resolved_by = :by, expires_at = :expiry",
                    ConditionExpression=Attr("pk").exists() & Attr("resolved_at").not_exists(),
                    ExpressionAttributeValues={
                        ":at": keys.instant(at),
                        ":by": by,
                        ":expiry": seconds(at + RETENTION),
                    },
                )
        except ConflictError:
            pass  # it does not exist, or it is resolved: the read below tells
        with translated():
            self._table.table.delete_item(Key=keys.open_incident(brand_of_incident(incident_id), incident_id))
        incident = self.get(incident_id)
        if incident is None:
            raise NotFoundError(f"incident {incident_id}")
        return incident

    def of_brand(
        self, brand_id: str, *, open_only: bool = False, limit: int = 50, cursor: str | None = None
    ) -> Page[Incident]:
        prefix = keys.incident(brand_id, "")["sk"]
        before = index.position("incidents", brand_id, cursor, begins=prefix)
        ids = self._open_ids(brand_id) if open_only else None
        if ids is not None:
            left = (known for known in ids if before is None or known < before.removeprefix(prefix))
            found = list(islice(self._open_among(left), limit + 1))
        else:
            found = self._newest(brand_id, before, limit + 1, open_only=open_only)
        more = len(found) > limit
        last = keys.incident(brand_id, found[limit - 1].id)["sk"] if more else ""
        return Page(items=tuple(found[:limit]), cursor=index.cursor("incidents", brand_id, last) if more else None)

    def _newest(self, brand_id: str, before: str | None, limit: int, *, open_only: bool) -> list[Incident]:
        """``before`` is the sort key after which to go on."""
        place = keys.incident(brand_id, "")
        sort: ConditionBase = Key("sk").begins_with(place["sk"])
        if before is not None:
            sort = Key("sk").between(place["sk"], before)
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & sort,
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": limit + 1,  # the one at ``before`` is read again
        }
        found: list[dict[str, Any]] = []
        while len(found) < limit:
            with translated():
                answer = self._table.table.query(**query)
            found += [
                item for item in answer["Items"] if item["sk"] != before and not (open_only and "resolved_at" in item)
            ]
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return [decode(_INCIDENT, item) for item in found[:limit]]


def _report(item: dict[str, Any]) -> OutageReport:
    meaning = item.get("meaning")
    return OutageReport(
        ticket_id=str(item["ticket_id"]),
        at=instant(item["at"]),
        sure=bool(item["sure"]),
        meaning=None if meaning is None else bytes(meaning),
    )
