"""What has become of messages and tickets: read from the table, the queues, the bucket and the simulated platform."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3

from local.simulator.server import Simulator
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.messages.model import Message
from shared.domain.tickets.history import stated_entries
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import OutcomeRecord
from tests.fakes.stored import FixedClock
from tests.integration.acme_at_night import NIGHT, PAGE
from tests.integration.workflows import Workflows


@dataclass
class Records:
    workflows: Workflows
    simulator: Simulator

    @cached_property
    def sqs(self) -> Any:
        return boto3.client("sqs")

    @cached_property
    def tickets(self) -> DynamoDBTickets:
        return DynamoDBTickets(self.workflows.table)

    @cached_property
    def _messages(self) -> DynamoDBMessages:
        return DynamoDBMessages(self.workflows.table, FixedClock(NIGHT))

    def message(self, message_id: str, channel: str = "messenger") -> Message | None:
        return self._messages.get(channel, PAGE, message_id)

    def ticket(self, customer: str, channel: str = "messenger") -> Ticket:
        """The open ticket of a customer's conversation."""
        found = DynamoDBConversations(self.workflows.table).get(channel, PAGE, customer)
        assert found is not None
        assert found.open_ticket_id is not None
        ticket = self.tickets.get(found.open_ticket_id)
        assert ticket is not None
        return ticket

    def outcome(self, event_id: str) -> OutcomeRecord | None:
        return DynamoDBOutcomes(self.workflows.table).get(event_id)

    def history(self, ticket_id: str) -> Counter[str]:
        ticket = self.tickets.get(ticket_id)
        stated = () if ticket is None else stated_entries(ticket)
        entries = DynamoDBHistory(self.workflows.table).of_ticket(ticket_id, limit=200, stated=stated).items
        return Counter(entry.what for entry in entries)

    def told(self, customer: str, channel: str = "messenger") -> list[str]:
        """What reached a customer through the platform, in private."""
        return [published.text for published in self.simulator.world.to(channel, customer)]

    def calls(self, channel: str) -> list[dict[str, Any]]:
        return self.simulator.world.calls(channel)

    def parked(self) -> list[dict[str, Any]]:
        """What lies in the dead-letter queue: its body and the attributes it was given."""
        url = self.sqs.get_queue_url(QueueName="dead-letters.fifo")["QueueUrl"]
        found: dict[str, dict[str, Any]] = {}
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], VisibilityTimeout=5
            )
            if not answer.get("Messages"):
                break
            for message in answer["Messages"]:
                told = {name: value["StringValue"] for name, value in message.get("MessageAttributes", {}).items()}
                found[message["MessageId"]] = {"body": json.loads(message["Body"]), **told}
                found[message["MessageId"]]["receipt"] = message["ReceiptHandle"]
        for letter in found.values():
            self.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=letter.pop("receipt"), VisibilityTimeout=0)
        return list(found.values())

    def stored_objects(self, prefix: str) -> list[str]:
        found = boto3.client("s3").list_objects_v2(Bucket="desk", Prefix=prefix)
        return [item["Key"] for item in found.get("Contents", [])]
