"""How something is typed must not decide what it is."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from functions.classify.model.reading import read
from shared.domain.vocabulary import Category

CORPUS = Path(__file__).parents[3] / "corpus"
APART = Path(__file__).parents[3] / "training" / "kept_apart.jsonl"
CLEAR = 0.6  # of the probability of a category


@pytest.mark.parametrize("mark", ["!", "!!", " !!!"])
def test_an_exclamation_mark_changes_nothing(mark: str) -> None:
    for path in sorted(CORPUS.glob("[ef][nr]/e*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines()[::25]:
            text = json.loads(line)["text"].rstrip(" .!?…")
            plain, marked = read(text), read(text + mark)
            assert (plain.category, plain.sentiment) == (marked.category, marked.sentiment), text


@pytest.mark.parametrize("text", ["Urgent !!", "Help!!", "Au secours !", "URGENT!!!", "Répondez !!", "Answer me!!"])
def test_shouting_for_help_is_no_praise(text: str) -> None:
    reading = read(text)
    assert reading.category is not Category.PRAISE
    assert reading.needs_response


@pytest.mark.parametrize(("mark", "share"), [("?", 0.15), ("...", 0.06), ("@acme ", 0.06), ("🙏", 0.06)])
def test_one_mark_changes_hardly_anything_that_was_clear(mark: str, share: float) -> None:
    texts = [
        json.loads(line)["text"].rstrip(" .!?…")
        for path in sorted(CORPUS.glob("[ef][nr]/[a-f]*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()[::40]
    ]
    added = [mark + text if mark.startswith("@") else f"{text} {mark}" for text in texts]
    clear = [
        (before, read(other))
        for one, other in zip(texts, added, strict=True)
        if (before := read(one)).category_probability > 0.6
    ]
    assert len(clear) > 20
    assert sum(before.category is not after.category for before, after in clear) / len(clear) < share


@cache
def _apart() -> tuple[str, ...]:
    """Messages of ours that nothing is trained on, of one line that holds a word."""
    rows = map(json.loads, APART.read_text(encoding="utf-8").splitlines())
    return tuple(row["text"] for row in rows if any(map(str.isalpha, row["text"])))


def _bare(text: str) -> str:
    return text.rstrip(" .!?…")


@pytest.mark.parametrize(
    ("change", "clear", "all_of_them"),
    [
        pytest.param(lambda text: _bare(text) + " !", 0.0, 0.0, id="an exclamation mark more"),
        pytest.param(lambda text: text.replace("!", ""), 0.0, 0.0, id="no exclamation marks"),
        pytest.param(lambda text: _bare(text) + " ?", 0.07, 0.27, id="a question mark more"),
        pytest.param(lambda text: text.replace("?", ""), 0.03, 0.05, id="no question marks"),
        pytest.param(str.upper, 0.03, 0.15, id="capitals"),
        pytest.param(str.lower, 0.01, 0.03, id="no capitals"),
    ],
)
def test_marks_and_capitals_decide_hardly_anything_in_messages_nobody_trained_on(
    change: Callable[[str], str], clear: float, all_of_them: float
) -> None:
    pairs = []
    for text in _apart():
        start = _bare(text) if change("a").strip() in ("a !", "a ?") else text
        pairs.append((read(start), read(change(text))))
    flipped = [before.category is not after.category for before, after in pairs]
    sure = [flip for flip, (before, _) in zip(flipped, pairs, strict=True) if before.category_probability > CLEAR]
    assert len(pairs) > 300
    assert len(sure) > 60
    assert sum(sure) / len(sure) <= clear
    assert sum(flipped) / len(flipped) <= all_of_them
