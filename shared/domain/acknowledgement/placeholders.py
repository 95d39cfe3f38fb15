"""What an automatic text may leave open: the brand's name, the next opening time in words, our handle."""

import re
from string import Formatter

PLACEHOLDERS = frozenset({"brand", "opening", "handle"})

_BEFORE_TODAY = re.compile(r"\bde (?=aujourd'hui)")
_BEFORE_DATE = re.compile(r"\bde (?=(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) [0-9])")


def placeholders(text: str) -> set[str]:
    """The placeholders a text uses. Raises ``ValueError`` for a brace without its other half."""
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            found.add(name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else ""))
    return found


def filled(text: str, *, brand: str, opening: str, handle: str) -> str:
    """The text with its placeholders filled in, contracted as French wants it before a day.

    "à partir de {opening}" becomes "à partir d'aujourd'hui à 14 h", "à partir du lundi 24 août à 9 h".
    """
    whole = text.format(brand=brand, opening=opening, handle=handle)
    return _BEFORE_DATE.sub("du ", _BEFORE_TODAY.sub("d'", whole))
