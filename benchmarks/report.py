"""How long a report of a large desk takes, and what it reads, for spans from a day to a year.

On moto, with the figures of half a million tickets a year. Time is that of the processor, without what moto takes for
DynamoDB's part: on AWS some milliseconds for each call come to it.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from botocore.client import BaseClient

from functions.api.reports.use_cases import HowFarCounted, ReportKinds, ReportListening, ReportService, ReportTopics
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.contracts.reports import KindsView, ListeningView, ServiceView, TopicsView
from shared.domain.figures.topics import Before
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.stored import FixedClock
from tests.integration.aws_units import counted, read_units
from tests.integration.large_desk import fill_figures
from tests.integration.table_on_moto import table_on_moto

UNTIL = datetime(2026, 3, 3, 20, tzinfo=UTC)
SPANS = {"a day": 1, "a week": 7, "a quarter": 92, "a year": 366}  # days
TIMES = 5

BRAND = "acme"


def measure() -> dict[str, float]:
    """Milliseconds of one core (the median of five), read units and calls of each report and span."""
    found: dict[str, float] = {}
    with pytest.MonkeyPatch.context() as monkeypatch, table_on_moto(monkeypatch) as table:
        begins = {name: (UNTIL - timedelta(days=days)).replace(hour=5) for name, days in SPANS.items()}
        edges = {edge for since in begins.values() for edge in (since, Before.of(since, UNTIL).since)} | {UNTIL}
        midnights = {edge.replace(hour=0) for edge in edges}
        fill_figures(table, BRAND, min(edges), UNTIL, midnights)
        figures, brands = DynamoDBFigures(table), FakeBrands.of(acme())
        clock = FixedClock(UNTIL)
        agents = DynamoDBAgents(table, cache_seconds=0, clock=clock)
        listening, service = (
            ReportListening(figures=figures, brands=brands),
            ReportService(figures=figures, agents=agents),
        )
        how_far = HowFarCounted(figures=figures, clock=clock)
        kinds, topics = ReportKinds(figures=figures), ReportTopics(figures=figures)
        for name, since in begins.items():
            works: dict[str, Callable[[], str]] = {
                "service": lambda since=since: ServiceView.of(
                    service(BRAND, since, UNTIL), how_far(BRAND, since, UNTIL)
                ).model_dump_json(),
                "listening": lambda since=since: ListeningView.of(
                    listening(BRAND, since, UNTIL), how_far(BRAND, since, UNTIL)
                ).model_dump_json(),
                "kinds": lambda since=since: KindsView.of(
                    BRAND,
                    (since, UNTIL),
                    "category",
                    kinds(BRAND, since, UNTIL, "category"),
                    how_far(BRAND, since, UNTIL),
                ).model_dump_json(),
                "topics": lambda since=since: TopicsView.of(
                    BRAND, (since, UNTIL), topics(BRAND, since, UNTIL), how_far(BRAND, since, UNTIL)
                ).model_dump_json(),
            }
            for report, work in works.items():
                title = f"{report}, {name}"
                found[f"{title}, milliseconds"] = round(statistics.median(_milliseconds(work) for _ in range(TIMES)), 1)
                with read_units() as read, counted() as calls:
                    work()
                found[f"{title}, read units"] = read.total
                found[f"{title}, calls"] = calls["calls"]
    return found


def _milliseconds(work: Callable[[], object]) -> float:
    others = 0.0
    real = BaseClient._make_api_call

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        nonlocal others
        begun = time.thread_time()
        try:
            return real(client, operation, arguments)
        finally:
            others += time.thread_time() - begun

    with patch.object(BaseClient, "_make_api_call", call):
        begun = time.thread_time()
        work()
        return (time.thread_time() - begun - others) * 1000
