"""Personal data in a text: where it stands, of which kind, and the text without it.

Used for excerpts, logs and every check of what we are about to publish. Precision matters as much as recall: an order
that is taken for a telephone number misleads the agent. Numbers are therefore believed only for their check digits
(cards by Luhn, IBAN by ISO 7064 mod 97), for the shape of a national numbering plan, or for the words before them.

After a word that announces it ("carte", "IBAN", "mot de passe" ...) a number of that shape is believed although its
check digits are wrong: people mistype.

Every pattern has bounded repetition and begins at a boundary: the time is linear in the length of the text, and no more
than ``MAX_SCANNED`` characters are looked at.
"""

# ruff: noqa: PLR2004 - numbering plans and check digits are numbers; a name for each would hide them

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

EMAIL = "email"
PHONE = "phone"
CARD = "card"
IBAN = "iban"
PASSWORD = "password"  # noqa: S105 - the name of a kind
POSTAL_ADDRESS = "postal_address"
ORDER_REF = "order_ref"
ACCOUNT_REF = "account_ref"
MAX_SCANNED = 100_000  # characters; some 0.3 seconds of the slowest text
KINDS = (EMAIL, PHONE, CARD, IBAN, PASSWORD, POSTAL_ADDRESS, ORDER_REF, ACCOUNT_REF)


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: ``text[start:end]``, in code points."""

    kind: str
    start: int
    end: int


def find(text: str, *, phones: Iterable[tuple[int, int]] = ()) -> tuple[Finding, ...]:
    """What is found in the first ``MAX_SCANNED`` characters, in the order of the text, without overlaps.

    ``phones`` are spans a better finder of telephone numbers (the ``PhoneFinder`` port) has seen in the same text.
    """
    text = text[:MAX_SCANNED].translate(_PLAIN_SPACES)
    phones = [(start, end) for start, end in phones if end <= MAX_SCANNED]
    taken = bytearray(len(text))
    found: list[Finding] = []
    for finding in _candidates(text, phones):
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            found.append(finding)
    return tuple(sorted(found, key=lambda finding: finding.start))


# Phones put these between groups of digits: no-break, figure, thin and narrow no-break spaces.
_PLAIN_SPACES = dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F), " ")


def kinds(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The kinds among the findings, each once, in the order of ``KINDS``."""
    seen = {finding.kind for finding in findings}
    return tuple(kind for kind in KINDS if kind in seen)


def mask(text: str, *, phones: Iterable[tuple[int, int]] = ()) -> str:
    """The text with each finding replaced by its kind: ``my card is [card]``. It ends where scanning ends."""
    text = text[:MAX_SCANNED]
    parts: list[str] = []
    position = 0
    for finding in find(text, phones=phones):
        parts += (text[position : finding.start], f"[{finding.kind}]")
        position = finding.end
    return "".join((*parts, text[position:]))


# --- candidates, the most certain first: a later one never takes what an earlier one has ---------------------------

Pattern = Callable[[], re.Pattern[str]]


def _later(written: str, flags: int = 0) -> Pattern:
    """A pattern that is compiled when it is first used: most messages hold no number, and need none of these."""
    return cache(partial(re.compile, written, flags))


def _candidates(text: str, phones: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    digits = sum(map(text.count, _DIGITS))
    yield from _emails(text)
    many = digits >= _MIN_DIGITS
    if many:
        yield from _ibans(text)
        yield from _cards(text)
        yield from _announced(text)
    yield from _passwords(text)
    if not digits:
        return
    if many:
        yield from _references(text, digits)
    yield from _locators(text)
    if many:
        yield from _phones(text)
    yield from (Finding(PHONE, start, end) for start, end in phones)
    yield from _addresses(text)
    if many:
        yield from _bare_references(text)


_DIGITS = "0123456789"
_MIN_DIGITS = 4  # of a number that says who somebody is; most numbers in messages are smaller

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = _later(
    rf"(?<![\w.%+-])[\w.%+-]{{1,64}}(?:@| ?[(\[]\s?(?:at|arobase|a)\s?[)\]] ?){_LABEL}(?:\.{_LABEL}){{1,4}}(?![\w])",
    re.IGNORECASE,
)
_SPOKEN_EMAIL = _later(
    r"(?<![\w.%+-])[\w.%+-]{2,64} (?:at|arobase|arrobase) (?:gmail|hotmail|yahoo|outlook|orange|free|laposte|icloud"
    r"|live) ?(?:\.|dot|point) ?(?:com|fr|net|co\.uk|be|ca|org)(?!\w)",
    re.IGNORECASE,
)


def _emails(text: str) -> Iterator[Finding]:
    if "@" in text or "(" in text or "[" in text:
        yield from (Finding(EMAIL, *match.span()) for match in _EMAIL().finditer(text))
    lower = text.lower()
    if " at " in lower or "arobase" in lower or "arrobase" in lower:
        yield from (Finding(EMAIL, *match.span()) for match in _SPOKEN_EMAIL().finditer(text))


# Lengths by country: the IBAN registry of SWIFT, for the countries our customers live in.
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BF": 28, "BJ": 28, "CH": 21, "CI": 28, "CM": 27, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "MA": 28,
    "MC": 27, "ML": 28, "MU": 30, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SN": 28, "TG": 28,
    "TN": 24, "TR": 26,
}  # fmt: skip
_IBAN = _later(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}")


def _ibans(text: str) -> Iterator[Finding]:
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


_CARD = _later(r"(?<![0-9A-Za-z+])[3-6][0-9](?:[ .-]?[0-9]){10,17}(?![0-9])")
_CARD_LENGTHS = {"3": (14, 15, 16), "4": (13, 16, 19), "5": (16,), "6": (16, 17, 18, 19)}


def _cards(text: str) -> Iterator[Finding]:
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
_ANNOUNCED_CARD = _later(
    rf"(?<!\w)(?:{_CARD_WORDS})(?!\w)(?P<between>{_BETWEEN})"
    r"(?<![0-9A-Za-z+])(?!(?:19|20)[0-9]{2}[./-][0-9]{2}[./-])"
    rf"(?P<value>[1-9][0-9]{{2,3}}(?:{_APART}[0-9]){{9,16}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ANNOUNCED_IBAN = _later(
    rf"(?<!\w)(?:iban|rib|comptes?|account)(?!\w){_BETWEEN}(?<![A-Za-z0-9])"
    r"(?P<value>[A-Za-z]{2}[0-9]{2}(?:[ -]?(?:[A-Za-z]{4}(?=[ -]?[0-9])|[0-9A-Za-z]?[0-9])){6,26})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ANNOUNCED_RIB = _later(
    rf"(?<!\w)(?:rib|comptes?)(?!\w){_BETWEEN}"
    r"(?<![0-9A-Za-z])(?P<value>[0-9]{5}[ -]?[0-9]{5}[ -]?[0-9A-Za-z]{11}[ -]?[0-9]{2})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_CARD_HINTS = ("cart", "card", "cb", "visa", "amex")
_IBAN_HINTS = ("iban", "rib", "compte", "account")
_ORDER_BETWEEN = _later(
    r"command|order|colis|parcel|suivi|tracking|facture|invoice|dossier|r[ée]f|client|customer|contrat|contract|ticket",
    re.IGNORECASE,
)


def _announced(text: str) -> Iterator[Finding]:
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


_PASSWORD = _later(
    r"(?<!\w)(?P<word>mot de passe|mdp|passe?word|passwd|pwd|passcode|code (?:pin|secret|confidentiel)|pin(?: code)?"
    r"|cvv|cvc|cryptogramme|contrase[nñ]a|passwort|senha)"
    r"(?P<link>(?: (?:est|is|was|c'est|c’est|ist|es|actuel|temporaire|wifi|wi-fi|de la box|d'accès|provisoire)){0,3}"
    r"\s?[:=]?\s?)(?P<value>[^\s,;]{3,40})",
    re.IGNORECASE,
)
_LINKS = _later(r"(?:est|is|was|c'est|c’est|ist|es|[:=])\s?$", re.IGNORECASE)
_CODE_WORDS = ("pin", "cvv", "cvc", "crypt", "code")


_PASSWORD_HINTS = ("mdp", "pass", "pwd", "code", "pin", "cvv", "cvc", "crypt", "contrase", "senha")


def _passwords(text: str) -> Iterator[Finding]:
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
            number = value.isdigit() and digits >= 4 and not _is_year(value)
            believed = (linked and (mixed or quoted or digits >= 4)) or strong or number
            believed = believed and "’" not in value and "'" not in value[1:]
        if believed:
            start = match.start("value")
            yield Finding(PASSWORD, start, start + len(value))


# --- telephone numbers ---------------------------------------------------------------------------------------------

_NUMBER = _later(r"(?<![0-9A-Za-z#€$£.,/])(?:\+|00|\()?[0-9](?:[ .()/-]{0,2}[0-9]){6,18}(?![0-9A-Za-z€$£%])")
_PHONE_WORDS = _later(
    r"(?:tel|t[ée]l[ée]phone|phone|mobile|portable|cell|call|text|ring|whats?app|joindre|joignable|appele[rz]|rappele[rz]"
    r"|num[ée]ro|number|contact(?:er|ez)?|sms|reach|au|on|at|to)\b[^0-9\n]{0,24}$",
    re.IGNORECASE,
)
_STRONG_PHONE_WORDS = _later(
    r"(?:t[ée]l|phone|mobile|portable|cell|call|text|ring|whats?app|joindre|joignable|appele[rz]|sms|reach)\w*"
    r"[^0-9\n]{0,24}$",
    re.IGNORECASE,
)
_TOLL_FREE = {"800", "833", "844", "855", "866", "877", "888", "900"}  # lines of companies, not of people
_NIGERIAN = {f"0{prefix}{last}" for prefix in ("70", "80", "81", "90", "91") for last in range(10)} - {"0800", "0808"}
_DATE = _later(
    r"\(?(?:[0-3]?[0-9][/.-][01]?[0-9][/.-](?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[/.-][01]?[0-9][/.-][0-3]?[0-9])"
    r"(?:[ -]{1,3}[0-9]{1,2})?\Z"
)


def _phones(text: str) -> Iterator[Finding]:
    for match in _NUMBER().finditer(text):
        written = match.group()
        before = text[max(0, match.start() - 40) : match.start()]
        if _is_phone(written, before):
            start = match.start()
            yield Finding(PHONE, start, match.end())


def _is_phone(written: str, before: str) -> bool:
    digits = "".join(sign for sign in written if sign.isdigit())
    if written.startswith("+") or (digits.startswith("00") and not digits.startswith("000")):
        return 9 <= len(digits.removeprefix("00")) <= 15
    if _DATE().match(written) or len(set(digits)) < 3:
        return False
    if digits[0] == "0":
        # France, Belgium (mobile), Côte d'Ivoire: ten digits; United Kingdom: eleven. 08 and 03 there are companies.
        if len(digits) == 10 and digits[1] in "12345679":
            return True
        if len(digits) == 11 and (digits[1] in "127" or digits[:4] in _NIGERIAN):
            return True
    elif _north_american(digits) and (any(sign in written for sign in "-.() ") or _PHONE_WORDS().search(before)):
        return True
    elif len(digits) == 9 and digits[:2] in {"70", "75", "76", "77", "78"} and " " in written:
        return True  # Senegal, as written there: 77 123 45 67
    return 8 <= len(digits) <= 12 and digits[1:2] != "8" and _STRONG_PHONE_WORDS().search(before) is not None


def _north_american(digits: str) -> bool:
    national = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return (
        len(national) == 10
        and national[0] in "23456789"
        and national[3] in "23456789"
        and national[:3] not in _TOLL_FREE
    )


# --- references ----------------------------------------------------------------------------------------------------

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
_REFERENCE = _later(
    rf"(?<!\w)(?:(?P<order>{_ORDER_WORDS})|(?P<account>{_ACCOUNT_WORDS}))(?P<filler>{_FILLER})"
    r"(?P<value>[A-Za-z]{0,6}[-/]?[0-9][A-Za-z0-9]{0,20}(?:[-/][A-Za-z0-9]{1,10}){0,4}(?: [0-9]{1,6}){0,7})"
    r"(?![\w€$£%])",
    re.IGNORECASE,
)
_UNIT = _later(
    r" ?(?:€|\$|£|%|euros?\b|eur\b|dollars?\b|pounds?\b|quid\b|h\b|heures?\b|hours?\b|min"
    r"|jours?\b|days?\b|km\b|ans\b|mois\b|fcfa\b)"
)
_SHAPED = _later(
    r"(?<![A-Za-z0-9])(?:1Z[0-9A-Z]{16}|[A-Z]{2}[0-9]{9}[A-Z]{2}|[0-9][A-Z][0-9]{11}|[0-9]{3}-[0-9]{7}-[0-9]{7})(?![A-Za-z0-9])"
)
_LOCATOR = _later(
    r"(?<!\w)(?i:pnr|locator|num[ée]ro|r[ée]f[ée]rence dossier|(?:booking|r[ée]servation|confirmation|dossier)"
    r"(?: (?:ref(?:erence)?|code|number|r[ée]f(?:[ée]rence)?))?)"
    r" ?(?:is|est|:|=|#)? ?(?P<value>[A-Z0-9]{6,8})(?!\w)"
)
_CODED = _later(r"(?<![\w-])[A-Z]{2,5}-?[0-9]{5,12}(?![\w-])")
_NUMBERED = _later(
    rf"(?<!\w)(?:{_ACCOUNT_WORDS})(?!\w)[^0-9]{{0,80}}?(?:number|num[ée]ro|n[°ºo]|mine)(?: is| c'est| est|:)* ?"
    r"(?P<value>[0-9]{7,14})(?![\w€$£%])",
    re.IGNORECASE,
)
_HASHED = _later(r"(?<!\w)#(?P<value>[A-Z]{0,4}-?[0-9]{5,14})(?!\w)")


def _references(text: str, digits_in_text: int) -> Iterator[Finding]:
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
        if digits < (4 if explicit else 5) or _UNIT().match(after.lower()) or _DATE().match(value) or _is_year(value):
            continue
        if match["account"] and not explicit and digits < 6:
            continue
        yield Finding(ORDER_REF if match["order"] else ACCOUNT_REF, start, start + len(value))
    if digits_in_text >= 7:
        yield from (Finding(ACCOUNT_REF, *match.span("value")) for match in _NUMBERED().finditer(text))


def _locators(text: str) -> Iterator[Finding]:
    yield from (
        Finding(ORDER_REF, *match.span("value"))
        for match in _LOCATOR().finditer(text)
        if not match["value"].isdigit() and (match["value"].isalnum() and not text.isupper())
    )


def _is_year(value: str) -> bool:
    return len(value) == 4 and value[:2] in {"19", "20"}


def _bare_references(text: str) -> Iterator[Finding]:
    for pattern in (_SHAPED, _CODED):
        yield from (Finding(ORDER_REF, *match.span()) for match in pattern().finditer(text))
    yield from (Finding(ORDER_REF, *match.span("value")) for match in _HASHED().finditer(text))
    for match in _SOCIAL_SECURITY().finditer(text):
        digits = "".join(sign for sign in match.group() if sign.isdigit())
        if int(digits[:13]) % 97 == 97 - int(digits[13:]):
            yield Finding(ACCOUNT_REF, *match.span())


# The French social security number: thirteen digits and a key of two (97 less the remainder).
_SOCIAL_SECURITY = _later(
    r"(?<![0-9])[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}(?![0-9])"
)

# --- postal addresses ----------------------------------------------------------------------------------------------

_WORD = r"[\w'’.-]{1,24}"
_FRENCH_STREETS = (
    r"rue|avenue|av\.?|bd|boulevard|place|chemin|all[ée]e|impasse|route|quai|cours|square|chauss[ée]e|r[ée]sidence"
    r"|faubourg|sentier|passage"
)
_FRENCH_ARTICLES = r"de|du|des|la|le|les|l'|l’|d'|d’|st|ste|saint|sainte|g[ée]n[ée]ral|mar[ée]chal|docteur|dr"
_FRENCH_ADDRESS = (
    rf"(?<![\w/])[0-9]{{1,4}}(?: ?(?:bis|ter|quater))?,? (?:{_FRENCH_STREETS}) "
    rf"(?:(?:{_FRENCH_ARTICLES}) ?){{0,3}}{_WORD}(?-i:(?: [A-ZÉÈ]{_WORD}){{0,3}})"
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
    _later(_FRENCH_ADDRESS, re.IGNORECASE),
    _later(_ENGLISH_ADDRESS),
    _later(_OTHER_ADDRESS),
    _later(_UK_POSTCODE),
)
_LOWER = _later(_LOWER_ENGLISH_ADDRESS)


def _addresses(text: str) -> Iterator[Finding]:
    for pattern in _ADDRESSES:
        yield from (Finding(POSTAL_ADDRESS, *match.span()) for match in pattern().finditer(text))
    yield from (Finding(POSTAL_ADDRESS, *match.span("low")) for match in _LOWER().finditer(text))
