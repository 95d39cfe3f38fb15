"""Customers in DynamoDB: a record, and one small item for each older link.

A customer may open any number of tickets. The record holds the latest links in sets, because one update then does
everything for nearly all customers. When a set has more than ``MAX_INLINE`` links, the older ones move to items of
their own in the same partition, see ``customer_links.py``. So the record stays small however often a person writes.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customer_links import CustomerLinks
from shared.adapters.dynamodb.items import decode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated
from shared.domain.customers.model import Customer
from shared.domain.errors import ConflictError, NotFoundError, PermanentError
from shared.domain.tickets.history import HistoryEntry

_CUSTOMER = TypeAdapter(Customer)


class DynamoDBCustomers:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table
        self._links = CustomerLinks(table)

    def get(self, customer_id: str) -> Customer | None:
        item = self._table.get(keys.customer(customer_id))
        return None if item is None else decode(_CUSTOMER, item)

    def get_with_links(self, customer_id: str) -> Customer | None:
        item = self._links.whole(customer_id)
        return None if item is None else decode(_CUSTOMER, item)

    def remember(self, customer: Customer) -> None:
        """One update that says only what can be said in any order and any number of times.

        The expiry is only ever moved to later, since the record leads to all tickets of the person.
        """
        try:
            item = self._remember(customer)
        except PermanentError:
            # A record of an earlier version may be as large as an item can be: there is room after the move.
            known = self._table.get(keys.customer(customer.id))
            if known is None or not self._links.move_older(customer.id, known):
                raise
            item = self._remember(customer)
        self._links.move_older(customer.id, item)

    def _remember(self, customer: Customer) -> dict[str, Any]:
        kept_until = seconds(customer.expires_at)
        if kept_until is None:
            return self._write(customer, None)
        expires_sooner = Attr("expires_at").not_exists() | Attr("expires_at").lte(kept_until)
        try:
            return self._write(customer, kept_until, condition=expires_sooner)
        except ConflictError:
            return self._write(customer, None)

    def _write(
        self, customer: Customer, kept_until: int | None, *, condition: ConditionBase | None = None
    ) -> dict[str, Any]:
        sets = {
            "id": customer.id,
            "brand": customer.brand,
            "identities": dict(customer.identities),
            "first_seen_at": milliseconds(customer.first_seen_at),
        }
        expression = "SET " + ", ".join(f"#{name} = if_not_exists(#{name}, :{name})" for name in sets)
        names = {f"#{name}": name for name in sets}
        values: dict[str, object] = {f":{name}": value for name, value in sets.items()}
        latest = {
            "last_seen_at": milliseconds(customer.last_seen_at),
            "expires_at": kept_until,
            "handle": customer.handle,
            "name": customer.name,
        }
        for name, value in latest.items():
            if value is not None:
                expression += f", #{name} = :{name}"
                names[f"#{name}"] = name
                values[f":{name}"] = value
        added = {
            "tickets": set(customer.tickets),
            "complaint_tickets": set(customer.complaint_tickets),
            "openings": set(customer.openings),
            "conversations": set(customer.conversations),
        }
        adds = [f"#{name} :{name}" for name, ids in added.items() if ids]
        for name, ids in added.items():
            if ids:
                names[f"#{name}"] = name
                values[f":{name}"] = ids
        if adds:
            expression += " ADD " + ", ".join(adds)
        return self._update(customer.id, expression, values, names=names, condition=condition)

    def begin_erasure(self, customer_id: str, *, at: datetime, by: str) -> Customer:
        """Asking again leaves the first time until it is done; then it is another erasure."""
        with suppress(ConflictError):
            self._update(
                customer_id,
                "SET erasing_since = :at, erased_by = :by REMOVE erased_at",
                {":at": milliseconds(at), ":by": by},
                condition=Attr("pk").exists() & (Attr("erasing_since").not_exists() | Attr("erased_at").exists()),
            )
        return self._known(customer_id)

    def note_same(self, customer_id: str, others: frozenset[str]) -> None:
        item = self._update(customer_id, "ADD same_as :others", {":others": set(others)})
        self._links.move_older(customer_id, item)

    def link(
        self, one: Customer, other: Customer, *, by: str, at: datetime, entries: Sequence[HistoryEntry] = ()
    ) -> None:
        self._links.link(one, other, by=by, at=at, entries=entries)

    def unlink(self, one_id: str, other_id: str, entries: Sequence[HistoryEntry] = ()) -> None:
        self._links.unlink(one_id, other_id, entries)

    def forget_ticket(self, customer_id: str, ticket_id: str, *, messages: int) -> None:
        """Counted once: only the call that removes the link counts the ticket."""
        counts = "ADD erased_tickets :one, erased_messages :messages DELETE tickets :ids, complaint_tickets :ids"
        values = {":one": 1, ":messages": messages, ":ids": {ticket_id}}
        if not self._links.remove(customer_id, keys.customer_ticket(customer_id, ticket_id), counts, values):
            with suppress(ConflictError):
                self._update(customer_id, counts, values, condition=Attr("tickets").contains(ticket_id))

    def forget_conversation(self, customer_id: str, place: str, *, messages: int) -> None:
        counts = "ADD erased_messages :messages DELETE conversations :places"
        values = {":messages": messages, ":places": {place}}
        if not self._links.remove(customer_id, keys.customer_conversation(customer_id, place), counts, values):
            with suppress(ConflictError):
                self._update(customer_id, counts, values, condition=Attr("conversations").contains(place))

    def end_erasure(self, customer_id: str, *, at: datetime) -> Customer:
        """An empty set is no attribute in DynamoDB, so what is left shows. Raises ``ConflictError``."""
        left = self._known(customer_id)
        if left.tickets or left.conversations:
            raise ConflictError("the customer has links")
        self._update(
            customer_id,
            "SET erased_at = :at REMOVE handle, #name, identities, openings",
            {":at": milliseconds(at)},
            names={"#name": "name"},
            condition=Attr("tickets").not_exists() & Attr("conversations").not_exists(),
        )
        return self._known(customer_id)

    def _known(self, customer_id: str) -> Customer:
        customer = self.get_with_links(customer_id)
        if customer is None:
            raise NotFoundError("There is no such customer.")
        return customer

    def _update(
        self,
        customer_id: str,
        expression: str,
        values: dict[str, Any],
        *,
        names: dict[str, str] | None = None,
        condition: ConditionBase | None = None,
    ) -> dict[str, Any]:
        """The record after the update."""
        request: dict[str, Any] = {"UpdateExpression": expression, "ExpressionAttributeValues": values}
        if names:
            request["ExpressionAttributeNames"] = names
        if condition is not None:
            request["ConditionExpression"] = condition
        with translated():
            answer = self._table.table.update_item(Key=keys.customer(customer_id), ReturnValues="ALL_NEW", **request)
        return dict(answer.get("Attributes", {}))
