"""The topics that a text speaks of, less those that it only denies: "never late" tells of no delay."""

import re
from collections.abc import Sequence

from functions.classify.model.tokens import Tokens, tokens_of
from functions.classify.model.topics import topics_in

DENIABLE = frozenset(
    {"parcel lost", "wrong goods", "late", "fraud", "outage", "many", "stuck", "angry", "disappointed", "ripped off",
     "disrespect", "mockery", "leaving", "legal", "thanks", "joy", "team", "solved", "insult"}
)  # fmt: skip
"""Topics that a negation before their words takes back.

The words of the others hold it already ("no internet"), or it changes nothing ("no refund yet").
"""
_NEGATIONS = """not never no nor without wasnt werent aint dont didnt doesnt hasnt havent hadnt cannot cant wont
    wouldnt nothing nobody pas jamais aucun aucune sans ni rien"""
NEGATIONS = frozenset(_NEGATIONS.split())
_BETWEEN = """a an any single once even ever been be being had have was really very quite yet at all
    d de un une tout toute seul seule moindre ete etre eu vraiment tres encore en"""
BETWEEN = frozenset(_BETWEEN.split())
"""What may stand between a negation and what it denies.

Not "so": "never been so disappointed" denies nothing. Nor "the", which begins something new in texts without marks.
"""
_ENDS = re.compile(r"[!\n]")
"""Of sentences, by signs that are no tokens: "Never buy! Thieves!" denies nothing. All other marks are tokens."""


def topics_said(tokens: Tokens, language: str) -> frozenset[str]:
    """``language`` is ``fr`` or ``en``. Linear in the length."""
    found, denied = _told(tokens.words, language)
    parts = _ENDS.split(tokens.text) if denied else []
    if len(parts) > 1:
        found = found.union(*(denied & _told(tokens_of(part).words, language)[0] for part in parts))
    return found


def _told(words: Sequence[str], language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The topics that are said, and those that are only denied."""
    places = topics_in(language).find(words)
    denied = frozenset(
        topic for topic in DENIABLE & places.keys() if all(_denied(words, start) for start, _ in places[topic])
    )
    return frozenset(places) - denied, denied


def _denied(words: Sequence[str], start: int) -> bool:
    while start > 0 and words[start - 1] in BETWEEN:
        start -= 1
    return start > 0 and words[start - 1] in NEGATIONS
