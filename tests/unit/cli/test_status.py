"""``nightdesk status``, and the figures it shows."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli import metrics as figures
from cli.commands import status
from cli.metrics import CloudWatchFigures, Figures, LogFigures, Percentiles, percentiles_of
from shared.domain.errors import UpstreamError
from shared.domain.outbox.accounts import AccountState
from shared.domain.subscriptions.model import Progress, Subscription
from shared.observability.catalogue import CATALOGUE
from shared.observability.emf import EmfMetrics
from tests.fakes.stored import START
from tests.unit.cli.conftest import Run

FIGURES = Figures(
    {
        ("AcknowledgementsSent", (("channel", "x"),)): 3.0,
        ("AcknowledgementsSent", (("channel", "messenger"),)): 4.0,
        ("AcknowledgementsSuppressed", (("reason", "desk_open"),)): 9.0,
        ("DeadlinesMissed", ()): 2.0,
    },
    {"StoreDelay": Percentiles(count=10, median=120.0, p95=300.0)},
)
STATUS = status.Status(
    at=START,
    since=START - timedelta(hours=24),
    inbound=status.Queue(waiting=7, in_flight=2, oldest_seconds=45),
    dead_letters=1,
    quarantined=3,
    open_tickets={"urgent": 1, "high": 0, "normal": 12, "low": 2},
    open_incidents=("acme-20260302T090000-4f3a",),
    stopped_accounts=(AccountState(channel="x", account_id="3001", stopped_at=START, stopped_because="x_401"),),
    webhooks_in_trouble=(
        (
            Subscription(
                id="wh1", brand="acme", url="https://a.example/key", events=("*",), owner="ana", created_at=START
            ),
            Progress(version=2, stopped_at=START),
        ),
        (
            Subscription(
                id="wh2", brand="acme", url="https://b.example/key", events=("*",), owner="ana", created_at=START
            ),
            Progress(version=2, behind_told_at=START),
        ),
    ),
    figures=FIGURES,
    counted_all=True,
)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[status.Status | Exception]:
    answers: list[status.Status | Exception] = [STATUS]

    def look(place: object, source: object, since: datetime) -> status.Status:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(status, "look", look)
    return answers


def test_everything_an_operator_asks_is_on_the_screen(run: Run, seen: list[Any]) -> None:
    shown = run("status").output

    for words in (
        "7 waiting, 2 being handled, oldest 45 s",
        "1 urgent, 12 normal, 2 low",
        "acme-20260302T090000-4f3a",
        "4 messenger, 3 x",
        "9 desk_open",
        "120 ms",
        "300 ms",
        "deadlines missed",
        "x 3001: x_401",
        "wh1 of acme: stopped since",
    ):
        assert words in shown


def test_json_holds_every_figure(run: Run, seen: list[Any]) -> None:
    found = json.loads(run("status", "--json").output)

    assert found["inbound_queue"] == {"waiting": 7, "in_flight": 2, "oldest_seconds": 45}
    assert (found["dead_letters"], found["quarantined"]) == (1, 3)
    assert found["open_tickets"]["normal"] == 12
    assert [each["account"] for each in found["stopped_accounts"]] == ["3001"]
    assert [(each["id"], each["state"]) for each in found["webhooks_in_trouble"]] == [
        ("wh1", "stopped"),
        ("wh2", "behind"),
    ]
    assert all(each["since"] for each in found["webhooks_in_trouble"])
    assert {"name": "AcknowledgementsSent", "dimensions": {"channel": "x"}, "sum": 3.0} in found["metrics"]
    assert found["durations"]["StoreDelay"] == {"count": 10, "median": 120.0, "p95": 300.0}


def test_watching_looks_again_until_it_is_ended_and_survives_a_failure(
    run: Run, seen: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen[:] = [STATUS, UpstreamError("sqs: Throttled"), STATUS]
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(status.time, "sleep", wait)

    shown = run("status", "--watch", "--every", "2")

    assert shown.exit_code == 0
    assert waited == [2, 2, 2]
    assert "7 waiting" in shown.output


@pytest.mark.parametrize(
    "arguments", [("--since", "yesterday"), ("--since", "0h"), ("--since", "5"), ("--watch", "--json")]
)
def test_what_makes_no_sense_is_refused(run: Run, seen: list[Any], arguments: tuple[str, ...]) -> None:
    assert run("status", *arguments).exit_code == 2


def test_a_service_that_fails_ends_with_one_sentence(run: Run, seen: list[Any]) -> None:
    seen[:] = [UpstreamError("sqs: AccessDenied")]

    shown = run("status")

    assert (shown.exit_code, shown.output.strip()) == (1, "It did not work: sqs: AccessDenied")


# --- figures from logs ----------------------------------------------------------------------------------------------


class FakeLogs:
    """CloudWatch Logs as far as the figures need it."""

    def __init__(self) -> None:
        self.groups: dict[str, list[dict[str, Any]]] = {}

    def add(self, group: str, at: int, message: str) -> None:
        stream = f"stream-{len(self.groups.get(group, [])) % 2}"
        self.groups.setdefault(group, []).append({"logStreamName": stream, "timestamp": at, "message": message})

    def get_paginator(self, _: str) -> "FakeLogs":
        return self

    def paginate(self, logGroupNamePrefix: str) -> list[dict[str, Any]]:  # noqa: N803  its own name
        return [{"logGroups": [{"logGroupName": name} for name in self.groups if name.startswith(logGroupNamePrefix)]}]

    def filter_log_events(
        self,
        *,
        logGroupName: str,  # noqa: N803  as AWS spells it
        startTime: int,  # noqa: N803  as AWS spells it
        filterPattern: str,  # noqa: N803  as AWS spells it
        limit: int,
    ) -> dict[str, Any]:
        found = [e for e in self.groups[logGroupName] if e["timestamp"] >= startTime and filterPattern in e["message"]]
        return {"events": sorted(found, key=lambda e: e["timestamp"])[:limit]}


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> FakeLogs:
    fake = FakeLogs()
    monkeypatch.setattr(figures.boto3, "client", lambda name, **_: fake)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Nightdesk/desk")
    return fake


def _line(capsys: pytest.CaptureFixture[str], name: str, value: float = 1, **dimensions: str) -> str:
    """What the functions' own metrics write."""
    metrics = EmfMetrics()
    if figures.is_duration(name):
        metrics.measure(name, value, **dimensions)
    else:
        metrics.count(name, int(value), **dimensions)
    metrics.flush()
    return capsys.readouterr().out.strip()


def test_what_functions_wrote_is_summed_and_only_what_is_new_is_read(
    logs: FakeLogs, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = _line(capsys, "AcknowledgementsSent", channel="x")
    logs.add("/aws/lambda/desk-respond", 1000, sent)
    logs.add("/aws/lambda/desk-respond", 1000, sent)
    logs.add("/aws/lambda/desk-respond", 1000, "START RequestId: 1")
    logs.add("/aws/lambda/desk-store", 2000, _line(capsys, "StoreDelay", 80))
    logs.add("/aws/lambda/other-store", 2000, _line(capsys, "StoreDelay", 9999))
    source = LogFigures("desk", datetime.fromtimestamp(0, UTC))

    first = source.read()
    logs.add("/aws/lambda/desk-respond", 1000, _line(capsys, "AcknowledgementsSent", channel="messenger"))
    logs.add("/aws/lambda/desk-respond", 3000, sent)
    second = source.read()

    assert first.by("AcknowledgementsSent") == {"x": 2}
    assert first.percentiles["StoreDelay"] == Percentiles(count=1, median=80, p95=80)
    assert second.by("AcknowledgementsSent") == {"x": 3, "messenger": 1}
    assert source.read() == second


def test_what_is_older_than_asked_is_left_out(logs: FakeLogs, capsys: pytest.CaptureFixture[str]) -> None:
    logs.add("/aws/lambda/desk-store", 1000, _line(capsys, "TicketsReopened"))
    logs.add("/aws/lambda/desk-store", 9000, _line(capsys, "TicketsReopened"))

    assert LogFigures("desk", datetime.fromtimestamp(5, UTC)).read().total("TicketsReopened") == 1


def test_more_than_one_answer_holds_is_read_on(
    logs: FakeLogs, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "PAGE", 3)
    line = _line(capsys, "TicketsReopened")
    for number in range(10):
        logs.add("/aws/lambda/desk-store", 1000 + number // 2, line)

    assert LogFigures("desk", datetime.fromtimestamp(0, UTC)).read().total("TicketsReopened") == 10


@pytest.mark.parametrize(
    "line",
    [
        "CloudWatchMetrics",
        '{"CloudWatchMetrics": 1}',
        '{"_aws": {"CloudWatchMetrics": [{"Namespace": "Nightdesk/b", "Metrics": [{"Name": "StoreDelay"}]}]},'
        ' "StoreDelay": 1}',
        '{"_aws": {"CloudWatchMetrics": [{"Namespace": "Other", "Metrics": [{"Name": "StoreDelay"}]}]}}',
        '{"_aws": {"CloudWatchMetrics": [{"Namespace": "Nightdesk/desk", "Metrics": [{"Name": "No"}]}]}, "No": 1}',
    ],
)
def test_lines_that_are_no_metric_of_ours_are_passed_over(line: str) -> None:
    assert list(figures.records(line, "Nightdesk/desk")) == []


# --- figures from CloudWatch ----------------------------------------------------------------------------------------


class FakeCloudWatch:
    def __init__(self, sums: Mapping[tuple[str, str], float]) -> None:
        self.sums = sums
        self.asked: list[Mapping[str, Any]] = []

    def get_paginator(self, _: str) -> "FakeCloudWatch":
        return self

    def paginate(self, MetricDataQueries: Sequence[Mapping[str, Any]], **_: Any) -> list[dict[str, Any]]:  # noqa: N803  boto3's name of it
        assert len(MetricDataQueries) <= 500
        self.asked += MetricDataQueries
        results = []
        for query in MetricDataQueries:
            metric = query["MetricStat"]["Metric"]
            labels = ",".join(d["Value"] for d in metric["Dimensions"]) or query["MetricStat"]["Stat"]
            value = self.sums.get((metric["MetricName"], labels))
            results.append({"Id": query["Id"], "Values": [] if value is None else [value]})
        return [{"MetricDataResults": results}]


def test_on_aws_every_series_of_the_catalogue_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeCloudWatch(
        {
            ("WebhooksReceived", "accepted"): 5,
            ("AcknowledgementsSent", "Sum"): 4,
            ("DeadlinesMissed", "Sum"): 2,
            ("StoreDelay", "p50"): 100,
            ("StoreDelay", "p95"): 400,
            ("StoreDelay", "SampleCount"): 30,
        }
    )
    monkeypatch.setattr(figures.boto3, "client", lambda name, **_: fake)

    found = CloudWatchFigures("nightdesk-prod", datetime.now(UTC) - timedelta(hours=24)).read()

    assert found.by("WebhooksReceived") == {"accepted": 5}
    assert found.total("AcknowledgementsSent") == 4
    assert found.total("DeadlinesMissed") == 2
    assert found.percentiles == {"StoreDelay": Percentiles(count=30, median=100, p95=400)}
    assert {query["MetricStat"]["Metric"]["MetricName"] for query in fake.asked} == set(CATALOGUE)
    assert {query["MetricStat"]["Metric"]["Namespace"] for query in fake.asked} == {"Nightdesk/nightdesk-prod"}
    assert all(query["MetricStat"]["Period"] % 3600 == 0 for query in fake.asked)
    assert len({query["Id"] for query in fake.asked}) == len(fake.asked)


def test_the_spread_is_of_values_that_were_measured() -> None:
    assert percentiles_of([5, 1, 3]) == Percentiles(count=3, median=3, p95=5)
    assert percentiles_of(list(range(1, 101))) == Percentiles(count=100, median=50, p95=95)
