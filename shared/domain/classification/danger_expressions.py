"""Fixed expressions of French and English in which a word of danger means something everyday, such as a gas bill.

They are paper, money and practice only. A thing that may itself be dangerous is none of them (a gas meter may leak, a
fire door may be blocked), since the expression is taken out of the text before danger is looked for in the rest.
"""

import re

from shared.domain.classification.danger import dangers_in

_NUMBER = r"(?!\W{0,3}(?:n[°o]|num[ée]ro|number|no|ref\w*)?\W{0,3}\d)"
"""Not before a number: who adds the number of his contract to "a smell of gas" speaks of the gas."""
_PAPER_EN = rf"bills?|contracts?{_NUMBER}|tariffs?|prices?|suppliers?|invoices?|account{_NUMBER}|readings?"
_PAPER_FR = r"factures?|tarifs?|prix|fournisseurs?|relev[ée]s?|consommation"
_EXPRESSIONS = re.compile(
    rf"\bgas[ -](?:{_PAPER_EN})\b"
    rf"|\b(?:{_PAPER_FR}) (?:de |du )?gaz\b"
    rf"|\b(?:contrats?|abonnements?) (?:de |du )?gaz\b{_NUMBER}"
    r"|\bfire[ -](?:drills?|sales?|insurance)\b"
    r"|\b(?:exercices?|assurances?) (?:d['’]|d |contre l['’])?(?:incendies?|[ée]vacuation)\b",
    re.IGNORECASE,
)


def without_expressions(text: str) -> str:
    """A comma where an expression stood, so that its neighbours make no new one; the same object when none does.

    Nothing is taken out where our lists find a danger that no expression explains: "the house is on fire insurance does
    not answer" holds one by accident.
    """
    found = _EXPRESSIONS.findall(text)
    if not found or not set(dangers_in(text)) <= {kind for each in found for kind in dangers_in(each)}:
        return text
    return _EXPRESSIONS.sub(",", text)
