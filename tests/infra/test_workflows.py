"""The workflows as data: cfn-lint does not open definition files, and does not look for states nobody reaches."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.domain import errors
from tests.infra.template import lint, resources, workflow

WORKFLOWS = {"triage": "TriageWorkflow", "escalation": "EscalationWorkflow"}
pytestmark = pytest.mark.parametrize("name", WORKFLOWS)


def machines(definition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The definition, and those within it (Parallel, Map)."""
    yield definition
    for state in definition["States"].values():
        for inner in [*state.get("Branches", ()), state.get("ItemProcessor"), state.get("Iterator")]:
            if inner:
                yield from machines(inner)


def states(name: str) -> dict[str, dict[str, Any]]:
    return {state: each for machine in machines(workflow(name)) for state, each in machine["States"].items()}


def leads_to(state: dict[str, Any]) -> set[str]:
    named = {state.get("Next"), state.get("Default")}
    named |= {choice["Next"] for choice in state.get("Choices", ())}
    named |= {catcher["Next"] for catcher in state.get("Catch", ())}
    return {each for each in named if each}


def test_placeholders_are_what_the_template_fills_in(name: str) -> None:
    properties = resources("AWS::Serverless::StateMachine")[WORKFLOWS[name]]
    used = set(re.findall(r"\$\{(\w+)\}", json.dumps(workflow(name))))
    assert properties["DefinitionUri"] == f"{name}.asl.json"
    assert used == set(properties["DefinitionSubstitutions"])


def test_every_step_leads_to_a_state_and_every_state_is_reached(name: str) -> None:
    for machine in machines(workflow(name)):
        reached, ahead = set(), {machine["StartAt"]}
        while ahead:
            state = ahead.pop()
            reached.add(state)
            ahead |= leads_to(machine["States"][state]) - reached
        assert reached == set(machine["States"])


def test_every_task_ends_in_time_and_is_tried_again(name: str) -> None:
    tasks = {state: each for state, each in states(name).items() if each["Type"] == "Task"}
    assert tasks
    assert not [state for state, each in tasks.items() if "TimeoutSeconds" not in each]
    assert not [state for state, each in tasks.items() if not each.get("Retry")]


def test_retries_back_off_with_jitter(name: str) -> None:
    for each in states(name).values():
        for retry in each.get("Retry", ()):
            assert retry["BackoffRate"] > 1
            assert retry["JitterStrategy"] == "FULL"


def test_every_task_hands_on_no_more_than_it_must(name: str) -> None:
    tasks = {state: each for state, each in states(name).items() if each["Type"] == "Task"}
    assert not [
        state
        for state, each in tasks.items()
        if "ResultSelector" not in each and each.get("ResultPath", "") is not None and "getItem" not in each["Resource"]
    ]


def test_every_error_name_exists(name: str) -> None:
    named = {
        error
        for each in states(name).values()
        for handler in [*each.get("Retry", ()), *each.get("Catch", ())]
        for error in handler["ErrorEquals"]
    }
    ours = {error for error in named if "." not in error}
    assert not [error for error in ours if not issubclass(getattr(errors, error, int), errors.NightdeskError)]


def test_the_language_is_the_one_that_moto_and_the_emulator_run(name: str) -> None:
    assert workflow(name).get("QueryLanguage", "JSONPath") == "JSONPath"


def test_cfn_lint_finds_nothing_in_the_definition(name: str, tmp_path: Path) -> None:
    filled = re.sub(r"\$\{\w+Arn\}", "arn:aws:lambda:us-east-1:123456789012:function:f", json.dumps(workflow(name)))
    filled = filled.replace("${TableName}", "table").replace("${Partition}", "aws")
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": "arn:aws:iam::123456789012:role/r", "Definition": json.loads(filled)},
    }
    path = tmp_path / "template.json"
    path.write_text(json.dumps({"Resources": {"Workflow": machine}}), encoding="utf-8")
    assert lint(path) == ""
