import json

import jsonschema_rs

from cli.events_page import MEANINGS, PAGE, SCHEMA, examples, page, schema_file
from shared.contracts.domain_events import DATA, schema
from shared.domain.events.model import EventType, envelope
from tests.unit.events.held import held_to_the_schema


def test_the_page_of_events_is_made_from_the_events() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m cli.events_page"


def test_every_type_has_a_meaning_and_an_example() -> None:
    assert set(MEANINGS) == set(EventType)
    assert [event.type for event in examples()] == list(EventType)


def test_the_schema_of_events_is_made_from_their_contracts() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_file(), "run: python -m cli.events_page"
    assert set(DATA) == set(EventType)


def test_every_example_is_what_the_schema_says() -> None:
    for event in examples():
        held_to_the_schema(event)


def test_what_the_schema_does_not_say_is_refused_by_it() -> None:
    told = envelope(examples()[0])
    validator = jsonschema_rs.validator_for(schema())
    assert validator.is_valid(told)
    assert not validator.is_valid({**told, "data": {**told["data"], "status": "lost"}})
    assert not validator.is_valid({**told, "type": "ticket.resolved.late"})
    assert not validator.is_valid(
        {**told, "data": {key: value for key, value in told["data"].items() if key != "team"}}
    )
    assert validator.is_valid({**told, "data": {**told["data"], "added_later": json.dumps({})}})
