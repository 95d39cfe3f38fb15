"""Lambda entry point: an entry of the media queue -> a file in the bucket; and what malware protection found."""

import os
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.media.orphans import SweepOrphans
from functions.media.refused import RefuseFile
from functions.media.service import BringHome, FetchResult, MediaPorts
from functions.media.settings import Settings
from functions.media.transcribing import TranscribeVoice, TranscriptionResult
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.file_types import SignatureTypes
from shared.adapters.http.downloads import HttpDownloads
from shared.adapters.http.gateways import ChannelGateways, ChannelMediaGateways
from shared.adapters.s3.media import S3Media
from shared.adapters.secrets_manager.store import PLATFORM_FRESH_SECONDS, SecretsManagerSecrets
from shared.adapters.sqs.inbound_queue import SqsInboundQueue
from shared.adapters.sqs.visibility import SqsVisibility
from shared.adapters.system_clock import SystemClock
from shared.adapters.transcribe.amazon import AmazonTranscriber
from shared.adapters.transcribe.canned import CannedTranscriber
from shared.contracts.media import ScanVerdict, load_media_request
from shared.domain.errors import PermanentError
from shared.domain.media.fetching import MediaRequest
from shared.observability.logs import in_request, logger

settings = Settings.model_validate(dict(os.environ))
table, clock = DynamoDBTable(settings.table_name), SystemClock()
gateways = ChannelGateways(
    secrets=SecretsManagerSecrets(settings.secret_prefix, fresh_seconds=PLATFORM_FRESH_SECONDS),
    base_urls=settings.gateway_base_urls,
)
ports = MediaPorts(
    brands=DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock),
    messages=DynamoDBMessages(table, clock),
    media=S3Media(settings.bucket_name),
    gateways=ChannelMediaGateways(gateways),
    downloads=HttpDownloads(allowed_hosts=settings.media_allowed_hosts, now=clock.now),
    content_types=SignatureTypes(),
    clock=clock,
    scratch=TemporaryFile,
)
bring_home = BringHome(ports)
transcribe_voice: TranscribeVoice | None = None
if settings.transcription != "off":
    transcribe_voice = TranscribeVoice(
        messages=ports.messages,
        transcriber=AmazonTranscriber(settings.bucket_name, prefix=settings.secret_prefix.strip("/"))
        if settings.transcription == "amazon"
        else CannedTranscriber(),
        queue=SqsInboundQueue(settings.inbound_queue_url),
        clock=clock,
    )
refuse_file = RefuseFile(messages=ports.messages, media=S3Media(settings.bucket_name))
sweep_orphans = SweepOrphans(messages=ports.messages, media=S3Media(settings.bucket_name), clock=clock)
returned = SqsVisibility(settings.media_queue_url)


@in_request
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event.get("action") == "sweep":
        result = sweep_orphans(lambda: context.get_remaining_time_in_millis() / 1000)
        log = logger.info if result.complete else logger.warning
        log("files swept", looked_at=result.looked_at, deleted=result.deleted, complete=result.complete)
        return {}
    if "detail" in event:
        verdict = ScanVerdict.model_validate(event["detail"])
        if verdict.is_threat:
            logger.warning("malware found", marked=refuse_file(verdict.scanned.key))
        return {}
    failed = [record["messageId"] for record in event["Records"] if not _handled(record)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _handled(record: dict[str, Any]) -> bool:
    """Whether the entry may leave the queue."""
    attempt = int(record["attributes"]["ApproximateReceiveCount"])
    try:
        request = load_media_request(record["body"])
        result = bring_home(request, attempt)
    except PermanentError as error:
        logger.error("file not fetched", error=type(error).__name__)
        return False  # it ends in the dead-letter queue
    _log(request, result, attempt)
    retry_in = result.retry_in
    if retry_in is None and transcribe_voice is not None:
        written = transcribe_voice(request, attempt)
        _log_transcription(request, written)
        retry_in = written.retry_in
    if retry_in is None:
        return True
    returned.delay([record["receiptHandle"]], _seconds(retry_in))
    return False


def _log(request: MediaRequest, result: FetchResult, attempt: int) -> None:
    logger.info(
        "file handled",
        channel=request.channel,
        attachment_id=request.attachment_id,
        status=result.status,
        error=result.error,
        attempt=attempt,
        retry_in=None if result.retry_in is None else _seconds(result.retry_in),
    )


def _log_transcription(request: MediaRequest, result: TranscriptionResult) -> None:
    if result.state is not None:
        logger.info(
            "voice message transcribed",
            channel=request.channel,
            attachment_id=request.attachment_id,
            state=result.state,
            error=result.error,
            retry_in=None if result.retry_in is None else _seconds(result.retry_in),
        )


def _seconds(duration: timedelta) -> int:
    return int(duration.total_seconds())
