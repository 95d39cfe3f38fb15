"""Lambda entry point: a batch of the table's stream -> events on the bus, an entry of the event log, figures."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.publish.look_ups import (
    BrandOfAccount,
    BrandOfTicket,
    CalendarOf,
    ClockOf,
    OpeningMessage,
    TicketsKept,
)
from functions.publish.service import PublishBatch
from functions.publish.settings import PublishSettings
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.stream import StreamReader, reference, sequence_number
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.eventbridge.bus import EventBridgeBus
from shared.adapters.sqs.deliveries import SqsDeliveries
from shared.adapters.sqs.set_aside import SqsSetAside
from shared.adapters.system_clock import SystemClock
from shared.observability.emf import EmfMetrics
from shared.observability.logs import in_request

settings = PublishSettings.model_validate(dict(os.environ))
clock = SystemClock()
metrics = EmfMetrics()
table = DynamoDBTable(settings.table_name)
brands = DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock, metrics=metrics)
messages = DynamoDBMessages(table, clock)
reader = StreamReader(
    brand_of_ticket=BrandOfTicket(DynamoDBTickets(table)),
    brand_of_account=BrandOfAccount(brands),
    opening_message=OpeningMessage(messages),
)
calendars, clocks = CalendarOf(brands), ClockOf(brands)
publish_batch = PublishBatch(
    read=reader.read,
    sequence_of=sequence_number,
    reference_of=reference,
    bus=EventBridgeBus(settings.event_bus, cache_seconds=settings.cache_seconds, now=lambda: clock.now().timestamp()),
    log=DynamoDBEventLog(table, calendars, TicketsKept(brands), clocks),
    set_aside=SqsSetAside(settings.set_aside_queue_url),
    subscriptions=DynamoDBSubscriptions(table, cache_seconds=settings.cache_seconds, clock=clock),
    deliveries=SqsDeliveries(settings.delivery_queue_url),
    clock=clock,
    calendars=calendars,
    clocks=clocks,
)


@in_request
@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    result = publish_batch(event["Records"])
    metrics.tell(
        "batch published",
        records=result.records,
        events=result.events,
        new=result.new,
        set_aside=result.set_aside,
    )
    return {"batchItemFailures": []}
