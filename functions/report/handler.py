"""Lambda entry point: the clock -> weekly letters of the brands whose Monday has begun."""

import os
from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.report import mail
from functions.report.page import week_page
from functions.report.service import Reports, SendWeeklyLetters
from functions.report.settings import Settings
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.adapters.dynamodb.letters import DynamoDBLetters
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.notify.letter import LetterMailer
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.system_clock import SystemClock
from shared.contracts.reports import ListeningView, ServiceView, TopicsView
from shared.domain.brand.model import Brand
from shared.domain.figures.agents import with_names
from shared.domain.figures.counting import PART_FACETS
from shared.domain.figures.hours import listening_figures
from shared.domain.figures.model import Counted
from shared.domain.figures.service import service_figures
from shared.domain.figures.topics import Before, rising_topics
from shared.domain.figures.words import rising_words
from shared.observability.logs import in_request, logger

settings = Settings.model_validate(dict(os.environ))
clock = SystemClock()
table = DynamoDBTable(settings.table_name)
figures = DynamoDBFigures(table)
agents = DynamoDBAgents(table, cache_seconds=settings.cache_seconds, clock=clock)


class LetterFailedError(Exception):
    """Some brands' letters were not sent to everybody. What was sent is noted, and not sent again."""


def reports_of(brand: Brand, since: datetime, until: datetime) -> Reports:
    """What the API answers to the reports of this span."""
    counted = Counted.of(figures.counted_until(brand.id), until, clock.now())
    found = figures.between(brand.id, since, until, timed=PART_FACETS)
    compared = Before.of(since, until)
    before = figures.between(brand.id, compared.since, compared.until)
    topics, words = rising_topics(found, before, compared.number), rising_words(found, before)
    listening = listening_figures(found, brand.calendar, brand.id, since, until)
    views = {
        "listening": ListeningView.of(listening, counted),
        "service": ServiceView.of(with_names(service_figures(found, brand.id, since, until), agents.all()), counted),
        "topics": TopicsView.of(brand.id, (since, until), (topics, words), counted),
    }
    shown = {name: view.model_dump(mode="json", by_alias=True) for name, view in views.items()}
    return {**shown, "topics": shown["topics"]["topics"], "words": shown["topics"]["words"]}


send_weekly_letters = SendWeeklyLetters(
    brands=DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock),
    counted=figures,
    reports=reports_of,
    write=mail.letter,
    draw=week_page,
    register=DynamoDBLetters(table),
    sender=LetterMailer(settings.mail_sender, NotificationTopic(settings.topic_arn)),
    clock=clock,
)


@in_request
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    sent, failed = send_weekly_letters()
    for brand_id, error in failed:
        logger.error("a weekly letter could not be sent", failed=brand_id, error=error)
    logger.info("weekly letters", sent=len(sent), failed=len(failed))
    if failed:  # Lambda counts it, which is what the alarm looks at, and runs it again twice within minutes
        raise LetterFailedError(f"weekly letters of {len(failed)} brands could not be sent to everybody")
    return {"sent": len(sent), "failed": len(failed)}
