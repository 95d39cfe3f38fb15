"""Every branch of both workflows is taken by a run, on moto. A new branch that no run takes is named here.

What our handlers do in each step is tested elsewhere; here a scripted function stands for them.
"""

import json
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest

from tests.branches.runs import RUNS, Run
from tests.branches.scripted import handler
from tests.branches.taken import Branch, branches, taken
from tests.integration.workflows import Workflows, definition, running_workflows

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def workflows() -> Iterator[Workflows]:
    with pytest.MonkeyPatch.context() as monkeypatch, running_workflows(monkeypatch) as running:
        for verb in ("classify", "store", "respond", "escalate"):
            context = SimpleNamespace(function_name=f"nightdesk-{verb}")
            running.functions[verb] = partial(_call, context)
        yield running


def _call(context: SimpleNamespace, event: dict[str, object], _: object) -> object:
    return handler(event, context)


def run(workflows: Workflows, name: str, wanted: Run) -> tuple[list[str], set[Branch]]:
    started = workflows.client.start_execution(
        stateMachineArn=workflows.arns[wanted.workflow],
        name=name.translate(_NAMES)[:80],
        input=json.dumps(wanted.state),
    )
    ended = workflows.ended(started["executionArn"])
    assert ended["status"] == "SUCCEEDED", (name, ended)
    history = workflows.client.get_execution_history(executionArn=started["executionArn"], maxResults=1000)
    return taken(json.loads(definition(wanted.workflow)), history["events"])


_NAMES = {ord(sign): "-" for sign in " :,!"}


def test_every_branch_is_taken_by_a_run(workflows: Workflows) -> None:
    found: dict[str, set[Branch]] = {"triage": set(), "escalation": set()}
    for name, wanted in RUNS.items():
        passed, ways = run(workflows, name, wanted)
        left = iter(passed)
        assert all(state in left for state in wanted.through), (name, passed)
        found[wanted.workflow] |= ways
    for workflow, ways in found.items():
        every = branches(json.loads(definition(workflow)))
        assert sorted(every - ways) == [], f"{workflow}: no run takes these"
        assert sorted(ways - every) == [], f"{workflow}: these are no branches"


def test_a_branch_that_is_added_is_missed() -> None:
    changed = json.loads(definition("triage"))
    states = changed["States"]
    before = branches(changed)
    states["Store"]["Catch"].append({"ErrorEquals": ["ConflictError"], "Next": "Handled"})
    states["IsItUrgent"]["Choices"].append({"Variable": "$.stored.new", "IsPresent": True, "Next": "Handled"})
    states["EscalateEach"]["ItemProcessor"]["States"]["Wait"] = {"Type": "Wait", "Seconds": 1, "End": True}
    assert branches(changed) - before == {("Store", "catch 6"), ("IsItUrgent", "choice 2"), ("Wait", "end")}
