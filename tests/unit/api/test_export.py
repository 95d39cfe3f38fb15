"""GET /customers/{id}/export: everything that is stored about a person, and nothing about us."""

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.access.agents import Role
from shared.domain.customers.model import Customer
from shared.domain.proposals.model import Proposal, ProposalKind, proposal_id
from shared.domain.tickets.collaboration import Note
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import Direction
from tests.fakes.stored import START
from tests.fakes.texts import a_long_text
from tests.unit.api.fake_api import FakeApi, a_message, a_photo, a_ticket

PLACE = "facebook|100100100100100|praise"


@pytest.fixture
def dpo(api: FakeApi) -> str:
    for name, tickets, conversations in (("luc", {"T1"}, {PLACE}), ("l_martin", {"T2"}, set()), ("noe", {"T9"}, set())):
        api.store(*(a_ticket(each, customer_id=name, claimed_by="Sophie Bernard") for each in tickets))
        api.customers.remember(
            Customer(
                id=name,
                brand="acme",
                identities={"x": f"{name}-on-x"},
                name=name,
                first_seen_at=START,
                last_seen_at=START,
                tickets=frozenset(tickets),
                conversations=frozenset(conversations),
            )
        )
        for each in sorted(tickets):
            api.notes.add(Note(ticket_id=each, id=f"N-{each}", at=START, author_id="s", author_name="Sophie Bernard",
                               text=f"he is angry, says {each}"))  # fmt: skip
            claim = {"what": "claimed", "actor": "Sophie Bernard", "details": {"agent": "Sophie Bernard"}}
            api.history.add(HistoryEntry(ticket_id=each, at=START, key="claimed-1", **claim))
    api.customers.link(api.customers.stored["luc"], api.customers.stored["l_martin"], by="Sophie Bernard", at=START)
    long = a_long_text(api.texts, "un très long message")
    api.messages.save(a_message("m1", attachments=(a_photo(),)))
    api.messages.save(a_message("m2", START + timedelta(minutes=1), text=None, text_key=long))
    answer = {"direction": Direction.OUTBOUND, "text": "Bonjour Luc", "author_id": "page", "author_name": "Acme"}
    api.messages.save(a_message("m3", START + timedelta(minutes=2), **answer))
    api.messages.save(a_message("m4", conversation_id="c-T2", ticket_id="T2", text="Toujours rien"))
    api.messages.save(a_message("m5", conversation_id="praise", ticket_id=None, text="Bravo"))
    api.messages.save(a_message("m9", conversation_id="c-T9", ticket_id="T9", text="of somebody else"))
    return api.agent("dpo", Role.ADMIN, brands=("acme",))


def _pages(api: FakeApi, token: str, limit: int, customer: str = "luc") -> list[list[dict[str, Any]]]:
    pages, cursor = [], None
    while True:
        query = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        answered = api.call("GET", f"/customers/{customer}/export", token=token, query=query)
        assert answered.status == 200
        pages.append(answered.json["items"])
        cursor = answered.json["next_cursor"]
        if cursor is None:
            return pages


def _all(api: FakeApi, token: str, limit: int = 100) -> list[tuple[str, Any]]:
    """Kind and content of every entry."""
    entries = [entry for page in _pages(api, token, limit) for entry in page]
    assert all(sum(part is not None for part in entry.values()) == 1 for entry in entries)
    return [next((kind, part) for kind, part in entry.items() if part is not None) for entry in entries]


def test_it_holds_who_they_are_what_was_said_and_what_we_noted_of_every_customer_of_the_person(
    api: FakeApi, dpo: str
) -> None:
    found = _all(api, dpo)

    assert [part["id"] for kind, part in found if kind == "customer"] == ["luc", "l_martin"]
    assert [part["id"] for kind, part in found if kind == "ticket"] == ["T1", "T2"]
    assert [part["text"] for kind, part in found if kind == "message"] == [
        "Bonjour, où est ma commande ?",
        "un très long message",
        "Bonjour Luc",
        "Toujours rien",
        "Bravo",
    ]
    assert [part["text"] for kind, part in found if kind == "note"] == ["he is angry, says T1", "he is angry, says T2"]
    files = [file for kind, part in found if kind == "message" for file in part["attachments"]]
    assert [file["href"] for file in files] == ["/tickets/T1/messages/m1/attachments/a1"]


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_it_holds_all_customers_of_the_person_however_many_there_are(api: FakeApi, dpo: str, limit: int) -> None:
    before = "l_martin"
    for number in range(30):
        link = {"id": f"c{number:02}", "handle": f"c{number}"}
        api.customers.remember(replace(api.customers.stored["luc"], tickets=frozenset(), **link))
        api.customers.note_same(before, frozenset({link["id"]}))
        api.customers.note_same(link["id"], frozenset({before}))
        before = link["id"]

    customers = [part["id"] for kind, part in _all(api, dpo, limit) if kind == "customer"]

    assert customers == ["luc", "l_martin", *(f"c{number:02}" for number in range(30))]


def test_it_holds_nothing_of_others_and_no_name_of_ours(api: FakeApi, dpo: str) -> None:
    text = repr(_all(api, dpo))

    assert "somebody else" not in text
    assert "Sophie" not in text


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_any_size_hold_everything_once(api: FakeApi, dpo: str, limit: int) -> None:
    whole = [part for _, part in _all(api, dpo) if part.get("what") != "customer_exported"]

    assert [part for _, part in _all(api, dpo, limit) if part.get("what") != "customer_exported"] == whole


def test_who_asked_stands_in_the_history_once_for_an_export(api: FakeApi, dpo: str) -> None:
    _pages(api, dpo, 1)

    noted = [entry for entry in api.history.of_ticket("T1").items if entry.what == "customer_exported"]
    assert [(entry.actor, entry.at) for entry in noted] == [("Dpo", START)]


def test_a_cursor_that_we_have_not_handed_out_leaves_the_same_trace(api: FakeApi, dpo: str) -> None:
    cursor = urlsafe_b64encode(json.dumps(["luc", "messages:T1", None]).encode()).decode().rstrip("=")

    answered = api.call("GET", "/customers/luc/export", token=dpo, query={"cursor": cursor})

    assert (answered.status, len(answered.json["items"]) > 0) == (200, True)
    assert [e.what for e in api.history.of_ticket("T1").items].count("customer_exported") == 1


def test_who_exports_again_an_hour_later_is_noted_again(api: FakeApi, dpo: str) -> None:
    for _ in range(2):
        _pages(api, dpo, 100)
        api.clock.pass_time(minutes=61)

    assert [e.what for e in api.history.of_ticket("T1").items].count("customer_exported") == 2


def test_an_export_of_somebody_without_a_ticket_is_noted_with_who_they_are_linked_to(api: FakeApi, dpo: str) -> None:
    api.customers.stored["luc"] = replace(api.customers.stored["luc"], tickets=frozenset())

    _pages(api, dpo, 100)

    assert [e.what for e in api.history.of_ticket("T2").items].count("customer_exported") == 1


def test_what_was_proposed_to_say_about_them_is_part_of_it_without_who_decided(api: FakeApi, dpo: str) -> None:
    kinds = {"T1": ProposalKind.THANK_YOU, "m5": ProposalKind.OPENING, "m9": ProposalKind.LIKE}
    for about, kind in kinds.items():
        is_ticket = about.startswith("T")
        place = () if is_ticket else ("facebook", "100100100100100")
        proposal = Proposal(
            id=proposal_id(kind, *place, about),
            brand="acme",
            kind=kind,
            channel="facebook",
            account_id="100100100100100",
            ticket_id=about if is_ticket else None,
            message_id=None if is_ticket else about,
            text="Merci Luc",
            created_at=START,
            expires_at=START + timedelta(days=7),
        )
        api.proposals.propose(proposal.accepted("Sophie Bernard", START))
    found = [entry["proposal"] for page in _pages(api, dpo, 100) for entry in page if entry["proposal"] is not None]
    assert [(each["kind"], each["text"], each["state"]) for each in found] == [
        ("thank_you", "Merci Luc", "accepted"),
        ("opening", "Merci Luc", "accepted"),
    ]
    assert "Sophie Bernard" not in str(found)


def test_a_cursor_of_another_person_or_of_nothing_is_refused(api: FakeApi, dpo: str) -> None:
    cursor = api.call("GET", "/customers/luc/export", token=dpo, query={"limit": 1}).json["next_cursor"]
    for customer, given in (("noe", cursor), ("luc", "WyJvcGVu"), ("luc", "bnVsbA"), ("luc", "WyJsdWMiLCJ4IixudWxsXQ")):
        assert api.call("GET", f"/customers/{customer}/export", token=dpo, query={"cursor": given}).status == 400


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_only_an_admin_takes_everything_of_a_person_along(api: FakeApi, dpo: str, role: Role) -> None:
    assert api.call("GET", "/customers/luc/export", token=api.agent("sophie", role)).status == 403


def test_an_export_of_long_texts_is_taken_along_page_by_page(api: FakeApi, dpo: str) -> None:
    for number in range(60):
        at = START + timedelta(hours=1, seconds=number)
        api.messages.save(a_message(f"long-{number:02}", at, text="客" * 25_000))
        api.messages.save(
            a_message(f"praise-{number:02}", at, conversation_id="praise", ticket_id=None, text="客" * 25_000)
        )

    pages = _pages(api, dpo, 100)

    assert max(len(json.dumps(json.dumps(page))) for page in pages) < 6_000_000
    ids = [entry["message"]["id"] for page in pages for entry in page if entry["message"]]
    assert len(ids) == len(set(ids)) == 125
