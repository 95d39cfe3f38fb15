"""Made-up secrets for every record that the brand files name. Each stack has its own."""

import base64
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.domain.brand.model import Brand

META = ("app_secret", "verify_token", "access_token")
KEYS: Mapping[str, tuple[str, ...]] = {
    "facebook": META,
    "messenger": META,
    "instagram": META,
    "whatsapp": META,
    "threads": META,
    "x": ("client_secret", "consumer_secret", "access_token"),
    "linkedin": ("client_secret", "access_token"),
    "tiktok": ("client_secret", "access_token"),
    "telegram": ("secret_token", "bot_token"),
    "webhook": ("signing_secret",),
    "bluesky": ("identifier", "app_password"),
    "mastodon": ("instance", "access_token"),
    "line": ("channel_secret", "access_token"),
    "viber": ("auth_token", "sender_name"),
    "google_play": ("client_id", "client_secret", "refresh_token"),
    "app_store": ("issuer_id", "key_id", "private_key"),
    "trustpilot": ("api_key", "api_secret", "business_user_id"),
    "google_business": ("push_audience", "push_service_account", "client_id", "client_secret", "refresh_token"),
    "reddit": ("client_id", "client_secret", "refresh_token"),
    "youtube": ("client_id", "client_secret", "refresh_token"),
}
"""What the record of an account holds, by channel. Several channels may share one record."""

REFRESHED: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    ("linkedin", "tiktok", "x"), ("client_id", "client_secret", "refresh_token")
)
"""What the record of an account holds besides, where its token is refreshed for it."""

TARGET_KEYS: Mapping[str, tuple[str, ...]] = {
    "slack": ("bot_token", "signing_secret"),
    "teams": ("url",),
    "pagerduty": ("routing_key", "signing_secret"),
    "opsgenie": ("api_key", "callback_token"),
    "zendesk": ("api_token",),
}
"""What the record of a notification target holds, by its type."""


def made_up(brands: Iterable[Brand], simulator_url: str) -> dict[str, dict[str, Any]]:
    """Secret records by name, as they lie in the secret store: each key a list, the current value first.

    The record of an outgoing webhook also holds ``url``, so that notifications reach the simulator.
    """
    records: dict[str, dict[str, Any]] = {}
    for brand in brands:
        for account in brand.accounts:
            record = records.setdefault(account.secret, {})
            for key in (
                *KEYS.get(account.channel, ("signing_secret", "access_token")),
                *REFRESHED.get(account.channel, ()),
            ):
                record.setdefault(key, [_value(key)])
        for webhook in brand.webhooks:
            record = records.setdefault(webhook.secret, {})
            record.setdefault("signing_secret", [_value("signing_secret")])
            record["url"] = [f"{simulator_url}/notify/{webhook.name}"]
        for target in brand.notification_targets:
            if target.secret:
                record = records.setdefault(target.secret, {})
                for key in TARGET_KEYS[target.type]:
                    record.setdefault(key, [_value(key)])
                record["url"] = [f"{simulator_url}/{target.type}"]
    return records


def _value(key: str) -> str:
    if key == "signing_secret":
        return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    if key == "private_key":
        return private_key()
    return secrets.token_hex(24)


def private_key() -> str:
    """As Apple gives one (``AuthKey_….p8``)."""
    key = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
