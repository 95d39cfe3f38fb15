"""The escalation workflow, executed through the real handlers: every branch of it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from shared.adapters.dynamodb import keys
from shared.domain.errors import UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationReason
from shared.domain.vocabulary import Status
from tests.fakes.stored import START
from tests.integration.escalation_scene import SECRET, TWO_TIERS, Scene, escalation_scene, push_tiers
from tests.integration.workflows import running_workflows

pytestmark = pytest.mark.integration


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with running_workflows(monkeypatch) as workflows:
        yield escalation_scene(workflows, monkeypatch)


def test_every_tier_is_told_until_nobody_is_left(scene: Scene) -> None:
    states = scene.run()
    one_round = ["NotifyTier", "WasAnybodyTold", "WaitForPeople"]  # each is a transition that is paid for
    assert states == [*one_round, *one_round, *one_round[:2], "CloseEscalation"]
    assert scene.recorded == ["escalated", "notified", "notified", "notified", "escalation_ended"]
    assert scene.end == ["exhausted"]
    assert not scene.ticket.escalation_running
    assert len(scene.posted) == 2
    [published] = scene.published()
    assert published["Subject"] == "[acme] Ticket en attente, priorite urgente, niveau 2"
    assert json.loads(published["Message"])["data"]["ticket_id"] == "T-1"  # a queue gets JSON
    assert "Mon colis" not in published["Message"]


def test_the_workflow_waits_for_the_instants_that_the_tiers_give(scene: Scene) -> None:
    scene.at = datetime.now(UTC)
    scene.run()
    assert [round(seconds / 60) for seconds in scene.workflows.waits] == [10, 15]


def test_a_webhook_can_be_verified_by_its_receiver(scene: Scene) -> None:
    scene.at = datetime.now(UTC)
    scene.run()
    request = scene.posted[0]
    payload = Webhook(SECRET).verify(request.content, dict(request.headers))
    assert payload["type"] == "ticket.escalated"
    assert payload["data"]["tier"] == 1
    assert len(set(scene.webhook_ids)) == 2


def test_a_claim_stops_it(scene: Scene) -> None:
    scene.during_wait(1, lambda: scene.tickets.save(scene.ticket.claimed("sb", START)) and None)
    states = scene.run()
    assert states[-2:] == ["WasAnybodyTold", "CloseEscalation"]
    assert scene.end == ["claimed"]
    assert len(scene.posted) == 1
    assert not scene.ticket.escalation_running


def test_an_answer_stops_it(scene: Scene) -> None:
    scene.during_wait(1, lambda: scene.tickets.save(scene.ticket.answered(True, START + timedelta(1), START)) and None)
    assert scene.run()[-2:] == ["WasAnybodyTold", "CloseEscalation"]
    assert scene.end == ["answered"]
    assert len(scene.posted) == 1


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_a_ticket_that_is_done_stops_it(scene: Scene, status: Status) -> None:
    scene.during_wait(1, lambda: scene.change(status=status))
    assert scene.run()[-2:] == ["WasAnybodyTold", "CloseEscalation"]
    assert scene.end == ["ticket_ended"]


def test_an_erased_ticket_stops_it_and_nothing_is_written(scene: Scene) -> None:
    def erase() -> None:
        table = scene.workflows.table.table
        for item in table.scan()["Items"]:
            if item["pk"] == keys.ticket("T-1")["pk"]:
                table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})

    scene.during_wait(1, erase)
    assert scene.run()[-2:] == ["WasAnybodyTold", "CloseEscalation"]
    assert scene.recorded == []


def test_a_ticket_claimed_before_the_first_look_calls_nobody(scene: Scene) -> None:
    """Between the lock and the first step."""
    start = scene.handler.start_escalation
    real = start.workflow.start

    def claimed_meanwhile(**given: Any) -> None:
        scene.change(claimed_by="sb")
        real(**given)

    start.workflow.start = claimed_meanwhile
    assert scene.run()[-2:] == ["WasAnybodyTold", "CloseEscalation"]
    assert scene.posted == []
    assert not scene.ticket.escalation_running
    assert scene.ticket.escalate_at is None


def test_a_claim_between_the_look_and_the_step_calls_nobody(scene: Scene) -> None:
    handle = scene.workflows.functions["escalate"]

    def claimed_meanwhile(event: dict[str, Any], context: Any) -> Any:
        if event["action"] == "notify":
            scene.change(claimed_by="sb")
        return handle(event, context)

    scene.workflows.functions["escalate"] = claimed_meanwhile
    scene.start()
    assert scene.workflows.finish() == ["SUCCEEDED"]
    [arn] = scene.workflows.executions()
    assert scene.workflows.states(arn)[-3:] == ["NotifyTier", "WasAnybodyTold", "CloseEscalation"]
    assert scene.end == ["claimed"]
    assert scene.posted == []


def test_a_reopened_ticket_is_escalated_anew_and_the_old_round_calls_nobody_any_more(scene: Scene) -> None:
    def answered_and_reopened() -> None:
        later = START + timedelta(minutes=4)
        ticket = scene.ticket.answered(True, START + timedelta(minutes=1), START)
        ticket = replace(ticket, status=Status.OPEN, waiting_since=later)
        scene.tickets.save(escalation.requested(ticket, EscalationReason.URGENT, later))
        scene.workflows.on_wait = None
        scene.start()

    scene.during_wait(1, answered_and_reopened)
    scene.start()
    assert scene.workflows.finish() == ["SUCCEEDED", "SUCCEEDED"]
    assert sorted(scene.end) == ["exhausted", "superseded"]
    assert len(scene.workflows.executions()) == 2
    told = [entry.details["round"] for entry in scene.history.of_ticket("T-1").items if entry.what == "notified"]
    assert told == ["1", "2", "2", "2"]
    assert not scene.ticket.escalation_running
    assert scene.ticket.escalation_round == 2


def test_an_answer_followed_by_a_new_question_ends_the_round_of_the_old_one(scene: Scene) -> None:
    def answered_and_asked_again() -> None:
        ticket = scene.ticket.answered(True, START + timedelta(minutes=1), START)
        scene.tickets.save(replace(ticket, status=Status.OPEN, waiting_since=START + timedelta(minutes=4)))

    scene.during_wait(1, answered_and_asked_again)
    scene.run()
    assert scene.end == ["answered"]
    assert len(scene.posted) == 1


def test_a_brand_without_so_many_tiers_any_more_is_exhausted(scene: Scene) -> None:
    def fewer() -> None:
        push_tiers(scene.workflows, TWO_TIERS[:1])
        scene.at += timedelta(minutes=10)

    scene.during_wait(1, fewer)
    scene.run()
    assert scene.end == ["exhausted"]
    assert len(scene.posted) == 1


def test_a_deaf_webhook_is_recorded_and_the_next_tier_told(scene: Scene) -> None:
    scene.answer = lambda request: httpx.Response(503)
    scene.run()
    assert scene.recorded.count("notification_failed") == 2
    assert scene.recorded.count("notified") == 1
    assert len(scene.published()) == 1
    assert len(scene.posted) == 8, "twice, and twice more after the others"
    assert len(set(scene.webhook_ids)) == 2, "under the same id"
    assert scene.end == ["exhausted"]


def test_a_step_that_cannot_be_taken_is_tried_again_then_the_next_tier_records_it(scene: Scene) -> None:
    handle = scene.workflows.functions["escalate"]

    def killed_for_the_first_tier(event: dict[str, Any], context: Any) -> Any:
        if event["action"] == "notify" and event["tier"] == 0:
            raise MemoryError
        return handle(event, context)

    scene.workflows.functions["escalate"] = killed_for_the_first_tier
    states = scene.run()
    assert states.count("TierLost") == states.count("CatchBreath") == 1
    attempts = [
        event for name, event in scene.workflows.invoked if event.get("tier") == 0 and event["action"] == "notify"
    ]
    assert len(attempts) == 3
    assert len({event["at"] for event in attempts}) == 1, "every try knows the step by the same instant"
    lost = [entry.details for entry in scene.history.of_ticket("T-1").items if entry.what == "notification_failed"]
    assert lost == [{"tier": "1", "round": "1"}]
    assert len(scene.posted) == 1
    assert scene.end == ["exhausted"]


def test_a_service_that_fails_for_a_while_costs_tries_and_no_tier(scene: Scene) -> None:
    handle = scene.workflows.functions["escalate"]
    failures = iter(range(6))

    def failing(event: dict[str, Any], context: Any) -> Any:
        if event["action"] == "notify" and next(failures, None) is not None:
            raise UpstreamError("dynamodb")
        return handle(event, context)

    scene.workflows.functions["escalate"] = failing
    assert "TierLost" not in scene.run()
    assert len(scene.posted) == 2


def test_a_function_that_never_works_ends_after_twenty_steps(scene: Scene) -> None:
    handle = scene.workflows.functions["escalate"]

    def broken(event: dict[str, Any], context: Any) -> Any:
        if event["action"] == "notify":
            raise ValueError
        return handle(event, context)

    scene.workflows.functions["escalate"] = broken
    states = scene.run()
    assert states.count("TierLost") == 20
    assert scene.end == ["exhausted"]
    assert not scene.ticket.escalation_running


def test_a_new_wait_of_a_claimed_ticket_reminds_its_holder_and_then_tells_the_tiers(scene: Scene) -> None:
    """Claimed, answered, and then the customer writes again."""
    ticket = scene.ticket.claimed("sb", START - timedelta(hours=1))
    later = replace(ticket, claimed_wait=ticket.waiting_since - timedelta(hours=2))
    scene.tickets.save(escalation.requested(later, EscalationReason.URGENT, START))
    scene.run()

    tiers = [json.loads(request.content)["data"]["tier"] for request in scene.posted]
    assert tiers == [0, 1, 2]
    assert scene.end == ["exhausted"]
