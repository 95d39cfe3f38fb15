"""The words that the figures may count: those that customers of the corpus use again and again, and no names.

    python -m training.lexicon

writes ``shared/domain/figures/words_fr.py`` and ``words_en.py``. The corpus is made up, so no word of a person is in
it. What is mostly written with a capital inside a sentence is taken for a name and left out, and so is what stands in
so many messages that it says nothing.
"""

import json
import re
import textwrap
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
LANGUAGES = {"fr": "French", "en": "English"}
MIN_MESSAGES = 5
MIN_LETTERS = 4
MAX_SHARE = 0.012
"""Of the messages: above it a word is one of grammar, unless it is a thing that people write about."""
THINGS = {
    "fr": {"carte", "compte", "appli", "train", "téléphone", "panne", "site", "colis", "facture", "service", "code"},
    "en": {"account", "card", "phone", "driver", "train", "flight", "order", "delivery", "power", "ticket", "site"},
}
NO_WORDS = {"user", "https", "http", "example", "quelqu", "aujourd", "jusqu", "doesn", "didn", "isn", "wasn", "hasn"}
_WORD = re.compile(r"[^\W\d_]+")


def words(language: str) -> tuple[str, ...]:
    """In alphabetical order."""
    messages: Counter[str] = Counter()
    names: Counter[str] = Counter()
    number = 0
    for path in sorted((ROOT / "corpus" / language).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            found = _WORD.findall(json.loads(line)["text"])
            number += 1
            messages.update({word.lower() for word in found})
            names.update({word.lower() for word in found[1:] if word[0].isupper() and not word.isupper()})
    return tuple(
        sorted(
            word
            for word, count in messages.items()
            if count >= MIN_MESSAGES
            and len(word) >= MIN_LETTERS
            and names[word] * 2 < count
            and (count <= MAX_SHARE * number or word in THINGS[language])
            and word not in NO_WORDS
        )
    )


def module(language: str) -> str:
    """The module as it is written."""
    body = "\n".join(textwrap.wrap(" ".join(words(language)), 120, break_on_hyphens=False))
    head = f'"""{LANGUAGES[language]} words that the figures may count. Made by ``python -m training.lexicon``."""'
    return f'{head}\n\n_TEXT = """\n{body}\n"""\n\nWORDS = frozenset(_TEXT.split())\n'


def path_of(language: str) -> Path:
    return ROOT / "shared" / "domain" / "figures" / f"words_{language}.py"


if __name__ == "__main__":
    for each in LANGUAGES:
        path_of(each).write_text(module(each), encoding="utf-8")
