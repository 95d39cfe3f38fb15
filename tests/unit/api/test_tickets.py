"""Reading tickets, and taking them."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.access.agents import Role
from shared.domain.access.tokens import Scope
from shared.domain.errors import ConflictError
from shared.domain.messages.model import Edition
from shared.domain.messages.reactions import Reaction
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Direction, Priority, Status
from tests.examples import examples
from tests.fakes.stored import START
from tests.fakes.texts import a_long_text
from tests.unit.api.fake_api import CONTEXT, EVENTS, FakeApi, a_message, a_ticket

FIELDS = """
    id brand status priority reasons category sentiment language stage team assignee assignee_name claimed_by
    channel surface visibility continues_in_private account_id customer conversation_id permalink excerpt
    excerpt_kind excerpt_title excerpt_duration rating needs_response answer_pending danger
    has_personal_data message_count notes_count mentioned created_at updated_at last_customer_message_at
    waiting_since acknowledged_at first_response_at first_response_due_at resolution_due_at paused_at
    escalating_since breached_at resolution_breached_at reply_window_closes_at resolved_at satisfaction
    satisfaction_at satisfaction_asked_at incident_id merged_into merged_tickets suggested_articles tags labels
    version
""".split()  # noqa: SIM905  a list of forty words is easier to read so


def test_a_ticket_has_exactly_the_agreed_fields_in_their_order(api: FakeApi) -> None:
    api.store(a_ticket())

    answered = api.call("GET", "/tickets/T1")

    assert answered.status == 200
    assert list(answered.json) == FIELDS
    assert answered.json["customer"] == {"id": "cus_1", "handle": "luc", "name": "Luc Martin"}
    assert answered.json["first_response_due_at"] == "2026-03-02T13:00:00.000Z"
    assert answered.json["reasons"] == ["question"]
    assert answered.json["claimed_by"] is None
    assert answered.headers["ETag"] == '"1"'
    assert answered.headers["Content-Type"] == "application/json"


def test_a_ticket_that_did_not_change_is_not_sent_again(api: FakeApi) -> None:
    api.store(a_ticket())

    answered = api.call("GET", "/tickets/T1", headers={"if-none-match": '"7", "1"'})

    assert (answered.status, answered.text, answered.body) == (304, "", "")  # not null: gateways stumble over it
    assert answered.headers["ETag"] == '"1"'
    assert api.call("GET", "/tickets/T1", headers={"if-none-match": '"7"'}).status == 200


def test_an_id_that_is_escaped_in_the_path_is_understood(api: FakeApi) -> None:
    api.store(a_ticket("x:1"))

    assert api.call("GET", "/tickets/x%3A1").json["id"] == "x:1"


def test_the_list_is_ordered_by_deadline_and_leaves_out_what_is_done(api: FakeApi) -> None:
    api.store(
        a_ticket("late", first_response_due_at=START + timedelta(hours=9)),
        a_ticket("soon", first_response_due_at=START + timedelta(hours=1)),
        a_ticket("done", status=Status.RESOLVED),
        a_ticket("elsewhere", brand="other"),
    )

    answered = api.call("GET", "/tickets", query={"brand": "acme"})

    assert [ticket["id"] for ticket in answered.json["items"]] == ["soon", "late"]
    assert answered.json["next_cursor"] is None


def test_what_waits_for_us_comes_before_what_is_answered_whatever_is_overdue(api: FakeApi) -> None:
    answered = {"status": Status.PENDING, "waiting_since": None, "first_response_at": START}
    api.store(
        a_ticket("answered", resolution_due_at=START - timedelta(days=3), **answered),
        a_ticket("new", first_response_due_at=START + timedelta(hours=9)),
    )

    listed = api.call("GET", "/tickets", query={"brand": "acme"}).json["items"]

    assert [(ticket["id"], ticket["needs_response"]) for ticket in listed] == [("new", True), ("answered", False)]


@pytest.mark.parametrize(
    ("fields", "waits"),
    [
        ({}, True),
        ({"needs_response": False}, False),
        ({"waiting_since": None}, False),
        ({"status": Status.PENDING}, True),  # set by hand: the customer still has no answer
        ({"status": Status.RESOLVED, "waiting_since": None}, False),
    ],
)
def test_needs_response_says_whether_a_customer_waits_for_us_now(
    api: FakeApi, fields: dict[str, Any], waits: bool
) -> None:
    api.store(a_ticket(**fields))

    assert api.call("GET", "/tickets/T1").json["needs_response"] is waits


def test_finished_tickets_are_listed_by_their_last_change_newest_first(api: FakeApi) -> None:
    api.store(
        a_ticket("open"),
        a_ticket("closed", status=Status.CLOSED, updated_at=START + timedelta(minutes=1)),
        a_ticket("resolved", status=Status.RESOLVED, updated_at=START + timedelta(minutes=2)),
    )

    for query, found in (
        ("status=resolved", ["resolved"]),
        ("status=closed,resolved", ["resolved", "closed"]),
        ("status=new,closed", ["closed", "open"]),
        ("status=closed&updated_since=2026-03-02T09:01:30Z", []),
    ):
        answered = api.call("GET", "/tickets", query=f"brand=acme&{query}")
        assert [ticket["id"] for ticket in answered.json["items"]] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=new", {"a", "b"}),
        ("status=new&status=open", {"a", "b", "c"}),
        ("status=new,open", {"a", "b", "c"}),
        ("priority=urgent", {"b"}),
        ("category=outage,complaint", {"c"}),
        ("channel=x", {"b", "c"}),
        ("team=experts", {"c"}),
        ("claimed_by=sophie", {"c"}),
        ("unassigned=true", {"a", "b"}),
        ("unassigned=false", {"a", "b", "c"}),
        ("unassigned=true&claimed_by=sophie", set()),
        ("tag=vip", {"b"}),
        ("tag=vip,parcel", {"b", "c"}),
        ("customer=cus_7", {"c"}),
        ("incident=acme-20260302T090000-4f3a", {"b"}),
        ("language=en", {"a"}),
        ("language=EN", {"a"}),
        ("channel=x&status=new", {"b"}),
        ("channel=facebook&team=experts", set()),
    ],
)
def test_filters_are_alternatives_within_a_name_and_conditions_between_names(
    api: FakeApi, query: str, found: set[str]
) -> None:
    api.store(
        a_ticket("a", language="en"),
        a_ticket("b", channel="x", priority=Priority.URGENT, tags=("vip",), incident_id="acme-20260302T090000-4f3a"),
        a_ticket(
            "c",
            channel="x",
            status=Status.OPEN,
            team="experts",
            claimed_by="sophie",
            category=Category.OUTAGE,
            tags=("parcel", "paris"),
            customer_id="cus_7",
        ),
    )

    answered = api.call("GET", "/tickets", query=f"brand=acme&{query}")

    assert {ticket["id"] for ticket in answered.json["items"]} == found


def test_updated_since_lists_every_status_by_the_time_of_change(api: FakeApi) -> None:
    api.clock.pass_time(minutes=3)
    api.store(
        a_ticket("old", updated_at=START - timedelta(hours=1)),
        a_ticket("second", updated_at=START + timedelta(minutes=2), status=Status.CLOSED),
        a_ticket("first", updated_at=START),
    )

    answered = api.call("GET", "/tickets", query={"brand": "acme", "updated_since": "2026-03-02T10:00:00+01:00"})

    assert [ticket["id"] for ticket in answered.json["items"]] == ["first", "second"]


def test_a_plus_sign_nobody_escaped_is_understood(api: FakeApi) -> None:
    answered = api.call("GET", "/tickets", query="brand=acme&updated_since=2026-03-02T10:00:00+01:00")

    assert answered.status == 200


@given(
    hours=st.lists(st.integers(min_value=1, max_value=40), max_size=25),
    limit=st.integers(min_value=1, max_value=7),
    since=st.booleans(),
)
@settings(max_examples=examples(40))
def test_following_the_cursor_gives_every_ticket_once_and_in_order(hours: list[int], limit: int, since: bool) -> None:
    api = FakeApi()
    api.clock.pass_time(hours=41)
    for number, hour in enumerate(hours):
        at = START + timedelta(hours=hour)
        api.store(a_ticket(f"T{number}", first_response_due_at=at, updated_at=at))
    order = "updated_at" if since else "first_response_due_at"

    found: list[tuple[str, str]] = []
    query = {"brand": "acme", "limit": limit} | ({"updated_since": "2026-03-02T09:00:00Z"} if since else {})
    for _ in range(len(hours) + 2):
        page = api.call("GET", "/tickets", query=query).json
        assert len(page["items"]) <= limit
        found += [(ticket[order], ticket["id"]) for ticket in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]

    assert found == sorted(found)
    assert {ticket_id for _, ticket_id in found} == {f"T{number}" for number in range(len(hours))}
    assert len(found) == len(hours)


# --- messages and history -----------------------------------------------------------------------------------------


def test_the_conversation_is_read_oldest_first_with_answers(api: FakeApi) -> None:
    api.store(a_ticket())
    api.messages.save(a_message("m2", START + timedelta(minutes=5), text="Bonjour Luc"))
    api.messages.save(a_message("m1"))
    api.messages.save(a_message("m9", conversation_id="another"))

    answered = api.call("GET", "/tickets/T1/messages")

    assert [message["id"] for message in answered.json["items"]] == ["m1", "m2"]
    first = answered.json["items"][0]
    assert first["author"] == {"id": "9", "handle": "luc", "name": "Luc Martin"}
    assert first["text"] == "Bonjour, où est ma commande ?"
    assert first["occurred_at"] == "2026-03-02T09:00:00.000Z"


def test_a_long_text_that_was_put_aside_is_read_back(api: FakeApi) -> None:
    api.store(a_ticket())
    api.messages.save(
        a_message(
            "m1",
            text=None,
            text_key=a_long_text(api.texts, "long" * 1000),
        )
    )
    api.messages.save(a_message("m2", START + timedelta(1), text=None, text_key="text/gone"))

    items = api.call("GET", "/tickets/T1/messages").json["items"]

    assert items[0]["text"] == "long" * 1000
    assert items[1]["text"] is None


def test_our_message_shows_the_customers_reaction_and_since_when(api: FakeApi) -> None:
    api.store(a_ticket())
    there = Reaction(customer="C-1", emoji="😡", at=START)
    taken_back = Reaction(customer="C-2", at=START)
    api.messages.save(a_message("m1", direction=Direction.OUTBOUND, reactions=(there, taken_back)))
    api.messages.save(a_message("m2", START + timedelta(minutes=1)))

    ours, theirs = api.call("GET", "/tickets/T1/messages").json["items"]

    assert ours["reactions"] == [{"emoji": "😡", "at": "2026-03-02T09:00:00.000Z"}]
    assert theirs["reactions"] == []


def test_a_deleted_message_shows_that_it_was_and_nothing_of_what_it_said(api: FakeApi) -> None:
    api.store(a_ticket())
    api.messages.save(a_message("m1", deleted_at=START, text="left over", text_key="text/1"))

    (message,) = api.call("GET", "/tickets/T1/messages").json["items"]

    assert message["deleted_at"] == "2026-03-02T09:00:00.000Z"
    assert message["text"] is None


def test_messages_are_paged(api: FakeApi) -> None:
    api.store(a_ticket())
    for number in range(5):
        api.messages.save(a_message(f"m{number}", START + timedelta(minutes=number)))

    first = api.call("GET", "/tickets/T1/messages", query={"limit": 3}).json
    second = api.call("GET", "/tickets/T1/messages", query={"limit": 3, "cursor": first["next_cursor"]}).json

    assert [m["id"] for m in first["items"] + second["items"]] == [f"m{number}" for number in range(5)]
    assert second["next_cursor"] is None


# --- claim --------------------------------------------------------------------------------------------------------


def test_a_claim_takes_the_ticket_ends_its_escalation_and_is_recorded(api: FakeApi) -> None:
    api.store(a_ticket(escalate_at=START))

    answered = api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"})

    assert answered.status == 200
    assert (answered.json["claimed_by"], answered.json["status"], answered.json["version"]) == ("sophie", "open", 2)
    assert answered.headers["ETag"] == '"2"'
    assert api.tickets.stored["T1"].escalate_at is None
    history = api.call("GET", "/tickets/T1/history").json["items"]
    assert [(entry["what"], entry["actor"], entry["details"]) for entry in history] == [
        ("claimed", "everything", {"agent": "sophie"})
    ]


def test_two_agents_of_one_name_are_told_apart_in_the_history_by_their_ids(api: FakeApi) -> None:
    api.store(a_ticket())
    one, other = (api.agent(subject, Role.SUPERVISOR, name="Alex Martin") for subject in ("alex-1", "alex-2"))

    api.call("POST", "/tickets/T1/claim", token=one)
    api.call("POST", "/tickets/T1/release", token=other)

    history = api.call("GET", "/tickets/T1/history").json["items"]
    assert [(entry["what"], entry["actor"], entry["actor_id"]) for entry in history] == [
        ("claimed", "Alex Martin", "alex-1"),
        ("released", "Alex Martin", "alex-2"),
    ]


def test_a_claim_without_a_name_is_the_tokens(api: FakeApi) -> None:
    api.store(a_ticket())
    api.token("ndk_night-desk", Scope.TICKETS_WRITE)

    assert api.call("POST", "/tickets/T1/claim", token="ndk_night-desk").json["claimed_by"] == "night-desk"


def test_the_same_claim_again_changes_nothing(api: FakeApi) -> None:
    api.store(a_ticket())
    first = api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"})
    api.clock.pass_time(minutes=1)

    again = api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"})

    assert again.json == first.json
    assert len(api.history.stored) == 1


def test_a_ticket_of_somebody_else_is_taken_only_on_purpose(api: FakeApi) -> None:
    api.store(a_ticket(claimed_by="sophie", status=Status.OPEN))

    refused = api.call("POST", "/tickets/T1/claim", body={"agent": "marc"})
    assert refused.status == 409
    assert "sophie" in refused.json["detail"]
    assert api.tickets.stored["T1"].claimed_by == "sophie"

    taken = api.call("POST", "/tickets/T1/claim", body={"agent": "marc", "take_over": True})
    assert taken.json["claimed_by"] == "marc"
    (entry,) = api.history.stored.values()
    assert entry.details == {"agent": "marc", "taken_from": "sophie"}


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_is_done_cannot_be_claimed(api: FakeApi, status: Status) -> None:
    api.store(a_ticket(status=status, claimed_by="sophie"))

    answered = api.call("POST", "/tickets/T1/claim", body={"agent": "sophie", "take_over": True})

    assert answered.status == 409
    assert api.tickets.stored["T1"].version == 1


class Overtaken:
    """Lets others write ``times`` times between our read and our write."""

    def __init__(self, api: FakeApi, times: int) -> None:
        self.times = times
        self._save = api.tickets.save

    def __call__(self, ticket: Ticket, *entries: HistoryEntry) -> Ticket:
        if self.times > 0:
            self.times -= 1
            raise ConflictError("ticket")
        return self._save(ticket, *entries)


def test_a_claim_that_is_overtaken_is_decided_anew(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.store(a_ticket())
    monkeypatch.setattr(api.tickets, "save", Overtaken(api, times=3), raising=False)

    assert api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"}).json["claimed_by"] == "sophie"


def test_a_claim_that_is_overtaken_for_ever_gives_up_and_says_so(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.store(a_ticket())
    overtaken = Overtaken(api, times=100)
    monkeypatch.setattr(api.tickets, "save", overtaken, raising=False)

    answered = api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"})

    assert answered.status == 409
    assert answered.headers["Retry-After"] == "1"
    assert overtaken.times == 95
    assert api.history.stored == {}


def test_of_two_claims_at_the_same_time_one_wins(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.store(a_ticket())
    save = api.tickets.save

    def marc_is_faster(ticket: Ticket, *entries: HistoryEntry) -> Ticket:
        monkeypatch.setattr(api.tickets, "save", save, raising=False)
        save(replace(api.tickets.stored["T1"], claimed_by="marc", status=Status.OPEN))
        return save(ticket, *entries)

    monkeypatch.setattr(api.tickets, "save", marc_is_faster, raising=False)

    answered = api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"})

    assert answered.status == 409
    assert api.tickets.stored["T1"].claimed_by == "marc"


# --- the events as they come --------------------------------------------------------------------------------------


def test_the_events_of_api_gateway_are_understood_as_they_are(api: FakeApi) -> None:
    api.token("ndk_local-and-made-up", Scope.TICKETS_READ, Scope.TICKETS_WRITE, brands=("acme",))
    api.store(a_ticket())

    listed = api.send(json.loads((EVENTS / "api_request.json").read_text()))
    claimed = api.send(json.loads((EVENTS / "api_claim.json").read_text()))

    assert [ticket["id"] for ticket in listed.json["items"]] == ["T1"]
    assert claimed.json["claimed_by"] == "sophie"
    assert base64.b64decode("eyJhZ2VudCI6InNvcGhpZSJ9") == b'{"agent":"sophie"}'


def test_an_event_without_a_raw_query_is_understood(api: FakeApi) -> None:
    event = json.loads((EVENTS / "api_request.json").read_text())
    del event["rawQueryString"]
    api.token("ndk_local-and-made-up", Scope.TICKETS_READ)
    api.store(a_ticket())

    assert len(json.loads(api.app.resolve(event, CONTEXT)["body"])["items"]) == 1


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_the_newest_messages_can_be_read_first_over_all_conversations(api: FakeApi, limit: int) -> None:
    api.store(
        a_ticket("T1", private_channel="messenger", private_conversation_id="p"), a_ticket("T2", account_id="200")
    )
    for number in range(5):
        at = START + timedelta(minutes=number)
        api.messages.save(a_message(f"a{number}", occurred_at=at))
        api.messages.save(
            a_message(f"b{number}", channel="messenger", conversation_id="p", occurred_at=at, ticket_id="T1")
        )
        api.messages.save(
            a_message(f"c{number}", account_id="200", conversation_id="c-T2", ticket_id="T2", occurred_at=at)
        )
    assert api.call("POST", "/tickets/T2/merge", body={"into": "T1"}).status == 200

    def listed(**query: Any) -> list[str]:
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = {**query, "limit": limit, **({} if cursor is None else {"cursor": cursor})}
            answered = api.call("GET", "/tickets/T1/messages", query=page).json
            found += [message["id"] for message in answered["items"]]
            cursor = answered["next_cursor"]
            if cursor is None:
                return found

    assert len(listed()) == 15
    assert listed(newest_first="true") == listed()[::-1]


@pytest.mark.parametrize("cursor", ["-9~x", "-0x~y", "1~", "x~y", "conversation-facebook-100-c-T1:x"])
def test_a_cursor_of_another_list_of_messages_is_refused(api: FakeApi, cursor: str) -> None:
    api.store(a_ticket("T1"))

    query = {"newest_first": "true", "cursor": cursor}

    assert api.call("GET", "/tickets/T1/messages", query=query).status == 400


def test_messages_of_merged_tickets_stand_by_time_among_those_of_the_ticket_that_stays(api: FakeApi) -> None:
    hour = timedelta(hours=1)
    api.store(a_ticket("T1"), a_ticket("T2", account_id="200"))
    api.messages.save(a_message("m1"))
    api.messages.save(a_message("m2", START + hour, account_id="200", conversation_id="c-T2", ticket_id="T2"))
    api.messages.save(a_message("m0", account_id="200", conversation_id="c-T2", ticket_id="T-before"))

    merged = api.call("POST", "/tickets/T2/merge", body={"into": "T1"})

    assert (merged.status, merged.json["id"], merged.json["merged_tickets"]) == (200, "T1", ["T2"])
    assert api.call("GET", "/tickets/T2").json["merged_into"] == "T1"
    api.messages.save(a_message("m3", START + 2 * hour))
    page = api.call("GET", "/tickets/T1/messages").json
    assert [message["id"] for message in page["items"]] == ["m1", "m2", "m3"]
    assert page["next_cursor"] is None


def test_of_a_ticket_with_several_merged_ones_the_latest_message_comes_first_wherever_it_was_written(
    api: FakeApi,
) -> None:
    api.store(a_ticket("T1"), a_ticket("T2"), a_ticket("T3"))
    for number, ticket in enumerate(("T1", "T2", "T3")):
        at = START + timedelta(minutes=number)
        api.messages.save(a_message(f"m-{ticket}", at, conversation_id=f"c-{ticket}", ticket_id=ticket))
    for ticket in ("T2", "T3"):
        assert api.call("POST", f"/tickets/{ticket}/merge", body={"into": "T1"}).status == 200
    api.messages.save(a_message("m-new", START + timedelta(hours=5), conversation_id="c-T1", ticket_id="T1"))

    (latest,) = api.call("GET", "/tickets/T1/messages", query={"newest_first": "true", "limit": 1}).json["items"]

    assert latest["id"] == "m-new"


def test_tickets_of_one_conversation_that_are_merged_show_each_message_once(api: FakeApi) -> None:
    api.store(a_ticket("T1", status=Status.RESOLVED, conversation_id="dm"), a_ticket("T2", conversation_id="dm"))
    for number, ticket in enumerate(("T1", "T2")):
        at = START + timedelta(minutes=number)
        api.messages.save(a_message(f"m-{ticket}", at, conversation_id="dm", ticket_id=ticket))
    assert api.call("POST", "/tickets/T2/merge", body={"into": "T1"}).status == 200

    page = api.call("GET", "/tickets/T1/messages").json

    assert [message["id"] for message in page["items"]] == ["m-T1", "m-T2"]


MAY_ANSWER = 6_291_556  # bytes of a function


@pytest.mark.parametrize("sign", ["客", "😀", '"', "a"])
def test_long_texts_end_a_page_before_it_is_more_than_a_function_may_answer(api: FakeApi, sign: str) -> None:
    api.store(a_ticket("T1"))
    for number in range(100):
        at = START + timedelta(seconds=number)
        api.messages.save(a_message(f"m{number:02}", at, text=sign * 25_000, author_id="u1"))

    for query in ({}, {"newest_first": "true"}):
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = {"limit": 100, **query, **({} if cursor is None else {"cursor": cursor})}
            answered = api.call("GET", "/tickets/T1/messages", query=page)
            assert len(json.dumps(answered.text)) < MAY_ANSWER
            found += [message["id"] for message in answered.json["items"]]
            cursor = answered.json["next_cursor"]
            if cursor is None:
                break
        assert sorted(found) == found[:: -1 if query else 1] == [f"m{number:02}" for number in range(100)]


def test_one_message_that_is_more_than_an_answer_is_shown_as_far_as_it_fits(api: FakeApi) -> None:
    api.store(a_ticket("T1"))
    api.messages.save(a_message("m1", text="😀" * 1_000_000, editions=(Edition(text="客" * 900_000, since=START),)))
    api.messages.save(a_message("m2", START + timedelta(seconds=1), text="and then"))

    first = api.call("GET", "/tickets/T1/messages")
    second = api.call("GET", "/tickets/T1/messages", query={"cursor": first.json["next_cursor"]})

    assert len(json.dumps(first.text)) < MAY_ANSWER
    (shown,) = first.json["items"]
    assert (shown["text"][:2], shown["text"][-1], shown["editions"][0]["text"]) == ("😀😀", "…", None)
    assert [message["text"] for message in second.json["items"]] == ["and then"]
