"""Passwords and codes, after the words that announce them.

A password may be any word, so what is believed depends on what stands between it and its announcement. After "est",
"is", ":" or "=" a single word that ends its clause is a password, unless it is a word that tells how a password is
("oublié", "wrong"). Without such a link it must look like one: letters and digits in one word, or a number.
"""

# ruff: noqa: PLR2004 - lengths of passwords and codes are numbers; a name for each would hide them

import re
from collections.abc import Iterator

from shared.domain.privacy.personal_data.finding import PASSWORD, Finding, is_year, later

_STILL = (
    r"toujours|bien|actuellement|maintenant|encore|exactement|le suivant|la suivante|ci-dessous|still|currently|now"
    r"|always|set to|the following"
)
_LINK = r"est|is|was|c'est|c’est|ist|es|était|sera|ai mis|=|:"
# Codes that a shop or a bank sends for one use: what swindlers ask for.
_ONE_TIME = (
    r"otp(?: code)?|(?:verification|security|one[- ]time|sms) code"
    r"|code (?:sms|otp|(?:de )?(?:v[ée]rification|validation|s[ée]curit[ée])|(?:re[çc]u )?par sms)"
)
_PASSWORD = later(
    r"(?<!\w)(?P<word>mot {1,3}de {1,3}passe|mdp|passe?word|passwd|pwd|passcode|code {1,3}(?:pin|secret|confidentiel)"
    rf"|pin(?: code)?|cvv|cvc|cryptogramme|contrase[nñ]a|passwort|senha|{_ONE_TIME})(?P<link>(?:['’]s)?"
    r"(?: {1,3}(?:est|is|was|c'est|c’est|ist|es|actuel|temporaire|wifi|wi-fi|de la box|d'accès|provisoire"
    rf"|{_STILL})){{0,4}}\s{{0,3}}(?:[:=(→-]\s{{0,3}})?)(?P<value>[^\s,;]{{3,40}})",
    re.IGNORECASE,
)
_LINKS = later(
    rf"(?:est|is|was|c'est|c’est|ist|es|['’]s|[:=])(?: (?:{_STILL}))?\s{{0,3}}(?:[:=(→-]\s{{0,3}})?$", re.IGNORECASE
)
_CLAUSE_ENDS = later(r"[.!?»\"')]*\s*(?:$|[,;.!?)\n]|(?:et|and|mais|but|merci|svp|stp|please|thanks)\b)", re.IGNORECASE)
_CODE_WORDS = ("pin", "cvv", "cvc", "crypt", "code", "otp", "verification", "security", "one", "sms")
_HINTS = ("mdp", "pass", "pwd", "code", "pin", "cvv", "cvc", "crypt", "contrase", "senha", "otp")
_QUOTES = "\"'«“"

# What people say of a password instead of saying it. French and English participles are known by their endings.
_STATE_ENDINGS = later(r"(?:ée?s?|ible|able|ant|ing|ed|ect|ecte|valide?|ien|ieux|oire)$", re.IGNORECASE)
_SAID_OF_IT = """
abgelaufen above admis admise ailleurs also always ancien aucun aucune below blank bloqueada bon bonjour bonne
bons broken celui comme complex complexe confidentiel correct court courte dessous dessus different difficile
différent différente down dur dure déjà easy empty encore errada errata errato erreur error errónea esquecida
exact exacte facile faible fail failure falsch false fausse faux fine fini forgotten fort forte gesperrt given
gone good hard hello help here hidden hs idem identique inconnu inconnue incorrect incorrecta incorrecto
incorreta inexact introuvable jamais just juste kept ko lequel long lost mandatory mauvais mauvaise merci mien
mine missing même neuf never nok non none nothing nouveau nul nulle néant nôtre ok okay olvidada oui ours over
pareil parti pas perdu perdue permis personnel please plus pourtant private problem problème public publique
quoi reconnu reconnue refus refuse requis requise reset rien right safe same sbagliata scaduta secret secure
sent short sien simple standard still stolen strong suivant sûr sûre taken temporary thanks there toujours trop
true très unique unknown urgent useless vergessen vide votre vôtre weak weird what which written wrong yours
échec
"""
_STATES = frozenset(_SAID_OF_IT.split())
# Names of things that have a password, not passwords.
_PRODUCTS = later(
    r"(?:office|microsoft|m|o|windows|win|iphone|ipad|ios|android|galaxy|ps|xbox|wi-?fi|box|freebox|livebox|bbox|canal"
    r"|rmc|tf|france|sfr|mp|h|outlook|exchange|oauth|web|ipv|tv|mac|macos|chrome|pixel|redmi|s|a)[0-9]{1,4}[a-z]{0,2}$",
    re.IGNORECASE,
)


def passwords(text: str) -> Iterator[Finding]:
    lower = text.lower()
    if not any(map(lower.__contains__, _HINTS)):
        return
    for match in _PASSWORD().finditer(text):
        start, value = match.start("value"), match["value"].rstrip(".!?)»\"'”")
        if match["word"].lower().startswith(_CODE_WORDS):
            believed = value.isdigit() and 3 <= len(value) <= 8
        else:
            linked = _LINKS().search(match["link"]) is not None
            believed = _is_password(value, linked=linked)
            inner = value.lstrip(_QUOTES)
            if not believed and inner != value and match.end("value") - start > len(value):
                # In quotes, and nothing else in them.
                start, value, believed = start + len(value) - len(inner), inner, _is_one_word(inner)
            elif not believed and linked:
                believed = _is_one_word(value) and _CLAUSE_ENDS().match(text, start + len(value)) is not None
        if believed:
            yield Finding(PASSWORD, start, start + len(value))


def _is_password(value: str, *, linked: bool) -> bool:
    """Whether it looks like one, whatever word it is."""
    if "’" in value or "'" in value[1:]:
        return False
    digits = sum(sign.isdigit() for sign in value)
    letters = sum(sign.isalpha() for sign in value)
    mixed = letters > 0 and (digits > 0 or not value.strip("'’-").isalnum())
    strong = mixed and digits > 0 and not value.isalnum() and len(value) > 6
    number = value.isdigit() and digits >= 4 and not is_year(value)
    code = value.isalnum() and letters >= 2 and digits >= 1 and len(value) >= 6 and not _PRODUCTS().match(value)
    quoted = value[:1] in _QUOTES and len(value) > 3 and mixed
    return (linked and (mixed or quoted or digits >= 4)) or strong or number or code


def _is_one_word(value: str) -> bool:
    """A word that may well be a password, and does not tell how one is."""
    plain = value.casefold()
    return len(value) >= 4 and value.isalpha() and plain not in _STATES and _STATE_ENDINGS().search(plain) is None
