"""The example brand as the demo needs it: its day ends now, and then the evening begins."""

import copy
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from local.traffic.deliveries import DAY_LASTED

# As a clock on the wall, so that the demo shows in minutes what takes an evening.
FIRST_RESPONSE = "30s"
TIER_WAITS = ("5s", "10s")
OPEN_FOR = timedelta(hours=6)
NIGHT = timedelta(hours=16)  # how long the desk was closed before the day began
CLOSED_FOR = timedelta(hours=1)
MAX_PER_MINUTE = 500  # an evening passes in a minute: what is right per minute would stop nearly everything

Document = Mapping[str, Any]


def by_day(document: Document, now: datetime) -> dict[str, Any]:
    """The desk is open since the day began, with the targets of the file; before it lies a night."""
    local = _local(document, now)
    began = local - DAY_LASTED
    return _with_hours(document, opening=(began, local + OPEN_FOR), closure=(began - NIGHT, began))


def by_evening(document: Document, now: datetime) -> dict[str, Any]:
    """The desk has just closed, and opens again in an hour. Deadlines pass within seconds."""
    local = _local(document, now)
    reopens = local + CLOSED_FOR
    changed = _with_hours(document, opening=(reopens, reopens + OPEN_FOR), closure=(local, reopens))
    for priority in ("urgent", "high"):
        changed["sla"][priority]["first_response"] = FIRST_RESPONSE
    changed["incidents"]["quiet_hours"] = "none"  # whatever the hour of the demo, customers are told that it is over
    return changed


def afterwards(document: Document, day: datetime, evening: datetime) -> dict[str, Any]:
    """The file as it is, with the hours that the demo had: reports of that day count its own opening hours."""
    began, closed = _local(document, day) - DAY_LASTED, _local(document, evening)
    changed = copy.deepcopy(dict(document))
    changed["openings"] = [*changed.get("openings", []), _span((began, closed), "demo")]
    changed["closures"] = [*changed.get("closures", []), _span((closed, closed + CLOSED_FOR), "demo")]
    return changed


def _local(document: Document, now: datetime) -> datetime:
    """The present minute on the brand's clock."""
    return now.astimezone(ZoneInfo(document["time_zone"])).replace(second=0, microsecond=0, tzinfo=None)


def _with_hours(
    document: Document, *, opening: tuple[datetime, datetime], closure: tuple[datetime, datetime]
) -> dict[str, Any]:
    changed = copy.deepcopy(dict(document))
    changed["openings"] = [_span(opening, "demo")]
    changed["closures"] = [_span(closure, "demo")]
    tiers = changed["escalation"]["tiers"][: len(TIER_WAITS)]
    changed["escalation"]["tiers"] = [{**tier, "wait": wait} for tier, wait in zip(tiers, TIER_WAITS, strict=True)]
    rate_limits = changed["acknowledgement"].setdefault("rate_limits", {})
    rate_limits["per_account_and_minute"] = MAX_PER_MINUTE
    return changed


def _span(between: tuple[datetime, datetime], reason: str) -> dict[str, str]:
    start, end = (f"{instant:%Y-%m-%d %H:%M}" for instant in between)
    return {"from": start, "to": end, "reason": reason}
