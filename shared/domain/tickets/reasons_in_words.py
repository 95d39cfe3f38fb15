"""Why a ticket has its priority, as people read it: what store keeps as codes becomes words, in French or English.

The API tells the codes. The desk's page has the same words (``desk/src/i18n``), and a test compares both.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from shared.domain.classification.reasons import MAX_REASONS
from shared.domain.priority.scoring import DANGER, UNSURE


class InWords(NamedTuple):
    fr: str
    en: str


WHOLE: dict[str, InWords] = {
    "urgent words": InWords("ne peut pas attendre", "cannot wait"),
    "unhappy": InWords("mécontent", "unhappy"),
    "friendly": InWords("aimable", "friendly"),
    "complained before": InWords("s’est déjà plaint", "has complained before"),
    "written to a priority account": InWords("écrit à un compte prioritaire", "written to a priority account"),
    UNSURE: InWords("incertain", "unsure"),
    DANGER: InWords("quelqu’un est peut-être en danger", "somebody may be hurt"),
    "review: negative": InWords("un avis négatif", "a bad review"),
    "review: positive": InWords("un avis positif", "a good review"),
    "fraud": InWords("craint une fraude", "fears a fraud"),
    "calls: rescue": InWords("appelle à l’aide", "calls for help"),
    "calls: hurry": InWords("ne peut pas attendre", "cannot wait"),
    "no words: a person has to look": InWords(
        "aucun mot : à regarder par une personne", "no words: a person has to look"
    ),
    "thanks: and something more": InWords("remercie et demande autre chose", "thanks us, and asks something more"),
    "private: somebody waits for an answer": InWords("attend une réponse en privé", "waits for an answer in private"),
    "stage: reply to another customer": InWords("répond à un autre client", "answers another customer"),
    "content: cannot be read here": InWords("illisible ici", "cannot be read here"),
    "category: account_or_technical": InWords("compte ou technique", "account or technical"),
    "category: complaint": InWords("réclamation", "complaint"),
    "category: urgent_request": InWords("demande urgente", "urgent request"),
    "category: outage": InWords("panne", "outage"),
    "category: question": InWords("question", "question"),
    "category: praise": InWords("compliment", "praise"),
    "category: mention": InWords("mention", "mention"),
    "category: spam": InWords("spam", "spam"),
    "category: abuse": InWords("injure", "abuse"),
    "stage: direct": InWords("adressé à nous", "written to us"),
    "stage: broad": InWords("parle de nous", "names us"),
    "stage: proactive": InWords("parle de notre domaine", "speaks of our field"),
}  # fmt: skip
"""The codes of ``shared.domain.priority.scoring``, ``shared.domain.classification.context`` and store."""
COUNTED: dict[str, tuple[InWords, InWords]] = {
    r"reach: (\d+) followers": (InWords("{} abonné", "{} follower"), InWords("{} abonnés", "{} followers")),
    r"waiting for (\d+) h": (InWords("attend depuis {} h", "waiting for {} h"),) * 2,
    r"(\d+) messages unanswered": (
        InWords("{} message sans réponse", "{} message unanswered"),
        InWords("{} messages sans réponse", "{} messages unanswered"),
    ),
}
"""Of one, and of several."""
_SAID_BETTER: tuple[tuple[Callable[[str], object], Callable[[str], object]], ...] = (
    (
        re.compile(r"danger: ").match,
        re.compile(r"danger possible : |possible danger: |ressemble à un danger$|looks like a danger$").match,
    ),
    (re.compile(r"unsure$").match, re.compile(r"(?:incertain : |unsure: )\d+ %$").match),
    (
        re.compile(r"stage: (?:broad|proactive)$").match,
        re.compile(
            r"ne s'adresse pas à nous$|not addressed to us$|stage: reply|parle de notre secteur sans nous nommer$"
            r"|speaks of our field without naming us$"
        ).match,
    ),
    (
        re.compile(r"urgent words$").match,
        re.compile(
            r"demande une aide immédiate$|asks for help now$|calls: |l'ensemble ne peut pas|as a whole, it cannot"
        ).match,
    ),
)  # fmt: skip
"""What says less than another reason of the same ticket, and that other."""


def shown(reasons: Sequence[str], language: str) -> tuple[str, ...]:
    """At most four, each once. What the classifier says is in the brand's language already."""
    telling = [each for each in reasons if each != "stage: direct" or len(reasons) == 1]
    best = [
        each
        for each in telling
        if not any(less(each) and any(more(other) for other in telling) for less, more in _SAID_BETTER)
    ]
    return tuple(dict.fromkeys(_in_words(each, language) for each in best))[:MAX_REASONS]


def _in_words(reason: str, language: str) -> str:
    place = 0 if language == "fr" else 1
    if reason in WHOLE:
        return WHOLE[reason][place]
    for form, (one, several) in COUNTED.items():
        if found := re.fullmatch(form, reason):
            return (one if int(found[1]) == 1 else several)[place].format(found[1])
    return reason
