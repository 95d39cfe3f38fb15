"""Words as people write them, whatever the script, capitals and accents. Pure."""

import re
from unicodedata import category, normalize

_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
"""Marks that people leave out: accents, and the points of Hebrew and Arabic. In other scripts marks are letters."""

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""What Unicode does not take apart and people write without the stroke."""

_SIGNS = str.maketrans(dict.fromkeys("™®©℠"))
"""Signs behind a name. Unicode would spell them in letters of the name."""

_JOINERS = "\u200c\u200d"
"""Between letters of Persian and of Indian scripts they are spelling; all other invisible characters are none."""

_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese put no spaces between words, Korean none before its particles."""


def words_of(text: str) -> tuple[str, ...]:
    """Its words, small and without accents; a hashtag is the word behind it.

    Where a script has no spaces each letter is a word, so that a term is found inside of a sentence.
    """
    told = text.translate(_SIGNS)
    told = "".join(letter for letter in told if letter in _JOINERS or category(letter) != "Cf")
    plain = normalize("NFKD", normalize("NFKD", told).casefold()).translate(_LETTERS)
    words: list[str] = []
    goes_on = False
    for letter in normalize("NFC", _ACCENTS.sub("", plain)):
        kind = category(letter)[0]
        if kind == "M" and words:  # belongs to the letter before
            words[-1] += letter
        elif kind in "LN" or letter == "_":
            alone = _WITHOUT_SPACES.match(letter) is not None
            if goes_on and not alone:
                words[-1] += letter
            else:
                words.append(letter)
            goes_on = not alone
        else:
            goes_on = False
    return tuple(words)


def places_of(words: tuple[str, ...], term: str) -> list[int]:
    """Where the words of a term stand in this order, by the number of their first; or written together, as hashtags
    are.
    """
    wanted = words_of(term)
    if not wanted:
        return []
    together = "".join(wanted)
    return [
        at
        for at in range(len(words))
        if words[at : at + len(wanted)] == wanted or (len(wanted) > 1 and words[at] == together)
    ]
