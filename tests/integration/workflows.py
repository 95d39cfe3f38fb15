"""Both workflows on moto, with our own handlers behind their tasks.

The real definitions run; their Lambda tasks call the handlers in this process, and their waits and pauses between
attempts pass at once. A test may hook into a wait, to let something happen while a workflow is waiting.
"""

import importlib
import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from moto import mock_aws
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_dynamodb
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for
from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication, Execution
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from shared.adapters.dynamodb.table import DynamoDBTable
from tests.integration.faults import Killed
from tests.integration.table_on_moto import TABLE_NAME, table_properties

INFRA = Path(__file__).parents[2] / "infra"
REGION = "eu-west-1"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/workflow"
PATIENCE_SECONDS = 30

Handler = Callable[[dict[str, Any], Any], Any]
CONTEXT = SimpleNamespace(
    function_name="function",
    memory_limit_in_mb=256,
    invoked_function_arn="arn",
    aws_request_id="request",
    get_remaining_time_in_millis=lambda: 60_000,
)


@dataclass
class Workflows:
    """What runs. ``functions`` are called by name (``classify``, ``escalate`` ...); one that is missing fails."""

    table: DynamoDBTable
    functions: dict[str, Handler] = field(default_factory=dict)
    waits: list[int] = field(default_factory=list)  # seconds of every wait that a workflow began
    on_wait: Callable[[], None] | None = None
    invoked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # asynchronous ones too
    arns: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)  # of the executions that have ended
    over: threading.Condition = field(default_factory=threading.Condition)  # one of them has

    @cached_property
    def client(self) -> Any:
        return boto3.client("stepfunctions")

    @property
    def escalation_arn(self) -> str:
        return self.arns["escalation"]

    @property
    def triage_arn(self) -> str:
        return self.arns["triage"]

    def executions(self, workflow: str = "escalation") -> list[str]:
        """The ARNs of every execution, the latest first."""
        backend = stepfunctions_parser_backends[ACCOUNT][REGION]
        return [execution.exec_arn for execution in backend.list_executions(self.arns[workflow])[0]]

    def finish(self, workflow: str = "escalation") -> list[str]:
        """Wait for the end of all executions, those they start themselves included; their statuses."""
        while running := [arn for arn in self.executions(workflow) if arn not in self.statuses]:
            self._await(running[0])
        return [self.statuses[arn] for arn in self.executions(workflow)]

    def ended(self, execution_arn: str) -> dict[str, Any]:
        """Wait for the end of one execution; its description."""
        self._await(execution_arn)
        return dict(self.client.describe_execution(executionArn=execution_arn))

    def _await(self, execution_arn: str) -> None:
        with self.over:
            if not self.over.wait_for(lambda: execution_arn in self.statuses, PATIENCE_SECONDS):
                raise AssertionError(f"{execution_arn} did not end")

    def states(self, execution_arn: str) -> list[str]:
        """The names of the states that an execution entered, in order."""
        history = self.client.get_execution_history(executionArn=execution_arn, maxResults=1000)["events"]
        return [event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event]

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Call a handler as Lambda does: JSON in, JSON out."""
        answer = self.functions[function](json.loads(json.dumps(event)), CONTEXT)
        return json.loads(json.dumps(answer))


@contextmanager
def running_workflows(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workflows]:
    """The table, the bucket, the topic, the queues and both workflows, as the functions' environment names them."""
    for name, value in {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "POWERTOOLS_LOG_LEVEL": "WARNING",
        "POWERTOOLS_METRICS_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    config = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
    with mock_aws(config=config):
        boto3.client("dynamodb").create_table(TableName=TABLE_NAME, **_table_properties())
        workflows = Workflows(DynamoDBTable(TABLE_NAME))
        with (
            patch.object(AmazonStateLanguageParser, "parse", staticmethod(_parse)),
            patch.object(LambdaSimpleBackend, "invoke", _lambda(workflows)),
            patch.object(WaitFunction, "_wait_interval", _wait(workflows)),
            patch.object(retrier_decl, "time", SimpleNamespace(sleep=lambda seconds: None)),
            patch.object(BaseExecutionWorkerCommunication, "terminated", _terminated(workflows)),
            patch.object(lambda_eval_utils, "boto_client_for", client_for := _clients()),
            patch.object(state_task_service_dynamodb, "boto_client_for", client_for),
        ):
            for workflow in ("triage", "escalation"):
                if (INFRA / f"{workflow}.asl.json").exists():
                    workflows.arns[workflow] = _create(workflow)
            for name, value in _environment(workflows).items():
                monkeypatch.setenv(name, value)
            yield workflows
            for workflow in workflows.arns:
                workflows.finish(workflow)


def fresh_handler(verb: str) -> ModuleType:
    """The handler of a function, wired anew from the environment: no client of an earlier test lives on."""
    sys.modules.pop(f"functions.{verb}.handler", None)
    return importlib.import_module(f"functions.{verb}.handler")


def function_arn(verb: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{verb}"


def _environment(workflows: Workflows) -> Mapping[str, str]:
    queue = boto3.client("sqs").create_queue
    fifo = {"FifoQueue": "true"}
    location: Any = {"LocationConstraint": REGION}
    boto3.client("s3").create_bucket(Bucket="desk", CreateBucketConfiguration=location)
    events = boto3.client("events")
    events.create_event_bus(Name="nightdesk")
    events.put_rule(Name="all", EventBusName="nightdesk", EventPattern='{"source": ["nightdesk"]}')  # somebody listens
    return {
        "TABLE_NAME": TABLE_NAME,
        "BUCKET_NAME": "desk",
        "INBOUND_QUEUE_URL": queue(QueueName="inbound.fifo", Attributes=fifo)["QueueUrl"],
        "DEAD_LETTER_QUEUE_URL": queue(QueueName="dead-letters.fifo", Attributes=fifo)["QueueUrl"],
        "MEDIA_QUEUE_URL": queue(QueueName="media")["QueueUrl"],
        "DELIVERY_QUEUE_URL": queue(QueueName="deliveries.fifo", Attributes=fifo)["QueueUrl"],
        "SET_ASIDE_QUEUE_URL": queue(QueueName="set-aside")["QueueUrl"],
        "EVENT_BUS": "nightdesk",
        "TOPIC_ARN": boto3.client("sns").create_topic(Name="notifications")["TopicArn"],
        "TRIAGE_ARN": workflows.arns.get("triage", "none"),
        "ESCALATION_ARN": workflows.arns.get("escalation", "none"),
        "FUNCTION_NAME": "escalate",
        "RESPOND_FUNCTION": "respond",
        "SECRET_PREFIX": "nightdesk/",
        "GATEWAY_BASE_URLS": "{}",
        "CACHE_SECONDS": "1",
        "STAGE": "local",
    }


def definition(workflow: str) -> str:
    """The definition as deployed: every placeholder filled in."""
    text = (INFRA / f"{workflow}.asl.json").read_text(encoding="utf-8")
    values = {f"{verb.title()}FunctionArn": function_arn(verb) for verb in ("classify", "store", "respond", "escalate")}
    for name, value in {**values, "TableName": TABLE_NAME, "Partition": "aws"}.items():
        text = text.replace(f"${{{name}}}", value)
    assert "${" not in text
    return text


def _create(workflow: str) -> str:
    # A Standard one for triage too: moto runs both in the same way, and only lists the executions of these.
    client = boto3.client("stepfunctions")
    made = client.create_state_machine(name=workflow, definition=definition(workflow), roleArn=ROLE)
    return made["stateMachineArn"]


_table_properties = cache(table_properties)
_trees: dict[str, Any] = {}
_really_parse = AmazonStateLanguageParser.parse


def _parse(text: str) -> tuple[Any, Any]:
    """Read each definition once: moto would for every execution, and takes half a second each time."""
    if text not in _trees:
        _trees[text] = _really_parse(text)[1]
    return Preprocessor().visit(_trees[text]), _trees[text]


def _lambda(workflows: Workflows) -> Callable[..., bytes]:
    def invoke(
        _backend: LambdaSimpleBackend,
        function_name: str,
        _qualifier: str | None,
        body: str | bytes,
        _headers: Any,
        response_headers: dict[str, str],
    ) -> bytes:
        name = function_name.rsplit(":", 1)[-1]
        event = json.loads(body)
        workflows.invoked.append((name, event))
        try:
            answer = workflows.functions[name](event, CONTEXT)
        except (Exception, Killed) as error:
            response_headers["x-amz-function-error"] = "Unhandled"
            answer = {"errorType": type(error).__name__, "errorMessage": str(error)}
        return json.dumps(answer).encode()

    return invoke


def _clients() -> Callable[..., Any]:
    """The clients by which a workflow calls services, made once: moto makes one for every call."""
    made = cache(boto_client_for)
    return lambda region, service, state_credentials=None: made(region, service)


def _terminated(workflows: Workflows) -> Callable[..., None]:
    really = BaseExecutionWorkerCommunication.terminated

    def terminated(told: BaseExecutionWorkerCommunication) -> None:
        really(told)
        execution: Execution = told.execution
        with workflows.over:
            workflows.statuses[execution.exec_arn] = execution.exec_status.value
            workflows.over.notify_all()

    return terminated


def _wait(workflows: Workflows) -> Callable[..., None]:
    def wait(_function: WaitFunction, env: Any, wait_seconds: int) -> None:
        workflows.waits.append(wait_seconds)
        if workflows.on_wait is not None:
            workflows.on_wait()

    return wait
