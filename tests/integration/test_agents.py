"""Agents: the fake and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.domain.access.agents import Agent, Role
from shared.domain.errors import ConflictError, NotFoundError
from shared.ports.agents import AgentRegister
from tests.fakes.agents import FakeAgents
from tests.fakes.stored import START, FixedClock
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

LATER = START + timedelta(hours=1)


@pytest.fixture(params=["fake", "dynamodb"])
def agents(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[AgentRegister]:
    if request.param == "fake":
        yield FakeAgents()
        return
    with table_on_moto(monkeypatch) as table:
        yield DynamoDBAgents(table, cache_seconds=60, clock=FixedClock())


def _agent(email: str = "sophie@acme.example", **fields: object) -> Agent:
    agent = Agent(
        email=email,
        name="Sophie Bernard",
        initials="SB",
        brands=frozenset({"acme"}),
        teams=("experts", "triage"),
        role=Role.SUPERVISOR,
        added_at=START,
    )
    return replace(agent, **fields)


def test_nobody_has_a_subject_before_the_first_sign_in(agents: AgentRegister) -> None:
    agents.put(_agent())

    assert agents.find("sub-1") is None
    assert agents.all() == (_agent(),)


def test_the_first_sign_in_makes_the_person_the_agent_of_that_address(agents: AgentRegister) -> None:
    agents.put(_agent())

    bound = agents.bind("Sophie@Acme.Example ", "sub-1", LATER)

    assert bound == _agent(id="sub-1", first_signed_in_at=LATER)
    assert agents.find("sub-1") == bound


def test_signing_in_again_changes_nothing(agents: AgentRegister) -> None:
    agents.put(_agent())
    agents.bind("sophie@acme.example", "sub-1", START)

    assert agents.bind("sophie@acme.example", "sub-1", LATER) == _agent(id="sub-1", first_signed_in_at=START)


def test_an_address_that_belongs_to_somebody_is_nobody_elses(agents: AgentRegister) -> None:
    agents.put(_agent())
    agents.bind("sophie@acme.example", "sub-1", START)

    with pytest.raises(ConflictError):
        agents.bind("sophie@acme.example", "sub-2", LATER)
    assert agents.find("sub-2") is None


def test_a_stranger_becomes_nobody(agents: AgentRegister) -> None:
    agents.put(_agent())

    assert agents.bind("eve@acme.example", "sub-9", LATER) is None
    assert agents.find("sub-9") is None


def test_a_change_keeps_who_the_agent_is(agents: AgentRegister) -> None:
    agents.put(_agent())
    agents.bind("sophie@acme.example", "sub-1", START)

    agents.put(_agent("SOPHIE@acme.example", role=Role.AGENT, teams=(), added_at=LATER))

    expected = _agent(id="sub-1", role=Role.AGENT, teams=(), first_signed_in_at=START)
    assert agents.find("sub-1") == expected
    assert agents.all() == (expected,)


def test_a_removed_agent_is_known_as_removed_and_is_not_bound_again(agents: AgentRegister) -> None:
    agents.put(_agent())
    agents.bind("sophie@acme.example", "sub-1", START)

    removed = agents.remove("Sophie@acme.example", LATER)

    assert removed.removed_at == LATER
    assert removed.expires_at == LATER + timedelta(days=90)
    assert agents.remove("sophie@acme.example", LATER + timedelta(days=1)).removed_at == LATER
    found = agents.find("sub-1")
    assert found is not None
    assert not found.is_active
    assert agents.bind("sophie@acme.example", "sub-1", LATER) is None


def test_whoever_is_added_again_signs_in_anew(agents: AgentRegister) -> None:
    agents.put(_agent())
    agents.bind("sophie@acme.example", "sub-1", START)
    agents.remove("sophie@acme.example", START)

    agents.put(_agent())

    assert agents.find("sub-1") is None
    assert agents.bind("sophie@acme.example", "sub-2", LATER) == _agent(id="sub-2", first_signed_in_at=LATER)
    assert agents.find("sub-1") is None


@pytest.mark.parametrize("email", ["nobody@acme.example", "", "no address"])
def test_who_is_no_agent_cannot_be_removed(agents: AgentRegister, email: str) -> None:
    with pytest.raises(NotFoundError):
        agents.remove(email, START)


def test_agents_are_listed_by_name(agents: AgentRegister) -> None:
    for email, name in (("b@acme.example", "zoé"), ("c@acme.example", "Adam"), ("a@acme.example", "Zoé")):
        agents.put(_agent(email, name=name))

    assert [(agent.name, agent.email[0]) for agent in agents.all()] == [("Adam", "c"), ("Zoé", "a"), ("zoé", "b")]


@pytest.mark.parametrize("cache_seconds", [60, 300])
def test_an_agent_removed_elsewhere_is_out_within_a_minute(
    monkeypatch: pytest.MonkeyPatch, cache_seconds: float
) -> None:
    with table_on_moto(monkeypatch) as table:
        clock = FixedClock()
        here = DynamoDBAgents(table, cache_seconds=cache_seconds, clock=clock)
        elsewhere = DynamoDBAgents(table, cache_seconds=60, clock=clock)
        here.put(_agent())
        here.bind("sophie@acme.example", "sub-1", START)
        assert here.find("sub-1") is not None
        elsewhere.remove("sophie@acme.example", clock.now())

        clock.pass_time(seconds=60)

        found = here.find("sub-1")
        assert found is not None
        assert not found.is_active


def test_a_sign_in_that_died_between_its_two_writes_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        agents = DynamoDBAgents(table, cache_seconds=0, clock=FixedClock())
        agents.put(_agent())
        with monkeypatch.context() as broken:
            broken.setattr(table, "put", _dies)
            with pytest.raises(RuntimeError):
                agents.bind("sophie@acme.example", "sub-1", START)

        agents.bind("sophie@acme.example", "sub-1", LATER)

        assert agents.find("sub-1") == _agent(id="sub-1", first_signed_in_at=START)


def _dies(*_: object, **__: object) -> None:
    raise RuntimeError("killed")


def test_no_key_of_an_agent_holds_the_address_or_the_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        agents = DynamoDBAgents(table, cache_seconds=0, clock=FixedClock())
        agents.put(_agent())
        agents.bind("sophie@acme.example", "sub-1", START)

        keys = [f"{item['pk']} {item['sk']}" for item in table.table.scan()["Items"]]

    assert len(keys) == 2
    assert not [key for key in keys if "sophie" in key or "sub-1" in key]


def test_a_person_whom_another_tool_names_is_found_by_the_address_however_it_is_written(agents: AgentRegister) -> None:
    known = agents.put(_agent())
    assert agents.with_email(" Sophie@ACME.example") == known
    assert agents.with_email("tom@acme.example") is None
    assert agents.with_email("no address") is None
    removed = agents.remove("sophie@acme.example", LATER)
    assert agents.with_email("sophie@acme.example") == removed, "who asks sees that they were removed"


def test_when_an_agent_was_last_seen_is_kept_to_the_minute_and_through_a_change(agents: AgentRegister) -> None:
    agents.put(_agent())
    agent = agents.bind("sophie@acme.example", "sub-1", START)
    assert agent is not None
    for seconds in (0, 59, 60, 61):
        agents.seen(agent, START + timedelta(seconds=seconds))
    assert [each.last_seen_at for each in agents.all()] == [START + timedelta(seconds=60)]

    agents.put(_agent(name="Sophie B"))
    assert [each.last_seen_at for each in agents.all()] == [START + timedelta(seconds=60)]
    agents.remove("sophie@acme.example", START)
    agents.seen(agent, START + timedelta(hours=1))
    assert [each.last_seen_at for each in agents.all()] == [START + timedelta(seconds=60)]
