"""A notification as people read it in a mail or a short message, in the brand's default language.

Subjects are ASCII, since Amazon SNS takes nothing else (API reference of ``Publish``, parameter ``Subject``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Brand, Tier
from shared.domain.incidents.model import Incident
from shared.domain.tickets.excerpt import in_words
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Priority

_PRIORITIES = {
    "en": {Priority.URGENT: "urgent", Priority.HIGH: "high", Priority.NORMAL: "normal", Priority.LOW: "low"},
    "fr": {Priority.URGENT: "urgente", Priority.HIGH: "haute", Priority.NORMAL: "normale", Priority.LOW: "basse"},
}
_DANGER_REASON = "danger"
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
_REASON = {"en": "Reason", "fr": "Raison"}
_DANGER = {"en": "DANGER: ", "fr": "DANGER : "}
_HOLDER = {
    "en": "reminder to {holder}, before the first level",
    "fr": "rappel à {holder}, avant le premier niveau",
}


_STATES = {
    "en": {
        "open": "Somebody is needed.",
        "counted": "{holder} has taken it; {count} of {needed} people have answered.",
        "acknowledged": "{holder} has taken it.",
        "resolved": "Done: it was answered or has ended.",
    },
    "fr": {
        "open": "Quelqu'un doit s'en occuper.",
        "counted": "Pris en charge par {holder} ; {count} personne(s) sur {needed} ont répondu.",
        "acknowledged": "Pris en charge par {holder}.",
        "resolved": "Terminé : une réponse a été donnée, ou le ticket est clos.",
    },
}


_OVER = {
    "en": "This suspicion is over: see the desk for whether an incident was opened.",
    "fr": "Cette suspicion est close : le bureau indique si un incident a été ouvert.",
}


_SEEN = {
    "en": "{who} is looking into it: nobody more is called. It stays a suspicion until an incident is opened or "
    "it is dismissed in the desk.",
    "fr": "{who} s'en occupe : plus personne n'est appelé. Cela reste une suspicion tant qu'aucun incident n'est "
    "ouvert et qu'elle n'est pas écartée dans le bureau.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationText:
    """``subject`` and ``body`` are a whole mail. The other fields are its parts, for targets that lay them out.

    ``facts`` pairs labels with values; why people are told is the first of them, and ``reason``. ``short`` is one line
    for a target that shows no more: it names what it is about. ``excerpt`` is the beginning of what the customer wrote,
    with personal data masked. It is in neither subject nor body. ``state`` says in words whether somebody is needed
    still. ``conversation`` holds what was written, for trusted targets that keep it. ``listed`` are the other tickets
    of a notice about several: what to read, and the link.
    """

    subject: str
    body: str
    language: str = "en"
    title: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    link: str | None = None
    excerpt: str = ""
    state: str = ""
    conversation: tuple[str, ...] = ()
    reason: str = ""
    short: str = ""
    listed: tuple[tuple[str, str | None], ...] = ()

    @property
    def headline(self) -> str:
        """What it is and why people are told, for a tool that shows one line."""
        title = self.title or self.subject
        return f"{title} – {self.reason}" if self.reason else title


def ticket_text(brand: Brand, ticket: Ticket, tier: Tier, number: int, link: str | None) -> NotificationText:
    """What people read about a ticket. Subject and body hold no text, name or handle of a customer."""
    french = brand.default_language == "fr"
    language = "fr" if french else "en"
    priority = _PRIORITIES[language][ticket.priority]
    reason = _reason(ticket, language)
    is_danger = _is_danger(ticket)
    holder = ticket.holder
    is_reminder = number < 0
    level = _HOLDER[language].format(holder=holder) if is_reminder else f"{number + 1} ({tier.name})"
    if french:
        step = "rappel" if is_reminder else f"niveau {number + 1}"
        what = "ticket en attente" if is_danger else "Ticket en attente"
        subject = f"[{brand.id}] {'DANGER: ' * is_danger}{what}, priorite {priority}, {step}"
        title = f"{_DANGER[language] * is_danger}{what}, priorité {priority}"
        short = f"[{brand.id}] {'DANGER: ' * is_danger}{ticket.id}, priorité {priority}, {step}. {reason}"
        opening = "Un client attend une réponse." if ticket.waiting_since else "Un ticket attend d'être résolu."
        held = holder and f"Ce ticket est pris en charge par {holder}."
        facts = [
            ("Ticket", ticket.id),
            ("Canal", f"{ticket.channel} ({ticket.surface})"),
            ("Priorité", priority),
            ("Équipe", ticket.team),
            ("Niveau d'escalade", level),
            ("En attente depuis", _local(ticket.waiting_since, brand)),
            ("Première réponse attendue avant", _local(ticket.first_response_due_at, brand)),
            ("Résolution attendue avant", _local(ticket.resolution_due_at, brand)),
        ]
        last = link and f"Ouvrir le ticket : {link}"
    else:
        step = "reminder" if is_reminder else f"level {number + 1}"
        what = "ticket waits" if is_danger else "Ticket waits"
        subject = f"[{brand.id}] {'DANGER: ' * is_danger}{what}, priority {priority}, {step}"
        title = f"{_DANGER[language] * is_danger}{what}, priority {priority}"
        short = f"[{brand.id}] {'DANGER: ' * is_danger}{ticket.id}, priority {priority}, {step}. {reason}"
        opening = "A customer waits for an answer." if ticket.waiting_since else "A ticket waits to be resolved."
        held = holder and f"This ticket is held by {holder}."
        facts = [
            ("Ticket", ticket.id),
            ("Channel", f"{ticket.channel} ({ticket.surface})"),
            ("Priority", priority),
            ("Team", ticket.team),
            ("Escalation level", level),
            ("Waiting since", _local(ticket.waiting_since, brand)),
            ("First response due", _local(ticket.first_response_due_at, brand)),
            ("Resolution due", _local(ticket.resolution_due_at, brand)),
        ]
        last = link and f"Open the ticket: {link}"
    return _text(
        language,
        subject=subject,
        title=title,
        opening=[opening, reason, held],
        facts=facts,
        last=last,
        link=link,
        excerpt=in_words(ticket.shown_excerpt, language),
        state=_state(ticket, language),
        why=(_REASON[language], reason),
        short=short.strip(),
    )


def _is_danger(ticket: Ticket) -> bool:
    """Whatever people are called for this time: the first thing to know is that somebody may be hurt."""
    return ticket.danger is not Danger.NONE or ticket.escalation_reason == _DANGER_REASON


def _reason(ticket: Ticket, language: str) -> str:
    words = _REASONS[language]
    known = (_DANGER_REASON if _is_danger(ticket) else "", ticket.escalation_reason or "")
    return " ".join(words[reason] for reason in dict.fromkeys(known) if reason in words)


def _state(ticket: Ticket, language: str) -> str:
    counted = ticket.lacks_acknowledgements and ticket.acknowledged_by
    name = "counted" if counted and ticket.notice_state == "open" else ticket.notice_state.value
    return _STATES[language][name].format(
        holder=ticket.holder, count=len(ticket.acknowledged_by), needed=ticket.acknowledgements_needed
    )


def suspicion_text(
    brand: Brand, incident: Incident, tier: Tier, position: int, link: str | None, *, excerpts: Sequence[str] = ()
) -> NotificationText:
    """What people read about an outage that the desk suspects. ``excerpts`` are masked."""
    french = brand.default_language == "fr"
    level = f"{position + 1} ({tier.name})"
    to_do = ""
    if french:
        subject = f"[{brand.id}] Panne probable, {incident.ticket_count} tickets, niveau {position + 1}"
        title = f"Panne probable, {incident.ticket_count} tickets"
        opening = "De nombreux clients signalent une panne en même temps."
        if incident.resolved_at is None:
            to_do = "Ouvrez un incident si elle est réelle ; sinon, clôturez cette suspicion."
        facts = [
            ("Tickets liés", str(incident.ticket_count)),
            ("Niveau d'escalade", level),
            ("Depuis", _local(incident.opened_at, brand)),
            ("Signalements", _curve(incident, "en deux heures", "d'habitude à cette heure")),
            ("Mots fréquents", _words(incident)),
        ]
        last = link and f"Ouvrir : {link}"
    else:
        subject = f"[{brand.id}] Probable outage, {incident.ticket_count} tickets, level {position + 1}"
        title = f"Probable outage, {incident.ticket_count} tickets"
        opening = "Many customers report an outage at the same time."
        if incident.resolved_at is None:
            to_do = "Open an incident if it is real. If it is not, resolve this suspicion."
        facts = [
            ("Linked tickets", str(incident.ticket_count)),
            ("Escalation level", level),
            ("Since", _local(incident.opened_at, brand)),
            ("Reports", _curve(incident, "in two hours", "usual at this hour")),
            ("Common words", _words(incident)),
        ]
        last = link and f"Open: {link}"
    return _text(
        "fr" if french else "en",
        subject=subject,
        title=title,
        opening=[opening, to_do],
        facts=facts,
        last=last,
        link=link,
        why=("À faire" if french else "To do", to_do),
        short=f"{subject}. {to_do}".strip(),
        excerpt=" · ".join(f"« {each} »" if french else f"“{each}”" for each in excerpts),
        state=_suspicion_state(incident, "fr" if french else "en"),
    )


def _suspicion_state(incident: Incident, language: str) -> str:
    if incident.resolved_at is not None:
        return _OVER[language]
    return "" if incident.seen_by is None else _SEEN[language].format(who=incident.seen_by)


def _curve(incident: Incident, span: str, usual: str) -> str | None:
    """How many when, each sign ten minutes: ``▁▁▂▅█ 48 in two hours, usual at this hour: 1``."""
    known = incident.evidence
    if known is None or not known.curve:
        return None
    most = max(known.curve) or 1
    drawn = "".join(_BARS[min(count * (len(_BARS) - 1) // most, len(_BARS) - 1)] for count in known.curve)
    said = f"{drawn} {known.reports} {span}"
    return said if known.usual is None else f"{said}, {usual}: {known.usual}"


_BARS = "▁▂▃▄▅▆▇█"


def _words(incident: Incident) -> str | None:
    return ", ".join(incident.evidence.words) if incident.evidence is not None and incident.evidence.words else None


def _text(
    language: str,
    *,
    subject: str,
    title: str,
    opening: Iterable[str | None],
    facts: Iterable[tuple[str, str | None]],
    last: str | None,
    link: str | None,
    why: tuple[str, str],
    short: str,
    excerpt: str = "",
    state: str = "",
) -> NotificationText:
    known = tuple((label, value) for label, value in facts if value is not None)
    colon = " : " if language == "fr" else ": "
    lines = [*opening, "", *(f"{label}{colon}{value}" for label, value in known), last]
    return NotificationText(
        subject=subject,
        body="\n".join(line for line in lines if line is not None),
        language=language,
        title=title,
        facts=(why, *known) if why[1] else known,
        link=link,
        excerpt=excerpt,
        state=state,
        reason=why[1],
        short=short,
    )


def _local(at: datetime | None, brand: Brand) -> str | None:
    zone = brand.calendar.time_zone
    return None if at is None else f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
