"""The desk's metrics, read where they are: in CloudWatch on AWS, in the functions' logs on this machine.

Names, units and dimensions come from the catalogue in ``shared/observability/catalogue.py``.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from math import ceil
from typing import Any, Protocol

import boto3
from aws_lambda_powertools.metrics import MetricUnit
from botocore.config import Config

from shared.adapters.aws_errors import translated
from shared.observability.catalogue import CATALOGUE, namespace

CONFIG = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})
LOG_GROUPS = "/aws/lambda/{stack}-"
PAGE = 10_000  # log events one answer may hold
SERIES = 500  # what one GetMetricData may ask for

Labels = tuple[tuple[str, str], ...]
EventKey = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """How long something took, in the unit of the catalogue."""

    count: int
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Figures:
    """``counts`` by metric and dimensions; ``percentiles`` of what is a duration."""

    counts: Mapping[tuple[str, Labels], float] = field(default_factory=dict)
    percentiles: Mapping[str, Percentiles] = field(default_factory=dict)

    def total(self, name: str) -> int:
        return int(sum(value for (found, _), value in self.counts.items() if found == name))

    def by(self, name: str) -> Mapping[str, int]:
        """Value of the metric's only dimension → count, the largest first."""
        found = {labels[0][1]: int(value) for (known, labels), value in self.counts.items() if known == name and labels}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


class FigureSource(Protocol):
    def read(self) -> Figures:
        """Everything since the source's beginning. Raises ``UpstreamError``."""
        ...


def is_duration(name: str) -> bool:
    return CATALOGUE[name].unit is not MetricUnit.Count


class LogFigures:
    """Sums what functions write in embedded metric format. Each ``read`` looks only at what is new."""

    def __init__(self, stack_name: str, since: datetime) -> None:
        self._prefix = LOG_GROUPS.format(stack=stack_name)
        self._namespace = namespace(stack_name)
        self._since = _milliseconds(since)
        self._counts: dict[tuple[str, Labels], float] = {}
        self._values: dict[str, list[float]] = {}
        # log group → where to go on, and which events of that very millisecond were read
        self._places: dict[str, tuple[int, Counter[EventKey]]] = {}
        self._client: Any = None

    def read(self) -> Figures:
        if self._client is None:
            self._client = boto3.client("logs", config=CONFIG)
        with translated("cloudwatch"):
            for group in self._groups():
                for message in self._new(group):
                    self._add(message)
        return Figures(dict(self._counts), {name: percentiles_of(values) for name, values in self._values.items()})

    def _groups(self) -> list[str]:
        pages = self._client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=self._prefix)
        return [group["logGroupName"] for page in pages for group in page["logGroups"]]

    def _new(self, group: str) -> Iterator[str]:
        start, seen = self._places.get(group, (self._since, Counter()))
        while True:
            events = self._client.filter_log_events(
                logGroupName=group, startTime=start, filterPattern="CloudWatchMetrics", limit=PAGE
            )["events"]
            before = Counter(seen)
            for event in events:
                # The emulator gives events no id, so those of the last millisecond are distinguished by their text;
                # as many of each as were read before are passed over.
                if event["timestamp"] == start and before[_event_key(event)] > 0:
                    before[_event_key(event)] -= 1
                    continue
                yield event["message"]
            last = max((event["timestamp"] for event in events), default=start)
            seen = Counter(_event_key(event) for event in events if event["timestamp"] == last) if events else seen
            advanced, start = last > start, last
            self._places[group] = (start, seen)
            if len(events) < PAGE or not advanced:
                return

    def _add(self, message: str) -> None:
        for name, labels, values in records(message, self._namespace):
            if is_duration(name):
                self._values.setdefault(name, []).extend(values)
            else:
                self._counts[name, labels] = self._counts.get((name, labels), 0) + sum(values)


def records(message: str, wanted: str) -> Iterator[tuple[str, Labels, list[float]]]:
    """The metrics of our catalogue in the namespace ``wanted`` that one line in embedded metric format holds."""
    try:
        line = json.loads(message)
        directives = line["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return
    for directive in directives:
        if directive.get("Namespace") != wanted:
            continue
        for metric in directive["Metrics"]:
            name = metric["Name"]
            if name not in CATALOGUE or name not in line:
                continue
            labels = tuple((d, str(line[d])) for d in sorted(CATALOGUE[name].labels) if d in line)
            found = line[name]
            yield name, labels, [float(v) for v in (found if isinstance(found, list) else [found])]


class CloudWatchFigures:
    """Asks CloudWatch for every series of the catalogue, of one stack only."""

    def __init__(self, stack_name: str, since: datetime) -> None:
        self._namespace = namespace(stack_name)
        self._since = since
        self._client: Any = None

    def read(self) -> Figures:
        if self._client is None:
            self._client = boto3.client("cloudwatch", config=CONFIG)
        now = datetime.now(UTC)
        # CloudWatch wants a period that fits its resolution: whole hours for what is older than 15 days.
        period = max(3600, ceil((now - self._since).total_seconds() / 3600) * 3600)
        counts: dict[tuple[str, Labels], float] = {}
        statistics: dict[tuple[str, str], float] = {}
        asked = list(_queries(period, self._namespace))
        with translated("cloudwatch"):
            for start in range(0, len(asked), SERIES):
                part = {query["Id"]: key for key, query in asked[start : start + SERIES]}
                for result in self._results([query for _, query in asked[start : start + SERIES]], now):
                    name, labels, statistic = part[result["Id"]]
                    if not result["Values"]:
                        continue
                    if is_duration(name):
                        statistics[name, statistic] = result["Values"][0]
                    else:
                        counts[name, labels] = counts.get((name, labels), 0) + sum(result["Values"])
        percentiles = {
            name: Percentiles(
                count=int(statistics.get((name, "SampleCount"), 0)),
                median=statistics[name, "p50"],
                p95=statistics.get((name, "p95"), statistics[name, "p50"]),
            )
            for name in CATALOGUE
            if (name, "p50") in statistics
        }
        return Figures(counts, percentiles)

    def _results(self, queries: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Any]:
        pages = self._client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=list(queries), StartTime=self._since, EndTime=now
        )
        return [result for page in pages for result in page["MetricDataResults"]]


def _queries(period: int, metrics_namespace: str) -> Iterator[tuple[tuple[str, Labels, str], dict[str, Any]]]:
    number = 0
    for name, metric in CATALOGUE.items():
        names = sorted(metric.dimensions)
        statistics = ("p50", "p95", "SampleCount") if is_duration(name) else ("Sum",)
        for values in product(*(metric.dimensions[dimension] for dimension in names)):
            labels = tuple(zip(names, (str(value) for value in values), strict=True))
            for statistic in statistics:
                number += 1
                yield (
                    (name, labels, statistic),
                    {
                        "Id": f"q{number}",
                        "MetricStat": {
                            "Metric": {
                                "Namespace": metrics_namespace,
                                "MetricName": name,
                                "Dimensions": [{"Name": d, "Value": v} for d, v in labels],
                            },
                            "Period": period,
                            "Stat": statistic,
                        },
                    },
                )


def percentiles_of(values: Sequence[float]) -> Percentiles:
    """Median and 95th percentile, as the nearest value that was really measured."""
    ordered = sorted(values)

    def at(share: float) -> float:
        return ordered[max(0, ceil(share * len(ordered)) - 1)]

    return Percentiles(count=len(ordered), median=at(0.5), p95=at(0.95))


def _event_key(event: Mapping[str, Any]) -> EventKey:
    return str(event.get("logStreamName")), str(event["message"])


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
