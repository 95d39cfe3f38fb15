"""Metrics as CloudWatch's embedded metric format, in the log: as few lines per invocation as the format allows.

A line is billed by its bytes, and its frame is longer than what it says. Powertools writes one line for each set of
dimensions; the format lets one line hold several, as long as no two of them give the same name two values.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability.catalogue import CATALOGUE

MAX_VALUES = 100
"""Values of one metric in one line."""
MAX_METRICS = 100
"""Metrics in one directive of a line."""

Labels = tuple[tuple[str, str], ...]


class EmfMetrics:
    """Collects figures until ``flush`` writes them.

    The namespace comes from ``POWERTOOLS_METRICS_NAMESPACE``, which the template sets to that of the stack.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, Labels], int] = {}
        self._values: dict[tuple[str, Labels], list[float]] = {}

    def count(self, name: str, value: int = 1, **labels: str) -> None:
        """Raises ``KeyError``/``ValueError`` for a name or value that is not in the catalogue."""
        series = _series(name, labels)
        self._counts[series] = self._counts.get(series, 0) + value

    def measure(self, name: str, value: float, **labels: str) -> None:
        """Raises ``KeyError``/``ValueError`` for a name or value that is not in the catalogue."""
        values = self._values.setdefault(_series(name, labels), [])
        values.append(value)
        if len(values) >= MAX_VALUES:
            self.flush()

    def flush(self) -> None:
        """Write what was collected, and forget it."""
        lines: list[_Line] = []
        found: dict[tuple[str, Labels], int | list[float]] = {**self._counts, **self._values}
        self._counts, self._values = {}, {}
        for (name, labels), value in found.items():
            line = next((line for line in lines if line.has_room(name, labels)), None)
            if line is None:
                lines.append(line := _Line())
            line.add(name, labels, value)
        for line in lines:
            print(line.text(), flush=True)  # noqa: T201 - the format is read from the function's log

    def flushed_after(self, handler: Callable[[dict[str, Any], LambdaContext], Any]) -> Callable[..., Any]:
        """The handler, which writes its figures when it ends, also with an error."""

        @wraps(handler)
        def measured(event: dict[str, Any], context: LambdaContext) -> Any:
            try:
                return handler(event, context)
            finally:
                self.flush()

        return measured


class _Line:
    """One line of the log: several sets of dimensions that contradict each other nowhere."""

    def __init__(self) -> None:
        self._members: dict[str, Any] = {}
        self._metrics: dict[tuple[str, ...], list[dict[str, str]]] = {}

    def has_room(self, name: str, labels: Labels) -> bool:
        fits = all(self._members.get(label, value) == value for label, value in labels)
        return name not in self._members and fits and len(self._metrics.get(_dimensions(name), ())) < MAX_METRICS

    def add(self, name: str, labels: Labels, value: float | list[float]) -> None:
        self._members |= dict(labels)
        self._members[name] = value
        self._metrics.setdefault(_dimensions(name), []).append({"Name": name, "Unit": CATALOGUE[name].unit.value})

    def text(self) -> str:
        namespace = os.environ["POWERTOOLS_METRICS_NAMESPACE"]
        directives = [
            {"Namespace": namespace, "Dimensions": [list(dimensions)], "Metrics": metrics}
            for dimensions, metrics in self._metrics.items()
        ]
        described = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": directives}
        return json.dumps({"_aws": described, **self._members}, separators=(",", ":"))


def _dimensions(name: str) -> tuple[str, ...]:
    return tuple(sorted(CATALOGUE[name].dimensions))


def _series(name: str, labels: Mapping[str, str]) -> tuple[str, Labels]:
    metric = CATALOGUE[name]
    if set(labels) != set(metric.labels):
        raise ValueError(f"{name} has the labels {sorted(metric.labels)}, not {sorted(labels)}")
    for label, given in labels.items():
        if given not in metric.labels[label]:
            raise ValueError(f"{given!r} is no {label} of {name}")
    return name, tuple(sorted((label, str(given)) for label, given in labels.items()))
