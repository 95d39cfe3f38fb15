"""Lambda entry point: the clock of polls -> events on the inbound queue."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.poll.one import PollSource
from functions.poll.service import PollDue
from functions.poll.settings import Settings
from shared import channels
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.cursors import DynamoDBCursors, DynamoDBPolledSources
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.units import DynamoDBUnits
from shared.adapters.http.gateways import ChannelGateways
from shared.adapters.http.sources import ChannelSources
from shared.adapters.s3.quarantine import S3Quarantine
from shared.adapters.s3.texts import S3Texts
from shared.adapters.secrets_manager.store import PLATFORM_FRESH_SECONDS, SecretsManagerSecrets
from shared.adapters.sqs.inbound_queue import SqsInboundQueue
from shared.adapters.system_clock import SystemClock
from shared.channels.intake import Intake
from shared.domain.messages.edits import told_anew
from shared.domain.messages.event import InboundEvent
from shared.domain.polling.terms import SourceTerms
from shared.observability.emf import EmfMetrics
from shared.observability.logs import in_request, logger

settings = Settings.model_validate(dict(os.environ))
table, clock, metrics = DynamoDBTable(settings.table_name), SystemClock(), EmfMetrics()
cursors, messages = DynamoDBCursors(table), DynamoDBMessages(table, clock)
polled = DynamoDBPolledSources(table)
secrets = SecretsManagerSecrets(
    settings.secret_prefix, cache_seconds=settings.cache_seconds, fresh_seconds=PLATFORM_FRESH_SECONDS
)
units = DynamoDBUnits(table)
gateways = ChannelGateways(secrets=secrets, base_urls=settings.gateway_base_urls, units=units)


def sources_of(channel: str) -> tuple[SourceTerms, ...]:
    return channels.load_policy(channel).sources if channel in channels.POLLED_CHANNELS else ()


def is_stored(event: InboundEvent) -> bool:
    known = messages.get(event.channel, event.account_id, event.message_id or "", latest=False)
    return known is not None and known.complete and told_anew(known, event) is None


brands = DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock, metrics=metrics)
poll_due = PollDue(
    brands=brands,
    cursors=cursors,
    polled=polled,
    sources=sources_of,
    poll=PollSource(
        cursors=cursors,
        polled=polled,
        sources=ChannelSources(gateways),
        accounts=DynamoDBAccountStates(table, brands=brands),
        reader=channels.load_reader,
        intake=Intake(
            SqsInboundQueue(settings.inbound_queue_url),
            S3Quarantine(settings.bucket_name),
            S3Texts(settings.bucket_name),
            channels.load_policy,
        ),
        is_stored=is_stored,
        metrics=metrics,
        clock=clock,
        units=units,
    ),
    metrics=metrics,
    clock=clock,
)


def connect() -> None:
    """Clients that several threads share are made before there are several threads; later calls cost nothing."""
    _ = secrets.client, gateways.http


@in_request
@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    connect()
    results = poll_due(context.aws_request_id)
    for result in results:
        if result.error is not None:
            logger.error("poll failed", channel=result.channel, source=result.source, error=result.error)
        if result.lost or result.refused:
            logger.error(
                "left unread", channel=result.channel, source=result.source, lost=result.lost, refused=result.refused
            )
        if result.used_up:
            logger.info("searches have found what they may today", channel=result.channel, searches=result.used_up)
        if result.recovered:
            logger.warning("a cursor was lost", channel=result.channel, source=result.source, events=result.events)
        if result.events or result.quarantined or result.gap:
            logger.info(
                "polled",
                channel=result.channel,
                source=result.source,
                events=result.events,
                quarantined=result.quarantined,
                pages=result.pages,
                gap=result.gap,
            )
    return {"polled": len(results), "events": sum(result.events for result in results)}
