"""The rules of thumb of a customer service as features: which cues a text holds, and the words that show them.

They carry over to sectors and words that no training message had.
"""

# ruff: noqa: PLR2004 - how long is long and how many are many is said once, where it is used

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

from functions.classify.model.tokens import Tokens

JOYFUL = frozenset("😀😃😄😁😊🙂😍🥰😘😎🤩🥳👍👏🙌❤💙💚💛🧡💜💖💕💪🎉✨💯👌🤗⭐🌟😋")
CROSS = frozenset("😡😠🤬😤👎😞😟😣😖😫😩😢😭💔🖕🤮🤢😒🙄😑😐💩🤦🤷😪😓🥵")
MOCKING = frozenset("🙃🙄🤡👏😂🤣😅😏🤔🧐🤪")
SELLING = frozenset("🔥💰💸💵🚀👉👇🎁💎📈✅🔗🤑📲🎰")
_LETTERS_END = "\u2000"  # no emoji stands before
ALARMING = frozenset("🚨🆘⚠‼❗📢")
CALLING_FOR_HELP = frozenset("🆘")

# A place named in passing: "à Toulouse", "in Leeds", a postcode. A fault with a place is seldom one customer's.
_CAPITALISED = re.compile(r" [A-ZÉ][\w-]{2}")
_POSTCODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
_BEFORE_PLACES = frozenset({"à", "a", "sur", "en", "in", "near", "around", "across", "le"})
_MAX_PREPOSITION = 8

Phrase = tuple[tuple[str, ...], str]
Begun = tuple[tuple[str, ...], Mapping[str, Sequence[Phrase]]]
"""What a word begins: the cues it shows alone, and longer phrases by their second word."""
_STEM = "*"
_MIN_STEM, _MAX_STEM = 3, 12
_REMEMBERED = 20_000
_MAX_REMEMBERED = 32


class Lexicon(dict[str, Begun | None]):
    """What each word begins, as met: most words come again. ``None`` for the many that begin nothing.

    ``exact`` and ``stems`` lead from the first word of a phrase to what must follow, and the cue it shows.
    """

    def __init__(self, exact: Mapping[str, Sequence[Phrase]], stems: Mapping[str, Sequence[Phrase]]) -> None:
        super().__init__()
        self.exact = exact
        self.stems = stems

    def find(self, words: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
        """Cue → where its phrases stand, as (first token, token after the last)."""
        found: dict[str, list[tuple[int, int]]] = {}
        count = len(words)
        for place, begun in enumerate(map(self.__getitem__, words)):
            if begun is None:
                continue
            alone, followed = begun
            for cue in alone:
                found.setdefault(cue, []).append((place, place + 1))
            if followed and place + 1 < count:
                for rest, cue in (*followed.get(words[place + 1], ()), *followed.get(_STEM, ())):
                    end = place + 1 + len(rest)
                    if end <= count and all(map(_same, rest, words[place + 1 : end])):
                        found.setdefault(cue, []).append((place, end))
        return found

    def __missing__(self, word: str) -> Begun | None:
        phrases = list(self.exact.get(word, ()))
        for size in range(_MIN_STEM, min(len(word), _MAX_STEM) + 1):
            phrases += self.stems.get(word[:size], ())
        followed: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            if phrase[0]:
                second = phrase[0][0]
                followed.setdefault(_STEM if second.endswith("*") else second, []).append(phrase)
        begun = (tuple(cue for rest, cue in phrases if not rest), followed) if phrases else None
        if len(word) <= _MAX_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = begun
        return begun


def _same(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted


def lexicon_of(cues: Mapping[str, str]) -> Lexicon:
    exact: dict[str, list[Phrase]] = {}
    stems: dict[str, list[Phrase]] = {}
    for cue, written in cues.items():
        for phrase in dict.fromkeys(" ".join(part.split()) for part in written.split("|")):
            first, *rest = phrase.split(" ")
            if first.endswith("*"):
                stems.setdefault(first[:-1], []).append((tuple(rest), cue))
            else:
                exact.setdefault(first, []).append((tuple(rest), cue))
    return Lexicon(exact, stems)


@cache
def lexicon(language: str) -> Lexicon | None:
    """The words of a language, read and taken apart when they are first needed; none for a language without."""
    if language not in WITH_WORDS:
        return None
    return lexicon_of(import_module(f"functions.classify.model.words_{language}").CUES)


WITH_WORDS = ("fr", "en")


def cues_of(tokens: Tokens, language: str, personal: Sequence[str] = ()) -> dict[str, float]:
    """The cues of a text, each between 0 and 1. For languages without a lexicon only those that need none."""
    known = lexicon(language)
    found = known.find(tokens.words) if known is not None else {}
    values: dict[str, float] = {}
    for cue, places in found.items():
        values[cue] = 1.0
        if len(places) > 1:
            values[f"{cue}+"] = min(len(places) - 1, 3) / 3
    if _names_place(tokens):
        values["place"] = 1.0
    _pairs(values)
    _shape(tokens, values)
    _emoji(tokens, values)
    for kind in personal:
        values[f"personal:{kind}"] = 1.0
    return values


def _names_place(tokens: Tokens) -> bool:
    text = tokens.text
    for match in _CAPITALISED.finditer(text):
        start = match.start()
        words = text[max(0, start - _MAX_PREPOSITION) : start].split(" ")
        if words[-1].lower() in _BEFORE_PLACES:
            return True
    return "0" in tokens.words and _POSTCODE.search(text) is not None


def _pairs(values: dict[str, float]) -> None:
    """What two cues say together: thanks beside a problem is seldom thanks."""
    trouble = max(values.get(cue, 0.0) for cue in ("anger", "waiting", "unheard", "fault", "leaving"))
    if "joy" in values:
        values["joy alone" if not trouble and "negation" not in values else "joy with trouble"] = 1.0
    if "irony" in values and trouble:
        values["irony with trouble"] = 1.0
    if "fault" in values and "many" in values:
        values["fault of many"] = 1.0
    if "fault" in values and "place" in values and "me" not in values:
        values["fault somewhere"] = 1.0
    if "late" in values and "request" in values:
        values["time and request"] = 1.0
    if "fault" in values and "anger" not in values:
        values["calm fault"] = 1.0
    if "question" in values and not trouble:
        values["calm question"] = 1.0
    if "me" not in values and "you" not in values:
        values["nobody"] = 1.0
    if "insult" in values and not trouble and "account" not in values:
        values["bare insult"] = 1.0
    if not trouble and "account" not in values and "question" not in values and "request" not in values:
        values["no matter"] = 1.0


def _shape(tokens: Tokens, values: dict[str, float]) -> None:
    count = len(tokens.words)
    if tokens.questions:
        values["?"] = 1.0
        if tokens.words[-1].startswith("?"):
            values["? last"] = 1.0
        if tokens.questions > 1:
            values["??"] = 1.0
    if tokens.letters > 8 and tokens.capitals / tokens.letters > 0.5:
        values["capitals"] = 1.0
    if tokens.links:
        values["link"] = 1.0
    if tokens.hashtags:
        values["#"] = 1.0
        if tokens.hashtags > 2:
            values["###"] = 1.0
    if tokens.mentions:
        values["@"] = 1.0
        if tokens.mentions > 2:
            values["@@@"] = 1.0
    if count and tokens.mentions == count:
        values["only mentions"] = 1.0
    if not tokens.letters or tokens.mentions == count:
        values["no words"] = 1.0
    values["short"] = 1.0 if count <= 4 else 0.5 if count <= 8 else 0.0
    values["long"] = min(max(count - 20, 0) / 40, 1.0)
    if "0" in tokens.words:
        values["number"] = 1.0
    if "..." in tokens.text or "…" in tokens.text:
        values["..."] = 1.0


def _emoji(tokens: Tokens, values: dict[str, float]) -> None:
    signs = [word for word in tokens.words if len(word) == 1 and word > _LETTERS_END]
    if not signs:
        return
    for name, family in (
        ("emoji joy", JOYFUL), ("emoji cross", CROSS), ("emoji mock", MOCKING),
        ("emoji sell", SELLING), ("emoji alarm", ALARMING), ("emoji help", CALLING_FOR_HELP),
    ):  # fmt: skip
        hits = sum(sign in family for sign in signs)
        if hits:
            values[name] = 1.0
            if hits > 2:
                values[f"{name}+"] = 1.0
