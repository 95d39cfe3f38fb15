"""Lambda entry point: a batch of the inbound queue -> one triage execution per message."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.dispatch.health import TriageHealth
from functions.dispatch.positions import KeepPosition
from functions.dispatch.service import DispatchBatch, QueuedMessage
from functions.dispatch.settings import Settings
from functions.dispatch.signals import NoteSignal
from shared.adapters.dynamodb.attempts import DynamoDBAttempts
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.triage_runs import DynamoDBTriageRuns
from shared.adapters.sqs.dead_letters import SqsDeadLetters
from shared.adapters.sqs.visibility import SqsVisibility
from shared.adapters.step_functions.triage import StepFunctionsTriage
from shared.adapters.system_clock import SystemClock
from shared.contracts.events import load_event
from shared.domain.errors import UnreadableEventError
from shared.domain.messages.event import POSITION
from shared.domain.messages.signals import is_only_counted
from shared.domain.vocabulary import EventKind
from shared.observability.emf import EmfMetrics
from shared.observability.logs import in_request, logger

WITH_WORDS = frozenset({EventKind.CREATED, EventKind.EDITED, EventKind.UNSUPPORTED})
"""What the workflow classifies."""


def read_record(record: dict[str, Any]) -> QueuedMessage:
    """One record of the batch. The event's id is read from the body, and the whole of a position; triage reads the
    rest."""
    position, signal, may_share, has_words = None, None, False, True
    try:
        body = json.loads(record["body"])
        event_id = body["event_id"] if isinstance(body["event_id"], str) else None
        if body["kind"] == EventKind.EDITED and POSITION in body.get("details", {}):
            position = load_event(body)
        if body["kind"] == EventKind.SIGNAL and event_id is not None:
            event = load_event(body)
            signal = event if is_only_counted(event) else None
        needs_run = position is None and signal is None and event_id is not None
        may_share = needs_run and not is_look_up_wanted(body)
        has_words = body["kind"] in WITH_WORDS
    except (ValueError, KeyError, TypeError):
        event_id = None
    except UnreadableEventError:
        pass  # triage says what is wrong with it
    attributes = record["attributes"]
    return QueuedMessage(
        queue_id=record["messageId"],
        receipt=record["receiptHandle"],
        group=attributes["MessageGroupId"],
        receive_count=int(attributes["ApproximateReceiveCount"]),
        body=record["body"],
        event_id=event_id,
        sent_at=datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC),
        position=position,
        signal=signal,
        may_share=may_share,
        has_words=has_words,
    )


def is_look_up_wanted(body: Mapping[str, Any]) -> bool:
    """Whether the platform has to be asked first what the message says; it may be slow, and others would wait."""
    return "look_up" in body.get("details", {})


def execution_name(message: QueuedMessage) -> str:
    """Names the event and the attempt, so that a run can be found in the workflow's log."""
    return f"{sha256((message.event_id or message.queue_id).encode()).hexdigest()[:64]}-{message.receive_count}"


settings = Settings.from_env()
metrics = EmfMetrics()
table, clock = DynamoDBTable(settings.table_name), SystemClock()
dispatch_batch = DispatchBatch(
    workflow=StepFunctionsTriage(settings.triage_arn),
    dead_letters=SqsDeadLetters(settings.dead_letter_queue_url),
    outcomes=DynamoDBOutcomes(table),
    attempts=DynamoDBAttempts(table),
    health=TriageHealth(DynamoDBTriageRuns(table)),
    returned=SqsVisibility(settings.inbound_queue_url),
    keep_position=KeepPosition(messages=DynamoDBMessages(table, clock), outcomes=DynamoDBOutcomes(table), clock=clock),
    note_signal=NoteSignal(outcomes=DynamoDBOutcomes(table), clock=clock),
    clock=clock,
    metrics=metrics,
    name_of=execution_name,
)


@in_request
@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    batch = [read_record(record) for record in event["Records"]]
    returned = dispatch_batch(batch, lambda: context.get_remaining_time_in_millis() / 1000)
    if returned:  # what was handled has its line in the log of store
        logger.info("batch left in part", messages=len(batch), left_on_queue=len(returned))
    return {"batchItemFailures": [{"itemIdentifier": queue_id} for queue_id in returned]}
