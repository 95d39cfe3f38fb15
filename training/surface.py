"""What messages look like, whatever they say: ``python -m training.surface FILE`` compares the corpus with a file.

``FILE`` holds JSON lines with ``text`` and ``language``; it is only counted, and no text of it is shown. Shares are
of messages, in per cent. Whether a model learns that a mark means a class depends on this: when only praise holds
exclamation marks, "Help!!" is read as praise.
"""

import argparse
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from functions.classify.model.artefact import TRAINED
from training.corpus import examples, grown

_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
_LEADING_MENTIONS = re.compile(r"^(?:@\w+\s*)+")
_CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{4,}\b")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
_LINK = re.compile(r"https?://|www\.")
_HASHTAG = re.compile(r"#\w")
_FINAL = re.compile(r"[.!?…][\s\"'»”)]*$")
_TRAILING = re.compile(r"(?:\s|https?://\S+|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])+$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_HURRIED = {
    "fr": """
        ca tres deja meme apres ete etes etre voila probleme numero reseau cest jai ya jsuis chui pk pcq pq koi ki ke
        tjr tjrs svp stp bcp qd mn vs pr ds tt slt bjr mrc dsl rdv jpp mdr ptdr wsh plz fo
    """,
    "en": """
        dont cant wont im ive didnt isnt doesnt wasnt youre thats whats theyre couldnt wouldnt havent u ur r pls plz thx
        ty wtf lol lmao omg gonna wanna gotta teh recieve recieved definately wen wot hw n da
    """,
}
_TYPED_IN_A_HURRY = {language: frozenset(words.split()) for language, words in _HURRIED.items()}
"""Words that are spelt so only by people in a hurry: a stand-in for typing errors, which nobody has counted by hand."""


def share(texts: Sequence[str], holds: Callable[[str], object]) -> float:
    """Per cent of the texts."""
    return 100 * sum(bool(holds(text)) for text in texts) / max(len(texts), 1)


def quantiles(values: Sequence[int]) -> tuple[int, ...]:
    """The values at 10, 25, 50, 75 and 90 %, or zeros of nothing."""
    ordered = sorted(values) or [0]
    return tuple(ordered[round(part * (len(ordered) - 1))] for part in _QUANTILES)


def typed_in_a_hurry(text: str, language: str) -> bool:
    known = _TYPED_IN_A_HURRY[language]
    return any(word.casefold() in known for word in _WORD.findall(text))


def without_trailing_signs(text: str) -> str:
    """Without the emoji and links that follow the last sentence."""
    return _TRAILING.sub("", text)


def surface(texts: Sequence[str], language: str) -> dict[str, str]:
    """The rows of the table: name → figure."""
    words = quantiles([len(text.split()) for text in texts])
    characters = quantiles([len(text) for text in texts])
    rows = {
        "messages": f"{len(texts):,}",
        "words at 10, 25, 50, 75, 90 %": " ".join(map(str, words)),
        "characters at 10, 25, 50, 75, 90 %": " ".join(map(str, characters)),
    }
    shares: dict[str, Callable[[str], object]] = {
        "with “!”": lambda text: "!" in text,
        "with “!!”": lambda text: "!!" in text,
        "with “?”": lambda text: "?" in text,
        "with “...”": lambda text: "..." in text or "…" in text,
        "with a word in capitals": _CAPITALS.search,
        "with emoji": _EMOJI.search,
        "with a mention": lambda text: "@" in text,
        "with a link": _LINK.search,
        "with a hashtag": _HASHTAG.search,
        "with a line break": lambda text: "\n" in text,
        "begins in lower case": lambda text: _LEADING_MENTIONS.sub("", text)[:1].islower(),
        "ends without a full stop or the like": lambda text: not _FINAL.search(without_trailing_signs(text)),
        "typed in a hurry": lambda text: typed_in_a_hurry(text, language),
    }
    return rows | {name: f"{share(texts, holds):.1f} %" for name, holds in shares.items()}


def texts_of(path: Path, language: str) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows if row["language"] == language]


def table(other: Path) -> str:
    """Markdown: the corpus as written, as it is grown for training, and the other file."""
    columns = {}
    for language in TRAINED:
        written = examples(language)
        columns[f"{language}, written"] = surface([one.text for one in written], language)
        columns[f"{language}, grown"] = surface([one.text for one in grown(written)], language)
        columns[f"{language}, {other.stem}"] = surface(texts_of(other, language), language)
    names = next(iter(columns.values()))
    lines = ["| | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    lines += [f"| {name} | " + " | ".join(rows[name] for rows in columns.values()) + " |" for name in names]
    return "\n".join(lines)


def exclamations() -> str:
    """Markdown: how many messages of each category hold an exclamation mark, in per cent."""
    lines = ["| “!” in | " + " | ".join(TRAINED) + " |", "|---|" + "---|" * len(TRAINED)]
    written = {language: examples(language) for language in TRAINED}
    for category in sorted({one.category for one in written[TRAINED[0]]}):
        shares = (
            share([one.text for one in mine if one.category == category], lambda text: "!" in text)
            for mine in written.values()
        )
        lines.append(f"| {category} | " + " | ".join(f"{value:.0f} %" for value in shares) + " |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path, help="messages to compare with, only counted")
    print(table(options.parse_args().file), exclamations(), sep="\n\n")


if __name__ == "__main__":
    main()
