"""What a stack costs a month while nobody writes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.idle import IdleSweep, month
from shared.channels import POLLED_CHANNELS
from shared.observability.logs import logger
from tests.infra.template import template
from tests.integration.acme_at_night import acme
from tests.integration.aws_units import counted
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
MAX_DOLLARS = 10
MAX_DOLLARS_OF_ONE_MORE_BRAND = 1
GB_SECONDS = 0.15 * 0.5
"""Of one sweep: 150 ms are more than it takes, and it has 512 MB."""


@pytest.fixture
def stack() -> Iterator[StackOnMoto]:
    """No account of its brand has to be asked."""
    accounts = [account for account in acme()["accounts"] if account["channel"] not in POLLED_CHANNELS]
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch, accounts=accounts) as stack:
        yield stack


@pytest.fixture
def idle_sweep(stack: StackOnMoto, capsys: pytest.CaptureFixture[str]) -> IdleSweep:
    """What the clock does each minute, of a container that has read the brand already."""
    return measured(stack.sweep, capsys)


@pytest.fixture
def idle_poll(stack: StackOnMoto, capsys: pytest.CaptureFixture[str]) -> IdleSweep:
    """What the clock of polls does every two minutes, when what was read of the brands is too old each time."""

    def poll() -> None:
        stack.forget()
        stack.poll()

    return measured(poll, capsys)


@pytest.fixture
def idle_silence(stack: StackOnMoto, capsys: pytest.CaptureFixture[str]) -> IdleSweep:
    """What the hourly look for silent accounts does."""
    return measured(lambda: stack.workflows.invoke("escalate", {"action": "find_silence"}), capsys)


@pytest.fixture
def idle_accounts(stack: StackOnMoto, capsys: pytest.CaptureFixture[str]) -> IdleSweep:
    """What the clock of accounts does while no token ends and no look is due."""
    return measured(stack.look_after_accounts, capsys)


@pytest.fixture
def clocks(
    idle_sweep: IdleSweep, idle_poll: IdleSweep, idle_silence: IdleSweep, idle_accounts: IdleSweep
) -> dict[str, IdleSweep]:
    """By the names under which the benchmark knows them."""
    return {"sweep": idle_sweep, "poll": idle_poll, "silence": idle_silence, "accounts": idle_accounts}


def measured(do: Callable[[], object], capsys: pytest.CaptureFixture[str]) -> IdleSweep:
    before = logger.log_level
    logger.setLevel("INFO")  # as in the template, whoever imported the logger first
    try:
        do()
        capsys.readouterr()
        with counted() as calls:
            do()
    finally:
        logger.setLevel(before)
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


def test_a_month_when_nobody_writes_costs_at_most_ten_dollars_with_one_brand(clocks: dict[str, IdleSweep]) -> None:
    items = month(template()["Resources"], secrets(), **clocks)

    assert sum(items.values()) <= MAX_DOLLARS, items


def test_one_more_brand_costs_at_most_one_dollar_a_month(clocks: dict[str, IdleSweep]) -> None:
    one = month(template()["Resources"], secrets(), **clocks)
    other = {"other", "notify-other-oncall"}
    two = month(template()["Resources"], {*secrets(), *other}, **clocks, brands=2)

    assert sum(two.values()) - sum(one.values()) <= MAX_DOLLARS_OF_ONE_MORE_BRAND


def test_the_clock_of_an_idle_desk_writes_one_metric_and_nothing_into_the_table(idle_sweep: IdleSweep) -> None:
    assert idle_sweep.metrics == {"SweepsDone"}


def test_a_look_at_nothing_to_poll_writes_nothing(idle_poll: IdleSweep) -> None:
    assert (idle_poll.metrics, idle_poll.log_bytes) == (frozenset(), 0)


def test_the_operations_page_has_the_figures_of_today(clocks: dict[str, IdleSweep]) -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    for name, dollars in month(template()["Resources"], secrets(), **clocks).items():
        assert f"| {name} | {dollars:.2f} |" in page, (name, dollars)
