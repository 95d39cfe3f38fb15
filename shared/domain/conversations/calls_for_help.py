"""Messages that only call: "Au secours !!", "Urgent !!", "Help!!". They say nothing of the matter and cannot wait."""

import re
from enum import StrEnum

from shared.domain.accents import without_accents

MAX_WORDS = 8
"""Whoever writes more says what it is about."""

_RESCUE_WORDS = "secours secour sos emergency mayday"
_HURRY_WORDS = """urgent urgente urgence urgentissime urgemment urgently vite rapidement immediatement immediately asap
    hurry quick quickly depechez depeche help aide aider aidez repondez reponds answer"""
_FILLER_WORDS = """a l au un une d de du c ce est j ai je on me moi nous vous tu il y plus tres trop svp stp s te plait
    merci bonjour bonsoir hello hi hey allo le la les en tout suite besoin maintenant quelqu possible faut vraiment ici
    i it its an is s m need please pls plz now right away up us very really so this as soon somebody someone anyone here
    ok you can must have to"""
_RESCUE, _HURRY, _FILLERS = (frozenset(words.split()) for words in (_RESCUE_WORDS, _HURRY_WORDS, _FILLER_WORDS))
_IS_PRAISED = re.compile(r"\b(?:very|so|really) quick(?:ly)?$")
_WORD = re.compile(r"[^\W_]+")


class Call(StrEnum):
    RESCUE = "rescue"  # somebody may be in trouble
    HURRY = "hurry"  # somebody cannot wait


def call_in(text: str | None) -> Call | None:
    """What a text calls for that says nothing else."""
    if not text:
        return None
    words = _WORD.findall(_plain(re.sub(r"@[\w.]+", " ", text)).replace("🆘", " sos "))
    if not words or len(words) > MAX_WORDS or not all(w in _RESCUE or w in _HURRY or w in _FILLERS for w in words):
        return None
    if _IS_PRAISED.search(" ".join(words)):
        return None
    if any(word in _RESCUE for word in words):
        return Call.RESCUE
    return Call.HURRY if any(word in _HURRY for word in words) else None


def _plain(text: str) -> str:
    return without_accents(text.lower(), "NFKD")
