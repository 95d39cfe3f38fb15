"""The template as data, with CloudFormation's short tags as the functions they stand for."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = tuple(sorted(path.parent.name for path in ROOT.glob("functions/*/__init__.py")))


class _Loader(yaml.SafeLoader):
    pass


def _tag(loader: yaml.Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".") if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tag)


@cache
def template() -> dict[str, Any]:
    """The template of a stack that uses its own table."""
    return _with_its_own_table(written())


@cache
def written() -> dict[str, Any]:
    """The template as it is written."""
    return yaml.load((ROOT / "infra" / "template.yaml").read_text(encoding="utf-8"), _Loader)  # noqa: S506  a SafeLoader


def _with_its_own_table(value: Any) -> Any:
    if isinstance(value, dict):
        if list(value) == ["Fn::If"] and value["Fn::If"][0] == "OwnsTable":
            return value["Fn::If"][1]
        return {key: _with_its_own_table(each) for key, each in value.items()}
    return [_with_its_own_table(each) for each in value] if isinstance(value, list) else value


def resources(kind: str) -> dict[str, Any]:
    """Logical id → properties of every resource of one type."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def function(verb: str) -> dict[str, Any]:
    return template()["Resources"][f"{verb.capitalize()}Function"]["Properties"]


def variables(verb: str) -> dict[str, Any]:
    """The environment variables that are set for this function alone."""
    return function(verb)["Environment"]["Variables"]


def statements() -> list[tuple[str, dict[str, Any]]]:
    """Every statement of every policy that we write for a role, with the resource it belongs to."""
    found = []
    for kind in ("AWS::Serverless::Function", "AWS::Serverless::StateMachine"):
        for name, properties in resources(kind).items():
            for policy in properties["Policies"]:
                found += [(name, statement) for statement in policy["Statement"]]
    for name, policy in resources("AWS::IAM::Policy").items():
        found += [(name, statement) for statement in policy["PolicyDocument"]["Statement"]]
    return found


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def workflow(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "infra" / f"{name}.asl.json").read_text(encoding="utf-8"))


def dashboard() -> dict[str, Any]:
    """The dashboard as it is on AWS, with every condition met."""
    (properties,) = resources("AWS::CloudWatch::Dashboard").values()
    body, parts = properties["DashboardBody"]["Fn::Sub"]
    for name, value in parts.items():
        met = value["Fn::If"][1] if "Fn::If" in value else value
        body = body.replace(f"${{{name}}}", met.get("Fn::Sub") or f"${{{met['Ref']}}}")
    return json.loads(re.sub(r"\$\{!", "${", body))


def lint(path: Path) -> str:
    """What cfn-lint finds in a template; empty for nothing."""
    command = [sys.executable, "-c", "import sys; from cfnlint.runner import main; sys.exit(main())", str(path)]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  our own command
    return done.stdout + done.stderr
