"""The beginning of a message, as lists and notifications show it."""

from shared.domain.privacy.personal_data import mask

MAX_LENGTH = 140
"""Characters."""


def excerpt_of(text: str | None) -> str:
    """The beginning of a text with personal data masked."""
    plain = " ".join(mask(text or "").split())
    return plain if len(plain) <= MAX_LENGTH else plain[: MAX_LENGTH - 1].rstrip() + "…"
