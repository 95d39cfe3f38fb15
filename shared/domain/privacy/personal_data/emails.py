"""Addresses of electronic mail, written or spelled out."""

import re
from collections.abc import Iterator

from shared.domain.privacy.personal_data.finding import EMAIL, Finding, later

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = later(
    rf"(?<![\w.%+-])[\w.%+-]{{1,64}}(?:@| ?[(\[]\s?(?:at|arobase|a)\s?[)\]] ?){_LABEL}(?:\.{_LABEL}){{1,4}}(?![\w])",
    re.IGNORECASE,
)
_SPOKEN_EMAIL = later(
    r"(?<![\w.%+-])[\w.%+-]{2,64} (?:at|arobase|arrobase) (?:gmail|hotmail|yahoo|outlook|orange|free|laposte|icloud"
    r"|live) ?(?:\.|dot|point) ?(?:com|fr|net|co\.uk|be|ca|org)(?!\w)",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Finding]:
    if "@" in text or "(" in text or "[" in text:
        yield from (Finding(EMAIL, *match.span()) for match in _EMAIL().finditer(text))
    lower = text.lower()
    if " at " in lower or "arobase" in lower or "arrobase" in lower:
        yield from (Finding(EMAIL, *match.span()) for match in _SPOKEN_EMAIL().finditer(text))
