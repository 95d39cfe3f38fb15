"""Words that close a conversation: "merci", "thanks a lot", a thumbs-up. They wait for nobody and reopen nothing."""

import re
from collections.abc import Mapping, Sequence

from shared.domain.accents import without_accents

MAX_WORDS = 8  # words; whoever writes more has something to say

_PHRASES: Mapping[str, tuple[str, ...]] = {
    "fr": (
        "merci", "merci beaucoup", "merci bien", "mille mercis", "merci a vous", "super merci", "ok merci", "parfait",
        "parfait merci", "top", "genial merci", "cool merci", "d accord", "ca marche", "c est bon", "c est regle",
        "c est bon merci", "tout est bon", "probleme resolu", "tout est regle", "bonne journee", "bonne soiree",
        "bon week end", "bien recu", "bien recu merci", "je vous remercie", "nickel", "nickel merci", "de rien",
        "au revoir", "a bientot", "ok", "okay", "entendu", "merci pour votre aide", "merci pour votre reponse",
        "merci de votre reponse", "merci de votre aide", "merci pour tout", "impeccable", "au top", "super", "genial",
        "excellent", "merci infiniment", "c est parfait", "c est note", "note", "merci de votre retour",
        "merci pour votre retour", "merci encore", "c est resolu", "ca fonctionne", "ca remarche", "de meme",
        "a vous aussi", "a vous", "vous aussi", "et bonne journee", "et bonne soiree", "et merci", "et bon week end",
        "mercii", "merciii", "bonne fin de journee", "bonne continuation", "beaucoup", "je vous en remercie",
    ),
    "en": (
        "thanks", "thank you", "thanks a lot", "thank you so much", "thank you very much", "many thanks", "thx", "ty",
        "cheers", "great thanks", "ok thanks", "perfect", "perfect thanks", "perfect thank you", "great", "awesome",
        "awesome thanks", "brilliant", "lovely", "all good", "all good now", "it works now", "all sorted", "sorted",
        "problem solved", "got it", "got it thanks", "will do", "no worries", "no problem", "have a good day",
        "have a nice day", "good night", "bye", "ok", "okay", "cool", "noted", "thanks for your help",
        "thank you for your help", "thanks for the help", "thanks for the quick reply", "much appreciated",
        "thanks again", "thanks so much", "thank u", "tysm", "excellent", "appreciate it", "have a great day",
        "and thanks", "you too", "same to you", "it works", "super", "thanks for getting back to me", "fine thanks",
        "have a good one",
    ),
}  # fmt: skip

_ASKS_OR_IS_ANGRY = re.compile(
    "[?？¿؟⁇⁉❓❔‼❗]|!!|[😡😠🤬😤👎😞😟😣😖😫😩😢😭💔🖕🤮😒🙄😑😐💩🤦🤷😪😓🆘🚨👿😾☹🙁😕🤢🤨😰😨😧😦⚠]"
)
"""Of a text without words: it waits for an answer."""

_WORD = re.compile(r"[^\W_]+")

# Thanks, and then what it is really about. Words without accents, one blank between them.
_MORE = re.compile(
    r"\b(?:"
    r"mais|cependant|pourtant|par contre|en revanche|sauf que|but|however|although|except"
    r"|(?:toujours|encore) (?:pas|rien|aucune?)|pas (?:encore|recu|de reponse)|rien recu"
    r"|still (?:no|not|nothing|waiting|broken|have ?n|has ?n|does ?n|did ?n|is ?n|ca ?n)|not yet|no reply"
    r"|et (?:pour|quand|comment|ou|mon|ma|mes|alors)|and (?:for|what|when|how|where|my)"
    r"|merci d(?:e|)(?: (?:ne|pas|me|m|nous|bien|vouloir|vite|le|la|les|l|y|en))*"
    r" (?!(?:avoir|etre|votre|notre|autre)\b)\w+(?:er|ir|re|oir)"
    r"|(?:pouvez|pourriez|pourrais|peux|savez) (?:vous|tu|je)|s il (?:vous|te) plait|svp"
    r"|(?:can|could|would|will) you|please"
    r")\b"
)


def is_closing(text: str | None, extra: Mapping[str, Sequence[str]] | None = None) -> bool:
    """Whether a text only says thanks, agrees or says goodbye, in French or English.

    A text without any letter or digit (emoji, punctuation) closes too, unless it asks or is angry: "???", "😡", "!!!".
    An empty text (a picture) does not close.
    ``extra`` are the brand's own phrases, per language.
    """
    if text is None or not text.strip():
        return False
    words = _WORD.findall(_plain(text))
    if not words:
        return not _ASKS_OR_IS_ANGRY.search(text)
    if len(words) > MAX_WORDS or "?" in text:
        return False
    return _made_of(tuple(words), _BUILT_IN | _split(extra or {}))


def asks_without_words(text: str | None) -> bool:
    """Whether a text of signs alone waits for an answer: "???", "😡"."""
    return text is not None and not _WORD.search(text) and _ASKS_OR_IS_ANGRY.search(text) is not None


def goes_on(text: str | None) -> bool:
    """Whether a text that thanks also says what is still to be done: "merci, mais toujours pas reçu"."""
    return text is not None and _MORE.search(" ".join(_WORD.findall(_plain(text)))) is not None


def _made_of(words: tuple[str, ...], phrases: set[tuple[str, ...]]) -> bool:
    """Whether the words are nothing but these phrases, one after the other."""
    if not words:
        return True
    return any(words[: len(p)] == p and _made_of(words[len(p) :], phrases) for p in phrases if p)


def _split(phrases: Mapping[str, Sequence[str]]) -> set[tuple[str, ...]]:
    return {tuple(_WORD.findall(_plain(phrase))) for known in phrases.values() for phrase in known}


def _plain(text: str) -> str:
    return without_accents(text.lower())


_BUILT_IN = _split(_PHRASES)
