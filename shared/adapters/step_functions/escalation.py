"""Starts of the escalation workflow (Standard)."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shared.adapters import limits
from shared.adapters.aws_errors import code_of, translated

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

# Starting one name twice is one execution, so botocore may repeat the call.
ESCALATION_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


class StepFunctionsEscalation:
    """Starts the Standard workflow."""

    def __init__(self, state_machine_arn: str) -> None:
        self._arn = state_machine_arn

    @cached_property
    def _client(self) -> "SFNClient":
        return boto3.client("stepfunctions", config=ESCALATION_CONFIG)

    def start(self, *, name: str, state: Mapping[str, Any]) -> None:
        """Start it, unless an execution of that name was started in the last 90 days. Raises ``UpstreamError``."""
        limits.execution_name(name)
        given = json.dumps(state, separators=(",", ":"), sort_keys=True)
        limits.state(given)
        with translated("stepfunctions"):
            try:
                self._client.start_execution(stateMachineArn=self._arn, name=name, input=given)
            except ClientError as error:
                # For an execution that has ended or had another input; one that runs with this input is no error.
                if code_of(error) != "ExecutionAlreadyExists":
                    raise
