"""Metrics as CloudWatch's embedded metric format, in the log: as few lines per invocation as the format allows.

A line is billed by its bytes, and its frame is longer than what it says. Powertools writes one line for each set of
dimensions; the format lets one line hold several, as long as no two of them give the same name two values. It lets a
line hold other members, too, so what an invocation says of its work (``tell``) goes into the same line. The unit of a
count is not named: nothing of ours asks CloudWatch by unit.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability.catalogue import CATALOGUE
from shared.observability.logs import logger

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
        self._told: dict[str, Any] = {}

    def tell(self, message: str, **facts: Any) -> None:
        """What the invocation has to say of its work, at ``INFO``: in the line of its figures, if there is one. What is
        ``None`` is left out. Once in an invocation; warnings and errors go to the logger, at once."""
        if logger.log_level <= logging.INFO:
            known = {name: fact for name, fact in facts.items() if fact is not None}
            self._told = {"level": "INFO", "message": message, **known}

    def count(self, name: str, value: int = 1, **labels: str) -> None:
        """Raises ``KeyError``/``ValueError`` for a name or value that is not in the catalogue."""
        series = _series(name, labels)
        self._counts[series] = self._counts.get(series, 0) + value

    def measure(self, name: str, value: float, **labels: str) -> None:
        """Raises ``KeyError``/``ValueError`` for a name or value that is not in the catalogue."""
        values = self._values.setdefault(_series(name, labels), [])
        values.append(round(value, 3) if CATALOGUE[name].unit is MetricUnit.Seconds else round(value))
        if len(values) >= MAX_VALUES:
            self._write_figures()

    def flush(self) -> None:
        """Write what was collected, and forget it."""
        told, self._told = self._told, {}
        if told and not self._write_figures(told):
            logger.info(told.pop("message"), extra={name: fact for name, fact in told.items() if name != "level"})
        self._write_figures()

    def _write_figures(self, told: Mapping[str, Any] = MappingProxyType({})) -> bool:
        """Whether a line has taken what is ``told``."""
        lines: list[_Line] = []
        found: dict[tuple[str, Labels], int | list[float]] = {**self._counts, **self._values}
        self._counts, self._values = {}, {}
        for (name, labels), value in found.items():
            line = next((line for line in lines if line.has_room(name, labels)), None)
            if line is None:
                lines.append(line := _Line())
            line.add(name, labels, value)
        taking = next((line for line in lines if line.can_tell(told)), None)
        for line in lines:
            # The format is read from the function's log.
            print(line.text(told if line is taking else {}), flush=True)  # noqa: T201 - the format is read from the log
        return taking is not None

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

    def can_tell(self, told: Mapping[str, Any]) -> bool:
        return all(self._members.get(name, fact) == fact for name, fact in told.items())

    def add(self, name: str, labels: Labels, value: float | list[float]) -> None:
        self._members |= dict(labels)
        self._members[name] = value[0] if isinstance(value, list) and len(value) == 1 else value
        unit = CATALOGUE[name].unit
        named = {} if unit is MetricUnit.Count else {"Unit": unit.value}
        self._metrics.setdefault(_dimensions(name), []).append({"Name": name, **named})

    def text(self, told: Mapping[str, Any]) -> str:
        namespace = os.environ["POWERTOOLS_METRICS_NAMESPACE"]
        directives = [
            {"Namespace": namespace, "Dimensions": [list(dimensions)], "Metrics": metrics}
            for dimensions, metrics in self._metrics.items()
        ]
        described = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": directives}
        return json.dumps({"_aws": described, **told, **self._members}, separators=(",", ":"), default=str)


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
