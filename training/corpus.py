"""The corpus, read and grown: what is written in ``corpus/``, and what people would make of it while typing."""

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from functions.classify.model.artefact import TRAINED
from functions.classify.model.tokens import plain

CORPUS = Path(__file__).parent.parent / "corpus"
ALARMS = "alarms"
"""The folder of messages that only the heads for danger and haste are trained on."""
_MENTION_OR_LINK = re.compile(r"https?://\S+|www\.\S+|@\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    text: str
    language: str
    sector: str
    template: str
    sentiment: str
    category: str
    needs_response: bool
    urgent: bool
    personal_data: tuple[tuple[str, int, int], ...] = ()
    style: str = ""
    danger: str = "none"
    danger_kind: str = ""


def sameness(text: str) -> str:
    """What two messages share when they differ in nothing but accents, capitals, spaces, signs, mentions and links.

    Emoji stay: they are all there is in some messages.
    """
    bare = plain(_MENTION_OR_LINK.sub(" ", text).casefold())
    return "".join(sign for sign in bare if sign.isalnum() or unicodedata.category(sign) == "So")


def _lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def examples(language: str) -> list[Example]:
    """The labelled messages of a language, in the order of their files."""
    found = []
    for path in sorted((CORPUS / language).glob("*.jsonl")):
        for line in _lines(path):
            kinds = tuple((item["kind"], item["start"], item["end"]) for item in line.pop("personal_data"))
            found.append(Example(**line, personal_data=kinds))
    return found


def alarm_examples() -> list[Example]:
    """Messages around danger and haste, for these two heads alone, in seven languages; in the order of their files.

    They have no sentiment and no category of their own. The one here only says what may stand beside them.
    """
    return [
        Example(**line, sentiment="", category="urgent_request" if line["urgent"] else "complaint", needs_response=True)
        for path in sorted((CORPUS / ALARMS).glob("*.jsonl"))
        for line in _lines(path)
    ]


def language_samples() -> list[tuple[str, str]]:
    """(text, language) for every language that is told apart."""
    samples = [(example.text, language) for language in TRAINED for example in examples(language)]
    for folder in sorted(CORPUS.iterdir()):
        if folder.is_dir() and folder.name not in (*TRAINED, ALARMS):
            for path in sorted(folder.glob("*.jsonl")):
                samples += [(line["text"], line["language"]) for line in _lines(path)]
    return samples


# What may stand beside a message without changing what it is, when two are written as one.
_COMPANIONS = {
    "account_or_technical": ("account_or_technical", "question"),
    "complaint": ("account_or_technical", "complaint", "question"),
    "urgent_request": ("account_or_technical", "complaint", "urgent_request"),
    "outage": ("account_or_technical", "complaint", "outage"),
    "question": ("mention", "question"),
    "praise": ("mention", "praise"),
    "mention": ("mention",),
    "spam": ("mention", "spam"),
    "abuse": ("abuse",),
}
_JOINTS = {
    "fr": (". ", ". ", ". ", "... ", "... ", " ", " et ", "\n"),
    "en": (". ", ". ", ". ", ". ", "... ", " ", " ", " and ", "\n", "\n\n"),
}
# The share of joined messages that get a third part, and of all with a handle, a hashtag and a word in capitals more.
# It brings the surface of the grown corpus near that of real messages (``training.surface``), and knows no labels.
_THIRD = {"fr": 0.6, "en": 0.1}
_HANDLE = {"fr": 0.1, "en": 0.8}
_HASHTAG = {"fr": 0.02, "en": 0.16}
_SHOUTED = {"fr": 0.04, "en": 0.07}
_ALL_SHOUTED = 0.04
"""Everybody shouts now and then, whatever they say: capitals alone must not tell a complaint."""
SEEDS = (20_260, 20_261)
"""What a message becomes is chance, and one draw makes too much of it: the same corpus gave models far apart."""
_WORD = re.compile(r"(?<![\w@#/.])[^\W\d_]{4,}(?![\w@/])")


def grown(written: Sequence[Example], *, beside: Sequence[Example] = ()) -> list[Example]:
    """Each message as written, and once for each seed as typed in a hurry and with more topics of the same sector.

    What a message becomes depends on it and on its sector alone, so that models which leave other sectors out share it.
    The other topics come from ``beside``, or from the messages themselves. All are of one trained language.
    """
    shelf: dict[tuple[str, str], list[Example]] = {}
    for example in beside or written:
        shelf.setdefault((example.sector, example.category), []).append(example)
    found = list(written)
    for seed in SEEDS:
        chances = [random.Random(f"{seed} {example.text}") for example in written]  # noqa: S311 - no secret
        found += [
            replace(example, text=_hurried(example.text, example.language, chance), personal_data=())
            for example, chance in zip(written, chances, strict=True)
        ]
        found += [_joined(one, shelf, chance) for one, chance in zip(written, chances, strict=True)]
    return found


def _joined(example: Example, shelf: Mapping[tuple[str, str], Sequence[Example]], chance: random.Random) -> Example:
    """The labels are those of the first, but a danger in any part is a danger."""
    parts = [example]
    for _ in range(2 if chance.random() < _THIRD[example.language] else 1):
        beside = chance.choice(_COMPANIONS[example.category])
        parts.append(chance.choice(shelf.get((example.sector, beside), [example])))
    if chance.random() < 0.3:
        parts.reverse()
    text = parts[0].text
    for part in parts[1:]:
        text += chance.choice(_JOINTS[example.language]) + part.text
    danger = next((part for part in parts if part.danger != "none"), example)
    return replace(
        example,
        text=_hurried(text, example.language, chance),
        danger=danger.danger,
        danger_kind=danger.danger_kind,
        personal_data=(),
    )


def _hurried(text: str, language: str, chance: random.Random) -> str:
    """Lower case, no accents, other marks at the end, a handle, a hashtag, capitals: each now and then."""
    if chance.random() < _HANDLE[language]:
        text = f"@user {text}"
    if chance.random() < 0.25:
        text = text.lower()
    if chance.random() < 0.2:
        text = plain(text)
    if chance.random() < 0.15:
        text = text.replace("'", " ").replace("’", " ")
    if chance.random() < 0.35:
        text = _other_end(text, chance)
    if chance.random() < _HASHTAG[language]:
        text = _with_one_word(text, lambda word: f"#{word}", chance)
    if chance.random() < _SHOUTED[language]:
        text = _with_one_word(text, str.upper, chance)
    return text.upper() if chance.random() < _ALL_SHOUTED else text


def _other_end(text: str, chance: random.Random) -> str:
    """A question without its mark, a complaint with one: no mark may decide what a message is."""
    bare = text.rstrip(" .!?…")
    return bare + chance.choice(("", "", "", "", "?", " ??", "...")) if bare else text


def _with_one_word(text: str, change: Callable[[str], str], chance: random.Random) -> str:
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    return text[: word.start()] + change(word.group()) + text[word.end() :]
