"""The corpus and the test sets: labels that agree with each other, both languages alike, nothing on both sides."""

import json
from collections import Counter
from pathlib import Path

import pytest

from shared.domain.privacy import personal_data
from shared.domain.vocabulary import Category
from training.corpus import CORPUS, alarm_examples, examples, sameness

TRAINING = Path(__file__).parents[3] / "training"
NEEDS_RESPONSE = {
    Category.COMPLAINT,
    Category.ACCOUNT_OR_TECHNICAL,
    Category.QUESTION,
    Category.URGENT_REQUEST,
    Category.OUTAGE,
}
DANGERS = {"gas", "fire", "electric shock", "self-harm", "medical", "threat", "child", "other"}
HALVED = {"urgency.jsonl", "urgency_public.jsonl", "danger_other_hand.jsonl", "urgency_chatter.jsonl"}
"""The half for development may share words with the corpus; no figure is promised on it."""
TEST_SETS = sorted(path.name for path in TRAINING.glob("*.jsonl"))


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _trained_on() -> list[dict]:
    return [
        row for language in ("fr", "en") for path in sorted((CORPUS / language).glob("*.jsonl")) for row in _rows(path)
    ]


def _alarms() -> list[dict]:
    return [row for path in sorted((CORPUS / "alarms").glob("*.jsonl")) for row in _rows(path)]


def test_the_alarms_have_the_fields_that_their_two_heads_need():
    fields = {"text", "language", "sector", "template", "style", "urgent"}
    for row in _alarms():
        assert set(row) - {"danger", "danger_kind"} == fields, row
        assert ("danger" in row) == ("danger_kind" in row), row
        if "danger" in row:
            assert (row["danger"], row["urgent"]) == ("possible", True), row
            assert row["danger_kind"] in DANGERS, row
    assert {row["sector"] for row in _alarms()} <= {row["sector"] for row in _trained_on()}


def test_the_alarms_are_as_many_in_both_languages_whatever_their_style_and_kind():
    for field in ("style", "danger_kind", "urgent"):
        counts = Counter((row.get(field, ""), row["language"]) for row in _alarms())
        for value in {value for value, _ in counts}:
            french, english = counts[value, "fr"], counts[value, "en"]
            assert abs(french - english) <= 3, (field, value, french, english)


def test_no_alarm_stands_twice_or_in_the_rest_of_the_corpus():
    known = Counter(sameness(row["text"]) for row in (*_alarms(), *_trained_on()))
    assert not [row["text"] for row in _alarms() if known[sameness(row["text"])] > 1]


def test_the_heads_for_haste_and_danger_read_every_alarm():
    read = alarm_examples()
    assert [one.text for one in read] == [row["text"] for row in _alarms()]
    assert {one.danger for one in read} == {"none", "possible"}


def test_the_labels_of_a_message_agree_with_each_other():
    for row in _trained_on():
        assert row["sentiment"] in {"negative", "neutral", "positive"}, row
        assert row["needs_response"] == (row["category"] in NEEDS_RESPONSE), row
        assert row["urgent"] == (row["category"] in {Category.URGENT_REQUEST, Category.OUTAGE}), row
        if row["category"] in {Category.COMPLAINT, Category.ABUSE}:
            assert row["sentiment"] == "negative", row
        if row["category"] == Category.PRAISE:
            assert row["sentiment"] == "positive", row


def test_danger_names_its_kind():
    for row in _trained_on():
        assert ("danger" in row) == ("danger_kind" in row), row
        if "danger" in row:
            assert row["danger"] == "possible", row
            assert row["danger_kind"] in DANGERS, row
            assert row["sentiment"] != "positive", row


def test_both_languages_hold_as_many_dangers_of_each_kind():
    counts = {
        language: Counter(
            row["danger_kind"] for row in _trained_on() if row["language"] == language and "danger" in row
        )
        for language in ("fr", "en")
    }
    assert min(counts["fr"].total(), counts["en"].total()) >= 200
    for kind in DANGERS:
        assert abs(counts["fr"][kind] - counts["en"][kind]) <= 3, kind
        assert counts["fr"][kind] >= 15, kind


def test_both_languages_hold_as_many_messages_of_each_style_and_category():
    for field in ("style", "category"):
        counts = Counter((row.get(field, ""), row["language"]) for row in _trained_on())
        for value in {value for value, _ in counts}:
            french, english = counts[value, "fr"], counts[value, "en"]
            assert abs(french - english) <= max(12, 0.06 * french), (field, value, french, english)


def test_no_message_of_the_ways_of_writing_stands_twice():
    known = Counter(sameness(row["text"]) for row in _trained_on())
    twice = [row["text"] for row in _trained_on() if row.get("style") and known[sameness(row["text"])] > 1]
    assert not twice


def test_nothing_that_is_trained_on_is_in_a_test_set():
    known = {sameness(row["text"]) for row in (*_trained_on(), *_alarms())}
    for name in TEST_SETS:
        shared = [row["text"] for row in _rows(TRAINING / name) if sameness(row["text"]) in known]
        assert not shared, name


def _runs_of_words(text: str) -> set[tuple[str, ...]]:
    words = [sameness(word) for word in text.split()]
    words = [word for word in words if word]
    return {tuple(words[start : start + 6]) for start in range(len(words) - 5)}


def test_no_six_words_in_a_row_are_shared_with_the_newer_test_sets():
    known = set().union(*(_runs_of_words(row["text"]) for row in (*_trained_on(), *_alarms())))
    newer = (
        "danger.jsonl",
        "articles_questions.jsonl",
        "outage_day.jsonl",
        "other_languages.jsonl",
        "urgency.jsonl",
        "urgency_public.jsonl",
        "danger_other_hand.jsonl",
        "danger_told.jsonl",
        "urgency_posts.jsonl",
        "danger_blind.jsonl",
        "urgency_blind.jsonl",
        "danger_kinds.jsonl",
        "danger_unseen.jsonl",
        "urgency_chatter.jsonl",
    )
    for name in newer:
        rows = [row for row in _rows(TRAINING / name) if name not in HALVED or row["part"] == "test"]
        assert not [row["text"] for row in rows if _runs_of_words(row["text"]) & known], name


def test_personal_data_in_the_ways_of_writing_is_marked():
    for row in _trained_on():
        if row.get("style"):
            found = [{"kind": one.kind, "start": one.start, "end": one.end} for one in personal_data.find(row["text"])]
            assert row["personal_data"] == found, row["text"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_loader_reads_every_line(language):
    read = examples(language)
    assert len(read) == sum(len(_rows(path)) for path in (CORPUS / language).glob("*.jsonl"))
    assert {example.danger for example in read} == {"none", "possible"}


def test_sameness_ignores_how_a_message_is_typed_but_not_its_emoji():
    assert sameness("@user Toujours RIEN !! https://t.example/x") == sameness("toujours rien")
    assert sameness("été") == sameness("ete")
    assert sameness("merci 🙃") != sameness("merci")
