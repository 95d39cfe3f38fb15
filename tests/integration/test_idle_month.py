"""What a stack costs a month while nobody writes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.idle import SILENCE, IdleSweep, month
from tests.infra.template import template
from tests.integration.aws_units import counted
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
MAX_DOLLARS = 10
MAX_DOLLARS_OF_ONE_MORE_BRAND = 1
GB_SECONDS = 0.3 * 0.25
"""Of one sweep: 300 ms are far more than it takes, and it has 256 MB."""


@pytest.fixture
def stack() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        yield stack


@pytest.fixture
def idle_sweep(stack: StackOnMoto, capsys: pytest.CaptureFixture[str]) -> IdleSweep:
    """What the clock does each minute, of a container that has read the brand already."""
    stack.sweep()
    capsys.readouterr()
    with counted() as calls:
        stack.sweep()
    lines = capsys.readouterr().out.splitlines()
    written = [json.loads(line) for line in lines if '"_aws"' in line]
    names = {m["Name"] for line in written for d in line["_aws"]["CloudWatchMetrics"] for m in d["Metrics"]}
    # A call that finds nothing is half a unit, or one if it must see the latest write: one for each is the most.
    return IdleSweep(
        read_units=calls["calls"],
        gb_seconds=GB_SECONDS,
        log_bytes=sum(len(line) + 26 for line in lines),  # CloudWatch adds 26 bytes to each event
        metrics=frozenset(names),
    )


def secrets() -> set[str]:
    """The records of a brand that keeps the keys of all its accounts together, and those of one on-call webhook."""
    return {"acme", "notify-acme-oncall"}


def test_a_month_when_nobody_writes_costs_at_most_ten_dollars_with_one_brand(idle_sweep: IdleSweep) -> None:
    """The alarms that learn are an option: each channel's is billed as three."""
    items = month(template()["Resources"], secrets(), idle_sweep)

    assert sum(items.values()) - items[SILENCE] <= MAX_DOLLARS, items


def test_one_more_brand_costs_at_most_one_dollar_a_month(idle_sweep: IdleSweep) -> None:
    one = month(template()["Resources"], secrets(), idle_sweep)
    two = month(template()["Resources"], {*secrets(), "other", "notify-other-oncall"}, idle_sweep, brands=2)

    assert sum(two.values()) - sum(one.values()) <= MAX_DOLLARS_OF_ONE_MORE_BRAND


def test_the_clock_of_an_idle_desk_writes_one_metric_and_nothing_into_the_table(idle_sweep: IdleSweep) -> None:
    assert idle_sweep.metrics == {"SweepsDone"}


def test_the_operations_page_has_the_figures_of_today(idle_sweep: IdleSweep) -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    for name, dollars in month(template()["Resources"], secrets(), idle_sweep).items():
        assert f"| {name} | {dollars:.2f} |" in page, (name, dollars)
