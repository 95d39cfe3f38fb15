"""Lambda entry point: a subscriber's turn on the queue -> signed webhooks, in order for each ticket."""

import os
from datetime import timedelta
from math import ceil
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.deliver.service import DeliverEvents
from functions.deliver.settings import DeliverSettings
from functions.deliver.texts import TextsOfMessages
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.notify.endpoint_failures import EndpointFailures
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.subscribers import HttpSubscribers
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.s3.texts import S3Texts
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.sqs.deliveries import SqsDeliveries
from shared.adapters.system_clock import SystemClock
from shared.observability.logs import in_request, logger

settings = DeliverSettings.model_validate(dict(os.environ))
clock = SystemClock()
table = DynamoDBTable(settings.table_name)
queue = SqsDeliveries(settings.delivery_queue_url)
deliver_events = DeliverEvents(
    subscriptions=DynamoDBSubscriptions(table, cache_seconds=settings.cache_seconds, clock=clock),
    log=DynamoDBEventLog(table),
    subscribers=HttpSubscribers(
        secrets=SecretsManagerSecrets(settings.secret_prefix, cache_seconds=settings.cache_seconds),
        clock=clock,
        http=TargetHttp(allowed_hosts=settings.notify_allowed_hosts),
    ),
    texts=TextsOfMessages(
        tickets=DynamoDBTickets(table),
        messages=DynamoDBMessages(table, clock),
        texts=S3Texts(settings.bucket_name),
    ),
    notices=EndpointFailures(NotificationTopic(settings.topic_arn)),
    clock=clock,
    settling=timedelta(seconds=2 * settings.cache_seconds),
)


@in_request
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    left = []
    for record in event["Records"]:
        come_back = deliver_events(record["body"])
        logger.info("subscriber told", webhook_id=record["body"], comes_back=come_back is not None)
        if come_back is not None:
            queue.put_off(record["receiptHandle"], ceil((come_back - clock.now()).total_seconds()))
            left.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": left}
