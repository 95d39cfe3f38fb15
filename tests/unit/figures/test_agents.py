"""Reports name the agents; figures hold the ids by which they signed in."""

from dataclasses import replace

import pytest

from shared.domain.access.agents import Agent, is_subject
from shared.domain.events.changes import TicketChange
from shared.domain.figures.agents import with_names
from shared.domain.figures.counting import PART_FACETS
from shared.domain.figures.service import ServiceFigures, service_figures
from tests.fakes.figures import FakeFigures
from tests.unit.events.states import MINUTE, NOW, TICKET

LEA = Agent(id="3f0c1e9e-52c4-4d35-9c0b-3f6a8e0d1c2b", email="lea@example.com", name="Léa", initials="L", added_at=NOW)
GONE = "7a1d2e3f-0000-4d35-9c0b-3f6a8e0d1c2b"


def report(*holders: str) -> ServiceFigures:
    figures = FakeFigures()
    for holder in holders:
        claimed = replace(TICKET, claimed_by=holder)
        after = replace(claimed.answered(True, NOW + MINUTE, NOW + MINUTE), version=2)
        figures.happened("acme", TicketChange(before=claimed, after=after), NOW + MINUTE)
    return service_figures(
        figures.between("acme", NOW - 60 * MINUTE, NOW + 60 * MINUTE, timed=PART_FACETS), "acme", NOW, NOW
    )


def test_an_agent_is_named_as_people_know_them_also_for_a_while_after_they_left() -> None:
    assert LEA.id is not None
    for agent in (LEA, replace(LEA, removed_at=NOW)):
        [part] = with_names(report(LEA.id), [agent]).agents
        assert (part.id, part.name, part.answered) == (LEA.id, "Léa", 1)


def test_whoever_is_known_no_more_has_no_name_and_comes_last_and_a_program_names_people_itself() -> None:
    assert LEA.id is not None
    found = with_names(report(GONE, LEA.id, "Karim", "z-bot"), [LEA]).agents
    assert [(part.id, part.name) for part in found] == [
        ("Karim", "Karim"),
        (LEA.id, "Léa"),
        ("z-bot", "z-bot"),
        (GONE, None),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (GONE, True),
        ("112233445566778899001", True),
        ("auth0|5f7c8ec7c33c6c004bbafe82", True),
        ("00u1abcd2EFGH3ijk4l5", True),
        ("lea", False),
        ("Marie-Antoinette Lacroix", False),
        ("nightdesk-bot-01", False),
        ("equipe de nuit 2026 03", False),
    ],
)
def test_an_id_of_an_issuer_is_told_from_what_a_program_calls_a_person(name: str, expected: bool) -> None:
    assert is_subject(name) is expected
