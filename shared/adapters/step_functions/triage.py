"""Runs of the triage workflow (Express, synchronous)."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters import limits
from shared.adapters.aws_errors import as_domain_error, code_of
from shared.domain.errors import LimitExceededError, PermanentError, RunFailedError, UpstreamError
from shared.domain.vocabulary import Outcome
from shared.ports.workflows import TriageOutcome

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import StartSyncExecutionOutputTypeDef


TRIAGE_SECONDS = 30
"""The time-out of the triage workflow (``TimeoutSeconds`` of infra/triage.asl.json)."""

# The call lasts as long as the workflow. It is never repeated by botocore: that would start a second execution while
# the first still runs. Dispatch calls from several threads.
TRIAGE_CONFIG = Config(
    connect_timeout=2,
    read_timeout=TRIAGE_SECONDS + 5,
    retries={"mode": "standard", "total_max_attempts": 1},
    max_pool_connections=32,
    parameter_validation=False,
)


# Errors that Step Functions and Lambda name themselves; every other name is an exception of one of our functions.
_NAMES_OF_AWS = ("Lambda.", "States.")


TOO_LARGE = "States.DataLimitExceeded"
"""A task returned more than a state may hold, 256 KiB (Step Functions, "Error names"): it will again."""


class StepFunctionsTriage:
    """Runs the Express workflow and waits for its end."""

    def __init__(self, state_machine_arn: str) -> None:
        self._arn = state_machine_arn

    @cached_property
    def _client(self) -> "SFNClient":
        return boto3.client("stepfunctions", config=TRIAGE_CONFIG)

    def run(self, event_body: str, *, name: str, timeout_seconds: float) -> TriageOutcome:
        """Run triage for one event.

        Nothing is started when the caller has less time left than a workflow may take. Raises ``UpstreamError`` for
        that and for every failure that another try may cure: throttling, 5xx, a workflow that failed or timed out.
        """
        if timeout_seconds < TRIAGE_SECONDS:
            raise UpstreamError("triage: no time left to wait for its end")
        try:
            limits.execution_name(name)
            limits.state(event_body)
        except LimitExceededError as error:
            return TriageOutcome(
                outcome=None, execution=name, permanent=True, reason=type(error).__name__, error=str(error)
            )
        try:
            answer = self._client.start_sync_execution(stateMachineArn=self._arn, name=name, input=event_body)
        except (BotoCoreError, ClientError) as error:
            meaning = as_domain_error("stepfunctions", error)
            if isinstance(meaning, PermanentError):
                return TriageOutcome(
                    outcome=None, execution=name, permanent=True, reason=code_of(error), error="input refused"
                )
            raise meaning from error
        return _outcome(answer)

    def run_together(
        self, conversations: Sequence[Sequence[str]], *, name: str, classify: bool, timeout_seconds: float
    ) -> Sequence[Sequence[TriageOutcome | None]]:
        """One run for several conversations. Raises ``UpstreamError`` whatever was wrong with it as a whole."""
        if timeout_seconds < TRIAGE_SECONDS:
            raise UpstreamError("triage: no time left to wait for its end")
        listed = ",".join(f"[{','.join(events)}]" for events in conversations)
        together = f'{{"conversations":[{listed}],"classify":{json.dumps(classify)}}}'
        try:
            limits.execution_name(name)
            limits.state(together)
            answer = self._client.start_sync_execution(stateMachineArn=self._arn, name=name, input=together)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError(f"triage of a batch: {as_domain_error('stepfunctions', error)}") from error
        except LimitExceededError as error:
            raise UpstreamError(f"triage of a batch: {error}") from error
        if answer["status"] != "SUCCEEDED":
            raise UpstreamError(f"triage of a batch {answer['status'].lower()}: {answer.get('error', '')}")
        return read_results(answer.get("output", ""), answer["executionArn"], [len(each) for each in conversations])


def read_results(output: str, execution: str, lengths: Sequence[int]) -> Sequence[Sequence[TriageOutcome | None]]:
    """The results of a shared run. Raises ``UpstreamError`` for one that cannot be understood."""
    try:
        found = json.loads(output)["conversations"]
        if [len(results) for results in found] != list(lengths):
            raise UpstreamError("triage of a batch: not one result for each event")
        return [
            [None if each["result"] == "left" else read_result(json.dumps(each), execution) for each in results]
            for results in found
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise UpstreamError(f"triage of a batch: its result was not understood ({type(error).__name__})") from error


def _outcome(answer: "StartSyncExecutionOutputTypeDef") -> TriageOutcome:
    """What an answer says. An execution that failed is answered with 200 too: only ``status`` tells."""
    if answer["status"] != "SUCCEEDED":
        name = answer.get("error", "")
        if name == TOO_LARGE:
            return TriageOutcome(
                outcome=None, execution=answer["executionArn"], permanent=True, reason=name, error="state too large"
            )
        is_ours = answer["status"] == "FAILED" and bool(name) and not name.startswith(_NAMES_OF_AWS)
        failure = RunFailedError if is_ours else UpstreamError
        raise failure(f"triage {answer['status'].lower()}: {name or 'no error named'}")
    return read_result(answer.get("output", ""), answer["executionArn"])


def read_result(output: str, execution: str) -> TriageOutcome:
    """The result of a triage that succeeded. Raises ``UpstreamError`` for one that cannot be understood."""
    try:
        result = json.loads(output)
        if result["result"] == "parked":
            return TriageOutcome(
                outcome=None,
                execution=execution,
                permanent=True,
                reason=str(result["reason"]),
                error=str(result.get("error", "")),
            )
        return TriageOutcome(outcome=Outcome(result["outcome"]), execution=execution)
    except (ValueError, KeyError, TypeError) as error:
        raise UpstreamError(f"triage: its result was not understood ({type(error).__name__})") from error
