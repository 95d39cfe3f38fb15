"""The catalogue of metrics: bounded, and strict about what is not in it."""

from math import prod

import pytest

from shared.observability.catalogue import CATALOGUE
from shared.observability.emf import EmfMetrics

MAX_SERIES = 150  # CloudWatch bills each combination of dimension values as a metric


def test_all_metrics_together_are_a_known_number_of_time_series() -> None:
    series = {name: prod(len(values) for values in metric.dimensions.values()) for name, metric in CATALOGUE.items()}

    assert sum(series.values()) <= MAX_SERIES, series


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_metric_has_few_dimensions_and_none_that_grows_with_the_business(name: str) -> None:
    dimensions = CATALOGUE[name].dimensions

    assert len(dimensions) <= 2
    assert not {"brand", "account", "ticket", "author", "customer"} & set(dimensions)


@pytest.mark.parametrize(
    ("name", "dimensions"),
    [("TicketsOpened", {}), ("TicketsOpened", {"priority": "very"}), ("EventsReturned", {"brand": "acme"})],
)
def test_what_is_not_in_the_catalogue_is_never_written(name: str, dimensions: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"dimensions|is no"):
        EmfMetrics().count(name, **dimensions)


def test_a_name_that_is_not_in_the_catalogue_is_never_written() -> None:
    with pytest.raises(KeyError):
        EmfMetrics().count("TicketOpened")
