"""The brand file: everything that a person decides, read into a ``Brand`` and checked.

People write YAML (``brands/<brand>.yaml``); what is stored and what functions read is the same document as JSON, in
which ``push`` has filled in the dates of the public holidays. Checks that need more than the file itself (what each
channel allows, how long an opening time is in words) are in ``texts.py`` and run before a push.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from shared.brand import clocks, hours, notifications, on_call, sections
from shared.brand.danger import danger_lists
from shared.brand.incidents import incidents
from shared.brand.listening import not_customers, searches
from shared.brand.proposals import proposals
from shared.brand.reading import Part
from shared.brand.satisfaction import satisfaction
from shared.domain.brand.model import MAX_SHARDS, Brand
from shared.domain.errors import InvalidBrandError
from shared.domain.notifications.target import TOPIC

REQUIRED = (
    "name",
    "languages",
    "default_language",
    "time_zone",
    "business_hours",
    "accounts",
    "acknowledgement",
    "sla",
    "escalation",
)
OPTIONAL = (
    "holidays",
    "half_days",
    "closures",
    "openings",
    "channel_hours",
    "webhooks",
    "notification_targets",
    "people",
    "on_call",
    "keywords",
    "sector_keywords",
    "searches",
    "not_customers",
    "articles",
    "teams",
    "routing",
    "default_team",
    "weights",
    "incidents",
    "proposals",
    "satisfaction",
    "danger",
    "retention",
    "media",
    "closing_phrases",
    "automatic_texts",
    "public_contacts",
    "shards",
    "weekly_letter",
)


def load(source: str | bytes | Mapping[str, Any], brand_id: str, version: int) -> Brand:
    """Read a brand file: YAML or JSON text, or the document itself.

    Raises ``InvalidBrandError`` with one sentence per problem, each naming the place
    (``business_hours.monday[1]: …``).
    """
    document = source if isinstance(source, Mapping) else read(source)
    problems: list[str] = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", brand_id):
        problems.append(f"file: {brand_id!r} is not a brand id; use lower-case letters, digits and '-'")
    brand = _brand(Part(dict(document), "", problems), brand_id, version)
    if problems:
        raise InvalidBrandError(tuple(dict.fromkeys(problems)))
    return brand


def notes(document: Mapping[str, Any], brand_id: str) -> tuple[str, ...]:
    """What is in order in the document but may not be what its writer expects, one sentence each with its place."""
    found: list[str] = []
    brand = _brand(Part(dict(document), "", [], found), brand_id, 0)
    found += hours.gaps_between_kinds(brand.calendar)
    for channel, own in brand.channel_calendars.items():
        found += hours.gaps_between_kinds(own, f"channel_hours.{channel}.")
    return tuple(dict.fromkeys(found))


def read(source: str | bytes) -> dict[str, Any]:
    """The document of a file. Raises ``InvalidBrandError`` when it is neither JSON nor YAML with fields."""
    text = source.decode("utf-8", errors="replace") if isinstance(source, bytes) else source
    document: Any
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except json.JSONDecodeError as error:
            raise InvalidBrandError((f"line {error.lineno}: this is not JSON ({error.msg})",)) from None
    else:
        # PyYAML is on laptops only; functions read JSON
        from shared.brand.yaml_file import read_yaml  # noqa: PLC0415  see above

        document = read_yaml(text)
    if not isinstance(document, dict):
        raise InvalidBrandError(("file: expected fields such as 'name' and 'business_hours'",))
    return document


def _brand(file: Part, brand_id: str, version: int) -> Brand:
    parts = file.fields(REQUIRED, OPTIONAL)
    languages = sections.languages(parts["languages"])
    default_language = parts["default_language"].text()
    if default_language and default_language not in languages:
        parts["default_language"].problem(f"{default_language!r} is not one of the languages")
    accounts = sections.accounts(parts["accounts"])
    time_zone = hours.time_zone(parts["time_zone"])
    calendar = hours.calendar(time_zone, parts)
    escalation = parts["escalation"].fields(("tiers",), ("repeat_last_tier",))
    webhooks = notifications.webhooks(parts["webhooks"])
    taken = [webhook.name for webhook in webhooks]
    targets = notifications.targets(parts["notification_targets"], taken)
    taken += [target.name for target in targets]
    people = notifications.people(parts["people"], targets, taken)
    taken += [person.id for person in people]
    on_call_parts = parts["on_call"].fields(optional=("rotations", "teams"))
    rotations = on_call.rotations(on_call_parts["rotations"], people, taken, time_zone)
    taken += [rotation.name for rotation in rotations]
    duty_teams = on_call.teams(on_call_parts["teams"], people, taken)
    taken += [TOPIC, *duty_teams]
    teams = sections.teams(parts["teams"])
    default_team = (
        sections.known_team(parts["default_team"], teams) if parts["default_team"].given else (*teams, "triage")[0]
    )
    excluded = not_customers(parts["not_customers"])
    warn_at, warn_targets = clocks.warnings(parts["sla"], taken)
    return Brand(
        id=brand_id,
        name=parts["name"].text(),
        version=version,
        languages=languages,
        default_language=default_language,
        calendar=calendar,
        channel_calendars={
            channel: hours.channel_calendar(calendar, own) for channel, own in parts["channel_hours"].entries().items()
        },
        accounts=accounts,
        targets=clocks.targets(parts["sla"]),
        channel_targets=clocks.channel_targets(parts["sla"], accounts),
        warn_at=warn_at,
        warn_targets=warn_targets,
        acknowledgement=sections.acknowledgement(parts["acknowledgement"], languages),
        tiers=notifications.tiers(escalation["tiers"], taken, people),
        webhooks=webhooks,
        notification_targets=targets,
        people=people,
        rotations=rotations,
        duty_teams=duty_teams,
        last_tier_repeats=escalation["repeat_last_tier"].number(0, 0, notifications.MAX_REPEATS),
        keywords=parts["keywords"].texts(),
        sector_keywords=parts["sector_keywords"].texts(),
        searches=searches(parts["searches"], accounts, excluded),
        not_customers=excluded,
        articles=sections.articles(parts["articles"], languages),
        teams=teams,
        routing=sections.routing(parts["routing"], teams, accounts),
        default_team=default_team,
        weights=sections.weights(parts["weights"]),
        incidents=incidents(parts["incidents"], languages),
        proposals=proposals(parts["proposals"], languages, accounts, teams, rotations),
        satisfaction=satisfaction(parts["satisfaction"], languages, taken),
        danger=danger_lists(parts["danger"]),
        retention=sections.retention(parts["retention"]),
        media=sections.media(parts["media"]),
        closing_phrases=sections.phrases(parts["closing_phrases"], languages),
        automatic_texts=sections.automatic_texts(parts["automatic_texts"]),
        public_contacts=sections.public_contacts(parts["public_contacts"]),
        weekly_letter=sections.weekly_letter(parts["weekly_letter"], default_language),
        shards=parts["shards"].number(1, 1, MAX_SHARDS) if parts["shards"].given else None,
    )
