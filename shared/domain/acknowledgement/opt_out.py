"""Customers who ask for no automatic texts, or ask for them again. In French and English, by lists.

In doubt it is no such request: "l'arrêt automatique ne marche pas" is about a machine.
"""

import re
from enum import StrEnum

from shared.domain.accents import without_accents


class AutomaticTexts(StrEnum):
    """What a customer has asked for on one account."""

    OFF = "off"
    ON = "on"


_OFF_ALONE = frozenset(
    {
        *(
            "stop",
            "stop stop",
            "stop svp",
            "stop please",
            "please stop",
            "stop all",
            "stopall",
            "stoppez",
            "stop sms",
            "stop pub",
            "stop messages",
            "stop merci",
            "stop thanks",
        ),
        *(
            "arret",
            "unsubscribe",
            "unsubscribe please",
            "please unsubscribe",
            "opt out",
            "optout",
            "desabonnement",
            "desabonner",
            "desinscription",
            "me desabonner",
        ),
        *("stop robot", "stop bot", "stop the bot", "stop bots", "stop robots", "plus de robot", "plus de robots"),
        *("no bots", "no robots", "no more bots", "no more robots", "pas de robot", "pas de robots"),
    }
)
_ON_ALONE = frozenset({"start", "unstop", "opt in", "optin", "subscribe", "reprendre", "me reabonner"})

_STOPS = (
    r"\b(?:stop\w*|arret\w*|cess\w*|halte|quit|no more|don t|do not|plus de|plus d|plus aucune?|plus ces|pas de"
    r"|pas d|plus recevoir|n envoyez plus|plus (?:\w )?envoyer|desactiv\w*|disable|turn off|switch off"
    r"|marre (?:de|d)|sick of|tired of|fed up with)\b"
)
_RESUMES = r"\b(?:start|restart|resume|send me|reprend\w*|reprenez|renvoyez|reactiv\w*|reactivate)\b"
_TEXTS = (
    r"(?:messages?|messaging|reponses?|repondre|textes?|sms|mails?|repl(?:y|ies|ying)|answers?|answering|texts?|texting"
    r"|responses?|responding)"
)
_AUTOMATIC = r"(?:automat\w*|auto|robots?|bots?|chatbots?|canned|toutes faites)"
_BETWEEN = (
    r"(?: (?:a|an|the|your|these|those|from|by|of|with|me|us"
    r"|de|d|du|des|par|avec|un|une|le|la|les|vos|votre|ce|ces|aux))"
)
_BOTH = f"(?:{_TEXTS}{_BETWEEN}{{0,3}} {_AUTOMATIC}|{_AUTOMATIC}{_BETWEEN}{{0,2}} {_TEXTS}|autorepl(?:y|ies))"
_POLITE = r"(?: (?:svp|stp|please|merci|thanks))?$"


def _pattern(verb: str) -> re.Pattern[str]:
    return re.compile(rf"{verb}(?: \S+){{0,6}} {_BOTH}\b")


_OFF, _ON = _pattern(_STOPS), _pattern(_RESUMES)
_OFF_SHORT = re.compile(
    r"^(?:(?:please )?(?:stop|halte|arretez?|stoppez|desactive[rz]?|disable|turn off|switch off|marre de|marre des"
    r"|no more|plus de|plus d|pas de)"
    r"(?: (?:avec|aux?|the|your|with|vos|votre|ton|tes|ces|ce|le|les|de|des))* (?:robots?|bots?|chatbots?)"
    r"|stop (?:texting|messaging) me|unsubscribe me|(?:desabonnez|desinscrivez|desabonne|desinscris) moi"
    rf"|(?:no|aucune?) {_BOTH}){_POLITE}"
)
_MISSES_THEM = re.compile(
    r"\b(?:recois|recevons|recoit|recu|recevais|receive|received|get|got|getting|ai|avons|have|pourquoi|why)\b"
    r"(?: \S+){0,2} (?:plus|pas|no longer|no more|any|no)\b"
    r"|\b(?:don t|no longer|not|never|didn t) (?:\S+ )?(?:receiv\w*|get|got|getting|have|see)\b"
    r"|\b(?:can t|cannot|couldn t|impossible)\b"
    r"|\b(?:depuis|since|for (?:a|one|two|three|\d+) (?:hours?|days?|weeks?))\b"
    r"|\b(?:de|d|from|of|by) (?:mon|ma|my) \w+"
)
"""Who speaks of texts that do not come, of something that cannot be stopped, or of a machine of their own asks for
nothing."""
_WANTS_NONE = re.compile(
    r"\b(?:don t|do not|dont|ne|n) (?:want|wish|veux|souhaite|voulons)\b"
    r"(?: \S+){0,4} (?:get|getting|receive|have|recevoir)\b"
)
_MAX_CHARACTERS = 300  # who writes more than that writes about something


def request_in(text: str | None) -> AutomaticTexts | None:
    """What the customer asks for with this message; ``None`` for everything else."""
    if text is None or len(text) > _MAX_CHARACTERS:
        return None
    plain = _plain(text)
    if plain in _OFF_ALONE or _OFF_SHORT.search(plain):
        return AutomaticTexts.OFF
    if _is_noun_asked_for(text, plain):
        return None
    if _OFF.search(plain) and (_WANTS_NONE.search(plain) or not _MISSES_THEM.search(plain)):
        return AutomaticTexts.OFF
    return AutomaticTexts.ON if plain in _ON_ALONE or _ON.search(plain) else None


def _is_noun_asked_for(text: str, plain: str) -> bool:
    """ "Pas de réponse automatique ?" wonders where it is."""
    return "?" in text and re.match(r"(?:(?:et|alors|toujours) )?(?:pas|plus|no more|no|aucune?)\b", plain) is not None


def _plain(text: str) -> str:
    """Small letters without accents, signs, mentions."""
    return " ".join(re.sub(r"@\S+|[^\w\s]|_", " ", without_accents(text.casefold())).split())
