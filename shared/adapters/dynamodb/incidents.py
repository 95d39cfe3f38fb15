"""Incidents in DynamoDB: the items of one brand share a partition, in the order in which they were opened.

An open incident has a marker beside it, so that what is asked all the time reads none of those that are resolved.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import ConflictError, NotFoundError
from shared.domain.incidents.evidence import Evidence
from shared.domain.incidents.model import SUSPECTED_FOR, FollowUpState, Incident, brand_of_incident, is_suspicion_id
from shared.domain.incidents.reports import OutageReport
from shared.domain.incidents.tasks import ContactOutcome, ContactTask
from shared.domain.incidents.updates import PublicUpdate
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.ports.pages import Page
from shared.ports.time_and_language import Clock

_INCIDENT = TypeAdapter(Incident)
_UPDATE = TypeAdapter(PublicUpdate)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = datetime(9999, 1, 1, tzinfo=UTC)

LINKED_REPORTS_KEPT = timedelta(days=1)
"""A suspicion lasts an hour, and the curve two."""
LINKS_KEPT = timedelta(days=365)  # which tickets belong to an incident, and what their customers were told

_COUNTERS = {
    (AutomaticKind.INCIDENT_POINTER, ContactOutcome.SENT): "pointers_sent",
    (AutomaticKind.INCIDENT_POINTER, ContactOutcome.FAILED): "pointers_failed",
    (AutomaticKind.INCIDENT_FOLLOW_UP, ContactOutcome.SENT): "follow_ups_sent",
    (AutomaticKind.INCIDENT_FOLLOW_UP, ContactOutcome.FAILED): "follow_ups_failed",
    (AutomaticKind.INCIDENT_FOLLOW_UP, ContactOutcome.SKIPPED): "follow_ups_skipped",
}

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

    def openings(self, brand_id: str) -> int:
        item = self._table.get(keys.openings(brand_id))
        return 0 if item is None else int(item["number"])

    def open(self, incident: Incident, *, after: int | None = None) -> None:
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
        if after is None:
            self._table.put(item, ConditionExpression=Attr("pk").not_exists())
        else:
            self._put_after(item, incident.brand, after)
        self._cache.pop(incident.brand, None)

    def _put_after(self, item: dict[str, Any], brand_id: str, openings: int) -> None:
        """In one step with the number of openings, which must be what it was when the caller looked."""
        same = "#number = :before" if openings else "attribute_not_exists(pk)"
        values = {":after": openings + 1, **({":before": openings} if openings else {})}
        with translated():
            self._table.table.meta.client.transact_write_items(
                TransactItems=[
                    {
                        "Put": {
                            "TableName": self._table.name,
                            "Item": item,
                            "ConditionExpression": "attribute_not_exists(pk)",
                        }
                    },
                    {
                        "Update": {
                            "TableName": self._table.name,
                            "Key": keys.openings(brand_id),
                            "UpdateExpression": "SET #number = :after",
                            "ConditionExpression": same,
                            "ExpressionAttributeNames": {"#number": "number"},
                            "ExpressionAttributeValues": values,
                        }
                    },
                ]
            )

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
                **({} if report.is_outage else {"is_outage": False}),
                **({} if report.told_at is None else {"told_at": milliseconds(report.told_at)}),
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

    def link_ticket(self, incident_id: str, ticket_id: str, *, customer_id: str | None, at: datetime) -> None:
        """The task first: it is looked at again, while a link that is written is never counted twice."""
        expiry = seconds(at + LINKS_KEPT)
        if not brand_of_incident(incident_id):
            return
        self._put_task(incident_id, AutomaticKind.INCIDENT_POINTER, at, ticket_id, since=at)
        if is_suspicion_id(incident_id):
            told = {"ticket_id": ticket_id, "at": milliseconds(at), "expires_at": seconds(at + LINKED_REPORTS_KEPT)}
            self._table.put({**keys.linked_report(incident_id, at, ticket_id), **told})
        if self._put_new({**keys.incident_ticket(incident_id, ticket_id), "expires_at": expiry}):
            self._count(incident_id, "ticket_count")
        if customer_id is None:
            return
        marker = {**keys.incident_customer(incident_id, customer_id), "ticket_id": ticket_id, "expires_at": expiry}
        if self._put_new(marker):
            self._count(incident_id, "customer_count")

    def _put_new(self, item: dict[str, Any]) -> bool:
        try:
            self._table.put(item, ConditionExpression=Attr("pk").not_exists())
        except ConflictError:
            return False
        return True

    def _count(self, incident_id: str, name: str) -> None:
        """One more. A function that dies just before leaves it one short; nothing is counted twice."""
        with suppress(ConflictError), translated():  # there is no such incident
            self._table.table.update_item(
                Key=keys.incident(brand_of_incident(incident_id), incident_id),
                UpdateExpression="ADD #name :one",
                ConditionExpression=Attr("pk").exists(),
                ExpressionAttributeNames={"#name": name},
                ExpressionAttributeValues={":one": 1},
            )

    def take_over_counts(self, incident: Incident) -> None:
        if incident.suspicion_id is None or incident.suspicion_tickets is None:
            return  # it was opened by an earlier version, which counted them once
        suspicion = self.get(incident.suspicion_id)
        if suspicion is None:
            return
        tickets, customers = incident.suspicion_tickets, incident.suspicion_customers or 0
        late = (suspicion.ticket_count - tickets, suspicion.customer_count - customers)
        if late != (0, 0):
            self._change(
                incident.id,
                "SET suspicion_tickets = :tickets, suspicion_customers = :customers "
                "ADD ticket_count :late_tickets, customer_count :late_customers",
                {
                    ":tickets": suspicion.ticket_count,
                    ":customers": suspicion.customer_count,
                    ":late_tickets": late[0],
                    ":late_customers": late[1],
                },
                Attr("suspicion_tickets").eq(tickets) & Attr("suspicion_customers").eq(customers),
            )

    def _put_task(self, incident_id: str, kind: str, due: datetime, ticket_id: str, *, since: datetime) -> None:
        key = keys.incident_task(incident_id, kind, due, ticket_id)
        expiry = seconds(since + LINKS_KEPT)
        self._table.put({**key, "ticket_id": ticket_id, "since": milliseconds(since), "expires_at": expiry})

    # --- lines to customers -------------------------------------------------------------------------------------------

    def due_tasks(self, incident_id: str, kind: str, now: datetime, *, limit: int) -> tuple[ContactTask, ...]:
        first = keys.incident_task(incident_id, kind, _EPOCH, "")
        last = keys.incident_task(incident_id, kind, now, "~")  # after every id
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], last["sk"]),
                ConsistentRead=True,
                Limit=limit,
            )["Items"]
        return tuple(_task(incident_id, AutomaticKind(kind), item) for item in found)

    def has_tasks(self, incident_id: str, kind: str) -> bool:
        return bool(self.due_tasks(incident_id, kind, _FAR, limit=1))

    def add_task(self, task: ContactTask) -> None:
        self._put_task(task.incident_id, task.kind, task.due_at, task.ticket_id, since=task.since)

    def put_off(self, task: ContactTask, until: datetime) -> None:
        """The new one first: killed in between, it is looked at twice, and sent once."""
        later = max(until, task.due_at + timedelta(milliseconds=1))
        self._put_task(task.incident_id, task.kind, later, task.ticket_id, since=task.since)
        self._delete(_key_of(task))

    def end_task(self, task: ContactTask, outcome: ContactOutcome, *, counted_for: str) -> None:
        if self._mark(task.incident_id, task.ticket_id, task.kind.value, outcome.value):
            counter = _COUNTERS.get((task.kind, outcome))
            if counter is not None:
                self._count(counted_for, counter)
        self._delete(_key_of(task))

    def note_answered(self, task: ContactTask, counted_for: str) -> None:
        if self._mark(task.incident_id, task.ticket_id, "answered", "yes"):
            self._count(counted_for, "answered_by_people")

    def _mark(self, incident_id: str, ticket_id: str, name: str, value: str) -> bool:
        """Whether this was news about the linked ticket."""
        try:
            with translated():
                self._table.table.update_item(
                    Key=keys.incident_ticket(incident_id, ticket_id),
                    UpdateExpression="SET #name = :value",
                    ConditionExpression=Attr("pk").exists() & Attr(name).not_exists(),
                    ExpressionAttributeNames={"#name": name},
                    ExpressionAttributeValues={":value": value},
                )
        except ConflictError:
            return False
        return True

    def first_of_customer(self, incident_id: str, customer_id: str) -> str | None:
        item = self._table.get(keys.incident_customer(incident_id, customer_id))
        return None if item is None else str(item["ticket_id"])

    def forget_customer(self, incident_id: str, customer_id: str) -> None:
        """An erasure: nothing tells any more which tickets were one person's."""
        self._delete(keys.incident_customer(incident_id, customer_id))

    def linked(self, incident_id: str, *, after: str, limit: int, without: str | None = None) -> tuple[str, ...]:
        place = keys.incident_ticket(incident_id, after)
        last = keys.incident_ticket(incident_id, "~")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").between(place["sk"], last["sk"]),
            "ConsistentRead": True,
            **({"Limit": limit + 1} if without is None else {"FilterExpression": Attr(without).not_exists()}),
        }
        found: list[str] = []
        while len(found) < limit:
            with translated():
                answer = self._table.table.query(**query)
            ids = (str(item["sk"]).partition("#")[2] for item in answer["Items"])
            found += [each for each in ids if each != after]
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return tuple(found[:limit])

    def move_on(self, incident_id: str, cursor: str | None) -> None:
        change = "REMOVE follow_up_cursor" if cursor is None else "SET follow_up_cursor = :cursor"
        self._change(incident_id, change, {} if cursor is None else {":cursor": cursor})

    def finish(self, incident_id: str, *, state: FollowUpState | None) -> None:
        if state is not None:
            running = Attr("follow_up").eq(FollowUpState.RUNNING.value)
            self._change(incident_id, "SET follow_up = :state", {":state": state.value}, running)
        self._delete(keys.open_incident(brand_of_incident(incident_id), incident_id))

    def stop(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        self._change(
            incident_id,
            "SET stopped_at = :at, stopped_by = :by",
            {":at": milliseconds(at), ":by": by},
            Attr("stopped_at").not_exists(),
        )
        stopped = {":state": FollowUpState.STOPPED.value}
        running = Attr("follow_up").eq(FollowUpState.RUNNING.value)
        self._change(incident_id, "SET follow_up = :state", stopped, running)
        incident = self.get(incident_id)
        if incident is None:
            raise NotFoundError(f"incident {incident_id}")
        return incident

    def resume(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        """The marker first: without it nobody would look at one that is over, and with it nothing goes on by itself."""
        incident = self.get(incident_id)
        if incident is None:
            raise NotFoundError(f"incident {incident_id}")
        if incident.stopped_at is None:
            return incident
        self._table.put(keys.open_incident(incident.brand, incident_id))
        change = "SET resumed_at = :at, resumed_by = :by"
        who = {":at": milliseconds(at), ":by": by}
        if incident.follow_up is FollowUpState.STOPPED:
            self._change(
                incident_id,
                f"{change}, follow_up = :running REMOVE stopped_at",
                {**who, ":running": FollowUpState.RUNNING.value},
                Attr("follow_up").eq(FollowUpState.STOPPED.value),
            )
        else:
            self._change(incident_id, f"{change} REMOVE stopped_at", who)
        return self.get(incident_id) or incident

    def _change(
        self, incident_id: str, change: str, values: dict[str, Any], condition: ConditionBase | None = None
    ) -> None:
        """Change an incident that exists; nothing happens when the condition does not hold."""
        exists = Attr("pk").exists()
        request: dict[str, Any] = {
            "Key": keys.incident(brand_of_incident(incident_id), incident_id),
            "UpdateExpression": change,
            "ConditionExpression": exists if condition is None else exists & condition,
        }
        if values:
            request["ExpressionAttributeValues"] = values
        with suppress(ConflictError), translated():
            self._table.table.update_item(**request)

    def _delete(self, key: dict[str, str]) -> None:
        with translated():
            self._table.table.delete_item(Key=key)

    # --- public updates -----------------------------------------------------------------------------------------------

    def public_update(self, incident_id: str, number: int) -> PublicUpdate | None:
        item = self._table.get(keys.incident_update(incident_id, number))
        return None if item is None else decode(_UPDATE, item)

    def updates_of(self, incident_id: str) -> tuple[PublicUpdate, ...]:
        place = keys.incident_update(incident_id, 0)
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(place["pk"]) & Key("sk").begins_with("UPDATE#"),
                ConsistentRead=True,
            )["Items"]  # fifty at most, a few kilobytes each: a page holds them all
        return tuple(decode(_UPDATE, item) for item in found)

    def save_update(self, update: PublicUpdate) -> PublicUpdate:
        saved = replace(update, revision=update.revision + 1)
        same = Attr("revision").eq(update.revision) if update.revision else Attr("pk").not_exists()
        item = {**encode(saved), **keys.incident_update(saved.incident_id, saved.number)}
        self._table.put(item, ConditionExpression=same)
        return saved

    def note_update(self, incident_id: str, *, number: int, at: datetime) -> None:
        self._change(
            incident_id,
            "SET updates = :number, updated_at = :at",
            {":number": number, ":at": milliseconds(at)},
            Attr("updates").not_exists() | Attr("updates").lt(number),
        )
        # Of one that is over the marker was deleted when nothing was left to be done: now something is.
        self._table.put(keys.open_incident(brand_of_incident(incident_id), incident_id))

    # --- what the desk suspects ---------------------------------------------------------------------------------------

    def at_work(self, brand_id: str) -> tuple[Incident, ...]:
        ids = self._open_ids(brand_id)
        return self._all_open(brand_id) if ids is None else tuple(filter(None, map(self.get, ids)))

    def reports_since(self, brand_id: str, since: datetime, *, at_most: int) -> tuple[OutageReport, ...]:
        first = keys.outage_report(brand_id, since, "")
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(first["pk"]) & Key("sk").gte(first["sk"]),
                ScanIndexForward=False,
                Limit=at_most,
            )["Items"]
        return tuple(_report(item) for item in reversed(found))

    def reports_between(self, brand_id: str, begin: datetime, end: datetime, *, limit: int) -> tuple[OutageReport, ...]:
        first, last = keys.outage_report(brand_id, begin, ""), keys.outage_report(brand_id, end, "~")
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], last["sk"]),
                ConsistentRead=True,
                Limit=limit,
            )["Items"]
        return tuple(map(_report, found))

    def look_on(self, incident: Incident, reports_from: datetime | None) -> None:
        meaning = Attr("meaning")
        same = meaning.not_exists() if incident.meaning is None else meaning.eq(incident.meaning)
        change = "REMOVE reports_from, reports_until" if reports_from is None else "SET reports_from = :begin"
        values = {} if reports_from is None else {":begin": milliseconds(reports_from)}
        self._change(incident.id, change, values, same)

    def linked_since(self, incident_id: str, since: datetime, *, at_most: int) -> tuple[tuple[str, datetime], ...]:
        first, last = keys.linked_report(incident_id, since, ""), keys.linked_report(incident_id, _FAR, "~")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], last["sk"]),
            "ScanIndexForward": False,
            "Limit": at_most,
        }
        found: list[tuple[str, datetime]] = []
        while len(found) < at_most:
            with translated():
                answer = self._table.table.query(**query)
            found += [(str(item["ticket_id"]), instant(item["at"])) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return tuple(reversed(found[:at_most]))

    def note_meaning(self, incident_id: str, meaning: str, *, reports: tuple[datetime, datetime]) -> None:
        begin, end = map(milliseconds, reports)
        self._change(
            incident_id,
            "SET meaning = :meaning, reports_from = :begin, reports_until = :end",
            {":meaning": meaning, ":begin": begin, ":end": end},
            Attr("meaning").not_exists(),
        )
        self._cache.pop(brand_of_incident(incident_id), None)

    def record_evidence(self, incident_id: str, evidence: Evidence) -> None:
        self._change(incident_id, "SET evidence = :evidence", {":evidence": encode(evidence)})

    def record_seen(self, incident_id: str, *, by: str, at: datetime) -> Incident | None:
        first = Attr("seen_at").not_exists() & Attr("resolved_at").not_exists()
        self._change(incident_id, "SET seen_at = :at, seen_by = :by", {":at": milliseconds(at), ":by": by}, first)
        self._cache.pop(brand_of_incident(incident_id), None)
        return self.get(incident_id)

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

    def resolve(
        self, incident_id: str, *, by: str, at: datetime, follow_up: bool = False, last_word: bool = False
    ) -> Incident:
        """The marker of one about which something is published, sent or told stays until that is done."""
        key = keys.incident(brand_of_incident(incident_id), incident_id)
        self._cache.pop(brand_of_incident(incident_id), None)
        try:
            with translated():
                self._table.table.update_item(
                    Key=key,
                    UpdateExpression="SET resolved_at = :at, resolved_by = :by, expires_at = :expiry"
                    + (", follow_up = :running, follow_up_cursor = :first" if follow_up else "")
                    + (", last_word_wanted = :last_word" if last_word else ""),
                    ConditionExpression=Attr("pk").exists() & Attr("resolved_at").not_exists(),
                    ExpressionAttributeValues={
                        ":at": keys.instant(at),
                        ":by": by,
                        ":expiry": seconds(at + RETENTION),
                        **({":running": FollowUpState.RUNNING.value, ":first": "0#"} if follow_up else {}),
                        **({":last_word": True} if last_word else {}),
                    },
                )
        except ConflictError:
            # It does not exist, or it is resolved: the read below tells.
            if last_word:
                self._change(incident_id, "SET last_word_wanted = :yes", {":yes": True})
        incident = self.get(incident_id)
        if incident is None or not (incident.has_work or incident.has_end_to_tell):
            self._delete(keys.open_incident(brand_of_incident(incident_id), incident_id))
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
    meaning, told_at = item.get("meaning"), item.get("told_at")
    return OutageReport(
        ticket_id=str(item["ticket_id"]),
        at=instant(item["at"]),
        sure=bool(item["sure"]),
        meaning=None if meaning is None else bytes(meaning),
        is_outage=bool(item.get("is_outage", True)),
        told_at=None if told_at is None else instant(told_at),
    )


def _task(incident_id: str, kind: AutomaticKind, item: dict[str, Any]) -> ContactTask:
    due = datetime.fromisoformat(str(item["sk"]).split("#")[2])
    return ContactTask(
        incident_id=incident_id,
        ticket_id=str(item["ticket_id"]),
        kind=kind,
        due_at=due,
        since=instant(item["since"]),
    )


def _key_of(task: ContactTask) -> dict[str, str]:
    return keys.incident_task(task.incident_id, task.kind, task.due_at, task.ticket_id)
