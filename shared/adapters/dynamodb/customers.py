"""Customers in DynamoDB."""

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, translated
from shared.domain.customer import Customer

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
            "handle": customer.handle,
            "name": customer.name,
        }
        for name, value in latest.items():
            if value is not None:
                expression += f", #{name} = :{name}"
                names[f"#{name}"] = name
                values[f":{name}"] = value
        added = {"tickets": set(customer.tickets), "complaint_tickets": set(customer.complaint_tickets)}
        adds = [f"#{name} :{name}" for name, ids in added.items() if ids]
        for name, ids in added.items():
            if ids:
                names[f"#{name}"] = name
                values[f":{name}"] = ids
        if adds:
            expression += " ADD " + ", ".join(adds)
        with translated():
            self._table.table.update_item(
                Key=keys.customer(customer.id),
                UpdateExpression=expression,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,  # type: ignore[arg-type]  # the stubs do not know sets of strings
            )
