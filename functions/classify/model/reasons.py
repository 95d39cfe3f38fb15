"""Why the model says what it says: short codes with the words that weighed most."""

from collections.abc import Mapping

from functions.classify.model.artefact import LANES, Weights
from functions.classify.model.features import word_row
from functions.classify.model.tokens import Tokens
from shared.domain.vocabulary import Category

_CODES = {
    "urgency": "urgency", "danger": "danger", "many": "many affected", "fault": "fault", "account": "account matter",
    "anger": "anger", "waiting": "waiting", "unheard": "unheard", "leaving": "threatens to leave", "irony": "irony",
    "question": "question", "request": "request", "joy": "thanks or joy", "resolved": "resolved", "spam": "offer",
    "insult": "insult", "news": "news", "laugh": "laughs",
}  # fmt: skip
_TOLD_BY = {
    Category.ACCOUNT_OR_TECHNICAL: ("fault", "account", "request"),
    Category.COMPLAINT: ("anger", "waiting", "unheard", "leaving", "irony"),
    Category.URGENT_REQUEST: ("urgency", "danger"),
    Category.OUTAGE: ("many", "fault"),
    Category.QUESTION: ("question",),
    Category.PRAISE: ("joy", "resolved"),
    Category.MENTION: ("news", "laugh"),
    Category.SPAM: ("spam",),
    Category.ABUSE: ("insult",),
}
_WORDS_NAMED = 3
_ENOUGH_CUES = 2  # single words are named only where the cues say little
_LEAST_WEIGHT = 128 + 12  # of the byte in the table: what is lighter explains nothing
_SHORTEST_WORD = 4
_EMPTY_WORDS = """pour dans avec mais vous nous votre votres cette leur elle sont quand comme aussi bien tout tous fait
    that this with have your from they what when there were been will just about would them then than some"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_LONGEST_QUOTE = 40


def reasons_of(
    tokens: Tokens,
    words: Mapping[str, tuple[str, ...]],
    category: Category,
    *,
    urgent: bool,
    untrained: str | None,
    unsure: float | None,
    weights: Weights | None,
    lane: int,
) -> tuple[str, ...]:
    """Cues that speak for the category first, then single words by weight, then why nothing is certain."""
    told = list(_TOLD_BY[category])
    if urgent:
        told = list(dict.fromkeys(("urgency", "danger", "many", *told)))
    reasons = [f"{_CODES[cue]}: {_quoted(words[cue])}" for cue in told if cue in words]
    if weights is not None and len(reasons) < _ENOUGH_CUES:
        heavy = _heaviest(tokens, weights, lane)
        if heavy:
            reasons.append(f"words: {_quoted(heavy)}")
    if not any(word[0].isalpha() for word in tokens.words):
        reasons.append("no words" if tokens.words else "no text")
    if untrained is not None and tokens.words:
        reasons.append(f"language not trained: {untrained}")
    if unsure is not None:
        reasons.append(f"unsure: {round(unsure * 100)} %")
    return tuple(reasons)


def _heaviest(tokens: Tokens, weights: Weights, lane: int) -> tuple[str, ...]:
    table = weights.rows.table
    found = {}
    for word, shown in zip(tokens.words, tokens.shown, strict=True):
        if len(word) >= _SHORTEST_WORD and word not in _EMPTY and word.isalpha():
            weight = table[word_row(word) * LANES + lane]
            if weight >= _LEAST_WEIGHT:
                found[shown] = weight
    return tuple(sorted(found, key=lambda word: (-found[word], word))[:_WORDS_NAMED])


def _quoted(words: tuple[str, ...]) -> str:
    # To the model every digit is a 0: which one it was is not known here, and "0 days" would be wrong.
    return ", ".join(f"'{word[:_LONGEST_QUOTE].replace('0', '#')}'" for word in words)
