"""The demo brand, its secrets, and what its customers send it by night: what every desk on moto begins with."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import boto3

from local.traffic import meta
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.holiday_calendar import LibraryHolidays
from shared.brand import read
from shared.brand.push import prepare
from shared.channels import CHANNELS, load_policy

NIGHT = datetime(2026, 3, 3, 22, 10, tzinfo=UTC)  # a Tuesday, ten past eleven in Paris: nobody is at work
DAY = datetime(2026, 3, 4, 9, 10, tzinfo=UTC)
PAGE = "100100100100100"
RECORDS = {
    "telegram": "acme-telegram",
    "google_business": "acme-google",
    "line": "acme-line",
}  # which secrets a channel has, if not those of Meta's app
SECRETS = {
    "acme-meta": {"app_secret": ["app-secret-now"], "verify_token": ["verify"], "access_token": ["page-token-now"]},
    "acme-telegram": {"secret_token": ["telegram-secret-now"], "bot_token": ["7000000001:telegram-bot-token-now"]},
    "acme-bluesky": {"identifier": ["did:plc:acme"], "app_password": ["app-password-now"]},
    "acme-google": {
        "push_audience": ["https://desk.example/webhooks/google_business/acme"],
        "push_service_account": ["push@acme.example"],
        "client_id": ["client"],
        "client_secret": ["client-secret-now"],
        "refresh_token": ["refresh-token-now"],
    },
    "acme-line": {"channel_secret": ["line-secret-now"], "access_token": ["line-token-now"]},
    "notify-acme-oncall": {"signing_secret": ["whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="]},
}
URGENT = "URGENT ma box est en panne, je n'ai plus internet, aidez-moi vite"
QUESTION = "Bonjour, où est mon colis ?"
TIERS = [{"name": "everybody", "wait": "10m", "targets": ["oncall", "topic"]}]


def store_secrets(notify_url: str) -> None:
    client = boto3.client("secretsmanager")
    for name, record in SECRETS.items():
        extra = {"url": [notify_url]} if name == "notify-acme-oncall" else {}
        client.create_secret(Name=f"nightdesk/{name}", SecretString=json.dumps(record | extra))


@cache
def acme() -> dict[str, Any]:
    """The demo brand as it is stored, with one tier to tell and no rate limit in the way of many runs."""
    document = read(Path("brands/acme.yaml").read_bytes())
    document["escalation"] = {"tiers": TIERS}
    most = {"per_author_and_day": 1000, "per_post_and_hour": 1000, "per_account_and_minute": 1000}
    document["acknowledgement"] = {**document["acknowledgement"], "rate_limits": most}
    prepared, _ = prepare(
        document,
        "acme",
        holidays=LibraryHolidays(),
        formatter=BabelDateTimeFormatter(),
        policies={channel: load_policy(channel) for channel in CHANNELS},
        now=NIGHT,
    )
    return prepared


def direct(customer: str, message_id: str, text: str, at: datetime = NIGHT) -> dict[str, Any]:
    """A private message to the page."""
    return meta.direct(account=PAGE, author=customer, mid=message_id, text=text, at=at)


def comment(customer: str, message_id: str, text: str | None, at: datetime = NIGHT) -> dict[str, Any]:
    """A comment under a post of the page; without an id of its own when ``message_id`` is empty."""
    post = f"{PAGE}_1"
    return meta.comment(
        author=customer,
        name="Mia Exemple",
        post=post,
        comment_id=f"1_{message_id}" if message_id else "",
        parent=post,
        text=text,
        at=at,
    )


def body(*messages: dict[str, Any], comments: Sequence[dict[str, Any]] = (), at: datetime = NIGHT) -> bytes:
    return meta.encode(meta.page_body(at=at, messaging=messages, changes=comments))
