"""The older links of a customer: one item for each ticket, conversation and other customer, beside the record.

A link is written before it leaves the record, so at any moment it stands in at least one of the two places. Both are
read together, and a link that stands in both counts once.

A link expires later than the record. When the expiry of the record has moved on by a month, that of the links follows.
The record tells in ``links_expire_at`` how long all of its links stay, so nothing is read or written before that.

A link that people make by hand is an item from the beginning, at both customers, written in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Attr, Key

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.history import item_of
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated
from shared.domain.customers.model import Customer
from shared.domain.errors import ConflictError
from shared.domain.tickets.history import HistoryEntry

MAX_INLINE = 10
"""Links of one kind that the record holds."""

KEPT_INLINE = 4
"""The latest, which stay when the others move."""

MAX_MOVED = 50
"""Of one kind at once. Records of earlier versions may hold thousands: they shrink with each message of the person."""

MAX_COMPLAINTS = 2
"""Whether a person complained before is all that is asked, by a ticket that may be one of the complaints itself."""

STAYS_LONGER = int(timedelta(days=90).total_seconds())
"""Seconds that a link stays longer than the record did when the link was written or prolonged."""

PROLONGED_BELOW = int(timedelta(days=60).total_seconds())
"""Links that stay less than these seconds longer than the record are prolonged, once in 30 days at most."""

PROLONGED_FROM = int(timedelta(days=30).total_seconds())
"""They are looked for once a link may stay less than these seconds longer than the record."""

MAX_PROLONGED = 200
"""At once. The next message of the person prolongs more: there is a month for it."""


class CustomerLinks:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def whole(self, customer_id: str) -> dict[str, Any] | None:
        """The record with all links in its sets; ``None`` when there is no record."""
        record: dict[str, Any] | None = None
        tickets, openings, conversations, same_as = set[str](), set[str](), set[str](), set[str]()
        linked: list[dict[str, Any]] = []
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(keys.customer(customer_id)["pk"]),
            "ConsistentRead": True,
        }
        while True:
            with translated():
                answer = self._table.table.query(**query)
            for item in answer["Items"]:
                if item["sk"] == "CUSTOMER":
                    record = dict(item)
                tickets.update(_texts(item.get("ticket")))
                openings.update(_texts(item.get("opening")))
                conversations.update(_texts(item.get("conversation")))
                same_as.update(_texts(item.get("customer")))
                if "linked" in item:
                    linked.append({"customer_id": item["linked"], "by": item["linked_by"], "at": item["linked_at"]})
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        if record is None:
            return None
        found = {"tickets": tickets, "openings": openings, "conversations": conversations, "same_as": same_as}
        for name, links in found.items():
            together = links | _set(record, name)
            if together:
                record[name] = together
        record["linked"] = sorted(linked, key=lambda link: (link["at"], link["customer_id"]))
        return record

    def move_older(self, customer_id: str, record: Mapping[str, Any]) -> bool:
        """Move older links out of a record that has too many. Returns whether any moved.

        Links that have moved before are prolonged where the record would outlive them.
        """
        removed: dict[str, set[str]] = {}
        self._move_tickets(customer_id, record, removed)
        expiry = _expiry(record)
        for name, attribute, key in (
            ("conversations", "conversation", keys.customer_conversation),
            ("same_as", "customer", keys.customer_same_as),
        ):
            links = sorted(_set(record, name))
            if len(links) > MAX_INLINE:
                for link in links[: min(len(links) - KEPT_INLINE, MAX_MOVED)]:
                    self._table.put({**key(customer_id, link), attribute: link, **expiry})
                    removed.setdefault(name, set()).add(link)
        until = self._prolong(customer_id, record, moves=bool(removed))
        if not removed and until is None:
            return False
        parts: list[str] = []
        values: dict[str, Any] = {f":{name}": ids for name, ids in removed.items()}
        if until is not None:
            parts.append("SET links_expire_at = :until")
            values[":until"] = until
        if removed:
            parts.append("DELETE " + ", ".join(f"{name} :{name}" for name in removed))
        with translated():
            self._table.table.update_item(
                Key=keys.customer(customer_id),
                UpdateExpression=" ".join(parts),
                ExpressionAttributeValues=values,
            )
        return bool(removed)

    def _prolong(self, customer_id: str, record: Mapping[str, Any], *, moves: bool) -> int | None:
        """Until when all links stay, in seconds since 1970; ``None`` when that has not changed, or some are left.

        A record without ``links_expire_at`` has no links yet, or has links of an earlier version.
        """
        known = record.get("links_expire_at")
        if "expires_at" not in record or (known is None and not moves):
            return None
        expires_at = int(record["expires_at"])
        soon = expires_at + PROLONGED_BELOW
        if known is not None and int(known) >= expires_at + PROLONGED_FROM:
            is_shorter_now = moves and int(known) > expires_at + STAYS_LONGER  # the brand keeps tickets for less time
            if not is_shorter_now:
                return None
        due: list[keys.Key] = []
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(keys.customer(customer_id)["pk"]),
            "FilterExpression": Attr("expires_at").lt(soon),
            "ConsistentRead": True,
        }
        while len(due) <= MAX_PROLONGED:
            with translated():
                answer = self._table.table.query(**query)
            due += [
                {"pk": str(item["pk"]), "sk": str(item["sk"])} for item in answer["Items"] if item["sk"] != "CUSTOMER"
            ]
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        for link in due[:MAX_PROLONGED]:
            with suppress(ConflictError), translated():  # an erasure may have deleted it since
                self._table.table.update_item(
                    Key=link,
                    UpdateExpression="SET expires_at = :until",
                    ExpressionAttributeValues={":until": expires_at + STAYS_LONGER},
                    ConditionExpression=Attr("pk").exists(),
                )
        return soon if len(due) <= MAX_PROLONGED else None

    def _move_tickets(self, customer_id: str, record: Mapping[str, Any], removed: dict[str, set[str]]) -> None:
        openings = {spelled.partition("|")[2]: spelled for spelled in _set(record, "openings")}
        tickets = sorted(_set(record, "tickets"), key=lambda ticket_id: (openings.get(ticket_id, ""), ticket_id))
        if len(tickets) <= MAX_INLINE:
            return
        expiry = _expiry(record)
        moved = tickets[: min(len(tickets) - KEPT_INLINE, MAX_MOVED)]
        for ticket_id in moved:
            opening = {"opening": openings[ticket_id]} if ticket_id in openings else {}
            self._table.put({**keys.customer_ticket(customer_id, ticket_id), "ticket": ticket_id, **opening, **expiry})
        removed["tickets"] = set(moved)
        spelled = {openings[ticket_id] for ticket_id in moved if ticket_id in openings}
        if spelled:
            removed["openings"] = spelled
        complaints = _set(record, "complaint_tickets")
        staying = len(complaints.difference(moved))
        leaving = [ticket_id for ticket_id in moved if ticket_id in complaints]
        leaving = leaving[: len(leaving) - max(MAX_COMPLAINTS - staying, 0)] if staying < MAX_COMPLAINTS else leaving
        if leaving:
            removed["complaint_tickets"] = set(leaving)

    def link(
        self, one: Customer, other: Customer, *, by: str, at: datetime, entries: Sequence[HistoryEntry] = ()
    ) -> None:
        """Raises ``ConflictError`` while one of them is being erased, or gone."""
        steps = self._noted(entries)
        for customer, linked in ((one, other), (other, one)):
            expires_at = seconds(customer.expires_at)
            link: dict[str, Any] = {"linked": linked.id, "linked_by": by, "linked_at": milliseconds(at)}
            record: dict[str, Any] = {
                "TableName": self._table.name,
                "Key": keys.customer(customer.id),
                "UpdateExpression": "SET id = id",
                "ConditionExpression": "attribute_exists(pk) AND "
                "(attribute_not_exists(erasing_since) OR attribute_exists(erased_at))",
            }
            if expires_at is not None:  # so that the link is prolonged while the person writes
                link["expires_at"] = expires_at + STAYS_LONGER
                record["UpdateExpression"] = "SET links_expire_at = if_not_exists(links_expire_at, :until)"
                record["ExpressionAttributeValues"] = {":until": link["expires_at"]}
            steps.append({"Update": record})
            item = {**keys.customer_linked(customer.id, linked.id), **link}
            steps.append({"Put": {"TableName": self._table.name, "Item": item}})
        with translated():
            self._table.table.meta.client.transact_write_items(TransactItems=steps)

    def unlink(self, one_id: str, other_id: str, entries: Sequence[HistoryEntry] = ()) -> None:
        both = (keys.customer_linked(one_id, other_id), keys.customer_linked(other_id, one_id))
        steps = [{"Delete": {"TableName": self._table.name, "Key": key}} for key in both] + self._noted(entries)
        with translated():
            self._table.table.meta.client.transact_write_items(TransactItems=steps)

    def _noted(self, entries: Sequence[HistoryEntry]) -> list[Any]:
        return [{"Put": {"TableName": self._table.name, "Item": item_of(entry)}} for entry in entries]

    def remove(self, customer_id: str, link: keys.Key, counts: str, values: Mapping[str, Any]) -> bool:
        """Delete a link and update the record in one step; false when there is no such link."""
        try:
            with translated():
                self._table.table.meta.client.transact_write_items(
                    TransactItems=[
                        {
                            "Delete": {
                                "TableName": self._table.name,
                                "Key": link,
                                "ConditionExpression": "attribute_exists(pk)",
                            }
                        },
                        {
                            "Update": {
                                "TableName": self._table.name,
                                "Key": keys.customer(customer_id),
                                "UpdateExpression": counts,
                                "ExpressionAttributeValues": dict(values),
                            }
                        },
                    ]
                )
        except ConflictError:
            return False
        return True


def _expiry(record: Mapping[str, Any]) -> dict[str, int]:
    return {"expires_at": int(record["expires_at"]) + STAYS_LONGER} if "expires_at" in record else {}


def _set(record: Mapping[str, Any], name: str) -> set[str]:
    return {str(each) for each in record.get(name, ())}


def _texts(value: Any) -> Iterable[str]:
    return () if value is None else (str(value),)
