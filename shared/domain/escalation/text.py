"""A notification as people read it in a mail or a short message, in the brand's default language.

Subjects are ASCII, since Amazon SNS takes nothing else (API reference of ``Publish``, parameter ``Subject``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Brand, Tier
from shared.domain.incidents.model import Incident
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Priority

_PRIORITIES = {
    "en": {Priority.URGENT: "urgent", Priority.HIGH: "high", Priority.NORMAL: "normal", Priority.LOW: "low"},
    "fr": {Priority.URGENT: "urgente", Priority.HIGH: "haute", Priority.NORMAL: "normale", Priority.LOW: "basse"},
}
_REASONS = {
    "en": {
        "urgent": "The ticket is urgent.",
        "danger": "Somebody may be hurt.",
        "first_response_missed": "The deadline for a first response was missed.",
        "resolution_missed": "The resolution target was missed.",
    },
    "fr": {
        "urgent": "Le ticket est urgent.",
        "danger": "Quelqu'un est peut-être en danger.",
        "first_response_missed": "Le délai de première réponse est dépassé.",
        "resolution_missed": "Le délai de résolution est dépassé.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationText:
    subject: str
    body: str


def ticket_text(brand: Brand, ticket: Ticket, tier: Tier, number: int, link: str | None) -> NotificationText:
    """What people read about a ticket. No text, name or handle of a customer."""
    french = brand.default_language == "fr"
    language = "fr" if french else "en"
    priority = _PRIORITIES[language][ticket.priority]
    reason = _REASONS[language].get(ticket.escalation_reason or "", "")
    holder = ticket.holder
    level = f"{number + 1} ({tier.name})"
    if french:
        subject = f"[{brand.id}] Ticket en attente, priorite {priority}, niveau {number + 1}"
        lines = [
            "Un client attend une réponse." if ticket.waiting_since else "Un ticket attend d'être résolu.",
            reason,
            holder and f"Ce ticket est pris en charge par {holder}.",
            "",
            f"Ticket : {ticket.id}",
            f"Canal : {ticket.channel} ({ticket.surface})",
            f"Priorité : {priority}",
            f"Équipe : {ticket.team}",
            f"Niveau d'escalade : {level}",
            _line("En attente depuis : ", ticket.waiting_since, brand),
            _line("Première réponse attendue avant : ", ticket.first_response_due_at, brand),
            _line("Résolution attendue avant : ", ticket.resolution_due_at, brand),
            link and f"Ouvrir le ticket : {link}",
        ]
    else:
        subject = f"[{brand.id}] Ticket waits, priority {priority}, level {number + 1}"
        lines = [
            "A customer waits for an answer." if ticket.waiting_since else "A ticket waits to be resolved.",
            reason,
            holder and f"This ticket is held by {holder}.",
            "",
            f"Ticket: {ticket.id}",
            f"Channel: {ticket.channel} ({ticket.surface})",
            f"Priority: {priority}",
            f"Team: {ticket.team}",
            f"Escalation level: {level}",
            _line("Waiting since: ", ticket.waiting_since, brand),
            _line("First response due: ", ticket.first_response_due_at, brand),
            _line("Resolution due: ", ticket.resolution_due_at, brand),
            link and f"Open the ticket: {link}",
        ]
    return NotificationText(subject=subject, body=_joined(lines))


def suspicion_text(brand: Brand, incident: Incident, tier: Tier, position: int, link: str | None) -> NotificationText:
    """What people read about an outage that the desk suspects."""
    level = f"{position + 1} ({tier.name})"
    if brand.default_language == "fr":
        subject = f"[{brand.id}] Panne probable, {incident.ticket_count} tickets, niveau {position + 1}"
        lines = [
            "De nombreux clients signalent une panne en même temps.",
            "Ouvrez un incident si elle est réelle ; sinon, clôturez cette suspicion.",
            "",
            f"Tickets liés : {incident.ticket_count}",
            f"Niveau d'escalade : {level}",
            _line("Depuis : ", incident.opened_at, brand),
            link and f"Ouvrir : {link}",
        ]
    else:
        subject = f"[{brand.id}] Probable outage, {incident.ticket_count} tickets, level {position + 1}"
        lines = [
            "Many customers report an outage at the same time.",
            "Open an incident if it is real. If it is not, resolve this suspicion.",
            "",
            f"Linked tickets: {incident.ticket_count}",
            f"Escalation level: {level}",
            _line("Since: ", incident.opened_at, brand),
            link and f"Open: {link}",
        ]
    return NotificationText(subject=subject, body=_joined(lines))


def _line(label: str, at: datetime | None, brand: Brand) -> str | None:
    zone = brand.calendar.time_zone
    return None if at is None else f"{label}{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def _joined(lines: Iterable[str | None]) -> str:
    return "\n".join(line for line in lines if line is not None)
