"""Customers who ask for no automatic texts, or ask for them again. In French and English, by lists.

In doubt it is no such request: "l'arrêt automatique ne marche pas" is about a machine.
"""

import re
from enum import StrEnum
from unicodedata import combining, normalize


class AutomaticTexts(StrEnum):
    """What a customer has asked for on one account."""

    OFF = "off"
    ON = "on"


_OFF_ALONE = frozenset(
    {
        *("stop", "stop stop", "stop svp", "stop please", "please stop", "stop all", "stop merci", "stop thanks"),
        *(
            "arret",
            "unsubscribe",
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

_STOPS = r"\b(?:stop\w*|arret\w*|cess\w*|quit|no more|don t|do not|plus de|plus d|plus aucune?|plus ces|pas de|sans)\b"
_RESUMES = r"\b(?:start|restart|resume|send me|reprend\w*|reprenez|renvoyez|reactiv\w*|reactivate)\b"
_TEXTS = r"\b(?:messages?|reponses?|textes?|sms|mails?|repl(?:y|ies)|answers?|texts?|responses?)\b"
_AUTOMATIC = r"\b(?:automat\w*|auto|robots?|bots?|chatbots?)\b"


def _pattern(verb: str) -> re.Pattern[str]:
    return re.compile(f"{verb}.{{0,40}}(?:{_TEXTS}.{{0,20}}{_AUTOMATIC}|{_AUTOMATIC}.{{0,20}}{_TEXTS})")


_OFF, _ON = _pattern(_STOPS), _pattern(_RESUMES)
_MAX_CHARACTERS = 300  # who writes more than that writes about something


def request_in(text: str | None) -> AutomaticTexts | None:
    """What the customer asks for with this message; ``None`` for everything else."""
    if text is None or len(text) > _MAX_CHARACTERS:
        return None
    plain = _plain(text)
    if plain in _OFF_ALONE or _OFF.search(plain):
        return AutomaticTexts.OFF
    return AutomaticTexts.ON if plain in _ON_ALONE or _ON.search(plain) else None


def _plain(text: str) -> str:
    """Small letters without accents, signs, mentions."""
    letters = "".join(each for each in normalize("NFD", text.casefold()) if not combining(each))
    return " ".join(re.sub(r"@\S+|[^\w\s]|_", " ", letters).split())
