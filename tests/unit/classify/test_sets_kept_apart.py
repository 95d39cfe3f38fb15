"""The labelled sets that nothing is trained on: what they hold, and that they hold it in equal parts."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from shared.domain.vocabulary import Category
from training.corpus import sameness

ROOT = Path(__file__).parents[3]
OURS = (
    "danger.jsonl",
    "danger_other_hand.jsonl",
    "danger_told.jsonl",
    "danger_blind.jsonl",
    "danger_kinds.jsonl",
    "danger_unseen.jsonl",
    "urgency.jsonl",
    "urgency_public.jsonl",
    "urgency_posts.jsonl",
    "urgency_blind.jsonl",
    "urgency_chatter.jsonl",
    "urgency_signals.jsonl",
    "other_languages.jsonl",
    "articles_questions.jsonl",
    "outage_day.jsonl",
)
OTHERS = ("es", "de", "it", "pt", "nl")
KINDS = {"gas", "fire", "electric shock", "self-harm", "medical", "threat", "child", "other"}


def _rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (ROOT / "training" / name).read_text(encoding="utf-8").splitlines()]


def test_half_of_the_dangers_are_traps_in_both_languages():
    counts = Counter((row["language"], row["danger"]) for row in _rows("danger.jsonl"))
    for language in ("fr", "en"):
        assert counts[language, "possible"] >= 60
        assert counts[language, "none"] >= 60
    for language in OTHERS:
        assert counts[language, "possible"] == counts[language, "none"] == 11


def test_every_kind_of_danger_occurs_as_often_in_both_languages():
    rows = _rows("danger.jsonl")
    assert all((row["kind"] == "none") == (row["danger"] == "none") for row in rows)
    assert {row["kind"] for row in rows} == KINDS | {"none"}
    counts = Counter((row["language"], row["kind"]) for row in rows)
    for kind in KINDS:
        assert counts["fr", kind] == counts["en", kind] >= 4, kind


def test_both_halves_of_the_dangers_by_another_hand_hold_as_many_traps_in_both_languages():
    counts = Counter((row["part"], row["language"], row["danger"]) for row in _rows("danger_other_hand.jsonl"))
    for part, size in (("development", 25), ("test", 30)):
        for language in ("fr", "en"):
            assert counts[part, language, "possible"] == counts[part, language, "none"] == size
    assert all((row["kind"] == "none") == (row["danger"] == "none") for row in _rows("danger_other_hand.jsonl"))
    assert {row["kind"] for row in _rows("danger_other_hand.jsonl")} == KINDS | {"none"}


def test_half_of_the_dangers_told_in_passing_are_traps_and_every_kind_occurs_in_both_languages():
    rows = _rows("danger_told.jsonl")
    assert Counter((row["language"], row["danger"]) for row in rows) == {
        (language, danger): 60 for language in ("fr", "en") for danger in ("possible", "none")
    }
    assert all((row["kind"] == "none") == (row["danger"] == "none") for row in rows)
    counts = Counter((row["language"], row["kind"]) for row in rows)
    for kind in KINDS:
        assert min(counts["fr", kind], counts["en", kind]) >= 5, kind
        assert abs(counts["fr", kind] - counts["en", kind]) <= 2, kind


def test_half_of_what_was_written_by_somebody_who_saw_no_corpus_is_a_trap_in_both_languages():
    counts = Counter((row["language"], row["danger"]) for row in _rows("danger_blind.jsonl"))
    for language in ("fr", "en"):
        assert min(counts[language, "possible"], counts[language, "none"]) >= 55
    assert sum(counts[language, danger] for language in OTHERS for danger in ("possible", "none")) >= 24


def test_half_of_the_dangers_of_nineteen_kinds_are_traps_and_each_kind_is_there_in_both_languages():
    rows = _rows("danger_kinds.jsonl")
    counts = Counter((row["language"], row["danger"]) for row in rows)
    assert len(rows) >= 240
    assert min(counts.values()) >= 60
    for danger in ("possible", "none"):
        about = Counter((row["about"], row["language"]) for row in rows if row["danger"] == danger)
        assert len({name for name, _ in about}) == 19
        assert len(about) == 38


def test_half_of_the_dangers_written_before_anything_was_chosen_are_traps_in_both_languages():
    rows = _rows("danger_unseen.jsonl")
    counts = Counter((row["language"], row["danger"]) for row in rows)
    assert len(rows) >= 200
    assert min(counts.values()) >= 49
    assert all((row["kind"] == "none") == (row["danger"] == "none") for row in rows)
    assert {row["kind"] for row in rows} == KINDS | {"none"}


@pytest.mark.parametrize("part", ["development", "test"])
def test_one_in_seven_of_the_chatter_cannot_wait_in_both_languages(part):
    for language in ("fr", "en"):
        rows = [row for row in _rows("urgency_chatter.jsonl") if (row["part"], row["language"]) == (part, language)]
        assert len(rows) >= 75
        assert 0.1 <= sum(row["urgent"] for row in rows) / len(rows) <= 0.17


@pytest.mark.parametrize("language", ["fr", "en"])
def test_less_than_half_of_the_other_signals_cannot_wait(language):
    rows = [row for row in _rows("urgency_signals.jsonl") if row["language"] == language]
    assert len(rows) == 32
    assert sum(row["urgent"] for row in rows) == 14
    for row in rows:
        assert row["urgent"] == (row["category"] in {"urgent_request", "outage"})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_in_five_of_the_messages_by_somebody_who_saw_no_corpus_cannot_wait(language):
    rows = [row for row in _rows("urgency_blind.jsonl") if row["language"] == language]
    assert len(rows) >= 90
    assert 0.35 <= sum(row["urgent"] for row in rows) / len(rows) <= 0.45
    assert {row["surface"] for row in rows} == {"private", "public", "review"}


@pytest.mark.parametrize("part", ["development", "test"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_message_in_six_cannot_wait_and_one_in_three_of_the_hard_ones(part, language):
    rows = [row for row in _rows("urgency.jsonl") if (row["part"], row["language"]) == (part, language)]
    for hard, size, pressing in ((False, 100, 18), (True, 52, 17)):
        mine = [row for row in rows if row["hard"] == hard]
        assert len(mine) == size
        assert sum(row["urgent"] for row in mine) == pressing
    for row in rows:
        assert row["urgent"] == (row["category"] in {"urgent_request", "outage"})
    assert {row["category"] for row in rows} == set(Category)


@pytest.mark.parametrize("part", ["development", "test"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_less_than_a_third_of_the_public_messages_cannot_wait(part, language):
    rows = [row for row in _rows("urgency_public.jsonl") if (row["part"], row["language"]) == (part, language)]
    assert len(rows) >= 45
    assert 0.25 <= sum(row["urgent"] for row in rows) / len(rows) <= 0.33
    for row in rows:
        assert row["urgent"] == (row["category"] in {"urgent_request", "outage"})
    assert {row["category"] for row in rows} == set(Category)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_twenty_posts_in_each_language_cannot_wait_among_more_than_a_hundred_that_can(language):
    rows = [row for row in _rows("urgency_posts.jsonl") if row["language"] == language]
    assert sum(row["urgent"] for row in rows) == 20
    assert len(rows) >= 130
    for row in rows:
        assert row["urgent"] == (row["category"] in {"urgent_request", "outage"})
    assert {row["category"] for row in rows} == set(Category)


def test_sixty_messages_of_each_other_language_hold_every_category():
    rows = _rows("other_languages.jsonl")
    for language in OTHERS:
        mine = [row for row in rows if row["language"] == language]
        assert len(mine) >= 60
        assert {row["category"] for row in mine} == set(Category)
    for row in rows:
        assert row["urgent"] == (row["category"] in {"urgent_request", "outage"})
        assert row["sentiment"] in {"negative", "neutral", "positive"}


def test_questions_name_an_article_of_the_example_or_none():
    ids = {article["id"] for article in yaml.safe_load((ROOT / "brands" / "acme.yaml").read_text())["articles"]}
    rows = _rows("articles_questions.jsonl")
    assert len(rows) >= 160
    assert {row["article"] for row in rows} == ids | {"none"}
    assert 0.35 <= sum(row["article"] == "none" for row in rows) / len(rows) <= 0.45
    parts = Counter((row["language"], row["article"], row["part"]) for row in rows)
    for language, article, _ in list(parts):
        assert parts[language, article, "development"] == parts[language, article, "test"]


def test_no_question_is_one_that_the_article_already_has():
    articles = yaml.safe_load((ROOT / "brands" / "acme.yaml").read_text())["articles"]
    known = {sameness(question) for one in articles for some in one["questions"].values() for question in some}
    assert not [row["text"] for row in _rows("articles_questions.jsonl") if sameness(row["text"]) in known]


def test_the_simulated_day_holds_three_outages_and_three_things_that_are_none():
    rows = _rows("outage_day.jsonl")
    counts = Counter((row["group"], row["language"]) for row in rows)
    sizes = {"internet_down": 20, "login_down": 20, "mobile_down": 20, "praise_viral": 30, "giveaway": 30}
    for group, size in (sizes | {"complaints": 100}).items():
        assert counts[group, "fr"] == counts[group, "en"] == size, group
    outages = {row["group"] for row in rows if row["category"] == "outage"}
    assert outages == {"internet_down", "login_down", "mobile_down"}


def test_no_message_stands_in_two_test_sets_or_twice_in_one():
    known = Counter(sameness(row["text"]) for name in OURS for row in _rows(name))
    assert not [text for text, count in known.items() if count > 1]


def test_the_messages_hold_no_address_or_number_of_anybody():
    for name in OURS:
        for row in _rows(name):
            assert not re.search(r"\S+@\S+\.\w|\d{6,}", row["text"]), row["text"]
