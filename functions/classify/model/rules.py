"""The first honest classifier: cues weighed by hand. It stands behind the same port as the trained model."""

# ruff: noqa: E501

from dataclasses import dataclass

from functions.classify.model.cues import cues_of
from functions.classify.model.tokens import tokens_of
from shared.domain import personal_data
from shared.domain.brand import Brand
from shared.domain.classification import Classification
from shared.domain.event import InboundEvent
from shared.domain.stage import stage_of
from shared.domain.vocabulary import Category, Sentiment

_COMMON = {
    "fr": frozenset(["le", "la", "les", "des", "un", "une", "je", "vous", "nous", "est", "et", "pas", "que", "qui", "pour", "dans", "sur", "avec", "mon", "ma", "mes", "votre", "depuis", "plus", "au", "ce", "ca", "merci", "bonjour"]),
    "en": frozenset(["the", "a", "an", "is", "are", "i", "you", "my", "your", "to", "of", "and", "in", "for", "on", "with", "not", "this", "that", "it", "have", "been", "was", "do", "does", "please", "thanks", "hi", "hello"]),
    "es": frozenset(["el", "los", "las", "una", "que", "por", "para", "con", "mi", "su", "es", "no", "pero", "muy", "gracias", "hola", "cuando", "donde", "esta"]),
    "de": frozenset(["der", "die", "das", "und", "ist", "nicht", "ich", "sie", "ein", "eine", "mit", "auf", "mein", "wir", "bitte", "danke", "hallo", "warum", "seit"]),
    "it": frozenset(["il", "gli", "che", "non", "sono", "per", "con", "mi", "ho", "della", "del", "grazie", "ciao", "come", "perche", "questo"]),
    "pt": frozenset(["os", "uma", "que", "nao", "para", "com", "meu", "minha", "voces", "muito", "obrigado", "ola", "como", "isso", "estou"]),
}  # fmt: skip
_NEED_NO_ANSWER = {Category.PRAISE, Category.MENTION, Category.SPAM, Category.ABUSE}


@dataclass(frozen=True, slots=True)
class RuleClassifier:
    """Implements ``shared.ports.Classifier``."""

    def __call__(self, event: InboundEvent, brand: Brand) -> Classification:
        text = event.text or ""
        tokens = tokens_of(text)
        hits = {name: sum(word in words for word in tokens.words) for name, words in _COMMON.items()}
        language = max(hits, key=lambda name: hits[name]) if any(hits.values()) else "und"
        kinds = personal_data.kinds(personal_data.find(text))
        cues = cues_of(tokens, language, kinds)
        has = cues.values.__contains__
        trouble = has("anger") or has("waiting") or has("unheard") or has("leaving")
        if has("bare insult"):
            category = Category.ABUSE
        elif has("fault") and has("many"):
            category = Category.OUTAGE
        elif has("urgency") and (has("account") or has("fault") or has("danger")):
            category = Category.URGENT_REQUEST
        elif has("spam") and (has("link") or has("emoji sell")) and not trouble:
            category = Category.SPAM
        elif trouble:
            category = Category.COMPLAINT
        elif has("fault") or (has("account") and (has("me") or has("request"))):
            category = Category.ACCOUNT_OR_TECHNICAL
        elif has("?") or has("question"):
            category = Category.QUESTION
        elif has("joy") or has("emoji joy"):
            category = Category.PRAISE
        else:
            category = Category.MENTION
        if trouble or has("emoji cross") or category in (Category.ABUSE, Category.OUTAGE):
            sentiment = Sentiment.NEGATIVE
        elif category is Category.PRAISE:
            sentiment = Sentiment.POSITIVE
        else:
            sentiment = Sentiment.NEUTRAL
        sure = language in ("fr", "en") and len(cues.words) > 1
        stage, why = stage_of(event, brand)
        quoted = tuple(
            f"{cue}: {', '.join(repr(word) for word in words)}"
            for cue, words in cues.words.items()
            if cue in ("urgency", "danger", "many", "fault", "account", "anger", "waiting", "unheard", "leaving", "joy")
        )
        return Classification(
            language=language,
            sentiment=sentiment,
            category=category,
            stage=stage,
            needs_response=not sure or category not in _NEED_NO_ANSWER,
            urgent=category in (Category.URGENT_REQUEST, Category.OUTAGE) or has("danger"),
            confidence=60 if sure else 30,
            sure=sure,
            personal_data=kinds,
            reasons=(*quoted, why),
        )
