"""Every branch of both workflows is taken by a run, on the emulator, as on moto: the same definitions, the same runs.

The definitions run beside those of the deployed stack, with a scripted function in place of each of ours.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local import deploy
from local.state import ROOT
from tests.branches import scripted
from tests.branches.runs import RUNS, Run
from tests.branches.taken import Branch, branches, taken
from tests.branches.taken import machines as machines_of
from tests.e2e.deployed import DeployedStack, fresh, until

VERBS = ("classify", "store", "respond", "escalate")
WORKFLOWS = ("triage", "escalation")
SIDE_BY_SIDE = 4  # executions: more of them wait for each other on a busy machine, and time out
MAY_DO_ANYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}


@pytest.fixture(scope="module")
def machines(deployed: DeployedStack) -> Iterator[dict[str, str]]:
    """The ARN of each workflow."""
    mark = fresh()
    iam, functions, workflows = deployed.aws("iam"), deployed.aws("lambda"), deployed.aws("stepfunctions")
    role = iam.create_role(RoleName=f"branches-{mark}", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    iam.put_role_policy(
        RoleName=f"branches-{mark}", PolicyName="everything", PolicyDocument=json.dumps(MAY_DO_ANYTHING)
    )
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.write(str(scripted.__file__), "scripted.py")
    arns = {}
    for verb in VERBS:
        made = functions.create_function(
            FunctionName=f"branches-{mark}-{verb}",
            Runtime=deploy.runtime(),
            Role=role,
            Handler="scripted.handler",
            Code={"ZipFile": code.getvalue()},
            Timeout=30,
        )
        arns[verb] = made["FunctionArn"]
        until(lambda name=made["FunctionName"]: _answers(functions, name))  # its first start may outlast a step
    made_machines = {
        name: workflows.create_state_machine(
            name=f"branches-{mark}-{name}", definition=definition(name, arns), roleArn=role
        )["stateMachineArn"]
        for name in WORKFLOWS
    }
    yield made_machines
    for arn in made_machines.values():
        workflows.delete_state_machine(stateMachineArn=arn)
    for verb in VERBS:
        functions.delete_function(FunctionName=f"branches-{mark}-{verb}")


def definition(workflow: str, functions: dict[str, str]) -> str:
    text = (Path(ROOT) / "infra" / f"{workflow}.asl.json").read_text(encoding="utf-8")
    for verb, arn in functions.items():
        text = text.replace(f"${{{verb.title()}FunctionArn}}", arn)
    return text


WITHIN = {
    state
    for workflow in WORKFLOWS
    for holder, states in machines_of(json.loads(definition(workflow, {})))
    if holder is not None
    for state in states
}
"""States inside of a Map: the emulator's history does not name them. On moto they are seen."""


def test_every_branch_is_taken_by_a_run(deployed: DeployedStack, machines: dict[str, str]) -> None:
    workflows = deployed.aws("stepfunctions")
    found: dict[str, set[Branch]] = {name: set() for name in WORKFLOWS}
    started: dict[str, str] = {}
    names = list(RUNS)
    for number, (name, run) in enumerate(RUNS.items()):
        if number % SIDE_BY_SIDE == 0:
            for each in names[number : number + SIDE_BY_SIDE]:
                machine = machines[RUNS[each].workflow]
                begun = workflows.start_execution(stateMachineArn=machine, input=json.dumps(RUNS[each].state))
                started[each] = begun["executionArn"]
        arn = started[name]
        ended = until(lambda arn=arn: _ended(workflows, arn), seconds=180)
        assert ended["status"] == "SUCCEEDED", (name, ended.get("error"), ended.get("cause"))
        passed, ways = _taken(workflows, arn, run)
        left = iter(passed)
        assert all(state in left for state in run.through if state not in WITHIN), (name, passed)
        found[run.workflow] |= ways
    for workflow, ways in found.items():
        every = {way for way in branches(json.loads(definition(workflow, {}))) if way[0] not in WITHIN}
        assert sorted(every - ways) == [], f"{workflow}: no run takes these"


def _answers(functions: Any, name: str) -> bool:
    """Whatever it says of an event that is none."""
    return bool(functions.invoke(FunctionName=name, Payload=b"{}")["StatusCode"] == 200)


def _ended(workflows: Any, arn: str) -> dict[str, Any] | None:
    told: dict[str, Any] = workflows.describe_execution(executionArn=arn)
    return None if told["status"] == "RUNNING" else told


def _taken(workflows: Any, arn: str, run: Run) -> tuple[list[str], set[Branch]]:
    history = workflows.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    return taken(json.loads(definition(run.workflow, {})), history)
