"""Agents together at one ticket: assigning, notes, presence, and answers to what has changed."""

import json
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.replies import ReplyRefused, ReplyResult
from shared.domain.access.agents import Role
from shared.domain.errors import UpstreamError
from shared.domain.replies.model import RefusalReason
from shared.domain.tickets.collaboration import MAX_NOTES, Note, still_mentioned
from shared.domain.vocabulary import Status
from tests.fakes.stored import START
from tests.unit.api.fake_api import Answered, FakeApi, a_ticket

NOTE = "/tickets/T1/notes"


@pytest.fixture
def sophie(api: FakeApi) -> str:
    api.store(a_ticket())
    return api.agent("sophie", name="Sophie Bernard", brands=("acme",))


def _assign(api: FakeApi, token: str, **body: Any) -> Answered:
    return api.call("POST", "/tickets/T1/assign", token=token, body=body)


def test_a_ticket_is_given_to_a_person_and_a_team_at_once(api: FakeApi, sophie: str) -> None:
    api.agent("karim", name="Karim Benali", brands=("acme",))

    answered = _assign(api, sophie, assignee="karim", team="experts")

    assert answered.status == 200
    assert {name: answered.json[name] for name in ("assignee", "assignee_name", "claimed_by", "team", "status")} == {
        **{"assignee": "karim", "assignee_name": "Karim Benali", "claimed_by": "karim"},
        **{"team": "experts", "status": "open"},
    }
    (entry,) = api.history.of_ticket("T1").items
    assert (entry.what, entry.actor) == ("assigned", "Sophie Bernard")
    assert entry.details == {"by": "Sophie Bernard", "agent": "Karim Benali", "team": "triage → experts"}


def test_assigning_again_changes_nothing_and_to_another_says_from_whom(api: FakeApi, sophie: str) -> None:
    api.agent("karim", name="Karim Benali", brands=("acme",))
    _assign(api, sophie, assignee="karim")
    version = api.tickets.stored["T1"].version

    _assign(api, sophie, assignee="karim")
    assert api.tickets.stored["T1"].version == version

    api.clock.pass_time(seconds=1)
    _assign(api, sophie, assignee="sophie")
    assert [entry.details.get("taken_from") for entry in api.history.of_ticket("T1").items] == [None, "Karim Benali"]


@pytest.mark.parametrize("assignee", ["nobody", "ben", "zoe"])
def test_only_an_agent_of_the_brand_is_given_a_ticket(api: FakeApi, sophie: str, assignee: str) -> None:
    api.agent("ben", brands=("other",))
    api.agent("zoe", brands=("acme",))
    api.agents.remove("zoe@acme.example", START)

    answered = _assign(api, sophie, assignee=assignee)

    assert (answered.status, answered.json["errors"][0]["parameter"]) == (422, "assignee")
    assert api.tickets.stored["T1"].claimed_by is None


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"assignee": None}, 422), ({"team": "none"}, 422), ({"assignee": "a,b"}, 422), ({"who": "x"}, 422)],
)
def test_an_assignment_that_makes_no_sense_is_refused(api: FakeApi, sophie: str, body: Any, status: int) -> None:
    assert api.call("POST", "/tickets/T1/assign", token=sophie, body=body).status == status


def test_what_is_done_is_given_to_nobody(api: FakeApi, sophie: str) -> None:
    api.store(a_ticket("T2", status=Status.RESOLVED))

    assert api.call("POST", "/tickets/T2/assign", token=sophie, body={"assignee": "sophie"}).status == 409


def test_a_note_is_written_once_under_its_key_and_counted(api: FakeApi, sophie: str) -> None:
    api.agent("karim", brands=("acme",))
    body = {"text": "Elle a rappelé deux fois.", "mentions": ["karim", "karim"]}

    first = api.call("POST", NOTE, token=sophie, body=body, headers={"Idempotency-Key": "a"})
    again = api.call("POST", NOTE, token=sophie, body=body, headers={"Idempotency-Key": "a"})

    assert (first.status, first.json) == (201, again.json)
    assert first.json["author"] == {"id": "sophie", "name": "Sophie Bernard"}
    assert first.json["mentions"] == ["karim"]
    assert api.call("GET", NOTE, token=sophie).json["items"] == [first.json]
    assert api.call("GET", "/tickets/T1", token=sophie).json["notes_count"] == 1
    assert [entry.what for entry in api.history.of_ticket("T1").items] == ["noted"]


def _merged_with_a_note(api: FakeApi) -> tuple[str, str]:
    """T2 has a note for Sophie that she has not read, and is merged into T1, whose notes she has read."""
    api.store(a_ticket("T1", customer_id="C1"), a_ticket("T2", customer_id="C1"))
    boss = api.agent("boss", Role.SUPERVISOR, name="Boss", brands=("acme",))
    sophie = api.agent("sophie", name="Sophie Bernard", brands=("acme",))
    for ticket, key in (("T2", "legal"), ("T1", "seen")):
        api.clock.pass_time(minutes=1)
        body = {"text": f"@Sophie {key}", "mentions": ["sophie"]}
        api.call("POST", f"/tickets/{ticket}/notes", token=boss, body=body, headers={"Idempotency-Key": key})
    api.clock.pass_time(minutes=1)
    api.call("POST", "/tickets/T1/notes/read", token=sophie, body={})
    assert api.call("POST", "/tickets/T2/merge", token=boss, body={"into": "T1"}).status == 200
    return boss, sophie


def _mentions(api: FakeApi, token: str) -> list[str]:
    found = api.call("GET", "/tickets", token=token, query="brand=acme&mentioned=sophie").json["items"]
    return [ticket["id"] for ticket in found]


def test_notes_of_a_merged_ticket_are_read_where_it_leads(api: FakeApi) -> None:
    boss, sophie = _merged_with_a_note(api)

    notes = api.call("GET", NOTE, token=sophie).json["items"]

    assert [(note["text"], note["ticket_id"]) for note in notes] == [("@Sophie legal", "T2"), ("@Sophie seen", "T1")]
    assert api.call("GET", "/tickets/T1", token=boss).json["notes_count"] == 2


def test_who_is_named_in_a_merged_ticket_is_named_where_it_leads_until_they_have_read_it(api: FakeApi) -> None:
    boss, sophie = _merged_with_a_note(api)
    assert _mentions(api, sophie) == ["T1"]

    api.clock.pass_time(minutes=1)
    body = {"text": "and more", "mentions": []}
    api.call("POST", NOTE, token=boss, body=body, headers={"Idempotency-Key": "later"})  # counted anew
    assert _mentions(api, sophie) == ["T1"]

    api.clock.pass_time(minutes=1)
    assert api.call("POST", f"{NOTE}/read", token=sophie, body={}).json["mentioned"] == []
    api.call("POST", NOTE, token=boss, body=body, headers={"Idempotency-Key": "last"})
    assert _mentions(api, sophie) == []


def test_a_note_that_reaches_a_merged_ticket_is_kept_where_it_leads(api: FakeApi) -> None:
    boss, sophie = _merged_with_a_note(api)
    api.call("POST", f"{NOTE}/read", token=sophie, body={})
    api.clock.pass_time(minutes=1)

    body = {"text": "@Sophie too late", "mentions": ["sophie"]}
    note = api.call("POST", "/tickets/T2/notes", token=boss, body=body, headers={"Idempotency-Key": "late"}).json

    assert (note["ticket_id"], _mentions(api, sophie)) == ("T1", ["T1"])


def test_customers_never_see_a_note(api: FakeApi, sophie: str) -> None:
    api.call("POST", NOTE, token=sophie, body={"text": "secret"}, headers={"Idempotency-Key": "a"})

    assert "secret" not in api.call("GET", "/tickets/T1/messages", token=sophie).text
    assert "secret" not in api.call("GET", "/tickets/T1/history", token=sophie).text
    assert api.replier.asked == []


def test_the_count_of_notes_is_made_good_after_a_request_that_died(api: FakeApi, sophie: str) -> None:
    api.call("POST", NOTE, token=sophie, body={"text": "one"}, headers={"Idempotency-Key": "a"})
    lost = api.tickets.stored["T1"]
    api.tickets.stored["T1"] = a_ticket(version=lost.version)  # as if it had not been counted

    api.call("POST", NOTE, token=sophie, body={"text": "one"}, headers={"Idempotency-Key": "a"})

    assert api.tickets.stored["T1"].notes_count == 1


def test_whom_a_note_names_finds_the_ticket_until_they_have_written_one(api: FakeApi, sophie: str) -> None:
    karim = api.agent("karim", brands=("acme",))
    api.store(a_ticket("T2"))
    api.call(
        "POST", NOTE, token=sophie, body={"text": "@karim", "mentions": ["karim"]}, headers={"Idempotency-Key": "a"}
    )

    def named() -> tuple[list[str], int]:
        found = api.call("GET", "/tickets", token=karim, query="brand=acme&mentioned=karim").json["items"]
        counted = api.call("GET", "/counts", token=karim, query="brand=acme").json["lists"]["mentions"]
        return [ticket["id"] for ticket in found], counted

    assert named() == (["T1"], 1)
    assert api.call("GET", "/tickets/T1", token=karim).json["mentioned"] == ["karim"]
    assert api.call("GET", "/counts", token=sophie, query="brand=acme").json["lists"]["mentions"] == 0

    api.clock.pass_time(minutes=1)  # lists are counted at most ten seconds late
    api.call("POST", NOTE, token=karim, body={"text": "done"}, headers={"Idempotency-Key": "b"})
    assert named() == ([], 0)


def test_a_mention_is_open_until_the_one_who_is_named_writes_and_open_again_when_they_are_named_again() -> None:
    def note(minute: int, author: str, *mentions: str) -> Note:
        at = START + timedelta(minutes=minute)
        return Note(
            ticket_id="T1", id=f"N{minute}", at=at, author_id=author, author_name=author, text="…", mentions=mentions
        )

    asked = note(1, "sophie", "karim", "nora", "sophie")
    answered = note(2, "karim")
    assert still_mentioned([], {}) == ()
    assert still_mentioned([asked], {}) == ("karim", "nora")
    assert still_mentioned([answered, asked], {}) == ("nora",)
    assert still_mentioned([asked, answered, note(3, "nora", "karim")], {}) == ("karim",)
    assert still_mentioned([asked], {"karim": START + timedelta(minutes=1)}) == ("nora",)
    assert still_mentioned([asked, note(2, "nora", "karim")], {"karim": START + timedelta(minutes=1)}) == ("karim",)


def test_a_mention_stays_in_the_list_when_the_ticket_is_resolved_and_closed(api: FakeApi, sophie: str) -> None:
    karim = api.agent("karim", brands=("acme",))
    body = {"text": "@karim", "mentions": ["karim"]}
    api.call("POST", NOTE, token=sophie, body=body, headers={"Idempotency-Key": "a"})

    def named() -> list[list[str]]:
        api.clock.pass_time(minutes=1)
        counted = api.call("GET", "/counts", token=karim, query="brand=acme").json["lists"]["mentions"]
        found = api.call("GET", "/tickets", token=karim, query="brand=acme&mentioned=karim").json["items"]
        assert counted == len(found)
        return [[ticket["id"], ticket["status"]] for ticket in found]

    def change(status: str) -> None:
        seen = api.call("GET", "/tickets/T1", token=sophie).json["version"]
        changed = api.call(
            "PATCH", "/tickets/T1", token=sophie, body={"status": status}, headers={"If-Match": f'"{seen}"'}
        )
        assert changed.status == 200

    assert named() == [["T1", "new"]]
    change("resolved")
    assert named() == [["T1", "resolved"]]
    change("closed")
    assert named() == [["T1", "closed"]]
    only = api.call("GET", "/tickets", token=karim, query="brand=acme&mentioned=karim&status=new,open").json["items"]
    assert only == []


def test_whoever_was_named_may_say_that_they_have_read_it(api: FakeApi, sophie: str) -> None:
    karim = api.agent("karim", brands=("acme",))
    body = {"text": "@karim", "mentions": ["karim"]}
    api.call("POST", NOTE, token=sophie, body=body, headers={"Idempotency-Key": "a"})
    api.clock.pass_time(minutes=1)

    read = api.call("POST", f"{NOTE}/read", token=karim, body={})
    again = api.call("POST", f"{NOTE}/read", token=karim, body={})

    assert (read.status, read.json["mentioned"], again.json["version"]) == (200, [], read.json["version"])
    assert api.call("GET", "/tickets", token=karim, query="brand=acme&mentioned=karim").json["items"] == []
    api.call("POST", NOTE, token=sophie, body={"text": "more"}, headers={"Idempotency-Key": "b"})
    assert api.call("GET", "/tickets/T1", token=karim).json["mentioned"] == []
    api.clock.pass_time(minutes=1)
    api.call("POST", NOTE, token=sophie, body=body, headers={"Idempotency-Key": "c"})
    assert api.call("GET", "/tickets/T1", token=karim).json["mentioned"] == ["karim"]


def test_only_agents_of_the_brand_are_mentioned(api: FakeApi, sophie: str) -> None:
    api.agent("ben", brands=("other",))

    answered = api.call(
        "POST", NOTE, token=sophie, body={"text": "@ben", "mentions": ["ben"]}, headers={"Idempotency-Key": "a"}
    )

    assert (answered.status, answered.json["errors"][0]["parameter"]) == (422, "mentions")
    assert api.notes.stored == {}


def test_a_ticket_has_a_bounded_number_of_notes(api: FakeApi, sophie: str) -> None:
    for number in range(MAX_NOTES):
        api.call("POST", NOTE, token=sophie, body={"text": "x"}, headers={"Idempotency-Key": str(number)})

    beyond = api.call("POST", NOTE, token=sophie, body={"text": "x"}, headers={"Idempotency-Key": "beyond"})
    again = api.call("POST", NOTE, token=sophie, body={"text": "x"}, headers={"Idempotency-Key": "0"})

    assert (beyond.status, again.status) == (409, 201)


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "bell\x07"])
def test_a_note_has_words(api: FakeApi, sophie: str, text: str) -> None:
    answered = api.call("POST", NOTE, token=sophie, body={"text": text}, headers={"Idempotency-Key": "a"})

    assert answered.status == 422


def test_a_note_needs_a_key(api: FakeApi, sophie: str) -> None:
    assert api.call("POST", NOTE, token=sophie, body={"text": "x"}).status == 400


def test_agents_see_each_other_before_they_write_and_are_forgotten_after_thirty_seconds(
    api: FakeApi, sophie: str
) -> None:
    karim = api.agent("karim", name="Karim", brands=("acme",))
    api.call("PUT", "/tickets/T1/presence", token=sophie, body={"activity": "typing"})
    api.clock.pass_time(seconds=29)

    seen = api.call("PUT", "/tickets/T1/presence", token=karim, body={"activity": "looking"})

    assert [(viewer["agent_id"], viewer["activity"]) for viewer in seen.json["viewers"]] == [
        *(("karim", "looking"), ("sophie", "typing")),
    ]
    api.clock.pass_time(seconds=1)
    left = api.call("GET", "/tickets/T1/presence", token=karim).json
    assert [viewer["agent_id"] for viewer in left["viewers"]] == ["karim"]
    gone = api.call("PUT", "/tickets/T1/presence", token=karim, body={"activity": "gone"})
    assert gone.json == {"ticket_id": "T1", "version": 1, "viewers": []}


def _reply(api: FakeApi, token: str, version: str | None, key: str = "k", **body: Any) -> Answered:
    headers = {"Idempotency-Key": key} | ({} if version is None else {"If-Match": version})
    return api.call(
        "POST", "/tickets/T1/replies", token=token, body={"text": "Bonjour", "visibility": "private"} | body,
        headers=headers,
    )  # fmt: skip


def test_an_answer_to_a_ticket_that_changed_is_not_sent_and_shows_the_ticket(api: FakeApi, sophie: str) -> None:
    api.tickets.save(api.tickets.stored["T1"])

    answered = _reply(api, sophie, '"1"')

    assert (answered.status, answered.json["reason"]) == (409, "changed")
    assert answered.json["ticket"]["version"] == 2
    assert answered.headers["ETag"] == '"2"'
    assert api.replier.asked == []


def test_an_answer_to_the_version_that_was_read_carries_it(api: FakeApi, sophie: str) -> None:
    assert _reply(api, sophie, '"1"').status == 202
    assert _reply(api, sophie, None, "other").status == 202

    assert [intent.seen_version for intent in api.replier.asked] == [1, None]


def test_a_colleague_who_was_faster_on_the_way_is_noticed_too(api: FakeApi, sophie: str) -> None:
    refused = ReplyRefused(reason=RefusalReason.CHANGED, message="changed", field="text")
    api.replier.says = ReplyResult(ticket_id="T1", refused=refused)

    assert _reply(api, sophie, '"1"').json["reason"] == "changed"


def test_taking_over_is_no_change_by_others(api: FakeApi, sophie: str) -> None:
    karim = api.agent("karim", brands=("acme",))
    api.call("POST", "/tickets/T1/claim", token=karim)

    assert _reply(api, sophie, '"2"', take_over=True).status == 202
    (intent,) = api.replier.asked
    assert intent.seen_version == api.tickets.stored["T1"].version == 3


@pytest.mark.parametrize("version", ["three", '"1", "2"', "*"])
def test_a_version_that_is_none_is_refused(api: FakeApi, sophie: str, version: str) -> None:
    assert _reply(api, sophie, version).status == 400


def test_a_role_below_supervisor_may_do_all_of_this(api: FakeApi, sophie: str) -> None:
    assert json.loads(api.call("GET", "/me", token=sophie).text)["agent"]["role"] == Role.AGENT


@pytest.mark.parametrize(
    ("path", "body", "what"),
    [
        ("assign", {"assignee": "karim"}, "assigned"),
        ("release", {}, "released"),
        ("claim", {"take_over": True}, "claimed"),
    ],
)
def test_who_gave_a_ticket_away_is_recorded_by_the_repetition_of_a_request_that_died(
    api: FakeApi, path: str, body: Any, what: str
) -> None:
    api.store(a_ticket())
    sophie = api.agent("sophie", name="Sophie Bernard", brands=("acme",))
    api.agent("karim", name="Karim Benali", brands=("acme",))
    ben = api.agent("ben", name="Ben", brands=("acme",))
    assert api.call("POST", "/tickets/T1/claim", token=ben).status == 200
    add, api.history.add = api.history.add, _dies
    assert api.call("POST", f"/tickets/T1/{path}", token=sophie, body=body).status == 503
    api.history.add = add

    for _ in range(2):
        api.clock.pass_time(minutes=1)
        assert api.call("POST", f"/tickets/T1/{path}", token=sophie, body=body).status == 200

    entries = [(entry.what, entry.actor) for entry in api.history.of_ticket("T1").items]
    assert entries == [("claimed", "Ben"), (what, "Sophie Bernard")]


def _dies(*_: object) -> None:
    raise UpstreamError("throttled")


def test_a_note_that_is_repeated_after_its_ticket_was_merged_is_written_once(api: FakeApi) -> None:
    boss = api.agent("boss", Role.SUPERVISOR, brands=("acme",))
    api.store(a_ticket("T1"), a_ticket("T2"))
    call = {"token": boss, "body": {"text": "Hello"}, "headers": {"Idempotency-Key": "k"}}
    first = api.call("POST", "/tickets/T2/notes", **call).json
    assert api.call("POST", "/tickets/T2/merge", token=boss, body={"into": "T1"}).status == 200

    again = [api.call("POST", f"/tickets/{ticket}/notes", **call).json["id"] for ticket in ("T2", "T1")]

    assert again == [first["id"], first["id"]]
    assert [note["text"] for note in api.call("GET", NOTE, token=boss).json["items"]] == ["Hello"]
    assert api.call("GET", "/tickets/T1", token=boss).json["notes_count"] == 1
