"""Lambda entry point: GET and POST /webhooks/{channel}/{brand} of the HTTP API -> events on the inbound queue."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.ingest.gateway_event import answer, read_call
from functions.ingest.service import NOT_FOUND, ReceiveWebhook
from functions.ingest.settings import Settings
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.oidc.deliveries import DeliveryTokens
from shared.adapters.s3.quarantine import S3Quarantine
from shared.adapters.s3.texts import S3Texts
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.sqs.inbound_queue import SqsInboundQueue
from shared.adapters.system_clock import SystemClock
from shared.channels import load_policy, load_webhook
from shared.domain.channels.webhook import VERIFICATION_KEYS
from shared.observability.emf import EmfMetrics

settings = Settings.model_validate(dict(os.environ))
clock = SystemClock()
metrics = EmfMetrics()
receive_webhook = ReceiveWebhook(
    webhook=load_webhook,
    brands=DynamoDBBrands(
        DynamoDBTable(settings.table_name), cache_seconds=settings.cache_seconds, clock=clock, metrics=metrics
    ),
    secrets=SecretsManagerSecrets(settings.secret_prefix, cache_seconds=settings.cache_seconds, keys=VERIFICATION_KEYS),
    tokens=DeliveryTokens(clock=clock, base_urls=settings.gateway_base_urls),
    queue=SqsInboundQueue(settings.inbound_queue_url),
    quarantine=S3Quarantine(settings.bucket_name),
    texts=S3Texts(settings.bucket_name),
    policies=load_policy,
    metrics=metrics,
    clock=clock,
)


@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    call = read_call(event)
    response, delivery = receive_webhook(call)
    counts = {
        "events": delivery.events,
        "signals": delivery.signals.total(),
        "quarantined": delivery.quarantined.total(),
        "refused": delivery.refused,
    }
    metrics.tell(
        "webhook answered",
        channel=call.channel if response.status != NOT_FOUND else "unknown",
        status=response.status,
        trace_id=call.trace_id,
        **{name: count for name, count in counts.items() if count},  # a line is billed by its bytes
    )
    return answer(response)
