"""References of orders and accounts."""

# ruff: noqa: PLR2004 - numbering plans and check digits are numbers; a name for each would hide them

import re
from collections.abc import Iterator

from shared.domain.privacy.personal_data.finding import ACCOUNT_REF, DATE, ORDER_REF, Finding, is_year, later

_ORDER_WORDS = (
    r"commandes?|cmd|orders?|colis|suivi|tracking|r[ée]servations?|bookings?|dossier|tickets?|r[ée]f(?:[ée]rences?)?|refs?|pnr"
    r"|confirmations?|factures?|invoices?|case|livraison|parcel|shipment|claim|sinistre|r[ée]clamation|intervention"
    r"|bon de livraison|awb|pedido|bestellung|bestellnummer|ordine|encomenda|incident|devis|retour|return|rma"
)
_ACCOUNT_WORDS = (
    r"comptes?|accounts?|acct|acc|client|customer|contrats?|contracts?|abonn[ée]e?|abonnement|subscriber|police|policy"
    r"|membership|member|pass|adh[ée]rente?|allocataire|num[ée]ro fiscal|s[ée]curit[ée] sociale|s[ée]cu|nir|ssn"
    r"|ni number|siret|compteur|meter|pdl|prm|imei|iccid|kundennummer|cliente|carte de fid[ée]lit[ée]"
    r"|loyalty|flying blue|frequent flyer"
)
_FILLER = (
    r"(?: ?(?:n[°ºo]|num[ée]ro|num|number|no|nr|nbr|id|ref|r[ée]f|code|card|commande|client|customer|dossier|suivi"
    r"|allocataire|est le|est|is|was|c'est|de|du|of|le|:|=|#|\.|-|,)){0,5} ?"
)
_REFERENCE = later(
    rf"(?<!\w)(?:(?P<order>{_ORDER_WORDS})|(?P<account>{_ACCOUNT_WORDS}))(?P<filler>{_FILLER})"
    r"(?P<value>[A-Za-z]{0,6}[-/]?[0-9][A-Za-z0-9]{0,20}(?:[-/][A-Za-z0-9]{1,10}){0,4}(?: [0-9]{1,6}){0,7})"
    r"(?![\w€$£%])",
    re.IGNORECASE,
)
UNIT = later(
    r" ?(?:€|\$|£|%|euros?\b|eur\b|dollars?\b|pounds?\b|quid\b|h\b|heures?\b|hours?\b|min"
    r"|jours?\b|days?\b|km\b|ans\b|mois\b|fcfa\b)"
)
_SHAPED = later(
    r"(?<![A-Za-z0-9])(?:1Z[0-9A-Z]{16}|[A-Z]{2}[0-9]{9}[A-Z]{2}|[0-9][A-Z][0-9]{11}|[0-9]{3}-[0-9]{7}-[0-9]{7})(?![A-Za-z0-9])"
)
_LOCATOR = later(
    r"(?<!\w)(?i:pnr|locator|num[ée]ro|r[ée]f[ée]rence dossier|(?:booking|r[ée]servation|confirmation|dossier)"
    r"(?: (?:ref(?:erence)?|code|number|r[ée]f(?:[ée]rence)?))?)"
    r" ?(?:is|est|:|=|#)? ?(?P<value>[A-Z0-9]{6,8})(?!\w)"
)
_CODED = later(r"(?<![\w-])[A-Z]{2,5}-?[0-9]{5,12}(?![\w-])")
_NUMBERED = later(
    rf"(?<!\w)(?:{_ACCOUNT_WORDS})(?!\w)[^0-9]{{0,80}}?(?:number|num[ée]ro|n[°ºo]|mine)(?: is| c'est| est|:)* ?"
    r"(?P<value>[0-9]{7,14})(?![\w€$£%])",
    re.IGNORECASE,
)
_HASHED = later(r"(?<!\w)#(?P<value>[A-Z]{0,4}-?[0-9]{5,14})(?!\w)")


def references(text: str, digits_in_text: int) -> Iterator[Finding]:
    for match in _REFERENCE().finditer(text):
        value = match["value"].rstrip(" -/")
        # Digits in groups belong together; a number after a blank is a new one unless the groups are all digits.
        if " " in value and not all(part.isdigit() for part in value.split(" ")):
            value = value.split(" ", 1)[0]
        digits = sum(sign.isdigit() for sign in value)
        explicit = (
            re.search(r"[:#=°º]|num|n[or]\b|ref|réf|code|\bid\b|\best\b|\bis\b", match["filler"], re.IGNORECASE)
            is not None
        )
        start = match.start("value")
        after = text[start + len(value) : start + len(value) + 12]
        if digits < (4 if explicit else 5) or UNIT().match(after.lower()) or DATE().match(value) or is_year(value):
            continue
        if match["account"] and not explicit and digits < 6:
            continue
        yield Finding(ORDER_REF if match["order"] else ACCOUNT_REF, start, start + len(value))
    if digits_in_text >= 7:
        yield from (Finding(ACCOUNT_REF, *match.span("value")) for match in _NUMBERED().finditer(text))


def locators(text: str) -> Iterator[Finding]:
    yield from (
        Finding(ORDER_REF, *match.span("value"))
        for match in _LOCATOR().finditer(text)
        if not match["value"].isdigit() and (match["value"].isalnum() and not text.isupper())
    )


def bare_references(text: str) -> Iterator[Finding]:
    for pattern in (_SHAPED, _CODED):
        yield from (Finding(ORDER_REF, *match.span()) for match in pattern().finditer(text))
    yield from (Finding(ORDER_REF, *match.span("value")) for match in _HASHED().finditer(text))
    for match in _SOCIAL_SECURITY().finditer(text):
        digits = "".join(sign for sign in match.group() if sign.isdigit())
        if int(digits[:13]) % 97 == 97 - int(digits[13:]):
            yield Finding(ACCOUNT_REF, *match.span())


# The French social security number: thirteen digits and a key of two (97 less the remainder).
_SOCIAL_SECURITY = later(
    r"(?<![0-9])[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}(?![0-9])"
)
