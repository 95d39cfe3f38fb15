"""Fixed expressions of French and English in which a word of danger means something everyday, such as a gas bill.

They are paper, money and practice only. A thing that may itself be dangerous is none of them (a gas meter may leak, a
fire door may be blocked), since the expression is taken out of the text before danger is looked for in the rest.
"""

import re

_PAPER_EN = r"bills?|contracts?|tariffs?|prices?|suppliers?|invoices?|account|readings?"
_PAPER_FR = r"factures?|contrats?|tarifs?|prix|fournisseurs?|relev[ée]s?|abonnements?|consommation"
_EXPRESSIONS = re.compile(
    rf"\bgas[ -](?:{_PAPER_EN})\b"
    rf"|\b(?:{_PAPER_FR}) (?:de |du )?gaz\b"
    r"|\bfire[ -](?:drills?|sales?|insurance)\b"
    r"|\b(?:exercices?|assurances?) (?:d['’]|d |contre l['’])?(?:incendies?|[ée]vacuation)\b",
    re.IGNORECASE,
)


def without_expressions(text: str) -> str:
    """A comma where an expression stood, so that its neighbours make no new one; the same object when none does."""
    return _EXPRESSIONS.sub(",", text) if _EXPRESSIONS.search(text) else text
