"""What the page knows by heart of other places is the same there."""

import json
import re
from pathlib import Path

from functions.classify.model.reasons import NO_TEXT, NO_WORDS, STRANGE
from functions.classify.model.topics import AS_A_WHOLE, DANGERS, LABELS
from shared.domain.vocabulary import Category, Priority, Status, SuppressionReason, Surface

DESK = Path(__file__).parents[3] / "desk" / "src"


def texts(language: str) -> dict[str, str]:
    source = (DESK / "i18n" / f"{language}.ts").read_text(encoding="utf-8")
    return {
        json.loads(key): json.loads(text) for key, text in re.findall(r'^  ("[^"]+"): (".*"),$', source, re.MULTILINE)
    }


def test_reasons_of_the_classifier_have_the_labels_of_the_classifier() -> None:
    source = (DESK / "ticket" / "topics.ts").read_text(encoding="utf-8")
    pairs = [tuple(json.loads(f"[{found}]")) for found in re.findall(r"^  \[(.*)\],$", source, re.MULTILINE)]
    told = [*LABELS.values(), *AS_A_WHOLE.values(), *DANGERS.values(), NO_WORDS, NO_TEXT, STRANGE]
    assert pairs == [tuple(label) for label in told]


def test_every_word_of_the_closed_lists_has_its_text_in_both_languages() -> None:
    lists = {
        "category": Category,
        "priority": Priority,
        "status": Status,
        "surface": Surface,
        "suppressed": SuppressionReason,
    }
    for language in ("en", "fr"):
        known = texts(language)
        assert [
            f"{name}.{word}" for name, words in lists.items() for word in words if f"{name}.{word}" not in known
        ] == []
