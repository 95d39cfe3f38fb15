"""Lambda entry point, a task of the triage workflow: inbound event -> classification."""

import os
from collections import Counter
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
from shared.domain.errors import NightdeskError
from shared.domain.vocabulary import EventKind
from shared.observability.logs import in_request, logger

WITH_WORDS = frozenset({EventKind.CREATED, EventKind.EDITED, EventKind.UNSUPPORTED})
"""What the workflow has classified."""

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


def classify_each(conversations: list[list[dict[str, Any]]]) -> list[list[Any]]:
    """The classification of each event of a shared run, ``None`` where there are no words, or which error it met."""
    return [[_classified(event) for event in conversation] for conversation in conversations]


def _classified(event: dict[str, Any]) -> dict[str, Any] | None:
    try:
        inbound = load_event(event)
        return dump_classification(classify_message(inbound)) if inbound.kind in WITH_WORDS else None
    except NightdeskError as error:
        return {"failed": type(error).__name__, "error": str(error)}


@in_request
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if "conversations" in event:
        found = classify_each(event["conversations"])
        categories = Counter(str(each["category"]) for part in found for each in part if each and "category" in each)
        logger.info("batch classified", messages=sum(map(len, found)), categories=categories)
        return {"conversations": found}
    return dump_classification(classify_message(load_event(event)))  # the line in the log of store says what was found
