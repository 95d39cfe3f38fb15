"""Customers in DynamoDB."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated
from shared.domain.customers.model import Customer
from shared.domain.errors import ConflictError, NotFoundError

_CUSTOMER = TypeAdapter(Customer)


class DynamoDBCustomers:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def get(self, customer_id: str) -> Customer | None:
        item = self._table.get(keys.customer(customer_id))
        return None if item is None else decode(_CUSTOMER, item)

    def remember(self, customer: Customer) -> None:
        """One update that says only what can be said in any order and any number of times."""
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
            "expires_at": seconds(customer.expires_at),
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
        self._update(customer.id, expression, values, names=names)

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
        self._update(customer_id, "ADD same_as :others", {":others": set(others)})

    def forget_ticket(self, customer_id: str, ticket_id: str, *, messages: int) -> None:
        """Counted once: only whoever takes the ticket from the set counts it."""
        with suppress(ConflictError):
            self._update(
                customer_id,
                "ADD erased_tickets :one, erased_messages :messages DELETE tickets :ids, complaint_tickets :ids",
                {":one": 1, ":messages": messages, ":ids": {ticket_id}},
                condition=Attr("tickets").contains(ticket_id),
            )

    def forget_conversation(self, customer_id: str, place: str, *, messages: int) -> None:
        with suppress(ConflictError):
            self._update(
                customer_id,
                "ADD erased_messages :messages DELETE conversations :places",
                {":messages": messages, ":places": {place}},
                condition=Attr("conversations").contains(place),
            )

    def end_erasure(self, customer_id: str, *, at: datetime) -> Customer:
        """An empty set is no attribute in DynamoDB: what is left shows. Raises ``ConflictError``."""
        self._update(
            customer_id,
            "SET erased_at = :at REMOVE handle, #name, identities, openings",
            {":at": milliseconds(at)},
            names={"#name": "name"},
            condition=Attr("tickets").not_exists() & Attr("conversations").not_exists(),
        )
        return self._known(customer_id)

    def _known(self, customer_id: str) -> Customer:
        customer = self.get(customer_id)
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
    ) -> None:
        request: dict[str, Any] = {"UpdateExpression": expression, "ExpressionAttributeValues": values}
        if names:
            request["ExpressionAttributeNames"] = names
        if condition is not None:
            request["ConditionExpression"] = condition
        with translated():
            self._table.table.update_item(Key=keys.customer(customer_id), **request)
