"""Cards and accounts of a bank: believed for their check digits, or after a word that announces them."""

# ruff: noqa: PLR2004 - numbering plans and check digits are numbers; a name for each would hide them

import re
from collections.abc import Iterator

from shared.domain.privacy.personal_data.finding import CARD, IBAN, Finding, later

# Lengths by country: the IBAN registry of SWIFT, for the countries our customers live in.
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BF": 28, "BJ": 28, "CH": 21, "CI": 28, "CM": 27, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "MA": 28,
    "MC": 27, "ML": 28, "MU": 30, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SN": 28, "TG": 28,
    "TN": 24, "TR": 26,
}  # fmt: skip
_IBAN = later(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}")


def ibans(text: str) -> Iterator[Finding]:
    for match in _IBAN().finditer(text):
        wanted = _IBAN_LENGTHS.get(match.group()[:2].upper())
        if wanted is None:
            continue
        characters = [(place, sign) for place, sign in enumerate(match.group()) if sign not in " -"]
        if len(characters) < wanted:
            continue
        value = "".join(sign for _, sign in characters[:wanted]).upper()
        if int("".join(str(int(sign, 36)) for sign in value[4:] + value[:4])) % 97 == 1:
            yield Finding(IBAN, match.start(), match.start() + characters[wanted - 1][0] + 1)


_CARD = later(r"(?<![0-9A-Za-z+])[3-6][0-9](?:[ .-]?[0-9]){10,17}(?![0-9])")
_CARD_LENGTHS = {"3": (14, 15, 16), "4": (13, 16, 19), "5": (16,), "6": (16, 17, 18, 19)}


def cards(text: str) -> Iterator[Finding]:
    for match in _CARD().finditer(text):
        digits = [int(sign) for sign in match.group() if sign.isdigit()]
        if len(digits) in _CARD_LENGTHS[match.group()[0]] and len(set(digits)) > 1 and _luhn(digits):
            yield Finding(CARD, *match.span())


def _luhn(digits: list[int]) -> bool:
    total = sum(digits[-1::-2])
    total += sum(2 * digit - 9 if digit > 4 else 2 * digit for digit in digits[-2::-2])
    return total % 10 == 0


# --- announced by a word: the check digits need not be right --------------------------------------------------------

_BETWEEN = r"[^0-9]{0,48}?"  # the number often stands on a line of its own
_APART = r"[\s./_·•–-]{0,2}"  # what people write between the groups of a number
_CARD_WORDS = (
    r"cartes?(?! (?:de fid[ée]lit[ée]|cadeau|vitale|grise|sim|d['’]identit[ée]))|(?:credit|debit|bank) ?card|card"
    r"|cb|visa|mastercard|amex"
)
_ANNOUNCED_CARD = later(
    rf"(?<!\w)(?:{_CARD_WORDS})(?!\w)(?P<between>{_BETWEEN})"
    r"(?<![0-9A-Za-z+])(?!(?:19|20)[0-9]{2}[./-][0-9]{2}[./-])"
    rf"(?P<value>[1-9][0-9]{{2,3}}(?:{_APART}[0-9]){{9,16}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ANNOUNCED_IBAN = later(
    rf"(?<!\w)(?:iban|rib|comptes?|account)(?!\w){_BETWEEN}(?<![A-Za-z0-9])"
    r"(?P<value>[A-Za-z]{2}[0-9]{2}(?:[ -]?(?:[A-Za-z]{4}(?=[ -]?[0-9])|[0-9A-Za-z]?[0-9])){6,26})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ANNOUNCED_RIB = later(
    rf"(?<!\w)(?:rib|comptes?)(?!\w){_BETWEEN}"
    r"(?<![0-9A-Za-z])(?P<value>[0-9]{5}[ -]?[0-9]{5}[ -]?[0-9A-Za-z]{11}[ -]?[0-9]{2})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_CARD_HINTS = ("cart", "card", "cb", "visa", "amex")
_IBAN_HINTS = ("iban", "rib", "compte", "account")
_ORDER_BETWEEN = later(
    r"command|order|colis|parcel|suivi|tracking|facture|invoice|dossier|r[ée]f|client|customer|contrat|contract|ticket",
    re.IGNORECASE,
)


def announced(text: str) -> Iterator[Finding]:
    """Numbers after a word that says what they are, although nothing else proves it."""
    lower = text.lower()
    if any(map(lower.__contains__, _CARD_HINTS)):
        for match in _ANNOUNCED_CARD().finditer(text):
            digits = sum(sign.isdigit() for sign in match["value"])
            if 12 <= digits <= 19 and not _ORDER_BETWEEN().search(match["between"]):
                yield Finding(CARD, *match.span("value"))
    if any(map(lower.__contains__, _IBAN_HINTS)):
        for pattern in (_ANNOUNCED_IBAN, _ANNOUNCED_RIB):
            yield from (Finding(IBAN, *match.span("value")) for match in pattern().finditer(text))
