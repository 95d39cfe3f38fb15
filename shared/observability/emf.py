"""Metrics as CloudWatch's embedded metric format, in the log."""

from collections.abc import Mapping

from aws_lambda_powertools.metrics import single_metric

from shared.observability.catalogue import CATALOGUE


class EmfMetrics:
    """Writes each figure as one record of its own, so that metrics with different dimensions do not mix.

    The namespace comes from ``POWERTOOLS_METRICS_NAMESPACE``, which the template sets to that of the stack.
    """

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Raises ``KeyError``/``ValueError`` for a name or value that is not in the catalogue."""
        self._write(name, value, dimensions)

    def measure(self, name: str, value: float, **dimensions: str) -> None:
        """Raises ``KeyError``/``ValueError`` for a name or value that is not in the catalogue."""
        self._write(name, value, dimensions)

    def _write(self, name: str, value: float, dimensions: Mapping[str, str]) -> None:
        metric = CATALOGUE[name]
        if set(dimensions) != set(metric.dimensions):
            raise ValueError(f"{name} has the dimensions {sorted(metric.dimensions)}, not {sorted(dimensions)}")
        for dimension, given in dimensions.items():
            if given not in metric.dimensions[dimension]:
                raise ValueError(f"{given!r} is no {dimension} of {name}")
        with single_metric(name=name, unit=metric.unit, value=value) as record:
            for dimension, given in dimensions.items():
                record.add_dimension(dimension, given)
