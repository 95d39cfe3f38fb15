"""The catalogue of metrics: bounded, and strict about what is not in it."""

from math import prod
from pathlib import Path

import pytest

from shared.observability.catalogue import CATALOGUE
from shared.observability.emf import EmfMetrics

MAX_SERIES = 50
"""What the catalogue has. CloudWatch bills each combination of dimension values as a metric: lower it, never raise it.

``docs/operations.md`` names the number and what it costs.
"""

DOLLARS_PER_SERIES_AND_MONTH = 0.30
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_all_metrics_together_are_a_known_number_of_time_series() -> None:
    series = {name: prod(len(values) for values in metric.dimensions.values()) for name, metric in CATALOGUE.items()}

    assert sum(series.values()) <= MAX_SERIES, series


def test_the_operations_page_names_the_number_and_what_it_costs() -> None:
    page = OPERATIONS.read_text(encoding="utf-8")

    assert f"at most {MAX_SERIES} metrics" in page
    assert f"{MAX_SERIES * DOLLARS_PER_SERIES_AND_MONTH:.2f} dollars a month" in page


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_metric_has_few_dimensions_and_none_that_grows_with_the_business(name: str) -> None:
    dimensions = CATALOGUE[name].dimensions

    assert len(dimensions) <= 2
    assert not {"brand", "account", "ticket", "author", "customer"} & set(CATALOGUE[name].labels)


@pytest.mark.parametrize(
    ("name", "dimensions"),
    [("TicketsOpened", {}), ("TicketsOpened", {"priority": "very"}), ("EventsReturned", {"brand": "acme"})],
)
def test_what_is_not_in_the_catalogue_is_never_written(name: str, dimensions: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"labels|is no"):
        EmfMetrics().count(name, **dimensions)


def test_a_name_that_is_not_in_the_catalogue_is_never_written() -> None:
    with pytest.raises(KeyError):
        EmfMetrics().count("TicketOpened")
