"""Metrics in the log: few lines, each of which CloudWatch can read."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from cli.metrics import records
from shared.observability.emf import MAX_VALUES, EmfMetrics
from shared.observability.logs import logger

FUNCTIONS = Path(__file__).parents[2] / "functions"


@pytest.fixture
def metrics(monkeypatch: pytest.MonkeyPatch) -> EmfMetrics:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Nightdesk/desk")
    return EmfMetrics()


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_invocation_writes_one_line_for_metrics_of_different_dimensions(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics.count("EscalationsEnded", end="claimed")
    metrics.count("WebhooksReceived", outcome="accepted")
    metrics.measure("StoreDelay", 80)
    metrics.flush()

    [line] = written(capsys)
    directives = line["_aws"]["CloudWatchMetrics"]
    assert {(tuple(d["Dimensions"][0]), d["Metrics"][0]["Name"]) for d in directives} == {
        (("end",), "EscalationsEnded"),
        (("outcome",), "WebhooksReceived"),
        ((), "StoreDelay"),
    }
    assert {d["Namespace"] for d in directives} == {"Nightdesk/desk"}
    assert (line["end"], line["outcome"], line["EscalationsEnded"], line["StoreDelay"]) == (
        "claimed",
        "accepted",
        1,
        80,
    )


def test_what_an_invocation_says_of_its_work_is_in_the_line_of_its_figures(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line is billed by its bytes, and each has a frame."""

    @metrics.flushed_after
    def handler(_event: dict[str, Any], _context: Any) -> None:
        metrics.count("EventsTriaged", outcome="ticket")
        metrics.tell("event stored", outcome="ticket", ticket_id="T-1", error=None)

    handler({}, None)
    [line] = written(capsys)
    assert (line["message"], line["level"], line["ticket_id"], line["EventsTriaged"]) == (
        "event stored",
        "INFO",
        "T-1",
        1,
    )
    assert "error" not in line
    handler({}, None)
    assert len(written(capsys)) == 1


def test_what_contradicts_a_label_or_stands_alone_has_a_line_of_its_own(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", lines)
    metrics.count("EventsTriaged", outcome="ticket")
    metrics.tell("event stored", outcome="appended")
    metrics.flush()
    metrics.tell("webhook answered", status=404)
    metrics.flush()

    assert [line["outcome"] for line in written(capsys)] == ["ticket"]
    first, second = map(json.loads, lines.getvalue().splitlines())
    assert (first["message"], first["outcome"]) == ("event stored", "appended")
    assert (second["message"], second["level"], second["status"]) == ("webhook answered", "INFO", 404)


def test_nothing_is_said_of_work_where_only_warnings_are_wanted(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    before = logger.log_level
    logger.setLevel("WARNING")
    try:
        metrics.count("SignalsCounted")
        metrics.tell("webhook answered")
        metrics.flush()
    finally:
        logger.setLevel(before)

    [line] = written(capsys)
    assert "message" not in line


def test_only_what_is_no_count_has_a_unit(metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]) -> None:
    metrics.count("SignalsCounted")
    metrics.measure("StoreDelay", 80.4)
    metrics.measure("AcknowledgementDelay", 0.92795)
    metrics.flush()

    [line] = written(capsys)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Metrics"] == [
        {"Name": "SignalsCounted"},
        {"Name": "StoreDelay", "Unit": "Milliseconds"},
        {"Name": "AcknowledgementDelay", "Unit": "Seconds"},
    ]
    assert (line["StoreDelay"], line["AcknowledgementDelay"]) == (80, 0.928)


def test_a_detail_is_in_the_line_and_makes_no_series_of_its_own(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics.count("AcknowledgementsSuppressed", reason="desk_open")
    metrics.count("AcknowledgementsSuppressed", reason="spam_or_abuse")
    metrics.flush()

    lines = written(capsys)
    assert [line["reason"] for line in lines] == ["desk_open", "spam_or_abuse"]
    assert [line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] for line in lines] == [[[]], [[]]]


def test_two_series_of_one_metric_never_share_a_line(metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]) -> None:
    metrics.count("TicketsOpened", priority="high")
    metrics.count("TicketsOpened", priority="urgent")
    metrics.flush()

    assert [(line["priority"], line["TicketsOpened"]) for line in written(capsys)] == [("high", 1), ("urgent", 1)]


def test_two_metrics_with_different_values_of_one_label_never_share_a_line(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics.count("AcknowledgementsSent", channel="x")
    metrics.count("AccountWarnings", channel="telegram")
    metrics.flush()

    assert len(written(capsys)) == 2


def test_what_was_counted_twice_is_written_as_its_sum(metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]) -> None:
    metrics.count("SignalsCounted", 3)
    metrics.count("SignalsCounted")
    metrics.flush()

    assert [line["SignalsCounted"] for line in written(capsys)] == [4]


def test_every_measured_value_is_written_and_no_line_holds_more_than_the_format_allows(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in range(MAX_VALUES + 20):
        metrics.measure("StoreDelay", value)
    metrics.flush()

    lines = written(capsys)
    assert [len(line["StoreDelay"]) for line in lines] == [MAX_VALUES, 20]
    assert [value for line in lines for value in line["StoreDelay"]] == list(range(MAX_VALUES + 20))


def test_nothing_is_written_twice_and_nothing_where_nothing_was_counted(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics.count("SignalsCounted")
    metrics.flush()
    metrics.flush()

    assert len(written(capsys)) == 1


def test_a_handler_that_fails_has_written_what_it_counted(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    @metrics.flushed_after
    def handler(event: dict[str, Any], context: Any) -> None:
        metrics.count("SignalsCounted")
        raise LookupError

    with pytest.raises(LookupError):
        handler({}, None)

    assert len(written(capsys)) == 1


def test_the_command_line_reads_a_line_of_several_metrics(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics.count("TicketsOpened", priority="high")
    metrics.measure("StoreDelay", 80)
    metrics.flush()

    assert set(map(str, records(capsys.readouterr().out, "Nightdesk/desk"))) == {
        str(("TicketsOpened", (("priority", "high"),), [1.0])),
        str(("StoreDelay", (), [80.0])),
    }


@pytest.mark.parametrize("handler", sorted(FUNCTIONS.glob("*/handler.py")), ids=lambda path: path.parent.name)
def test_every_handler_that_counts_writes_its_figures(handler: Path) -> None:
    source = handler.read_text(encoding="utf-8")

    assert "EmfMetrics" not in source or "@metrics.flushed_after\ndef lambda_handler" in source


def test_the_name_of_the_service_in_logs_makes_no_dimension_of_a_metric(
    metrics: EmfMetrics, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "payments")
    metrics.count("WebhooksReceived", outcome="accepted")
    metrics.measure("StoreDelay", 80)
    metrics.flush()

    [line] = written(capsys)
    assert [d["Dimensions"] for d in line["_aws"]["CloudWatchMetrics"]] == [[["outcome"]], [[]]]
    assert "payments" not in str(line)
