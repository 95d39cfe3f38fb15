"""Lambda entry point: a batch of the inbound queue -> one triage execution per message."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.dispatch.health import TriageHealth
from functions.dispatch.service import DispatchBatch, QueuedMessage
from functions.dispatch.settings import Settings
from shared.adapters.dynamodb.attempts import DynamoDBAttempts
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.triage_runs import DynamoDBTriageRuns
from shared.adapters.sqs.dead_letters import SqsDeadLetters
from shared.adapters.sqs.visibility import SqsVisibility
from shared.adapters.step_functions.triage import StepFunctionsTriage
from shared.adapters.system_clock import SystemClock
from shared.observability.emf import EmfMetrics
from shared.observability.logs import in_request, logger


def read_record(record: dict[str, Any]) -> QueuedMessage:
    """One record of the batch. Only the event's id is read from the body; triage reads the rest."""
    try:
        body = json.loads(record["body"])
        event_id = body["event_id"] if isinstance(body["event_id"], str) else None
    except (ValueError, KeyError, TypeError):
        event_id = None
    attributes = record["attributes"]
    return QueuedMessage(
        queue_id=record["messageId"],
        receipt=record["receiptHandle"],
        group=attributes["MessageGroupId"],
        receive_count=int(attributes["ApproximateReceiveCount"]),
        body=record["body"],
        event_id=event_id,
        sent_at=datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC),
    )


def execution_name(message: QueuedMessage) -> str:
    """Names the event and the attempt, so that a run can be found in the workflow's log."""
    return f"{sha256((message.event_id or message.queue_id).encode()).hexdigest()[:64]}-{message.receive_count}"


settings = Settings.from_env()
metrics = EmfMetrics()
table = DynamoDBTable(settings.table_name)
dispatch_batch = DispatchBatch(
    workflow=StepFunctionsTriage(settings.triage_arn),
    dead_letters=SqsDeadLetters(settings.dead_letter_queue_url),
    outcomes=DynamoDBOutcomes(table),
    attempts=DynamoDBAttempts(table),
    health=TriageHealth(DynamoDBTriageRuns(table)),
    returned=SqsVisibility(settings.inbound_queue_url),
    clock=SystemClock(),
    metrics=metrics,
    name_of=execution_name,
)


@in_request
@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    batch = [read_record(record) for record in event["Records"]]
    returned = dispatch_batch(batch, lambda: context.get_remaining_time_in_millis() / 1000)
    logger.info("batch dispatched", messages=len(batch), left_on_queue=len(returned))
    return {"batchItemFailures": [{"itemIdentifier": queue_id} for queue_id in returned]}
