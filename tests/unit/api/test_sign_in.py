"""Agents who sign in: who they become, and what keeps strangers out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.access.agents import SCOPES, Agent, Role, initials_of
from shared.domain.access.tokens import Scope
from shared.domain.errors import RefusedError, UpstreamError
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket


def _invited(api: FakeApi, email: str = "sophie@acme.example", role: Role = Role.AGENT) -> None:
    api.agents.put(
        Agent(email=email, name="Sophie Bernard", initials="SB", brands=frozenset({"acme"}), role=role, added_at=START)
    )


def test_the_first_sign_in_of_an_address_that_was_added_makes_an_agent(api: FakeApi) -> None:
    _invited(api)

    me = api.call("GET", "/me", token=api.signed_in("sub-1", "Sophie@acme.example"))

    assert me.status == 200
    assert me.json["id"] == me.json["agent"]["id"] == "sub-1"
    assert me.json["name"] == "Sophie Bernard"
    assert me.json["brands"] == ["acme"]
    assert me.json["scopes"] == ["tickets:read", "tickets:write"]
    assert me.json["agent"]["first_signed_in_at"] == "2026-03-02T09:00:00.000Z"


def test_afterwards_the_subject_is_enough(api: FakeApi) -> None:
    _invited(api)
    api.call("GET", "/me", token=api.signed_in("sub-1", "sophie@acme.example"))

    assert api.call("GET", "/me", token=api.signed_in("sub-1", None)).json["name"] == "Sophie Bernard"


def test_a_first_sign_in_without_a_verified_address_is_told_what_is_missing_and_binds_nobody(api: FakeApi) -> None:
    _invited(api)
    access_token = api.signed_in("sub-1", None)

    answered = api.call("GET", "/me", token=access_token)

    assert (answered.status, answered.json["reason"]) == (403, "no_verified_email")
    assert "ID token" in answered.json["detail"]
    assert api.agents.stored["sophie@acme.example"].id is None
    # The ID token once, and then the same access token is enough.
    access, identity = api.issuer.known[access_token], "id.sub-1.signature"
    api.issuer.known[identity] = replace(access, email="sophie@acme.example")
    assert api.call("GET", "/me", token=identity).status == 200
    assert api.call("GET", "/me", token=access_token).json["agent"]["email"] == "sophie@acme.example"


def test_an_agent_who_was_removed_and_sends_no_address_is_no_agent(api: FakeApi) -> None:
    api.agent("sub-1")
    api.agents.remove("sub-1@acme.example", START)

    assert api.call("GET", "/me", token=api.signed_in("sub-1", None)).json["reason"] == "no_agent"


@pytest.mark.parametrize("email", ["eve@acme.example", "no address"])
def test_whoever_was_not_added_is_told_so_and_sees_nothing(api: FakeApi, email: str | None) -> None:
    _invited(api)
    api.store(a_ticket())

    answered = api.call("GET", "/tickets/T1", token=api.signed_in("sub-9", email))

    assert answered.status == 403
    assert answered.json["reason"] == "no_agent"


def test_an_address_is_bound_once(api: FakeApi) -> None:
    _invited(api)
    api.call("GET", "/me", token=api.signed_in("sub-1", "sophie@acme.example"))

    answered = api.call("GET", "/me", token=api.signed_in("sub-2", "sophie@acme.example"))

    assert (answered.status, answered.json["reason"]) == (403, "another_subject")


def test_a_removed_agent_is_out(api: FakeApi) -> None:
    token = api.agent("sub-1")
    assert api.call("GET", "/me", token=token).status == 200

    api.agents.remove("sub-1@acme.example", START)

    answered = api.call("GET", "/me", token=token)
    assert answered.status == 403
    assert answered.json["reason"] == "no_agent"


def test_a_token_that_the_issuer_does_not_vouch_for_is_no_token(api: FakeApi) -> None:
    api.issuer.failure = RefusedError("This sign-in has expired.")

    answered = api.call("GET", "/me", token="a.b.c")

    assert answered.status == 401
    assert answered.json["detail"] == "This sign-in has expired."
    assert "invalid_token" in answered.headers["WWW-Authenticate"]


def test_while_the_issuer_cannot_be_asked_agents_wait_and_programs_go_on(api: FakeApi) -> None:
    token = api.agent("sub-1")
    api.issuer.failure = UpstreamError("oidc: down")

    answered = api.call("GET", "/me", token=token)

    assert answered.status == 503
    assert answered.headers["Retry-After"] == "10"
    assert "sign-in service" in answered.json["detail"]
    assert api.call("GET", "/me").status == 200


def test_where_no_issuer_is_configured_nobody_signs_in(api: FakeApi) -> None:
    token = api.agent("sub-1")
    api.issuer = None

    assert api.call("GET", "/me", token=token).status == 401


def test_each_role_may_do_what_the_one_before_it_may() -> None:
    assert SCOPES[Role.AGENT] < SCOPES[Role.SUPERVISOR] < SCOPES[Role.ADMIN] == set(Scope)


def test_an_agent_acts_for_nobody_else(api: FakeApi) -> None:
    token = api.agent("sub-1", name="Sophie Bernard")
    api.store(a_ticket())

    answered = api.call("POST", "/tickets/T1/claim", token=token, body={"agent": "Karim"})

    assert answered.status == 422
    assert answered.json["errors"][0]["parameter"] == "agent"
    assert api.tickets.stored["T1"].claimed_by is None


def test_an_agent_claims_under_their_id_and_is_read_by_name(api: FakeApi) -> None:
    sophie = api.agent("sub-1", name="Sophie Bernard")
    karim = api.agent("sub-2", name="Karim Benali")
    api.store(a_ticket())

    assert api.call("POST", "/tickets/T1/claim", token=sophie).json["claimed_by"] == "sub-1"

    refused = api.call("POST", "/tickets/T1/claim", token=karim)
    assert refused.status == 409
    assert "Sophie Bernard" in refused.json["detail"]
    (entry,) = api.history.of_ticket("T1").items
    assert (entry.actor, entry.details) == ("Sophie Bernard", {"agent": "Sophie Bernard"})


def test_an_agent_replies_under_their_name_and_initials(api: FakeApi) -> None:
    token = api.agent("sub-1", name="Sophie Bernard", initials="SBe")
    api.store(a_ticket())

    api.call(
        "POST",
        "/tickets/T1/replies",
        token=token,
        body={"text": "Bonjour", "visibility": "public", "agent": "sub-1"},
        headers={"Idempotency-Key": "k"},
    )

    (intent,) = api.replier.asked
    assert (intent.agent, intent.actor, intent.initials) == ("Sophie Bernard", "Sophie Bernard", "SBe")


def test_an_agent_replies_to_their_own_ticket_and_asks_for_that_of_another(api: FakeApi) -> None:
    sophie, karim = api.agent("sub-1"), api.agent("sub-2")
    api.store(a_ticket())
    api.call("POST", "/tickets/T1/claim", token=sophie)
    body = {"text": "Bonjour", "visibility": "private"}

    own = api.call("POST", "/tickets/T1/replies", token=sophie, body=body, headers={"Idempotency-Key": "a"})
    others = api.call("POST", "/tickets/T1/replies", token=karim, body=body, headers={"Idempotency-Key": "b"})

    assert own.status == 202
    assert (others.status, others.json["reason"]) == (409, "claimed")


def test_agents_of_the_callers_brands_are_listed_and_no_others(api: FakeApi) -> None:
    api.agent("ann", brands=("acme",))
    api.agent("ben", brands=("other",))
    api.agent("eve")
    gone = api.agent("zoe", brands=("acme",))
    api.agents.remove("zoe@acme.example", START)
    token = api.token("ndk_acme", Scope.TICKETS_READ, brands=("acme",))

    def names(query: str) -> list[str]:
        return [agent["name"] for agent in api.call("GET", "/agents", query=query, token=token).json["items"]]

    assert names("") == names("brand=acme") == ["Ann", "Eve"]
    assert names("removed=true") == ["Ann", "Eve", "Zoe"]
    assert api.call("GET", "/me", token=gone).status == 403


def test_a_session_says_when_it_ends(api: FakeApi) -> None:
    me = api.call("GET", "/me", token=api.agent("sub-1"))

    assert me.json["expires_at"] == (START + timedelta(hours=1)).isoformat(timespec="milliseconds").replace(
        "+00:00", "Z"
    )


@pytest.mark.parametrize(
    ("name", "initials"), [("Sophie Bernard", "SB"), ("élise d'Aubigné", "ÉDA"), ("Li", "L"), ("A B C D E", "ABCD")]
)
def test_initials_are_made_of_a_name(name: str, initials: str) -> None:
    assert initials_of(name) == initials
