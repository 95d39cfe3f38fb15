"""What people are told when little is left until a deadline: for programs, and in words."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Brand
from shared.domain.escalation.about_ticket import ticket_notification
from shared.domain.escalation.text import NotificationText
from shared.domain.events.model import iso
from shared.domain.tickets.clocks import DeadlineKind, DeadlineWarning
from shared.domain.tickets.model import Ticket

TYPE = "ticket.deadline_near"

_TITLES = {
    "en": {DeadlineKind.RESPONSE: "Answer due soon", DeadlineKind.RESOLUTION: "Solution due soon"},
    "fr": {DeadlineKind.RESPONSE: "Réponse bientôt attendue", DeadlineKind.RESOLUTION: "Résolution bientôt attendue"},
}
_SUBJECTS = {  # ASCII, since Amazon SNS takes nothing else
    "en": _TITLES["en"],
    "fr": {DeadlineKind.RESPONSE: "Reponse bientot attendue", DeadlineKind.RESOLUTION: "Resolution bientot attendue"},
}
_LABELS = {
    "en": ("Ticket", "Channel", "Priority", "Team", "Held by", "Due at", "Open the ticket"),
    "fr": ("Ticket", "Canal", "Priorité", "Équipe", "Pris en charge par", "Échéance", "Ouvrir le ticket"),
}
_PRIORITIES = {"urgent": "urgente", "high": "haute", "normal": "normale", "low": "basse"}


def near_key(ticket: Ticket, warning: DeadlineWarning, target: str) -> str:
    """The same for every attempt to tell one target of one wait. Holds no dot (Standard Webhooks forbids it)."""
    since = ticket.waiting_since if warning.kind is DeadlineKind.RESPONSE else warning.due_at
    parts = (ticket.id, warning.kind.value, iso(since or warning.due_at), target)
    return "near_" + sha256("\n".join(parts).encode()).hexdigest()[:40]


def near_notification(ticket: Ticket, warning: DeadlineWarning, *, at: datetime, link: str | None) -> Mapping[str, Any]:
    """What programs are told. No text, name or handle of a customer."""
    return ticket_notification(
        TYPE,
        ticket,
        at=at,
        link=link,
        claimed_by=ticket.holder,
        deadline=warning.kind.value,
        due_at=iso(warning.due_at),
    )


def near_text(brand: Brand, ticket: Ticket, warning: DeadlineWarning, link: str | None) -> NotificationText:
    """What people read, in the brand's default language. No text, name or handle of a customer."""
    language = "fr" if brand.default_language == "fr" else "en"
    title = _TITLES[language][warning.kind]
    due = f"{warning.due_at.astimezone(ZoneInfo(brand.calendar.time_zone)):%Y-%m-%d %H:%M} ({brand.calendar.time_zone})"
    *labels, last = _LABELS[language]
    priority = _PRIORITIES[ticket.priority] if language == "fr" else ticket.priority.value
    values = (ticket.id, ticket.channel, priority, ticket.team, ticket.holder, due)
    facts = tuple((label, value) for label, value in zip(labels, values, strict=True) if value is not None)
    colon = " : " if language == "fr" else ": "
    lines = [f"{title}.", "", *(f"{label}{colon}{value}" for label, value in facts)]
    if link is not None:
        lines.append(f"{last}{colon}{link}")
    return NotificationText(
        subject=f"[{brand.id}] {_SUBJECTS[language][warning.kind]}",
        body="\n".join(lines),
        language=language,
        title=title,
        facts=facts,
        link=link,
        short=f"[{brand.id}] {title}{colon}{ticket.id}, {due}",
    )
