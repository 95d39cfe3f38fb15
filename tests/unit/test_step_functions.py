"""The two workflows: starting one, and running the other to its end."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from botocore.stub import Stubber

from shared.adapters import limits
from shared.adapters.step_functions import triage
from shared.adapters.step_functions.escalation import StepFunctionsEscalation
from shared.adapters.step_functions.triage import StepFunctionsTriage
from shared.domain.errors import LimitExceededError, RunFailedError, UpstreamError
from shared.domain.vocabulary import Outcome
from shared.ports.workflows import TriageOutcome

ARN = "arn:aws:states:eu-west-1:123456789012:stateMachine:triage"
RUN = "arn:aws:states:eu-west-1:123456789012:express:triage:n:1"
AT = "2026-03-02T09:00:00Z"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    client = boto3.client("stepfunctions", region_name="eu-west-1")
    monkeypatch.setattr(boto3, "client", lambda service, config: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def answer(status: str = "SUCCEEDED", **fields: Any) -> dict[str, Any]:
    return {"executionArn": RUN, "startDate": AT, "stopDate": AT, "status": status, **fields}


def run() -> TriageOutcome:
    return StepFunctionsTriage(ARN).run("{}", name="n", timeout_seconds=30)


# --- triage ---------------------------------------------------------------------------------------------------------


def test_a_triage_that_handled_the_event_says_what_became_of_it(stub: Stubber) -> None:
    output = {"result": "handled", "outcome": "appended", "event_id": "e", "ticket_id": "T-1", "duplicate": False}
    stub.add_response(
        "start_sync_execution",
        answer(output=json.dumps(output)),
        {"stateMachineArn": ARN, "name": "n", "input": "{}"},
    )
    assert run() == TriageOutcome(outcome=Outcome.APPENDED, execution=RUN)


def test_a_permanent_error_is_a_result(stub: Stubber) -> None:
    output = {"result": "parked", "reason": "UnreadableEventError", "error": "text: missing"}
    stub.add_response("start_sync_execution", answer(output=json.dumps(output)))
    assert run() == TriageOutcome(
        outcome=None, execution=RUN, permanent=True, reason="UnreadableEventError", error="text: missing"
    )


def test_a_run_whose_state_grew_too_large_can_never_succeed(stub: Stubber) -> None:
    stub.add_response("start_sync_execution", answer("FAILED", error="States.DataLimitExceeded"))
    found = run()
    assert (found.permanent, found.reason, found.execution) == (True, "States.DataLimitExceeded", RUN)


@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT"])
def test_a_run_that_failed_is_answered_with_success_and_still_a_failure(stub: Stubber, status: str) -> None:
    stub.add_response("start_sync_execution", answer(status, error="ConflictError", cause="somebody's words"))
    with pytest.raises(UpstreamError) as caught:
        run()
    assert str(caught.value) == f"triage {status.lower()}: ConflictError"


@pytest.mark.parametrize(
    ("status", "error", "ours"),
    [
        ("FAILED", "UpstreamError", True),
        ("FAILED", "Runtime.ExitError", True),
        ("FAILED", "Lambda.ServiceException", False),
        ("FAILED", "States.Runtime", False),
        ("TIMED_OUT", "States.Timeout", False),
    ],
)
def test_a_failure_of_our_code_is_told_from_one_of_aws(stub: Stubber, status: str, error: str, ours: bool) -> None:
    stub.add_response("start_sync_execution", answer(status, error=error))
    with pytest.raises(UpstreamError) as caught:
        run()
    assert isinstance(caught.value, RunFailedError) is ours


@pytest.mark.parametrize(
    "output",
    ["", "no json", "[]", "null", "{}", '{"result":"handled"}', '{"result":"handled","outcome":"unheard of"}'],
)
def test_a_result_that_is_not_understood_may_be_tried_again(stub: Stubber, output: str) -> None:
    stub.add_response("start_sync_execution", answer(output=output))
    with pytest.raises(UpstreamError):
        run()


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ServiceUnavailable", "InternalFailure", "StateMachineDoesNotExist", "AccessDenied"]
)
def test_a_service_that_fails_may_be_tried_again(stub: Stubber, code: str) -> None:
    stub.add_client_error("start_sync_execution", code, http_status_code=503)
    with pytest.raises(UpstreamError, match=code):
        run()


@pytest.mark.parametrize("code", ["InvalidExecutionInput", "ValidationException"])
def test_an_input_that_is_never_accepted_is_a_permanent_error(stub: Stubber, code: str) -> None:
    stub.add_client_error("start_sync_execution", code)
    outcome = run()
    assert (outcome.permanent, outcome.reason) == (True, code)


@pytest.mark.parametrize("error", [ReadTimeoutError, ConnectTimeoutError])
def test_an_answer_that_is_lost_may_be_tried_again(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    class Lost:
        def start_sync_execution(self, **_: Any) -> None:
            raise error(endpoint_url="https://sync-states.example")

    monkeypatch.setattr(boto3, "client", lambda service, config: Lost())
    with pytest.raises(UpstreamError, match=error.__name__):
        run()


def test_an_event_that_no_workflow_can_hold_is_a_permanent_error_and_never_sent(stub: Stubber) -> None:
    outcome = StepFunctionsTriage(ARN).run("é" * limits.STATE_BYTES, name="n", timeout_seconds=30)
    assert (outcome.permanent, outcome.reason) == (True, "LimitExceededError")


def run_together(*conversations: str) -> Sequence[Sequence[TriageOutcome | None]]:
    bodies = [[f'{{"event_id":"{name}"}}' for name in conversation.split()] for conversation in conversations]
    return StepFunctionsTriage(ARN).run_together(bodies, name="n", classify=True, timeout_seconds=30)


def test_a_shared_run_is_given_the_events_as_they_are_and_says_what_became_of_each(stub: Stubber) -> None:
    handled = {"result": "handled", "outcome": "ticket"}
    parked = {"result": "parked", "reason": "UnknownBrandError", "error": "why"}
    output = {"conversations": [[handled, parked, {"result": "left"}], [handled]]}
    given = (
        '{"conversations":[[{"event_id":"a"},{"event_id":"b"},{"event_id":"c"}],[{"event_id":"x"}]],"classify":true}'
    )
    stub.add_response(
        "start_sync_execution",
        answer(output=json.dumps(output)),
        {"stateMachineArn": ARN, "name": "n", "input": given},
    )
    done = TriageOutcome(outcome=Outcome.TICKET, execution=RUN)
    refused = TriageOutcome(outcome=None, execution=RUN, permanent=True, reason="UnknownBrandError", error="why")
    assert run_together("a b c", "x") == [[done, refused, None], [done]]


@pytest.mark.parametrize(
    "output",
    [
        "",
        "[]",
        "{}",
        '{"conversations":[[]]}',
        '{"conversations":[[{"result":"handled","outcome":"unheard of"}]]}',
        '{"conversations":[[{}]]}',
    ],
)
def test_of_a_shared_run_that_is_not_understood_nothing_is_known(stub: Stubber, output: str) -> None:
    stub.add_response("start_sync_execution", answer(output=output))
    with pytest.raises(UpstreamError):
        run_together("a")


@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT"])
def test_of_a_shared_run_that_ended_early_nothing_is_known(stub: Stubber, status: str) -> None:
    stub.add_response("start_sync_execution", answer(status, error="States.DataLimitExceeded"))
    with pytest.raises(UpstreamError):
        run_together("a", "b")


@pytest.mark.parametrize("code", ["ThrottlingException", "InvalidExecutionInput"])
def test_whatever_refuses_a_shared_run_parks_nobody(stub: Stubber, code: str) -> None:
    stub.add_client_error("start_sync_execution", code)
    with pytest.raises(UpstreamError, match=code):
        run_together("a", "b")


def test_a_shared_run_that_no_state_can_hold_is_not_started(stub: Stubber) -> None:
    with pytest.raises(UpstreamError):
        StepFunctionsTriage(ARN).run_together([["1" * limits.STATE_BYTES]], name="n", classify=True, timeout_seconds=30)


def test_nothing_is_started_that_cannot_be_awaited(stub: Stubber) -> None:
    with pytest.raises(UpstreamError, match="no time left"):
        StepFunctionsTriage(ARN).run("{}", name="n", timeout_seconds=29.9)


def test_the_client_waits_longer_than_the_workflow_may_take_and_never_starts_a_second() -> None:
    config = triage.TRIAGE_CONFIG
    assert config.read_timeout > triage.TRIAGE_SECONDS
    assert config.retries == {"mode": "standard", "total_max_attempts": 1}


# --- escalation -----------------------------------------------------------------------------------------------------


def test_an_escalation_is_started_under_its_name_with_the_same_input_each_time(stub: Stubber) -> None:
    for state in ({"ticket_id": "T-1", "round": 1}, {"round": 1, "ticket_id": "T-1"}):
        stub.add_response(
            "start_execution",
            {"executionArn": RUN, "startDate": AT},
            {"stateMachineArn": ARN, "name": "n", "input": '{"round":1,"ticket_id":"T-1"}'},
        )
        StepFunctionsEscalation(ARN).start(name="n", state=state)


def test_an_escalation_that_was_started_before_is_started(stub: Stubber) -> None:
    stub.add_client_error("start_execution", "ExecutionAlreadyExists")
    StepFunctionsEscalation(ARN).start(name="n", state={})


@pytest.mark.parametrize("code", ["ThrottlingException", "ExecutionLimitExceeded", "StateMachineDoesNotExist"])
def test_an_escalation_that_cannot_be_started_is_an_upstream_error(stub: Stubber, code: str) -> None:
    stub.add_client_error("start_execution", code)
    with pytest.raises(UpstreamError, match=code):
        StepFunctionsEscalation(ARN).start(name="n", state={})


@pytest.mark.parametrize("name", ["", "x" * 81, "a b", "a#b"])
def test_a_name_that_aws_refuses_is_never_sent(stub: Stubber, name: str) -> None:
    with pytest.raises(LimitExceededError):
        StepFunctionsEscalation(ARN).start(name=name, state={})
