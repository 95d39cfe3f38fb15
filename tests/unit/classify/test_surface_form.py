"""How something is typed must not decide what it is."""

import json
from pathlib import Path

import pytest

from functions.classify.model.reading import read
from shared.domain.vocabulary import Category

CORPUS = Path(__file__).parents[3] / "corpus"


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
