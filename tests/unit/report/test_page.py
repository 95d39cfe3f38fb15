"""The weekly letter as a page: self-contained, in both languages, and right for whatever a report says."""

import re
from datetime import date
from typing import Any

import pytest

from functions.report import mail
from functions.report.page import page
from functions.report.texts import TEXTS, duration

NONE: dict[str, Any] = {"count": 0, "median_seconds": None, "p90_seconds": None, "p95_seconds": None}
PART = {"name": "<lea>", "answered": 4, "resolved": 3, "breached": 1, "first_response": {**NONE, "median_seconds": 600}}
LISTENING: dict[str, Any] = {
    "messages": 50,
    "desk_closed": 19,
    "hours": [{"hour": hour, "messages": hour, "open_share": 1.0} for hour in range(24)],
    "extra_hours": [{"weekday": 5, "hour": 10, "until_hour": 13, "messages": 6, "share": 0.12}],
}
SERVICE: dict[str, Any] = {
    **{"brand": "acme", "opened": 40, "answered": 30, "resolved": 20, "breached": 2},
    "by_channel": {"facebook": 30, "x": 10},
    "by_category": {"outage": 8},
    "first_response": {"count": 30, "median_seconds": 745, "p90_seconds": 14700, "p95_seconds": 20000},
    "after_acknowledgement": {"answered": 10, "wrote_again": 1, "share": 0.1},
    "without_acknowledgement": {"answered": 10, "wrote_again": 4, "share": 0.4},
    "teams": [PART],
    "agents": [PART],
}
TOPICS = [{"kind": "category", "name": "outage", "tickets": 8, "usual": 2.0, "factor": 4.0}]


def letter(language: str = "en", **service: Any) -> str:
    return page(LISTENING, {**SERVICE, **service}, TOPICS, language=language, begin="2 March", end="9 March")


@pytest.mark.parametrize("language", TEXTS)
def test_the_page_loads_and_runs_nothing(language: str) -> None:
    made = letter(language)
    assert not re.findall(r"<script|<link|<img|<iframe|@import|url\(|\ssrc=|href=\"http", made)
    assert "default-src 'none'" in made
    assert made.count('class="broad"><svg') == made.count('class="narrow"><svg') == 3


def test_it_says_what_a_head_of_service_asks() -> None:
    made = letter()
    for words in (
        "38% of the messages come when you are closed",
        "Saturday 10:00–13:00 would cover 12%",
        "12 min",
        "4 h 05",
    ):
        assert words in made
    assert "outage: 8 (usually 2)" in made


@pytest.mark.parametrize(("language", "words"), [("en", "somebody may be hurt"), ("fr", "peut être en danger")])
def test_danger_is_said_where_there_was_some(language: str, words: str) -> None:
    assert words in letter(language, dangers=2)
    assert words not in letter(language, dangers=0)


def test_it_says_so_in_french() -> None:
    made = letter("fr")
    assert '<html lang="fr">' in made
    assert "38\xa0% des messages arrivent quand vous êtes fermés" in made
    assert "Samedi 10 h–13 h en couvrirait 12\xa0%" in made
    assert "panne : 8" in made


def test_both_languages_say_everything() -> None:
    assert set(TEXTS["fr"]) == set(TEXTS["en"])


def test_names_never_become_markup() -> None:
    made = letter(brand="<b>acme</b>", by_channel={"<script>": 1})
    assert "<lea>" not in made
    assert "<b>acme" not in made
    assert "<script" not in made


@pytest.mark.parametrize(("language", "words"), [("en", "former agent"), ("fr", "ancien agent")])
def test_an_agent_who_is_known_no_more_is_no_id(language: str, words: str) -> None:
    gone = {**PART, "id": "3f0c1e9e-52c4-4d35-9c0b-3f6a8e0d1c2b", "name": None}
    _, html, _ = mail.letter(
        {"listening": LISTENING, "service": {**SERVICE, "agents": [gone]}, "topics": []}, date(2026, 3, 9), language
    )
    for made in (letter(language, agents=[gone]), html):
        assert words in made
        assert gone["id"] not in made


def test_an_empty_week_is_a_page_too() -> None:
    empty = {"by_channel": {}, "by_category": {}, "first_response": NONE, "teams": [], "agents": []}
    none = {"answered": 0, "wrote_again": 0, "share": None}
    made = page(
        {**LISTENING, "messages": 0, "desk_closed": 0, "extra_hours": []},
        {**SERVICE, **empty, "after_acknowledgement": none, "without_acknowledgement": none},
        [],
        language="en",
        begin="2 March",
        end="9 March",
    )
    assert "Nothing rose." in made
    assert "–" in made


@pytest.mark.parametrize(("seconds", "expected"), [(None, "–"), (40, "40 s"), (745, "12 min"), (14_700, "4 h 05")])
def test_a_duration_is_read_at_a_glance(seconds: int | None, expected: str) -> None:
    assert duration(seconds) == expected


def test_numbers_are_written_as_the_language_writes_them() -> None:
    topics = [{**TOPICS[0], "usual": 21.53}]
    english = page(LISTENING, {**SERVICE, "opened": 1840}, topics, language="en", begin="", end="")
    french = page(LISTENING, {**SERVICE, "opened": 1840}, topics, language="fr", begin="", end="")
    assert "<b>1,840</b>" in english
    assert "<b>1\u202f840</b>" in french
    assert "usually 21.5" in english
    assert "d’habitude 21,5" in french
