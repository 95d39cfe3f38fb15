"""The entry point: what comes in, what goes out, and what is logged."""

import importlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from functions.escalate.due import SweepResult
from functions.escalate.notify import TierResult
from functions.escalate.settings import EscalateSettings
from shared.contracts.escalation import EscalationNext
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationEnd, StartDecision
from shared.domain.tickets.parts import WHOLE, Part
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START

ENVIRONMENT = {
    "TABLE_NAME": "desk",
    "ESCALATION_ARN": "arn:aws:states:eu-west-1:123456789012:stateMachine:escalation",
    "FUNCTION_NAME": "escalate",
    "RESPOND_FUNCTION": "respond",
    "TOPIC_ARN": "arn:aws:sns:eu-west-1:123456789012:topic",
    "DELIVERY_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/123456789012/deliveries.fifo",
    "SECRET_PREFIX": "nightdesk/",
}
CONTEXT = SimpleNamespace(
    function_name="escalate", memory_limit_in_mb=256, invoked_function_arn="arn", aws_request_id="request"
)


@dataclass
class Called:
    answer: Any
    with_: list[tuple[tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)

    def __call__(self, *positional: Any, **named: Any) -> Any:
        self.with_.append((positional, named))
        return self.answer


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return importlib.import_module("functions.escalate.handler")


def call(handler: ModuleType, **event: Any) -> Any:
    return json.loads(json.dumps(handler.lambda_handler(json.loads(json.dumps(event)), CONTEXT)))


def test_triage_asks_for_a_start(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "start_escalation", called := Called(StartDecision.BEGIN))
    assert call(handler, action="start", ticket_id="T-1") == {"ticket_id": "T-1", "start": "begin"}
    assert called.with_ == [(("T-1",), {})]


def test_a_step_of_the_workflow_goes_in_and_its_next_state_comes_out(
    handler: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = TierResult(tier=1, look_at=START + timedelta(minutes=10), exhausted=False)
    monkeypatch.setattr(handler, "notify_tier", called := Called(told))
    state = dict(escalation.first_state(escalation.begun(a_ticket(escalation_reason="urgent"), START)))
    answer = call(handler, **state, action="notify", at="2026-03-02T09:00:00.000Z")
    [((step,), _)] = called.with_
    assert (step.ticket_id, step.round, step.tier, step.at, step.lost) == ("T-1", 1, 0, START, None)
    assert set(answer) == set(EscalationNext.model_fields)
    assert answer["look_at"] == "2026-03-02T09:10:00Z"
    assert {**state, **answer} == answer, "the answer is the whole state of the next step"


def test_an_end_is_closed(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "close_escalation", called := Called(EscalationEnd.CLAIMED))
    answer = call(
        handler,
        action="close",
        ticket_id="T-1",
        brand="acme",
        reason="urgent",
        round=1,
        tier=2,
        end="exhausted",
        lost=1,
        at="2026-03-02T09:00:00.000Z",
    )
    assert answer == {"ticket_id": "T-1", "end": "claimed"}
    [(_, named)] = called.with_
    assert named == {"escalation_round": 1, "end": EscalationEnd.EXHAUSTED, "tiers_notified": 2, "at": START, "lost": 1}


def test_the_clock_sweeps(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    swept = SweepResult(looked_at=3, missed=1, failed=[("T-2", "UpstreamError")])
    monkeypatch.setattr(handler, "sweep", Called(swept))
    assert call(handler, action="sweep") == {"looked_at": 3, "failed": 1, "complete": True}


def test_a_shard_is_worked_off(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "sweep_shard", called := Called(SweepResult(looked_at=7, complete=False)))
    assert call(handler, action="sweep_shard", brand="acme", shard=3) == {
        "looked_at": 7,
        "failed": 0,
        "complete": False,
    }
    assert call(handler, action="sweep_shard", brand="acme", shard=3, part=1, parts=4)["looked_at"] == 7
    assert called.with_ == [(("acme", 3, WHOLE), {}), (("acme", 3, Part(number=1, of=4)), {})]


def test_an_action_that_does_not_exist_fails(handler: ModuleType) -> None:
    with pytest.raises(KeyError):
        call(handler, action="shout")


def test_a_missing_setting_fails_the_first_start_not_a_customers_message() -> None:
    with pytest.raises(ValueError, match="TOPIC_ARN"):
        EscalateSettings.model_validate({k: v for k, v in ENVIRONMENT.items() if k != "TOPIC_ARN"})


def test_hosts_that_may_be_reached_are_read_from_a_list() -> None:
    given = {**ENVIRONMENT, "NOTIFY_ALLOWED_HOSTS": " 127.0.0.1, LOCALHOST ,"}
    assert EscalateSettings.model_validate(given).notify_allowed_hosts == {"127.0.0.1", "localhost"}
    assert EscalateSettings.model_validate(ENVIRONMENT).notify_allowed_hosts == frozenset()
