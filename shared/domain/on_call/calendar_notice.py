"""What whoever runs the desk is told of a calendar that cannot be read: for programs, and in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Brand
from shared.domain.escalation.text import NotificationText
from shared.domain.events.model import iso
from shared.domain.on_call.calendar import ImportedCalendar

TYPE = "on_call.calendar_unreadable"


def calendar_notification(calendar: ImportedCalendar, *, at: datetime) -> Mapping[str, Any]:
    """What programs are told; times are UTC."""
    optional = {"failing_since": calendar.failing_since, "read_at": calendar.read_at}
    return {
        "type": TYPE,
        "timestamp": iso(at),
        "data": {
            "brand": calendar.brand,
            "rotation": calendar.rotation,
            "problem": calendar.problem,
            **{name: iso(instant) for name, instant in optional.items() if instant is not None},
        },
    }


def calendar_text(brand: Brand, calendar: ImportedCalendar) -> NotificationText:
    """What people read. The subject is ASCII, since Amazon SNS takes nothing else."""
    read_at, since = _local(calendar.read_at, brand), _local(calendar.failing_since, brand)
    if brand.default_language == "fr":
        language, colon = "fr", " : "
        title = f"Calendrier d'astreinte illisible ({calendar.rotation})"
        opening = (
            "Le calendrier n'a encore jamais été lu : seul le planning du fichier de marque compte."
            if read_at is None
            else "La dernière copie lue reste en vigueur."
        )
        facts = (
            ("Rotation", calendar.rotation),
            ("Erreur", calendar.problem),
            ("Depuis", since),
            ("Copie du", read_at),
        )
    else:
        language, colon = "en", ": "
        title = f"On-call calendar cannot be read ({calendar.rotation})"
        opening = (
            "It has never been read: only the plan of the brand file counts."
            if read_at is None
            else "The last good copy stays in force."
        )
        facts = (("Rotation", calendar.rotation), ("Error", calendar.problem), ("Since", since), ("Copy of", read_at))
    known = tuple((label, value) for label, value in facts if value is not None)
    return NotificationText(
        subject=f"[{brand.id}] {title}",
        body="\n".join([opening, "", *(f"{label}{colon}{value}" for label, value in known)]),
        language=language,
        title=title,
        facts=known,
    )


def _local(at: datetime | None, brand: Brand) -> str | None:
    zone = brand.calendar.time_zone
    return None if at is None else f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
