"""A night on the deployed stack: what customers read when platforms throttle, break, hang up and lose answers.

Everything happens at once, as in life; in the end each customer was told once, whatever became of the first try.
"""

import time
from typing import Any

import pytest

from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.system_clock import SystemClock
from tests.e2e.deployed import CACHED_SECONDS, Comment, DeployedStack, Json, until

pytestmark = pytest.mark.e2e

QUESTION = "Bonjour, ma box ne marche plus, que puis-je faire ?"

TROUBLE: dict[str, dict[str, Any] | None] = {
    "nothing": None,
    "a throttle of ten seconds": {"status": 429, "headers": {"Retry-After": "10"}},
    "an outage": {"status": 503},
    "no connection": {"cut": "before"},
    "an answer that is lost": {"cut": "after"},
    "an answer that comes too late": {"answer_delay": 9.5},
}


def test_a_night_of_troubles_ends_with_one_answer_for_everybody(by_night: DeployedStack) -> None:
    customers = {trouble: by_night.comment(QUESTION) for trouble in TROUBLE}
    for trouble, fault in TROUBLE.items():
        if fault is not None:
            _break(by_night, customers[trouble], fault)
    for comment in customers.values():
        for _ in range(2):  # platforms deliver twice
            assert by_night.deliver("facebook", comment.body()) == 200
    tickets = {trouble: by_night.ticket_of(comment.conversation) for trouble, comment in customers.items()}

    def acknowledged() -> bool:
        return all(_ticket(by_night, ticket)["acknowledged_at"] for ticket in tickets.values())

    until(acknowledged, seconds=330)
    for trouble, comment in customers.items():
        assert len(_standing(by_night, comment)) == 1, trouble
        (sent,) = [m for m in by_night.messages(tickets[trouble]) if m["direction"] == "outbound"]
        assert "automatique" in sent["text"], trouble


@pytest.mark.parametrize(("setting", "reason"), [("off", "switched_off"), ("dry_run", "dry_run")])
def test_nobody_is_answered_while_answers_are_switched_off_or_tried_out(
    by_night: DeployedStack, setting: str, reason: str
) -> None:
    comment = by_night.comment(QUESTION)
    _switch(by_night, setting)
    try:
        by_night.deliver("facebook", comment.body())
        ticket = by_night.ticket_of(comment.conversation)
        until(lambda: reason in _reasons(by_night, ticket))
        assert _ticket(by_night, ticket)["acknowledged_at"] is None
        assert _posts(by_night, comment) == []
    finally:
        _switch(by_night, "on")


def test_in_a_crisis_nobody_is_answered_by_a_robot(by_night: DeployedStack) -> None:
    comment = by_night.comment(QUESTION)
    opened = by_night.api("POST", "/incidents", json={"brand": "acme", "title": "Everything is down"})
    assert opened.status_code == 201, opened.text
    time.sleep(CACHED_SECONDS)
    try:
        by_night.deliver("facebook", comment.body())
        ticket = by_night.ticket_of(comment.conversation)
        until(lambda: "incident_open" in _reasons(by_night, ticket))
        assert _posts(by_night, comment) == []
    finally:
        assert by_night.api("POST", f"/incidents/{opened.json()['id']}/resolve").status_code == 200
        time.sleep(CACHED_SECONDS)


def test_during_the_day_nobody_is_answered_by_a_robot(by_day: DeployedStack) -> None:
    comment = by_day.comment(QUESTION)
    by_day.deliver("facebook", comment.body())
    by_day.ticket_of(comment.conversation)
    until(lambda: by_day.waiting() == 0)

    assert _posts(by_day, comment) == []


def _break(deployed: DeployedStack, comment: Comment, fault: dict[str, Any]) -> None:
    """The platform's first answer to what we write under that comment."""
    described = {"match": {"method": "POST", "path": comment.id}, "count": 1, **fault}
    assert deployed.http.post(f"{deployed.stack.simulator_url}/faults", json=described).status_code == 201


def _posts(deployed: DeployedStack, comment: Comment) -> list[Json]:
    """What we wrote under a comment, as far as it reached the platform."""
    return [call for call in deployed.calls("facebook") if call["method"] == "POST" and comment.id in call["path"]]


def _standing(deployed: DeployedStack, comment: Comment) -> list[Json]:
    """What customers see under a comment now."""
    listed = deployed.http.get(
        f"{deployed.stack.simulator_url}/facebook/v26.0/{comment.id}/comments", headers={"authorization": "Bearer any"}
    )
    found: list[Json] = listed.json()["data"]
    return found


def _ticket(deployed: DeployedStack, ticket: Json) -> Json:
    found: Json = deployed.api("GET", f"/tickets/{ticket['id']}").json()
    return found


def _reasons(deployed: DeployedStack, ticket: Json) -> list[str]:
    """Why the ticket was not acknowledged, as its history says."""
    entries: list[Json] = deployed.api("GET", f"/tickets/{ticket['id']}/history").json()["items"]
    details = [entry["details"] for entry in entries]
    return [each.get("reason") or each.get("acknowledgement") or "" for each in details]


def _switch(deployed: DeployedStack, setting: str) -> None:
    DynamoDBSwitches(deployed.table, cache_seconds=0, clock=SystemClock()).set("acme", None, setting, by="e2e")
    time.sleep(CACHED_SECONDS)
