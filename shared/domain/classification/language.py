"""Which language a message is taken to be in, when its own words hardly tell."""

from shared.domain.classification.model import Classification

LANGUAGE_IS_SURE_FROM = 80
"""Percent. Of 693 labelled messages kept apart, short ones in six languages among them, those above it are right in
99.8 %, the 34 below in 79 %. ``tests/unit/classify/test_language_certainty.py`` measures it."""


def is_language_sure(classification: Classification) -> bool:
    return classification.language_confidence >= LANGUAGE_IS_SURE_FROM


def language_of(classification: Classification, *, conversation: str | None, default: str) -> str:
    """The message's language if it is sure, else that of the conversation so far, else the brand's."""
    return classification.language if is_language_sure(classification) else conversation or default
