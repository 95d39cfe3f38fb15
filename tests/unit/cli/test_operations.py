"""What an operator does: parked and quarantined messages, tokens, crisis mode."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from cli.commands import dlq, quarantine
from shared.adapters.s3.quarantine import Quarantined
from shared.adapters.sqs.dead_letters import DeadLetter
from shared.domain.access.tokens import Scope, token_hash
from shared.domain.errors import UpstreamError
from shared.domain.incidents.model import Incident
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi
from tests.unit.cli.conftest import Run


@dataclass
class FakeDeadLetters:
    letters: list[DeadLetter] = field(default_factory=list)

    def list(self, *, limit: int = 100) -> tuple[DeadLetter, ...]:
        return tuple(self.letters[:limit])

    def forget(self, event_id: str) -> int:
        before = len(self.letters)
        self.letters = [letter for letter in self.letters if letter.event_id != event_id]
        return before - len(self.letters)

    def redrive(self, event_id: str | None = None) -> tuple[str, ...]:
        sent = [letter.event_id for letter in self.letters if event_id in (None, letter.event_id)]
        self.letters = [letter for letter in self.letters if letter.event_id not in sent]
        return tuple(sent)


@dataclass
class FakeQuarantine:
    kept: dict[str, Quarantined] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)

    def keys(self, prefix: str) -> tuple[str, ...]:
        return tuple(key for key in self.kept if key.startswith(prefix))

    def describe(self, key: str) -> Quarantined | None:
        return self.kept.get(key)

    def read(self, key: str) -> bytes:
        return self.bodies[key]

    def forget(self, key: str) -> None:
        del self.kept[key]


def _letter(event_id: str) -> DeadLetter:
    body = {"event_id": event_id, "channel": "x", "kind": "created", "brand": "acme", "text": "confidential words"}
    return DeadLetter(
        event_id=event_id,
        reason="ContentGoneError",
        error="text/1",
        execution="arn:aws:states:::execution",
        group="g",
        parked_at=START,
        body=json.dumps(body),
        message_id=f"m-{event_id}",
        receipt="r",
    )


@pytest.fixture
def parked(monkeypatch: pytest.MonkeyPatch) -> FakeDeadLetters:
    letters = FakeDeadLetters([_letter("e1"), _letter("e2")])
    monkeypatch.setattr(dlq, "dead_letters", lambda place: letters)
    return letters


def test_parked_messages_are_listed_with_their_reason_and_without_their_text(run: Run, parked: FakeDeadLetters) -> None:
    shown = run("dlq", "list").output
    found = json.loads(run("dlq", "list", "--json").output)

    for words in ("e1", "e2", "ContentGoneError", "text/1", "created"):
        assert words in shown
    assert "confidential" not in shown + json.dumps(found)
    assert found[0]["parked_at"] == "2026-03-02T09:00:00.000Z"


def test_of_what_a_workflow_caught_the_sentence_is_shown_and_no_stack_trace(run: Run, parked: FakeDeadLetters) -> None:
    cause = json.dumps({"errorMessage": "schema_version: 99", "errorType": "E", "stackTrace": ["File handler.py"]})
    parked.letters = [DeadLetter(**{**_fields(_letter("e1")), "error": cause})]

    shown = run("dlq", "list").output

    assert "schema_version: 99" in shown
    assert "handler.py" not in shown
    assert json.loads(run("dlq", "list", "--json").output)[0]["error"] == cause


def test_a_parked_message_that_is_no_json_is_listed_too(run: Run, parked: FakeDeadLetters) -> None:
    parked.letters = [DeadLetter(**{**_fields(_letter("e1")), "body": "not json", "reason": None})]

    assert "e1" in run("dlq", "list").output


def _fields(letter: DeadLetter) -> dict[str, object]:
    return {name: getattr(letter, name) for name in letter.__slots__}


def test_one_or_all_are_sent_back(run: Run, parked: FakeDeadLetters) -> None:
    assert json.loads(run("dlq", "redrive", "e1", "--json").output) == {"redriven": ["e1"]}
    assert "1 sent back" in run("dlq", "redrive", "--all").output
    assert "Nothing is parked." in run("dlq", "list").output


@pytest.mark.parametrize("arguments", [(), ("e1", "--all")])
def test_sending_back_needs_one_event_or_all_of_them(
    run: Run, parked: FakeDeadLetters, arguments: tuple[str, ...]
) -> None:
    assert run("dlq", "redrive", *arguments).exit_code == 2
    assert len(parked.letters) == 2


def test_what_is_not_parked_cannot_be_sent_back(run: Run, parked: FakeDeadLetters) -> None:
    shown = run("dlq", "redrive", "e9")

    assert (shown.exit_code, shown.output.strip()) == (1, "e9 is not parked.")


def test_a_service_that_fails_is_said_in_one_sentence(
    run: Run, parked: FakeDeadLetters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(limit: int) -> None:
        raise UpstreamError("sqs receive_message: AccessDenied")

    monkeypatch.setattr(parked, "list", broken, raising=False)

    shown = run("dlq", "list")

    assert (shown.exit_code, shown.output.strip()) == (1, "It did not work: sqs receive_message: AccessDenied")


def test_where_nothing_answers_it_says_how_to_start_the_stack(
    run: Run, parked: FakeDeadLetters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(limit: int) -> None:
        raise UpstreamError("sqs receive_message: EndpointConnectionError")

    monkeypatch.setattr(parked, "list", gone, raising=False)

    assert "`make up`" in run("dlq", "list").output


def test_quarantine_is_listed_and_narrowed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {
        f"quarantine/{brand}/{channel}/1.json": Quarantined(
            key=f"quarantine/{brand}/{channel}/1.json",
            reason="not_json",
            channel=channel,
            brand=brand,
            received_at="2026-03-02T09:00:00+00:00",
        )
        for brand, channel in (("acme", "x"), ("acme", "facebook"), ("other", "x"))
    }
    monkeypatch.setattr(quarantine, "quarantine_store", lambda place: FakeQuarantine(kept))

    assert len(json.loads(run("quarantine", "list", "--json").output)) == 3
    assert len(json.loads(run("quarantine", "list", "--brand", "acme", "--json").output)) == 2
    narrowed = run("quarantine", "list", "--brand", "acme", "--channel", "x")
    assert "quarantine/acme/x/1.json" in narrowed.output
    assert "facebook" not in narrowed.output
    assert run("quarantine", "list", "--channel", "x").exit_code == 2
    assert len(json.loads(run("quarantine", "list", "--limit", "1", "--json").output)) == 1


def test_names_that_are_typed_again_are_never_folded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    event = "facebook:100100100100100:100100100100100_937066621808811:created-by-somebody-with-a-long-id"
    key = f"quarantine/acme/facebook/{'0123456789abcdef' * 4}.json"
    kept = Quarantined(
        key=key, reason="not_json", channel="facebook", brand="acme", received_at="2026-03-02T09:00:00.123456+00:00"
    )
    monkeypatch.setattr(dlq, "dead_letters", lambda place: FakeDeadLetters([_letter(event)]))
    monkeypatch.setattr(quarantine, "quarantine_store", lambda place: FakeQuarantine({key: kept}))

    assert event in run("dlq", "list").output.splitlines()
    quarantined = run("quarantine", "list").output
    assert key in quarantined.splitlines()
    assert "not_json · acme · facebook · 2026-03-02 09:00 UTC" in quarantined


def test_what_still_holds_a_person_is_found_and_forgotten(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = FakeDeadLetters([_letter("e1"), _letter("e2:4711")])
    kept = {
        f"quarantine/acme/x/{n}.json": Quarantined(
            key=f"quarantine/acme/x/{n}.json", reason="r", channel="x", brand="acme", received_at=""
        )
        for n in (1, 2)
    }
    bodies = {"quarantine/acme/x/1.json": b'{"name": "Zo\\u00e9"}', "quarantine/acme/x/2.json": b'{"id": "4711"}'}
    store = FakeQuarantine(kept, bodies)
    monkeypatch.setattr(dlq, "dead_letters", lambda place: letters)
    monkeypatch.setattr(quarantine, "quarantine_store", lambda place: store)

    parked = json.loads(run("dlq", "list", "--holding", "4711", "--json").output)
    assert [found["event_id"] for found in parked] == ["e2:4711"]
    for words, number in (("4711", 2), ("Zoé", 1)):
        (found,) = json.loads(run("quarantine", "list", "--holding", words, "--json").output)
        assert found["key"] == f"quarantine/acme/x/{number}.json"
    assert run("dlq", "forget", "e2:4711").output == "e2:4711 is gone.\n"
    assert json.loads(run("quarantine", "forget", "quarantine/acme/x/2.json", "--json").output) == {
        "forgotten": "quarantine/acme/x/2.json"
    }
    assert ([letter.event_id for letter in letters.letters], list(kept)) == (["e1"], ["quarantine/acme/x/1.json"])
    for command in (("dlq", "forget", "e9"), ("quarantine", "forget", "text/1.txt")):
        assert run(*command).exit_code == 1


@pytest.mark.parametrize("title", ["", "   ", "a" * 101, "two\nlines"])
def test_an_incident_needs_a_title_before_it_silences_anybody(run: Run, api: FakeApi, title: str) -> None:
    shown = run("incident", "open", title, "--brand", "acme")

    assert (shown.exit_code, shown.output.strip()) == (2, "A title has 1 to 100 printable characters.")
    assert api.incidents.stored == {}


def test_a_token_is_shown_once_and_opens_the_api(run: Run, api: FakeApi) -> None:
    made = json.loads(
        run("token", "create", "desk tool", "--scope", "tickets:read", "--brand", "acme", "--json").output
    )

    assert made["token"].startswith("ndk_")
    assert len(made["token"]) > 40
    assert made["scopes"] == ["tickets:read"]
    assert api.call("GET", "/tickets", token=made["token"]).status == 200
    assert api.call("POST", "/tickets/T1/claim", token=made["token"]).status == 403
    stored = api.tokens.stored[token_hash(made["token"])]
    assert (stored.name, stored.brands, stored.scopes) == ("desk tool", {"acme"}, {Scope.TICKETS_READ})
    listed = run("token", "list").output + run("token", "list", "--json").output
    assert made["token"] not in listed
    assert made["id"] in listed
    assert made["token"] not in str(api.tokens.stored)


def test_a_token_is_printed_for_people_too(run: Run, api: FakeApi) -> None:
    shown = run("token", "create", "desk tool", "--brand", "acme", "--days", "30")

    secret = shown.output.split()[0]
    stored = api.tokens.stored[token_hash(secret)]
    assert stored.scopes == {Scope.TICKETS_READ}
    assert stored.not_after is not None
    assert timedelta(days=29) < stored.not_after - datetime.now(UTC) <= timedelta(days=30)


@pytest.mark.parametrize(
    "arguments",
    [
        ("", "--brand", "acme"),
        ("x" * 101,),
        ("a\nb",),
        ("a", "--brand", "none"),
        ("a", "--scope", "all"),
        ("a", "--days", "0"),
        ("a",),  # there are several brands, and none is named
        ("a", "--brand", "acme", "--all-brands"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(run: Run, api: FakeApi, arguments: tuple[str, ...]) -> None:
    before = dict(api.tokens.stored)

    assert run("token", "create", *arguments).exit_code == 2
    assert api.tokens.stored == before


def test_a_token_ends_within_a_year_if_nothing_else_is_said(run: Run, api: FakeApi) -> None:
    usual = json.loads(run("token", "create", "desk tool", "--brand", "acme", "--json").output)
    assert timedelta(days=364) < datetime.fromisoformat(usual["not_after"]) - datetime.now(UTC) <= timedelta(days=365)

    endless = json.loads(run("token", "create", "bridge", "--all-brands", "--no-end", "--json").output)
    assert (endless["not_after"], endless["brands"]) == (None, [])


def test_a_revoked_token_no_longer_opens_the_api(run: Run, api: FakeApi) -> None:
    made = json.loads(run("token", "create", "desk tool", "--brand", "acme", "--json").output)

    revoked = run("token", "revoke", made["id"])

    assert "desk tool" in revoked.output
    assert api.call("GET", "/tickets", query="brand=acme", token=made["token"]).status == 401
    assert "revoked" in run("token", "list").output
    again = json.loads(run("token", "revoke", made["id"], "--json").output)
    assert again["revoked_at"] is not None


def test_a_token_that_does_not_exist_cannot_be_revoked(run: Run) -> None:
    assert run("token", "revoke", "0" * 12).exit_code == 1


def test_crisis_mode_begins_and_ends(run: Run, api: FakeApi) -> None:
    opened = json.loads(run("incident", "open", "Payments fail", "--brand", "acme", "--channel", "x", "--json").output)

    (known,) = api.incidents.open_for("acme")
    assert (known.id, known.channels, known.opened_by) == (opened["id"], ("x",), "operator")
    assert opened["id"] in run("incident", "list", "--brand", "acme").output
    assert "resolved" in run("incident", "resolve", opened["id"], "--by", "lead").output
    assert api.incidents.open_for("acme") == ()
    assert json.loads(run("incident", "list", "--brand", "acme", "--open", "--json").output) == []


def test_who_opens_an_incident_while_one_is_suspected_says_whether_it_is_this_one(run: Run, api: FakeApi) -> None:
    suspected = Incident(
        id="acme-20260302T085500-auto",
        brand="acme",
        title="30 reports",
        opened_at=datetime.now(UTC),
        opened_by="nightdesk",
        suspected=True,
        ticket_count=30,
    )
    api.incidents.open(suspected)
    asked = run("incident", "open", "Invoices are sent twice", "--brand", "acme")
    assert (asked.exit_code, suspected.id in asked.output) == (2, True)
    assert run("incident", "open", "Invoices are sent twice", "--brand", "acme", "--another").exit_code == 0
    assert api.incidents.stored[suspected.id].resolved_at is None

    taken = run("incident", "open", "No internet", "--brand", "acme", "--suspicion", suspected.id, "--json")
    assert json.loads(taken.output)["id"] != suspected.id
    assert api.incidents.stored[suspected.id].resolved_at is not None


def test_the_brand_of_an_incident_is_needed_when_there_are_several(run: Run, api: FakeApi) -> None:
    shown = run("incident", "open", "Payments fail")
    assert shown.exit_code == 2
    assert "acme, other" in shown.output

    del api.brands.stored["other"]
    assert run("incident", "open", "Payments fail").exit_code == 0


@pytest.mark.parametrize("arguments", [("--brand", "none"), ("--brand", "acme", "--channel", "fax")])
def test_an_incident_of_what_does_not_exist_is_not_opened(run: Run, api: FakeApi, arguments: tuple[str, ...]) -> None:
    assert run("incident", "open", "Payments fail", *arguments).exit_code == 2
    assert api.incidents.stored == {}


def test_an_incident_that_does_not_exist_cannot_be_resolved(run: Run) -> None:
    assert run("incident", "resolve", "acme-20260302T090000-0000").exit_code == 1
