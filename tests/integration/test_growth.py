"""What work costs does not grow with what is stored."""

import pytest

from benchmarks.growth import SMALL, main

pytestmark = pytest.mark.integration


def test_a_change_a_page_a_sweep_and_a_report_cost_the_same_however_many_tickets_are_stored() -> None:
    """``make bench`` does the same with a hundred thousand."""
    few, many = main((SMALL, 3 * SMALL)).values()

    for work, units in few.items():
        for unit in ("read units", "write units", "calls"):
            assert many[work][unit] == units[unit], (work, unit)
    assert few["a sweep with nothing due"]["read units"] == 4, "half a unit for each of eight shards"
    assert many["a page of 20 open tickets"]["items read"] <= 8 * 20 + 20
    assert few["a report of a week"]["read units"] <= 60
