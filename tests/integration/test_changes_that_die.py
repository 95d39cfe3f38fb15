"""A person's change whose request dies at any of its writes: what was changed says who did it, and the same request,
sent again, finds it done. Over the API, the whole desk on moto."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from tests.browser.desk_on_moto import BASE, DeskOnMoto, desk_on_moto
from tests.integration.faults import Faults, nth_write

pytestmark = pytest.mark.integration

MARC = "Marc Okafor"
OWN = ("assignee", "team", "status", "tags", "priority", "merged_into", "merged_tickets", "escalating_since", "labels")
"""What people change on a ticket, and what tells that they did."""


@dataclass
class Desk:
    desk: DeskOnMoto
    numbers: Iterator[int]

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = {name.lower().replace("_", "-"): value for name, value in headers.items()}
        sent |= {"authorization": "Bearer " + self.desk.issuer.id_token("marc@desk.example", None)}
        content = b"" if body is None else json.dumps(body).encode()
        status, _, found = self.desk.handle(method, BASE + path, sent | {"content-type": "application/json"}, content)
        return status, json.loads(found) if found else None

    def ticket(self, ticket_id: str) -> dict[str, Any]:
        return dict(self("GET", f"/tickets/{ticket_id}")[1])

    def two(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Tickets of one person, under two posts."""
        author = str(90_000 + next(self.numbers))
        for post in ("1", "2"):
            self.desk.comment(author, f"Mia {author}", "Ma facture est fausse.", minutes_ago=float(post), post=post)
        found = self("GET", f"/tickets?brand=acme&q=Mia+{author}")[1]["items"]
        assert len(found) == 2
        return found[0], found[1]

    def noted(self, *tickets: dict[str, Any]) -> list[str]:
        """What their histories say of Marc."""
        paths = [f"/tickets/{ticket['id']}/history?limit=100" for ticket in tickets]
        items = [entry for path in paths for entry in self("GET", path)[1]["items"]]
        return [entry["what"] for entry in items if entry["actor"] == MARC]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk_on_moto(monkeypatch) as found:
        desk = Desk(found, count(1))
        desk("GET", "/me")
        yield desk


Request = Callable[[Desk, dict[str, Any], dict[str, Any]], tuple[int, Any]]
"""The request about a ticket, beside which there is another one of the same person."""


def _patch(**change: Any) -> Request:
    def send(desk: Desk, one: dict[str, Any], _: dict[str, Any]) -> tuple[int, Any]:
        return desk("PATCH", f"/tickets/{one['id']}", change, If_Match=str(one["version"]))

    return send


def _post(path: str, **body: Any) -> Request:
    def send(desk: Desk, one: dict[str, Any], _: dict[str, Any]) -> tuple[int, Any]:
        return desk("POST", f"/tickets/{one['id']}/{path}", body)

    return send


def _bulk(**change: Any) -> Request:
    def send(desk: Desk, one: dict[str, Any], _: dict[str, Any]) -> tuple[int, Any]:
        versions = {one["id"]: one["version"]}
        status, answer = desk("POST", "/tickets/bulk", {"tickets": [one["id"]], "versions": versions, **change})
        return (status, answer) if status != 200 else (answer["results"][0]["status"], answer)

    return send


def _merge(desk: Desk, one: dict[str, Any], other: dict[str, Any]) -> tuple[int, Any]:
    return desk("POST", f"/tickets/{one['id']}/merge", {"into": other["id"]})


CHANGES: dict[str, tuple[Request, str]] = {
    "tags": (_patch(tags=["vip"]), "changed"),
    "resolve": (_patch(status="resolved"), "changed"),
    "urgent": (_patch(priority="urgent"), "changed"),
    "correct": (_patch(category="complaint"), "changed"),
    "claim": (_post("claim"), "claimed"),
    "team": (_post("assign", team="engagement"), "assigned"),
    "escalate": (_post("escalate"), "escalation_requested"),
    "merge": (_merge, "merged"),
    "bulk resolve": (_bulk(status="resolved"), "changed"),
    "bulk tags": (_bulk(add_tags=["vip"]), "changed"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_died_says_who_made_it_and_is_done_when_it_comes_again(desk: Desk, name: str) -> None:
    request, what = CHANGES[name]
    died = 0
    for number in range(1, 10):
        before_all = died
        for after in (False, True):
            one, other = desk.two()
            faults = Faults(nth_write(number), after=after)
            with faults.installed():
                status, _ = request(desk, one, other)
            died += faults.failed
            assert status == (503 if faults.failed else 200)
            for ticket in (one, other):
                now = desk.ticket(ticket["id"])
                if any(now[field] != ticket[field] for field in OWN):
                    assert desk.noted(ticket), (number, after, ticket["id"])

            assert request(desk, one, other)[0] == 200, (number, after)
            assert desk.noted(one).count(what) == 1, (number, after)
            assert len(set(desk.noted(other))) == len(desk.noted(other))
        if died == before_all:
            break
    assert died


def test_customers_are_linked_and_parted_by_somebody_wherever_the_request_dies(desk: Desk) -> None:
    for number in range(1, 4):
        for after in (False, True):
            both = desk.two(), desk.two()
            one, other = (tickets[0]["customer"]["id"] for tickets in both)
            for path, what in (("link", "customers_linked"), ("unlink", "customers_unlinked")):
                with Faults(nth_write(number), after=after).installed():
                    desk("POST", f"/customers/{one}/{path}", {"customer": other})
                is_linked = bool(desk("GET", f"/customers/{one}")[1]["others"])
                done = 1 if is_linked == (path == "link") else 0
                assert [desk.noted(*tickets).count(what) for tickets in both] == [done] * 2, (number, after, path)
                assert desk("POST", f"/customers/{one}/{path}", {"customer": other})[0] in (200, 204)
                assert [desk.noted(*tickets).count(what) for tickets in both] == [1, 1], (number, after, path)


def test_a_note_is_in_the_history_wherever_its_request_dies(desk: Desk) -> None:
    for number in range(1, 5):
        for after in (False, True):
            one, _ = desk.two()
            path = f"/tickets/{one['id']}/notes"
            with Faults(nth_write(number), after=after).installed():
                desk("POST", path, {"text": "Vu", "mentions": []}, Idempotency_Key="n")
            written = len(desk("GET", path)[1]["items"])
            assert desk.noted(one) == ["noted"] * written, (number, after)
            assert desk("POST", path, {"text": "Vu", "mentions": []}, Idempotency_Key="n")[0] in (200, 201)
            assert desk.noted(one) == ["noted"], (number, after)
            assert desk.ticket(one["id"])["notes_count"] == 1


def test_what_was_not_asked_for_is_still_refused_in_an_old_version(desk: Desk) -> None:
    one, _ = desk.two()
    assert desk("PATCH", f"/tickets/{one['id']}", {"tags": ["a"]}, If_Match=str(one["version"]))[0] == 200
    assert desk("PATCH", f"/tickets/{one['id']}", {"tags": ["a", "b"]}, If_Match=str(one["version"]))[0] == 412
    body = {"tickets": [one["id"]], "versions": {one["id"]: one["version"]}, "status": "resolved"}
    assert desk("POST", "/tickets/bulk", body)[1]["results"][0]["status"] == 412
