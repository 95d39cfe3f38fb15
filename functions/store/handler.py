"""Lambda entry point: an event with its classification -> message, conversation, ticket."""

import time
from collections import Counter
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.store.ports import StorePorts
from functions.store.service import StoreEvent
from functions.store.settings import Settings
from functions.store.together import StoreTogether
from shared.adapters.dynamodb.automatic_messages import DynamoDBAutomaticMessages
from shared.adapters.dynamodb.automatic_texts import DynamoDBAutomaticTexts
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates, DynamoDBOutbox, DynamoDBRateLimits
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.dynamodb.quick_answers import DynamoDBQuickAnswers
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.s3.media import S3Media
from shared.adapters.s3.texts import S3Texts
from shared.adapters.sqs.media_queue import SqsMediaQueue
from shared.adapters.system_clock import SystemClock
from shared.channels import load_policy
from shared.contracts.events import load_classification, load_event
from shared.contracts.triage import Stored
from shared.domain.classification.model import Classification
from shared.observability.emf import EmfMetrics
from shared.observability.logs import event_reference, in_request

settings = Settings.from_env()
clock = SystemClock()
metrics = EmfMetrics()
table = DynamoDBTable(settings.table_name)
store_event = StoreEvent(
    StorePorts(
        brands=DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock),
        switches=DynamoDBSwitches(table, cache_seconds=settings.cache_seconds, clock=clock),
        messages=DynamoDBReferencedMessages(table, clock),
        conversations=DynamoDBConversations(table),
        tickets=DynamoDBTickets(table),
        customers=DynamoDBCustomers(table),
        history=DynamoDBHistory(table),
        outcomes=DynamoDBOutcomes(table),
        incidents=DynamoDBIncidents(table, cache_seconds=settings.cache_seconds, clock=clock),
        texts=S3Texts(settings.bucket_name),
        media=S3Media(settings.bucket_name),
        media_queue=SqsMediaQueue(settings.media_queue_url),
        outbox=DynamoDBOutbox(table),
        accounts=DynamoDBAccountStates(table),
        automatic_texts=DynamoDBAutomaticTexts(table, clock),
        replies=DynamoDBReplies(table),
        automatic_messages=DynamoDBAutomaticMessages(table),
        quick_answers=DynamoDBQuickAnswers(table),
        proposals=DynamoDBProposals(table),
        rate_limits=DynamoDBRateLimits(table, clock=clock),
        clock=clock,
        metrics=metrics,
        policies=load_policy,
    )
)


store_together = StoreTogether(
    load_event=load_event,
    load_classification=load_classification,
    store=store_event,
)


@in_request
@metrics.flushed_after
def lambda_handler(request: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if "conversations" in request:
        begun = time.monotonic()
        together = store_together(request["conversations"], request.get("classified"), lambda: time.monotonic() - begun)
        outcomes = Counter(str(each.get("outcome", each["result"])) for part in together.conversations for each in part)
        metrics.tell("batch stored", outcomes=outcomes)
        return asdict(together)
    event = load_event(request["event"])
    classified = request.get("classification")
    classification = None if classified is None else load_classification(classified)
    result = store_event(event, classification)
    judged = {} if classification is None else _judged(classification)
    metrics.tell(
        "event stored",
        event=event_reference(event.event_id),
        outcome=result.outcome,
        ticket_id=result.ticket_id,
        **judged,
    )
    stored = Stored(
        outcome=result.outcome,
        event_id=event.event_id,
        ticket_id=result.ticket_id,
        acknowledge=result.acknowledge,
        escalate_now=result.escalate_now,
        duplicate=result.duplicate,
    )
    return stored.model_dump(mode="json")


def _judged(classification: Classification) -> dict[str, object]:
    return {
        "category": classification.category.value,
        "language": classification.language,
        "sure": classification.sure,
    }
