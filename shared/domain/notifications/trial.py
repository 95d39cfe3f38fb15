"""A notification that is marked as a test: whether a target can be reached, and what it looks like there."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from shared.domain.brand.model import Brand
from shared.domain.escalation.text import NotificationText

TRIAL_TYPE = "notification.test"

_WORDS = {
    "en": ("Test of a notification", "This is a test. Nobody has to do anything.", "Brand"),
    "fr": ("Essai de notification", "Ceci est un essai. Personne n'a rien à faire.", "Marque"),
}


def trial_notification(brand_id: str, *, at: datetime) -> dict[str, Any]:
    timestamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"type": TRIAL_TYPE, "timestamp": timestamp, "data": {"brand": brand_id, "test": True, "priority": "low"}}


def trial_text(brand: Brand) -> NotificationText:
    language = "fr" if brand.default_language == "fr" else "en"
    title, sentence, label = _WORDS[language]
    return NotificationText(
        subject=f"[{brand.id}] {title}",
        body=f"{sentence}\n\n{label}{' : ' if language == 'fr' else ': '}{brand.name}",
        language=language,
        title=title,
        facts=((label, brand.name),),
        state=sentence,
    )


def trial_key(target: str, *, at: datetime) -> str:
    return "tst_" + sha256(f"{target}\n{at.isoformat()}".encode()).hexdigest()[:40]
