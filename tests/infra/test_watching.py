"""Dashboard and alarms speak of metrics that exist, and every metric is looked at."""

import json
import re
from typing import Any

import pytest

from shared.observability.catalogue import CATALOGUE, NAMESPACE
from tests.infra.template import ROOT, dashboard, resources, template


def alarms() -> dict[str, dict[str, Any]]:
    return resources("AWS::CloudWatch::Alarm")


def on_the_dashboard() -> dict[str, set[str]]:
    """Our metrics on the dashboard → the dimension by which they are drawn ("" for none)."""
    found: dict[str, set[str]] = {}
    for widget in dashboard()["widgets"]:
        for metric in widget["properties"]["metrics"]:
            if "expression" in metric[0]:
                dimension, name = re.findall(rf'\{{{NAMESPACE},(\w+)\}} MetricName="(\w+)"', metric[0]["expression"])[0]
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
    if alarm.get("Namespace") == NAMESPACE:
        metric = CATALOGUE[alarm["MetricName"]]
        dimensions = {each["Name"]: each["Value"] for each in alarm.get("Dimensions", ())}
        assert set(dimensions) == set(metric.dimensions)
        assert all(value in metric.dimensions[dimension] for dimension, value in dimensions.items())
    for metric_name, dimension in re.findall(rf"SUM\((\w+)\) FROM SCHEMA\({NAMESPACE}, (\w+)\)", json.dumps(alarm)):
        assert set(CATALOGUE[metric_name].dimensions) == {dimension}


@pytest.mark.parametrize("name", alarms())
def test_an_alarm_tells_operators_and_decides_what_silence_means(name: str) -> None:
    assert alarms()[name]["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    assert alarms()[name]["TreatMissingData"] in ("breaching", "notBreaching")


def test_the_runbook_has_a_line_for_each_alarm_and_for_no_other() -> None:
    runbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+Alarm)` \|", runbook, re.MULTILINE)) == set(alarms())


def test_every_queue_of_dead_letters_has_an_alarm() -> None:
    watched = [alarm for alarm in alarms().values() if alarm.get("Namespace") == "AWS/SQS"]
    assert any(alarm["Dimensions"][0]["Value"] == {"Fn::GetAtt": ["DeadLetterQueue", "QueueName"]} for alarm in watched)


def test_alarms_without_a_counterpart_on_the_emulator_are_few() -> None:
    left_out = {name for name in alarms() if "Condition" in template()["Resources"][name]}
    assert left_out == {
        "QuarantinedAlarm",
        "FunctionErrorsAlarm",
        "AccountWarnedAlarm",
        "AcknowledgementsFailingAlarm",
    }
