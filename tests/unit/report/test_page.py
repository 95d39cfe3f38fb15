"""The weekly letter as a page: self-contained, in both languages, and right for whatever a report says."""

import re
from datetime import date
from typing import Any

import pytest

from functions.report import mail
from functions.report.page import page, week_page
from functions.report.tables import DARK, LIGHT
from functions.report.texts import TEXTS, duration
from tests.unit.report.large_week import REPORTS

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


@pytest.mark.parametrize("kind", ["page", "mail", "text"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                *("deserved an answer", "75%", "a help page answers it", "30%", "technical, or an account", "40%"),
                *("frustrated", "20%", "good feedback", "5%", "bad feedback", "10%"),
                "3,100 first answers, 1,210 later ones and 410 solutions came only just in time.",
                "2,050 later answers and 880 solutions came too late.",
                "9,020 tickets were reopened, 10% of those resolved.",
                "1,240 tickets were withdrawn",
                "Satisfaction: 4.12 of 5 (8,400 of 20,000 customers answered).",
            ],
        ),
        (
            "fr",
            [
                *("méritait une réponse", "75\xa0%", "une page d’aide y répond", "agacé", "20\xa0%"),
                "De justesse : 3\u202f100 premières réponses, 1\u202f210 suivantes et 410 résolutions.",
                "Tickets rouverts : 9\u202f020, soit 10\xa0% des tickets résolus.",
                "Satisfaction : 4,12 sur 5 (8\u202f400 clients sur 20\u202f000 ont répondu).",
            ],
        ),
    ],
)
def test_the_six_answers_and_what_became_of_the_tickets_are_in_the_letter(
    language: str, expected: list[str], kind: str
) -> None:
    made = made_of_a_large_week(language, kind)
    assert [each for each in expected if each not in made] == []


def made_of_a_large_week(language: str, kind: str) -> str:
    monday = date(2026, 3, 9)
    _, html, text = mail.letter(REPORTS, monday, language)
    return {"page": week_page(REPORTS, monday, language), "mail": html, "text": text}[kind]


@pytest.mark.parametrize("kind", ["page", "mail"])
def test_times_are_told_by_both_clocks_up_to_the_slowest(kind: str) -> None:
    rows = re.findall(r"<tr>(?:(?!<tr>).)*</tr>", made_of_a_large_week("en", kind))
    told = [re.sub(r"<[^>]+>", " ", row).split("  ") for row in rows]
    found = [" ".join(part.strip() for part in row if part.strip()) for row in told]
    assert "first response 12 min 120 h 50 167 h 47" in found
    assert "the same, in opening hours 10 min 120 h 50 167 h 47" in found
    assert "resolution 24 h 00 120 h 50 167 h 47" in found


@pytest.mark.parametrize("language", TEXTS)
def test_the_opening_hours_are_drawn(language: str) -> None:
    mailed, drawn = made_of_a_large_week(language, "mail"), made_of_a_large_week(language, "page")
    assert TEXTS[language]["dark"] in mailed
    assert TEXTS[language]["dark"] in drawn
    assert drawn.count(f"fill: {LIGHT}") == drawn.count(f"fill: {DARK}") / 9 * 15
    hours = re.findall(r'style="([^"]*)">(\d\d)</td>.*?background:(#\w+)', mailed)
    assert [hour for _, hour, color in hours if color == DARK] == [f"{hour:02d}" for hour in range(9, 18)]
    assert all(("bold" in style) == (color == DARK) for style, _, color in hours)


@pytest.mark.parametrize("kind", ["page", "mail"])
@pytest.mark.parametrize(("language", "words"), [("en", "and 7 more"), ("fr", "et 7 de plus")])
def test_a_list_that_is_cut_off_says_how_much_is_left(language: str, words: str, kind: str) -> None:
    assert words in made_of_a_large_week(language, kind)


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
