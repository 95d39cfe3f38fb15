"""Words that say that somebody else uses the customer's account or money: it gets worse by the hour."""

import re

from shared.domain.accents import without_accents

MAX_LENGTH = 4_000
"""Characters that are read."""

_WORD = re.compile(r"[^\W_]+")
_FRAUD = re.compile(
    r"\b(?:fraud\w*|pirat(?:e|ee|es|er|age)|hacke\w*|hacked|hacker|usurp\w*|hameconn\w*|phishing|phished)\b"
    r"|\b(?:vole|volee|volees|volent|stolen|stole) (?:ma|mon|mes|my|our)? ?(?:carte|compte|card|account"
    r"|identite|identity)\b"
    r"|\bcarte (?:bancaire |bleue )?volee\b|\b(?:debits?|paiements?|operations?|retraits?|achats?) (?:inconnus?"
    r"|non autorises?|frauduleu\w+)\b"
    r"|\b(?:quelqu un|qqn|on) (?:d autre )?(?:utilise|s est connecte|a utilise|se sert|a accede|a commande"
    r"|achete|vient d acheter)\b"
    r"|\bque je n ai (?:jamais|pas) (?:passee?|faite?|autorisee?|commandee?)\b"
    r"|\b(?:unauthori[sz]ed|unknown) (?:charge|payment|transaction|login|access|order|withdrawal|purchase)s?\b"
    r"|\b(?:someone|somebody) (?:else )?(?:is |has |just |is been )*(?:us(?:ed|ing)|logged|took over|taken over"
    r"|accessed|bought|ordered|spent)\b"
    r"|\bi (?:never|didn t|did not) (?:made|make|placed|place|authori[sz]ed?|ordered|order|bought|buy) (?:this"
    r"|that|it|these|those|any)\b"
)


def speaks_of_fraud(text: str | None) -> bool:
    if not text:
        return False
    plain = " ".join(_WORD.findall(without_accents(text[:MAX_LENGTH].lower(), "NFKD")))
    return _FRAUD.search(plain) is not None
