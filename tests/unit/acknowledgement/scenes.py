"""One customer, one message, one night: what the tables of this folder change one fact at a time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.brand import load
from shared.domain.acknowledgement.decision import Conditions
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import ChannelPolicy, Length, LengthUnit
from shared.domain.vocabulary import Category, Stage, Surface, Visibility

TUESDAY_NIGHT = datetime(2026, 3, 3, 22, 10, tzinfo=UTC)  # 23:10 in Paris
MINUTE = timedelta(minutes=1)

DOCUMENT = {
    "name": "Acme",
    "languages": ["fr", "en"],
    "default_language": "fr",
    "time_zone": "Europe/Paris",
    "business_hours": {
        day: ["09:00-12:30", "14:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    },
    "holidays": {"country": "FR", "days": {"2026-04-06": "Lundi de Pâques", "2026-07-14": "Fête nationale"}},
    "half_days": {"12-24": ["09:00-12:00"]},
    "closures": [{"from": "2026-03-05 10:00", "to": "2026-03-05 12:00"}],
    "openings": [{"from": "2026-03-08 10:00", "to": "2026-03-08 16:00"}],
    "accounts": [
        {"channel": channel, "id": "1001", "handle": "acme", "secret": "acme-meta"}
        for channel in ("facebook", "messenger", "instagram")
    ]
    + [{"channel": "x", "id": "1001", "handle": "acme", "secret": "acme-x", "automation_approved": True}]
    + [{"channel": "facebook", "id": "1002", "handle": "acmejobs", "secret": "acme-meta", "acknowledgements": False}]
    + [{"channel": "x", "id": "1003", "handle": "acmenew", "secret": "acme-x"}],
    "acknowledgement": {
        "enabled": True,
        "oldest": "23h",
        "texts": {
            "fr": {
                "public": ["Merci ! Retour {opening}. (automatique)", "Bien reçu, {brand} répond {opening}."],
                "private": ["Réponse automatique de {brand} : lu, réponse {opening}."],
            },
            "en": {
                "public": ["Thanks! Back {opening}. (automatic)"],
                "private": ["Automatic reply from {brand}: read, answer {opening}."],
            },
        },
        "personal_data_texts": {"fr": ["Écrivez-nous en privé à @{handle}, réponse {opening}."]},
    },
    "sla": {priority: {"first_response": "1h", "resolution": "8h"} for priority in ("urgent", "high", "normal", "low")},
    "escalation": {"tiers": [{"name": "on-call", "wait": "10m", "targets": ["topic"]}]},
}

POLICIES = {
    "facebook": ChannelPolicy(
        channel="facebook",
        title="Facebook",
        lengths={Visibility.PUBLIC: Length(limit=8000), Visibility.PRIVATE: Length(limit=2000)},
        automatic_surfaces=frozenset({Surface.COMMENT, Surface.POST}),
        public_acknowledgements_per_post_and_hour=10,
    ),
    "messenger": ChannelPolicy(
        channel="messenger",
        title="Messenger",
        lengths={Visibility.PRIVATE: Length(limit=2000)},
        reply_window=timedelta(hours=24),
        automatic_surfaces=frozenset({Surface.DIRECT_MESSAGE}),
    ),
    "instagram": ChannelPolicy(
        channel="instagram",
        title="Instagram",
        lengths={
            Visibility.PUBLIC: Length(limit=300),
            Visibility.PRIVATE: Length(limit=1000, unit=LengthUnit.UTF8_BYTES),
        },
        reply_window=timedelta(hours=24),
        automatic_surfaces=frozenset({Surface.COMMENT, Surface.DIRECT_MESSAGE, Surface.STORY_REPLY}),
    ),
    "x": ChannelPolicy(
        channel="x",
        title="X",
        lengths={
            Visibility.PUBLIC: Length(limit=280, unit=LengthUnit.X_WEIGHTED),
            Visibility.PRIVATE: Length(limit=10_000),
        },
        automatic_surfaces=frozenset({Surface.MENTION, Surface.DIRECT_MESSAGE}),
        surfaces_needing_approval=frozenset({Surface.MENTION}),
    ),
    "line": ChannelPolicy(
        channel="line",
        title="LINE",
        lengths={Visibility.PRIVATE: Length(limit=5000)},
        automatic_surfaces=frozenset({Surface.DIRECT_MESSAGE}),
        reply_token_window=timedelta(seconds=50),
    ),
    "youtube": ChannelPolicy(channel="youtube", title="YouTube", lengths={Visibility.PUBLIC: Length(limit=10_000)}),
}


def brand(**fields: object) -> Brand:
    return load({**DOCUMENT, **fields}, "acme", 1)


def night(**different: object) -> Conditions:
    """A Tuesday, 23:10 in Paris: a customer has just asked a question under a post of the page."""
    conditions: dict[str, object] = {
        "channel": "facebook",
        "account_id": "1001",
        "from_customer": True,
        "removed": False,
        "author_id": "7001",
        "author_is_robot": False,
        "category": Category.QUESTION,
        "stage": Stage.DIRECT,
        "needs_response": True,
        "surface": Surface.COMMENT,
        "visibility": Visibility.PUBLIC,
        "written_at": TUESDAY_NIGHT - MINUTE,
        "window_closes_at": None,
        "person_answered_at": None,
        "acknowledged_at": None,
        "incident_open": False,
        "switch": "on",
        "brand_degraded": False,
        "account_stopped": False,
    }
    return Conditions(**{**conditions, **different})


def private(**different: object) -> Conditions:
    """The same customer, in a direct message."""
    return night(
        **{
            "channel": "messenger",
            "surface": Surface.DIRECT_MESSAGE,
            "visibility": Visibility.PRIVATE,
            "window_closes_at": TUESDAY_NIGHT - MINUTE + timedelta(hours=24),
            **different,
        }
    )


def paris(text: str) -> datetime:
    """A local time in Paris, as the instant it is."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
