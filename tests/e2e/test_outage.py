"""An outage on the deployed stack: suspected, opened, published, pointed to, resolved, and customers told so."""

import copy
import json
from collections.abc import Iterator

import pytest

from cli.demo import brand as demo_brand
from local.traffic.accounts import PAGE
from tests.e2e.deployed import Comment, DeployedStack, Json, now, until

REPORTS = (
    "Plus d'internet depuis 20 heures, tout est en panne !",
    "Plus d'internet du tout depuis 20 heures, c'est en panne",
    "Plus d'internet ici depuis 20 heures, panne totale !",
    "Plus d'internet depuis 20 heures, encore une panne ?",
)
UPDATE = "Panne d'internet : nos équipes y travaillent. Les nouvelles arrivent ici."


@pytest.fixture
def evening(deployed: DeployedStack) -> Iterator[DeployedStack]:
    """The desk is closed; three reports make an outage, and follow-ups are sent at any hour."""
    document = copy.deepcopy(dict(demo_brand.by_evening(deployed.document, now())))
    document["incidents"] = {**document["incidents"], "threshold": 3, "quiet_hours": "none"}
    deployed.set_hours("outage", document)
    yield deployed
    for incident in _open(deployed):
        deployed.api("POST", f"/incidents/{incident['id']}/resolve", json={"publish": False, "follow_up": False})


def test_an_outage_from_the_suspicion_to_the_follow_up(evening: DeployedStack) -> None:
    before = len(_posts(evening))  # other tests post, too
    comments = [evening.comment(text, name=f"Client {number}") for number, text in enumerate(REPORTS)]
    told_before: list[Json] = []
    for comment in comments[:3]:
        assert evening.deliver("facebook", comment.body()) == 200
        told_before.append(evening.ticket_of(comment.conversation))
    (suspected,) = until(lambda: [each for each in _open(evening) if each["suspected"]], seconds=30)
    _sweep(evening)
    told = until(lambda: [call for call in evening.calls("notify") if suspected["id"] in str(call["body"])], seconds=30)
    assert REPORTS[0] not in str(told), "no customer's words outside"
    evidence = evening.api("GET", f"/incidents/{suspected['id']}/evidence").json()
    assert sum(evidence["curve"]) >= 3
    assert evidence["excerpts"]

    opened = evening.api(
        "POST", "/incidents", json={"brand": "acme", "title": "Plus d'internet", "suspicion": suspected["id"]}
    ).json()
    assert opened["ticket_count"] >= 1, "the tickets of the suspicion are taken over"
    path = f"/incidents/{opened['id']}"
    assert _posts(evening)[before:] == [], "nothing is published before a person says so"
    assert evening.api("PUT", f"{path}/updates/1", json={"kind": "opened", "texts": {"fr": UPDATE}}).is_success
    for _ in range(2):  # pressed twice
        asked = {"accounts": [f"facebook/{PAGE}"]}
        assert evening.api("POST", f"{path}/updates/1/publish", json=asked).status_code == 202
    until(lambda: _posts(evening)[before:] == [UPDATE], seconds=30)

    assert evening.deliver("facebook", comments[3].body()) == 200
    late = evening.ticket_of(comments[3].conversation)
    _until_said(evening, late, "incident_pointer")
    assert [text for text in _under(evening, comments[3]) if text.startswith("Panne connue")]

    resolved = evening.api("POST", f"{path}/resolve", json={"publish": True, "follow_up": True}).json()
    assert resolved["follow_up"] == "running"
    _until_said(evening, late, "incident_follow_up")
    assert [text for text in _under(evening, comments[3]) if text.startswith("C'est rétabli")]
    until(lambda: evening.api("GET", f"/tickets/{late['id']}").json()["status"] == "resolved", seconds=30)
    for ticket in told_before:  # also to who told of it before it was suspected
        _until_said(evening, ticket, "incident_follow_up")
    linked = [evening.api("GET", f"/tickets/{ticket['id']}").json()["incident_id"] for ticket in told_before]
    assert {*linked[:2]} <= {opened["id"], suspected["id"]}, "the incident has what was linked to its suspicion"
    report = evening.api("GET", f"{path}/report").json()
    assert report["customers"] >= 3, (linked, evening.api("GET", f"/incidents/{suspected['id']}").json(), report)
    assert len(_posts(evening)[before:]) == 2, "the first word and the last, each once"
    assert len(set(_under(evening, comments[3]))) == len(_under(evening, comments[3])), "nothing twice"


def _open(deployed: DeployedStack) -> list[Json]:
    found: list[Json] = deployed.api("GET", "/incidents", params={"brand": "acme", "open": "true"}).json()["items"]
    return found


def _sweep(deployed: DeployedStack) -> None:
    """The clock strikes, without waiting for its minute."""
    name = f"{deployed.stack.stack_name}-escalate"
    answer = deployed.aws("lambda").invoke(FunctionName=name, Payload=json.dumps({"action": "sweep"}).encode())
    assert "FunctionError" not in answer, answer["Payload"].read()


def _until_said(deployed: DeployedStack, ticket: Json, what: str) -> None:
    def said() -> bool:
        _sweep(deployed)
        entries = deployed.api("GET", f"/tickets/{ticket['id']}/history").json()["items"]
        return what in [entry["what"] for entry in entries]

    until(said, seconds=60)


def _posts(deployed: DeployedStack) -> list[str]:
    """What was posted on the page, oldest first."""
    calls = [call for call in deployed.calls("facebook") if call["method"] == "POST" and call["path"].endswith("/feed")]
    return [call["body"]["message"] for call in calls]


def _under(deployed: DeployedStack, comment: Comment) -> list[str]:
    """What was written under that comment."""
    calls = [call for call in deployed.calls("facebook") if f"/{comment.id}/" in call["path"]]
    return [call["body"]["message"] for call in calls if call["method"] == "POST"]
