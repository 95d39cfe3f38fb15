from cli.events_page import MEANINGS, PAGE, examples, page
from shared.domain.events.model import EventType


def test_the_page_of_events_is_made_from_the_events() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m cli.events_page"


def test_every_type_has_a_meaning_and_an_example() -> None:
    assert set(MEANINGS) == set(EventType)
    assert [event.type for event in examples()] == list(EventType)
