"""Who is looking at a ticket, in DynamoDB: one small item for each agent, which expires by itself."""

from datetime import datetime, timedelta

from boto3.dynamodb.conditions import Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.tickets.collaboration import MAX_VIEWERS, Viewer

_VIEWER = TypeAdapter(Viewer)
_STAYS = timedelta(minutes=5)  # DynamoDB may remove it later than that; until then ``until`` decides


class DynamoDBPresence:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def put(self, viewer: Viewer) -> None:
        item = {**encode(viewer), **keys.viewer(viewer.ticket_id, viewer.agent_id)}
        self._table.put({**item, "expires_at": seconds(viewer.until + _STAYS)})

    def leave(self, ticket_id: str, agent_id: str) -> None:
        with translated():
            self._table.table.delete_item(Key=keys.viewer(ticket_id, agent_id))

    def of_ticket(self, ticket_id: str, now: datetime) -> tuple[Viewer, ...]:
        place = keys.viewers(ticket_id)
        condition = Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"])
        with translated():  # a hundred of these items are some 20 kB
            found = self._table.table.query(KeyConditionExpression=condition, Limit=100, ConsistentRead=True)["Items"]
        present = [viewer for viewer in (decode(_VIEWER, item) for item in found) if viewer.until > now]
        return tuple(sorted(present, key=lambda viewer: (viewer.name.casefold(), viewer.agent_id))[:MAX_VIEWERS])
