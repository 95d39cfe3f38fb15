"""The topics that a text speaks of, less those that it only denies: "never late" tells of no delay."""

from collections.abc import Sequence

from functions.classify.model.topics import topics_in

DENIABLE = frozenset(
    {"parcel lost", "wrong goods", "late", "fraud", "outage", "many", "stuck", "angry", "disappointed", "ripped off",
     "disrespect", "mockery", "leaving", "legal", "thanks", "joy", "team", "solved", "insult"}
)  # fmt: skip
"""Topics that a negation before their words takes back.

The words of the others hold it already ("no internet"), or it changes nothing ("no refund yet").
"""
_NEGATIONS = """not never no nor without isnt wasnt arent werent aint dont didnt doesnt hasnt havent hadnt
    pas jamais aucun aucune sans ni"""
NEGATIONS = frozenset(_NEGATIONS.split())
_BETWEEN = """a an the any one single once even been be being was really that at all
    d de du des un une le la l les tout toute seul seule fois ete etre eu vraiment en"""
BETWEEN = frozenset(_BETWEEN.split())
"""What may stand between a negation and what it denies. Not "so": "never been so disappointed" denies nothing."""


def topics_said(words: Sequence[str], language: str) -> frozenset[str]:
    """``words`` as ``Tokens.words``; ``language`` is ``fr`` or ``en``. In the time of ``Lexicon.find``."""
    return frozenset(
        topic
        for topic, places in topics_in(language).find(words).items()
        if topic not in DENIABLE or not all(_denied(words, start) for start, _ in places)
    )


def _denied(words: Sequence[str], start: int) -> bool:
    while start > 0 and words[start - 1] in BETWEEN:
        start -= 1
    return start > 0 and words[start - 1] in NEGATIONS
