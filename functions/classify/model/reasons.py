"""Why the model says what it says, in the words of the person who reads it: at most four reasons.

Topics are named by our labels. Where none is found, the encoder decided, and the most similar message of our own corpus
is named. Nothing of the customer's text gets in.
"""

from typing import NamedTuple

import numpy as np

from functions.classify.model.denials import topics_said
from functions.classify.model.examples import most_similar
from functions.classify.model.tokens import Tokens
from functions.classify.model.topics import AS_A_WHOLE, LABELS, PRESSING, TOPICS_OF_CATEGORY, Label, danger
from shared.domain.classification.reasons import MAX_REASONS, UNSURE
from shared.domain.vocabulary import Category

READERS = ("fr", "en")
_DANGER = Label("danger possible : {}", "possible danger: {}")
_LOOKS_DANGEROUS = Label("ressemble à un danger", "looks like a danger")
_LIKE = Label("comme : « {} »", "like: “{}”")
_UNSURE = Label(*UNSURE)
NO_WORDS = Label("aucun mot", "no words")
NO_TEXT = Label("aucun texte", "no text")
STRANGE = Label("langue que le modèle connaît mal", "a language the model does not know well")


class Decision(NamedTuple):
    """``unsure`` is the confidence where it is too low, ``vector`` the encoder's, if there are words."""

    category: Category
    urgent: bool
    danger: bool
    dangers: tuple[str, ...]
    language: str
    unsure: float | None
    vector: np.ndarray | None


def reasons_of(tokens: Tokens, decision: Decision, reader: str) -> tuple[str, ...]:
    """``reader`` is ``fr`` or ``en``. Dangers first, then what presses, then the category, then doubt.

    Beside a danger the category alone says nothing: "nothing to answer" would even be wrong.
    """
    place = READERS.index(reader)
    first = [_DANGER[place].format(danger(kind)[place]) for kind in decision.dangers[:2]]
    if decision.danger and not first:
        first = [_LOOKS_DANGEROUS[place]]
    last = []
    if decision.unsure is not None:
        last = [_UNSURE[place].format(round(decision.unsure * 100))]
        if decision.vector is not None and decision.language == "other":
            last = [STRANGE[place], *last]
    room = MAX_REASONS - len(first) - len(last)
    if decision.vector is None:
        middle = [(NO_WORDS if tokens.words else NO_TEXT)[place]]
    else:
        middle = [LABELS[topic][place] for topic in _topics(tokens, decision)]
        if not middle and not first:
            middle = [_LIKE[place].format(text) for text in most_similar(decision.vector, decision.category, reader)]
        if not middle and not first:
            middle = [AS_A_WHOLE[decision.category][place]]
    return (*first, *middle[:room], *last)


def _topics(tokens: Tokens, decision: Decision) -> list[str]:
    if decision.language not in READERS:
        return []
    found = topics_said(tokens, decision.language)
    topics = TOPICS_OF_CATEGORY[decision.category]
    pressing = [topic for topic in PRESSING if topic in found] if decision.urgent else []
    return [*pressing, *(topic for topic in LABELS if topic in found and topic in topics and topic not in pressing)]
