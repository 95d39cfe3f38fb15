"""Lambda entry point, a task of the triage workflow: inbound event -> classification."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.classify.encoder.meanings import ENCODER
from functions.classify.model.classifier import TrainedClassifier
from functions.classify.service import ClassifyMessage
from functions.classify.settings import Settings
from shared.adapters.dynamodb.article_meanings import DynamoDBArticleMeanings
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.phone_numbers import LibraryPhones
from shared.adapters.s3.texts import S3Texts
from shared.adapters.system_clock import SystemClock
from shared.contracts.events import dump_classification, load_event
from shared.observability.logs import event_reference, in_request, logger

settings = Settings.model_validate(dict(os.environ))
table = DynamoDBTable(settings.table_name)
classify_message = ClassifyMessage(
    brands=DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=SystemClock()),
    texts=S3Texts(settings.bucket_name),
    classifier=TrainedClassifier(LibraryPhones()),
    article_meanings=DynamoDBArticleMeanings(
        table, encoder=ENCODER, cache_seconds=settings.cache_seconds, clock=SystemClock()
    ),
)


@in_request
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    inbound = load_event(event)
    classification = classify_message(inbound)
    logger.info(
        "message classified",
        event=event_reference(inbound.event_id),
        channel=inbound.channel,
        category=classification.category.value,
        language=classification.language,
        sure=classification.sure,
    )
    return dump_classification(classification)
