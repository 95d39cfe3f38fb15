"""The older links of a customer: one item for each ticket, conversation and other customer, beside the record.

A link is written before it leaves the record, so at any moment it stands in at least one of the two places. Both are
read together, and a link that stands in both counts once.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from boto3.dynamodb.conditions import Key

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, translated
from shared.domain.errors import ConflictError

MAX_INLINE = 10
"""Links of one kind that the record holds."""

KEPT_INLINE = 4
"""The latest, which stay when the others move."""

MAX_MOVED = 50
"""Of one kind at once. Records of earlier versions may hold thousands: they shrink with each message of the person."""

MAX_COMPLAINTS = 2
"""Whether a person complained before is all that is asked, by a ticket that may be one of the complaints itself."""


class CustomerLinks:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def whole(self, customer_id: str) -> dict[str, Any] | None:
        """The record with all links in its sets; ``None`` when there is no record."""
        record: dict[str, Any] | None = None
        tickets, openings, conversations, same_as = set[str](), set[str](), set[str](), set[str]()
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
        return record

    def move_older(self, customer_id: str, record: Mapping[str, Any]) -> bool:
        """Move older links out of a record that has too many. Returns whether any moved."""
        removed: dict[str, set[str]] = {}
        self._move_tickets(customer_id, record, removed)
        expiry = {"expires_at": record["expires_at"]} if "expires_at" in record else {}
        for name, attribute, key in (
            ("conversations", "conversation", keys.customer_conversation),
            ("same_as", "customer", keys.customer_same_as),
        ):
            links = sorted(_set(record, name))
            if len(links) > MAX_INLINE:
                for link in links[: min(len(links) - KEPT_INLINE, MAX_MOVED)]:
                    self._table.put({**key(customer_id, link), attribute: link, **expiry})
                    removed.setdefault(name, set()).add(link)
        if not removed:
            return False
        names = {f"#{name}": name for name in removed}
        with translated():
            self._table.table.update_item(
                Key=keys.customer(customer_id),
                UpdateExpression="DELETE " + ", ".join(f"#{name} :{name}" for name in removed),
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={f":{name}": ids for name, ids in removed.items()},
            )
        return True

    def _move_tickets(self, customer_id: str, record: Mapping[str, Any], removed: dict[str, set[str]]) -> None:
        openings = {spelled.partition("|")[2]: spelled for spelled in _set(record, "openings")}
        tickets = sorted(_set(record, "tickets"), key=lambda ticket_id: (openings.get(ticket_id, ""), ticket_id))
        if len(tickets) <= MAX_INLINE:
            return
        expiry = {"expires_at": record["expires_at"]} if "expires_at" in record else {}
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


def _set(record: Mapping[str, Any], name: str) -> set[str]:
    return {str(each) for each in record.get(name, ())}


def _texts(value: Any) -> Iterable[str]:
    return () if value is None else (str(value),)
