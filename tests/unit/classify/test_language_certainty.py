"""Below a measured certainty the language of a message is not its own."""

import json
from pathlib import Path

from functions.classify.model.reading import read
from shared.domain.classification.language import LANGUAGE_IS_SURE_FROM

ROOT = Path(__file__).parents[3]
FILES = ("training/kept_apart.jsonl", "training/short_messages.jsonl")


def test_above_the_threshold_the_language_is_right_and_below_it_often_not() -> None:
    rows = [json.loads(line) for name in FILES for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    readings = [(read(row["text"]), row["language"]) for row in rows if row.get("text")]
    sure = [r for r in readings if r[0].language_probability * 100 >= LANGUAGE_IS_SURE_FROM]
    unsure = [r for r in readings if r[0].language_probability * 100 < LANGUAGE_IS_SURE_FROM]

    assert len(sure) / len(readings) > 0.9
    assert sum(reading.language == language for reading, language in sure) / len(sure) > 0.99
    assert sum(reading.language == language for reading, language in unsure) / len(unsure) < 0.9


def test_what_is_too_short_to_tell_is_unsure() -> None:
    for text in ("slt", "STOP", "Service client", "👍", "12345"):
        assert read(text).language_probability * 100 < LANGUAGE_IS_SURE_FROM, text
