"""Customers of the demo on platforms that deliver nothing: the desk finds what they wrote when it asks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
import httpx

from cli.traffic.delivered import Item, items
from cli.traffic.local_stack import CONFIG, LocalStack
from local.traffic.polled import LISTS, entry
from local.traffic.run import Run
from local.traffic.writing import Writing
from shared.adapters.dynamodb import keys
from shared.domain.brand.model import Brand

WRITTEN: Mapping[str, tuple[str, int]] = {
    "bluesky": ("My box has no connection since this morning, can somebody help?", 0),
    "mastodon": ("Two weeks for a parcel that should take two days. Where is it?", 0),
    "reddit": ("I was charged twice this month and support does not pick up. What now?", 0),
    "youtube": ("Le coupon de la vidéo ne marche pas, que faire ?", 0),
    "app_store": ("Since the last update the app closes when I open my bill.", 1),
    "google_play": ("Impossible de me connecter depuis hier, mot de passe refusé.", 2),
    "trustpilot": ("Delivered on time, friendly driver, thank you!", 5),
    "google_business": ("Trente minutes d'attente et personne au comptoir.", 2),
}
"""Text and stars, by channel; no stars where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What one customer wrote, as the platform lists it, and the items that the desk owes an outcome."""

    channel: str
    told: Mapping[str, Any]
    items: tuple[Item, ...]


def written(run: Run, brands: Sequence[Brand], now: datetime) -> tuple[Listed, ...]:
    return tuple(_listed(run, brands, channel, now) for channel in WRITTEN)


def _listed(run: Run, brands: Sequence[Brand], channel: str, now: datetime) -> Listed:
    text, stars = WRITTEN[channel]
    person, message = (run.digits(kind, channel, 12) for kind in ("person", "message"))
    told, _ = entry(channel, Writing(person=person, message=message, text=text, at=now, stars=stars or 1))
    body = {"account": LISTS[channel].account, "source": LISTS[channel].source, "items": [told]}
    return Listed(channel=channel, told=told, items=items(channel, brands, json.dumps(body).encode(), now))


def write_and_ask(running: LocalStack, run: Run, brand: str) -> tuple[Item, ...]:
    """Customers write, and the clock of polls strikes. Raises ``httpx.HTTPError``."""
    listed = written(run, running.brands(first=brand), datetime.now(UTC))
    for one in listed:
        place = LISTS[one.channel]
        asked = {"channel": one.channel, "list": place.listed}
        httpx.post(
            f"{running.stack.simulator_url}/entries", params=asked, json=one.told, timeout=30, trust_env=False
        ).raise_for_status()
        # A source without a cursor is due at once.
        running.table.table.delete_item(Key=keys.cursor(one.channel, place.account, place.source))
    boto3.client("lambda", config=CONFIG).invoke(FunctionName=f"{running.stack.stack_name}-poll", Payload=b"{}")
    return tuple(item for one in listed for item in one.items)
