"""How reasons of a classification are counted and joined: few, each said once."""

import re

MAX_REASONS = 4
"""Of one classification, and of one ticket: more are not read."""
UNSURE = ("incertain : {} %", "unsure: {} %")
"""A doubt, in French and English."""

_DOUBT = re.compile("|".join(re.escape(form).replace(r"\{\}", r"\d+") for form in UNSURE))


def with_reason(reasons: tuple[str, ...], reason: str) -> tuple[str, ...]:
    """One reason more, behind the others; the least telling of these makes room."""
    return reasons if reason in reasons else (*reasons[: MAX_REASONS - 1], reason)


def with_fraud_first(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Fraud before everything else, unless the words were already read as one (in French: "fraude")."""
    return reasons if any("fraud" in each for each in reasons) else ("fraud", *reasons[: MAX_REASONS - 1])


def without_doubt(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """For what has become sure."""
    return tuple(each for each in reasons if not _DOUBT.fullmatch(each))
