"""What people are told of a bad score: for programs, and in words in the brand's default language."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from shared.domain.brand.model import Brand
from shared.domain.escalation.about_ticket import ticket_notification
from shared.domain.escalation.text import NotificationText
from shared.domain.events.model import iso
from shared.domain.satisfaction.policy import BEST
from shared.domain.tickets.model import Ticket

TYPE = "ticket.scored"


def alert_key(ticket_id: str, target: str) -> str:
    """The same for every attempt to tell one target. Holds no dot (Standard Webhooks forbids it)."""
    return "score_" + sha256("\n".join((ticket_id, target)).encode()).hexdigest()[:40]


def alert_notification(ticket: Ticket, *, at: datetime, link: str | None) -> Mapping[str, Any]:
    """What programs are told. No text, name or handle of a customer."""
    return ticket_notification(
        TYPE,
        ticket,
        at=at,
        link=link,
        satisfaction=ticket.satisfaction,
        satisfaction_at=None if ticket.satisfaction_at is None else iso(ticket.satisfaction_at),
    )


_OVER = {
    "en": "Closed: the alert is a day old, or the customer has given a better score.",
    "fr": "Clos : l'alerte date d'un jour, ou le client a donné une meilleure note.",
}


def alert_text(brand: Brand, ticket: Ticket, link: str | None, *, over: bool = False) -> NotificationText:
    """What people read. The subject is ASCII, since Amazon SNS takes nothing else."""
    score = "-" if ticket.satisfaction is None else f"{ticket.satisfaction} / {BEST}"
    if brand.default_language == "fr":
        language, title = "fr", f"Client mécontent, note {score}"
        subject = f"[{brand.id}] Client mecontent, note {score}"
        opening = "Un client a donné une mauvaise note à notre réponse."
        facts = (("Ticket", ticket.id), ("Note", score), ("Canal", ticket.channel), ("Équipe", ticket.team))
        last, colon = link and f"Ouvrir le ticket : {link}", " : "
    else:
        language, title = "en", f"Unhappy customer, score {score}"
        subject = f"[{brand.id}] Unhappy customer, score {score}"
        opening = "A customer gave a bad score to our answer."
        facts = (("Ticket", ticket.id), ("Score", score), ("Channel", ticket.channel), ("Team", ticket.team))
        last, colon = link and f"Open the ticket: {link}", ": "
    lines = [opening, "", *(f"{label}{colon}{value}" for label, value in facts), last]
    return NotificationText(
        subject=subject,
        body="\n".join(line for line in lines if line is not None),
        language=language,
        title=title,
        facts=facts,
        link=link,
        short=f"[{brand.id}] {title}{colon}{ticket.id}",
        state=_OVER[language] if over else "",
    )
