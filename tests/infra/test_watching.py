"""Dashboard and alarms speak of metrics that exist, and every metric is looked at."""

import re
from typing import Any

import pytest

from shared.observability.catalogue import CATALOGUE, namespace
from tests.infra.template import ROOT, dashboard, resources, template

NAMESPACE = namespace("${AWS::StackName}")


def alarms() -> dict[str, dict[str, Any]]:
    return resources("AWS::CloudWatch::Alarm")


def graphs() -> list[dict[str, Any]]:
    return [widget for widget in dashboard()["widgets"] if widget["type"] == "metric"]


def on_the_dashboard() -> dict[str, set[str]]:
    """Our metrics on the dashboard → the dimension by which they are drawn ("" for none)."""
    found: dict[str, set[str]] = {}
    for widget in graphs():
        for metric in widget["properties"]["metrics"]:
            if "expression" in metric[0]:
                searched = rf'\{{"{re.escape(NAMESPACE)}",(\w+)\}} MetricName="(\w+)"'
                dimension, name = re.findall(searched, metric[0]["expression"])[0]
                found.setdefault(name, set()).add(dimension)
            elif metric[0] == NAMESPACE:
                found.setdefault(metric[1], set()).add("")
    return found


def test_the_dashboard_shows_every_metric_of_the_catalogue_and_no_other() -> None:
    assert set(on_the_dashboard()) == set(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_metric_is_drawn_by_the_dimension_it_has(name: str) -> None:
    assert on_the_dashboard()[name] == (set(CATALOGUE[name].dimensions) or {""})


def test_every_metric_of_the_catalogue_is_written_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "functions").rglob("*.py"))
    code += "".join(path.read_text(encoding="utf-8") for path in (ROOT / "shared" / "adapters").rglob("*.py"))
    assert not [name for name in CATALOGUE if f'"{name}"' not in code]


def test_widgets_do_not_overlap() -> None:
    places = [(widget["x"], widget["y"]) for widget in dashboard()["widgets"]]
    assert len(set(places)) == len(places)
    assert all(widget["x"] + widget["width"] <= 24 for widget in dashboard()["widgets"])


@pytest.mark.parametrize("name", alarms())
def test_an_alarm_watches_a_metric_that_exists(name: str) -> None:
    alarm = alarms()[name]
    if alarm.get("Namespace") == {"Fn::Sub": NAMESPACE}:
        metric = CATALOGUE[alarm["MetricName"]]
        dimensions = {each["Name"]: each["Value"] for each in alarm.get("Dimensions", ())}
        assert set(dimensions) == set(metric.dimensions)
        assert all(value in metric.dimensions[dimension] for dimension, value in dimensions.items())
    for expression in insights(alarm):
        metric_name, from_namespace, dimension = INSIGHTS.fullmatch(expression).groups()
        assert from_namespace == NAMESPACE
        assert set(CATALOGUE[metric_name].dimensions) == {dimension}


@pytest.mark.parametrize("name", alarms())
def test_an_alarm_tells_operators_and_decides_what_silence_means(name: str) -> None:
    assert alarms()[name]["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    assert alarms()[name]["OKActions"] == [{"Ref": "AlarmTopic"}], "who was called is told that it is over"
    assert alarms()[name]["TreatMissingData"] in ("breaching", "notBreaching")


def test_the_runbook_has_a_line_for_each_alarm_and_for_no_other() -> None:
    runbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+Alarm)` \|", runbook, re.MULTILINE)) == set(alarms())


def test_every_queue_of_dead_letters_has_an_alarm() -> None:
    watched = [alarm for alarm in alarms().values() if alarm.get("Namespace") == "AWS/SQS"]
    assert any(alarm["Dimensions"][0]["Value"] == {"Fn::GetAtt": ["DeadLetterQueue", "QueueName"]} for alarm in watched)


def test_errors_of_every_function_are_watched() -> None:
    """Those of ``media`` by its dead letters, those of ``serve`` by the answers of the HTTP API."""
    several = [each for alarm in alarms().values() for each in alarm.get("Metrics", ())]
    stats = [each["MetricStat"]["Metric"] for each in several if "MetricStat" in each]
    errors = [each for each in (*alarms().values(), *stats) if each.get("MetricName") == "Errors"]
    watched = {each["Dimensions"][0]["Value"]["Ref"] for each in errors}
    assert watched | {"MediaFunction", "ServeFunction"} == set(resources("AWS::Serverless::Function"))


def test_alarms_without_a_counterpart_on_the_emulator_are_few() -> None:
    left_out = {name for name in alarms() if "Condition" in template()["Resources"][name]}
    assert left_out == {
        "BackgroundErrorsAlarm",
        "FunctionErrorsAlarm",
        "FunctionsThrottledAlarm",
        "TableThrottledAlarm",
        "AcknowledgementsFailingAlarm",
    }


# --- Metrics Insights, which nothing here can run ---------------------------------------------------------------------

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
# What is no letter, digit or underscore, and every reserved keyword (CLASS is one), stands in double quotes. We quote
# every identifier, so that no list of keywords has to be kept. WHERE knows AND only, and no alarm needs it.
INSIGHTS = re.compile(r'SELECT (?:AVG|COUNT|MAX|MIN|SUM)\("(\w+)"\) FROM SCHEMA\("([^"]+)", "(\w+)"\)')


def insights(alarm: dict[str, Any]) -> list[str]:
    """The Metrics Insights queries of an alarm."""
    expressions = [metric.get("Expression", "") for metric in alarm.get("Metrics", ())]
    spelled = [each["Fn::Sub"] if isinstance(each, dict) else each for each in expressions]
    return [each for each in spelled if each.startswith("SELECT")]


@pytest.mark.parametrize("name", alarms())
def test_a_query_follows_the_published_grammar_with_every_identifier_quoted(name: str) -> None:
    for query in insights(alarms()[name]):
        assert INSIGHTS.fullmatch(query), query
    assert len(insights(alarms()[name])) <= 1, "an alarm watches one query"


@pytest.mark.parametrize("name", alarms())
def test_an_alarm_over_several_metrics_returns_one_series_of_at_most_ten(name: str) -> None:
    """The limits of ``PutMetricAlarm``: ten metrics, and one series that is watched (beside the band of the usual)."""
    metrics = alarms()[name].get("Metrics", [])
    shown = [metric["Id"] for metric in metrics if metric.get("ReturnData", True)]
    assert len([metric for metric in metrics if "MetricStat" in metric]) <= 10
    assert len(shown) == (0 if not metrics else 2 if "ThresholdMetricId" in alarms()[name] else 1)
    assert len({metric["Id"] for metric in metrics}) == len(metrics)
    assert ("Threshold" in alarms()[name]) != ("ThresholdMetricId" in alarms()[name])


# --- what an operator sees --------------------------------------------------------------------------------------------


def test_each_newly_parked_message_rings_although_older_ones_still_lie_there() -> None:
    alarm = alarms()["ParkedAlarm"]
    assert (alarm["MetricName"], alarm["Statistic"]) == ("NumberOfMessagesSent", "Sum")
    assert alarm["Dimensions"][0]["Value"] == {"Fn::GetAtt": ["DeadLetterQueue", "QueueName"]}


def test_the_dashboard_shows_the_state_of_every_alarm() -> None:
    (widget,) = [widget for widget in dashboard()["widgets"] if widget["type"] == "alarm"]
    assert sorted(widget["properties"]["alarms"]) == sorted(f"${{{name}.Arn}}" for name in alarms())


def test_a_graph_holds_one_unit() -> None:
    for widget in graphs():
        names = {metric[1] for metric in widget["properties"]["metrics"] if metric[0] == NAMESPACE}
        assert len({CATALOGUE[name].unit for name in names}) <= 1, widget["properties"]["title"]


def test_thresholds_are_drawn_and_are_those_of_the_alarms() -> None:
    drawn = {
        line["label"]: line["value"]
        for widget in graphs()
        for line in widget["properties"].get("annotations", {}).get("horizontal", ())
    }
    assert drawn
    assert drawn == {name: alarms()[name]["Threshold"] for name in drawn}
    for widget in graphs():  # a threshold of 15 minutes means nothing beside figures of five
        for line in widget["properties"].get("annotations", {}).get("horizontal", ()):
            alarm = alarms()[line["label"]]
            period = alarm.get("Period") or next(
                each.get("Period") or alarm["Metrics"][1]["MetricStat"]["Period"] for each in alarm["Metrics"]
            )
            assert widget["properties"]["period"] in (period, 300 if period == 60 else period), line
