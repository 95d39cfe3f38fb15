"""Passwords and codes, after the words that announce them."""

# ruff: noqa: PLR2004 - numbering plans and check digits are numbers; a name for each would hide them

import re
from collections.abc import Iterator

from shared.domain.privacy.personal_data.finding import PASSWORD, Finding, is_year, later

_PASSWORD = later(
    r"(?<!\w)(?P<word>mot de passe|mdp|passe?word|passwd|pwd|passcode|code (?:pin|secret|confidentiel)|pin(?: code)?"
    r"|cvv|cvc|cryptogramme|contrase[nñ]a|passwort|senha)"
    r"(?P<link>(?: (?:est|is|was|c'est|c’est|ist|es|actuel|temporaire|wifi|wi-fi|de la box|d'accès|provisoire)){0,3}"
    r"\s?[:=]?\s?)(?P<value>[^\s,;]{3,40})",
    re.IGNORECASE,
)
_LINKS = later(r"(?:est|is|was|c'est|c’est|ist|es|[:=])\s?$", re.IGNORECASE)
_CODE_WORDS = ("pin", "cvv", "cvc", "crypt", "code")


_PASSWORD_HINTS = ("mdp", "pass", "pwd", "code", "pin", "cvv", "cvc", "crypt", "contrase", "senha")


def passwords(text: str) -> Iterator[Finding]:
    lower = text.lower()
    if not any(map(lower.__contains__, _PASSWORD_HINTS)):
        return
    for match in _PASSWORD().finditer(text):
        value = match["value"].rstrip(".!?)»\"'")
        digits = sum(sign.isdigit() for sign in value)
        if match["word"].lower().startswith(_CODE_WORDS):
            believed = value.isdigit() and 3 <= len(value) <= 8
        else:
            linked = _LINKS().search(match["link"]) is not None
            mixed = any(sign.isalpha() for sign in value) and (digits > 0 or not value.strip("'’-").isalnum())
            quoted = value[:1] in "\"'«“" and len(value) > 3
            strong = mixed and digits > 0 and not value.isalnum() and len(value) > 6
            number = value.isdigit() and digits >= 4 and not is_year(value)
            believed = (linked and (mixed or quoted or digits >= 4)) or strong or number
            believed = believed and "’" not in value and "'" not in value[1:]
        if believed:
            start = match.start("value")
            yield Finding(PASSWORD, start, start + len(value))
