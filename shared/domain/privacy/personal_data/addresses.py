"""Postal addresses, as they are written in France, the English-speaking countries and some others."""

import re
from collections.abc import Iterator

from shared.domain.privacy.personal_data.finding import POSTAL_ADDRESS, Finding, later

_WORD = r"[\w'’.-]{1,24}"
_FRENCH_STREETS = (
    r"rue|avenue|av\.?|bd|boulevard|place|chemin|all[ée]e|impasse|route|quai|cours|square|chauss[ée]e|r[ée]sidence"
    r"|faubourg|sentier|passage"
)
_FRENCH_ARTICLES = r"de|du|des|la|le|les|l'|l’|d'|d’|st|ste|saint|sainte|g[ée]n[ée]ral|mar[ée]chal|docteur|dr"
# A street may be named after a day; any other number after "place" or "cours" is that of a seat or a lesson.
_MONTHS = r"janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
_STREET_NAME = rf"(?:[0-9]{{1,2}}(?:er)? (?:{_MONTHS})|(?![0-9]){_WORD})"
_FRENCH_ADDRESS = (
    rf"(?<![\w/])[0-9]{{1,4}}(?: ?(?:bis|ter|quater))?,? (?:{_FRENCH_STREETS}) "
    rf"(?:(?:{_FRENCH_ARTICLES}) ?){{0,3}}{_STREET_NAME}(?-i:(?: [A-ZÉÈ]{_WORD}){{0,3}})"
    r"(?:,? ?(?:[àa] )?[0-9]{4,5}(?: [A-Za-zÀ-ÿ][\w'’-]{1,24}(?-i: [A-ZÀ-Ý][\w'’-]{1,24})?)?)?"
)
_STREETS = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|terrace|way|boulevard|blvd|grove|gardens"
    r"|square|parkway|pkwy|hill|mews|circle|trail"
)
_ENGLISH_ADDRESS = (
    r"(?<![\w/:.,])(?:(?i:flat|apt|unit) [0-9A-Za-z]{1,4},? )?[0-9]{1,5}[a-zA-Z]? (?:[A-Z][\w'’-]{1,20} ){1,3}"
    rf"(?i:{_STREETS})\b\.?(?:,? [A-Z][\w'’-]{{1,20}}(?: [A-Z][\w'’-]{{1,20}}){{0,2}})?"
    r"(?:,? (?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z]{2} [0-9]{5}|[0-9]{5}))?"
)
_LOWER_ENGLISH_ADDRESS = (
    r"\b(?:at|address(?: is)?:?|live at|to) "
    rf"(?P<low>[0-9]{{1,5}}[a-z]? (?:[a-z'’-]{{2,20}} ){{1,3}}(?:{_STREETS}))\b"
)
_OTHER_ADDRESS = (
    r"(?<!\w)(?:[A-ZÄÖÜ][\wäöüß-]{2,24}(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee) [0-9]{1,4}[a-z]?"
    r"(?:,? [0-9]{5} [A-ZÄÖÜ][\w-]{2,24})?"
    r"|(?:[Cc]alle|[Aa]venida|[Pp]laza|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Rr]ua|[Tt]ravessa)"
    r"(?: (?:de|del|di|da|dei|della|do|dos|das|la|los|las)){0,2}(?: [A-ZÀ-Ý][\w'’.-]{1,24}){1,3},? (?:n[.ºo°]* ?)?"
    r"[0-9]{1,4}(?!\w))"
)
_UK_POSTCODE = r"(?<![A-Za-z0-9])(?:[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])"
_ADDRESSES = (
    later(_FRENCH_ADDRESS, re.IGNORECASE),
    later(_ENGLISH_ADDRESS),
    later(_OTHER_ADDRESS),
    later(_UK_POSTCODE),
)
# The number of a coach, row or line: what follows is a seat or a stop.
_NUMBERED = later(
    r"(?<!\w)(?:voitures?|trains?|tgv|wagons?|coach|carriage|rang(?:[ée]e)?s?|row|bus|tram|ligne|line|quai|voie|platform|vol"
    r"|flight|salle|porte|gate|hall|seat|si[èe]ge|bloc|tribune|niveau|zone|reste)(?: n[°ºo])? ?$",
    re.IGNORECASE,
)
_LOWER = later(_LOWER_ENGLISH_ADDRESS)


def addresses(text: str) -> Iterator[Finding]:
    for pattern in _ADDRESSES:
        for match in pattern().finditer(text):
            if _NUMBERED().search(text[max(0, match.start() - 16) : match.start()]) is None:
                yield Finding(POSTAL_ADDRESS, *match.span())
    yield from (Finding(POSTAL_ADDRESS, *match.span("low")) for match in _LOWER().finditer(text))
