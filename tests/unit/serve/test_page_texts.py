"""What the page knows by heart of other places is the same there."""

import json
import re
from pathlib import Path

from functions.classify.model.reasons import NO_TEXT, NO_WORDS, STRANGE
from functions.classify.model.topics import AS_A_WHOLE, DANGERS, LABELS
from shared.domain.conversations.calls_for_help import Call
from shared.domain.tickets.reasons_in_words import COUNTED, WHOLE
from shared.domain.vocabulary import Category, Priority, Status, SuppressionReason, Surface

ROOT = Path(__file__).parents[3]
DESK = ROOT / "desk" / "src"


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


def test_reasons_of_store_have_the_same_words_on_the_page_and_elsewhere() -> None:
    page = (DESK / "ticket" / "reasons.ts").read_text(encoding="utf-8")
    keys = dict(re.findall(r'^  "?([^"\n]+?)"?: "(reason\.\w+)",$', page, re.MULTILINE))
    for place, language in enumerate(("fr", "en")):
        known = texts(language)
        for code, words in WHOLE.items():
            key = code.replace(": ", ".") if code.startswith("category: ") else keys.get(code, code.replace(": ", "."))
            assert known[key] == words[place], (language, code)
        for one, several in COUNTED.values():
            said = {text.replace("{count}", "{}") for text in known.values()}
            assert {one[place], several[place]} <= said


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


def test_every_reason_that_the_place_of_a_message_adds_has_its_text_on_the_page() -> None:
    page = (DESK / "ticket" / "reasons.ts").read_text(encoding="utf-8")
    source = "".join(
        (ROOT / path).read_text(encoding="utf-8")
        for path in ("shared/domain/classification/context.py", "functions/store/context.py")
    )
    codes = re.findall(r'"((?:review|no words|thanks|private|stage|content): [^"{]+)"', source)
    assert len(codes) >= 7
    for code in (*codes, *(f"calls: {call}" for call in Call), "fraud"):
        assert re.search(rf'^  "?{re.escape(code)}"?: "reason\.', page, re.MULTILINE), code
