"""Words that say that somebody may be hurt: fire, gas, electricity, injury, self-harm, violence, somebody trapped.

High recall is the aim. A message that matches is shown to a person at once, so a wrong alarm costs one look, and a
missed one may cost a life. All languages are read whatever language the message seems to be in: short calls for help
are hard to tell. A brand may add phrases of its own, and name what only sounds like a danger (a product, a game).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache

from shared.domain.classification.danger_abroad import ABROAD
from shared.domain.classification.danger_circumstances import CIRCUMSTANCES
from shared.domain.classification.danger_situations import SITUATIONS
from shared.domain.classification.danger_words import WORDS

MAX_LENGTH = 100_000
"""Characters that are read, as many as the classifier reads: a call for help may stand at the end."""
KINDS = tuple(kind for kind, _ in WORDS)
BY_THE_BRAND = "brand"
"""The kind of what a phrase of the brand's own list says."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
"""Letters of two that decomposing a text leaves as they are."""
_WORD = re.compile(r"[^\W_]+")
_BEGINS = r"\b"
_PARTS = re.compile(r"\\.|\[[^\]]*\]|.", re.DOTALL)
"""Of a regular expression: an escaped sign, a set of signs, or one sign."""


def dangers_in(text: str | None) -> tuple[str, ...]:
    """The kinds of danger a text speaks of, such as ``fire``; empty when there is none. Never the customer's words."""
    if not text:
        return ()
    plain = _plain(text[:MAX_LENGTH])[:MAX_LENGTH]  # one sign may stand for eighteen letters
    return tuple(kind for kind, patterns in _patterns() if any(each.search(plain) for each in patterns))


@cache
def _patterns() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """Two of a kind: what begins where a word does, and the few others.

    Apart, since the first is then tried at each word and not at each letter: a text of 100,000 letters takes a fraction
    of the time. Not at import: it takes as long as a quarter of our own code of a function that only reads a brand.
    """
    found = []
    for kind, words in WORDS:
        forms = [
            each for form in (*words, *SITUATIONS[kind], *CIRCUMSTANCES[kind], *ABROAD[kind]) for each in choices(form)
        ]
        at_a_word = [each.removeprefix(_BEGINS) for each in forms if each.startswith(_BEGINS)]
        others = [each for each in forms if not each.startswith(_BEGINS)]
        both = (rf"{_BEGINS}(?=\w)(?:{'|'.join(at_a_word)})", "|".join(others))
        found.append((kind, tuple(re.compile(each) for each in both if each)))
    return tuple(found)


def choices(form: str) -> list[str]:
    """What stands between the bars of a regular expression, those inside brackets apart."""
    found, depth = [""], 0
    for part in _PARTS.findall(form):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            found.append("")
        else:
            found[-1] += part
    return found


def says(text: str | None, phrases: Collection[str]) -> bool:
    """Whether a phrase stands in the text as whole words, however it is written: accents, capitals, signs."""
    return text is not None and any(True for _ in _spans(text[:MAX_LENGTH], phrases))


def without(text: str, phrases: Collection[str]) -> str:
    """The text with a blank where a phrase stood; the same object when none does."""
    spans = list(_spans(text[:MAX_LENGTH], phrases))
    if not spans:
        return text
    kept, end = [], 0
    for start, stop in sorted(spans):
        kept.append(text[end : max(start, end)])
        end = max(stop, end)
    return " ".join((*kept, text[end:]))


def words_of(phrase: str) -> tuple[str, ...]:
    """What is compared of a phrase; empty when it holds no letter and no digit."""
    return tuple(_plain(phrase).split())


def _spans(text: str, phrases: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where the phrases stand in the text: (first character, one after the last)."""
    if not phrases:
        return
    plain, places = _folded(text)
    found = [(word.group(), places[word.start()], places[word.end() - 1] + 1) for word in _WORD.finditer(plain)]
    written = [word for word, _, _ in found]
    for phrase in phrases:
        wanted = list(words_of(phrase))
        size = len(wanted)
        for first in range(len(written) - size + 1) if size else ():
            if written[first] == wanted[0] and written[first : first + size] == wanted:
                yield found[first][1], found[first + size - 1][2]


def _folded(text: str) -> tuple[str, list[int]]:
    """Lower case without accents, and for each of its characters the place in the text it comes from."""
    plain, places = [], []
    for place, sign in enumerate(text):
        for part in unicodedata.normalize("NFKD", sign.lower().translate(_LIGATURES)):
            if not _is_left_out(part):
                plain.append(part)
                places.append(place)
    return "".join(plain), places


def _plain(text: str) -> str:
    """Lower case without accents, words with one blank between them."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    left_out = {ord(sign): None for sign in set(decomposed) if _is_left_out(sign)}
    return " ".join(_WORD.findall(decomposed.translate(left_out) if left_out else decomposed))


def _is_left_out(sign: str) -> bool:
    """An accent, or a sign that nobody sees and that would cut a word in two (zero-width spaces, soft hyphens)."""
    return not sign.isascii() and (unicodedata.combining(sign) > 0 or unicodedata.category(sign) == "Cf")
