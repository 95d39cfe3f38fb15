"""Notes and presence: the fakes and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.notes import DynamoDBNotes
from shared.adapters.dynamodb.presence import DynamoDBPresence
from shared.domain.access.callers import ActingAgent
from shared.domain.tickets.collaboration import Activity, Note, Viewer
from shared.ports.collaboration import ForgettableNotes, PresenceRepository
from tests.fakes.collaboration import FakeNotes, FakePresence
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

NOTE = Note(
    ticket_id="T1",
    id="N-1",
    at=START,
    author_id="sub-1",
    author_name="Sophie",
    text="Elle a rappelé.",
    mentions=("sub-2", "sub-3"),
    expires_at=START + timedelta(days=30),
)


@pytest.fixture(params=["fake", "dynamodb"])
def both(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[ForgettableNotes, PresenceRepository]]:
    if request.param == "fake":
        yield FakeNotes(), FakePresence()
        return
    with table_on_moto(monkeypatch) as table:
        yield DynamoDBNotes(table), DynamoDBPresence(table)


@pytest.fixture
def notes(both: tuple[ForgettableNotes, PresenceRepository]) -> ForgettableNotes:
    return both[0]


@pytest.fixture
def presence(both: tuple[ForgettableNotes, PresenceRepository]) -> PresenceRepository:
    return both[1]


def test_notes_of_a_ticket_come_back_oldest_first(notes: ForgettableNotes) -> None:
    later = replace(NOTE, id="N-0", at=START + timedelta(seconds=1), mentions=(), expires_at=None)
    for note in (later, NOTE, replace(NOTE, ticket_id="T2")):
        notes.add(note)

    assert notes.of_ticket("T1") == (NOTE, later)


def test_the_first_note_under_an_id_stays(notes: ForgettableNotes) -> None:
    notes.add(NOTE)

    assert notes.add(replace(NOTE, text="another")) == NOTE
    assert notes.of_ticket("T1") == (NOTE,)


def test_notes_of_one_ticket_are_forgotten(notes: ForgettableNotes) -> None:
    for note in (NOTE, replace(NOTE, id="N-2"), replace(NOTE, ticket_id="T2")):
        notes.add(note)

    notes.forget("T1")
    notes.forget("T1")

    assert notes.of_ticket("T1") == ()
    assert len(notes.of_ticket("T2")) == 1


def _viewer(agent_id: str, name: str, activity: Activity = Activity.LOOKING) -> Viewer:
    return Viewer.seen("T1", ActingAgent(id=agent_id, name=name), activity, START)


def test_viewers_are_there_for_thirty_seconds(presence: PresenceRepository) -> None:
    presence.put(_viewer("sub-2", "zoé"))
    presence.put(_viewer("sub-1", "Adam"))

    assert [viewer.name for viewer in presence.of_ticket("T1", START + timedelta(seconds=29))] == ["Adam", "zoé"]
    assert presence.of_ticket("T1", START + timedelta(seconds=30)) == ()
    assert presence.of_ticket("T2", START) == ()


def test_the_latest_activity_counts_and_who_leaves_is_gone(presence: PresenceRepository) -> None:
    presence.put(_viewer("sub-1", "Adam"))
    presence.put(_viewer("sub-1", "Adam", Activity.TYPING))

    assert presence.of_ticket("T1", START) == (_viewer("sub-1", "Adam", Activity.TYPING),)

    presence.leave("T1", "sub-1")
    presence.leave("T1", "nobody")
    assert presence.of_ticket("T1", START) == ()
