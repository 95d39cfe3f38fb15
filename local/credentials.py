"""Made-up secrets for every record that the brand files name. Each stack has its own."""

import base64
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

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
}
"""What the record of an account holds, by channel. Several channels may share one record."""


TARGET_KEYS: Mapping[str, tuple[str, ...]] = {
    "slack": ("bot_token", "signing_secret"),
    "teams": ("url",),
    "pagerduty": ("routing_key", "signing_secret"),
    "opsgenie": ("api_key",),
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
            for key in KEYS.get(account.channel, ("signing_secret", "access_token")):
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
    return secrets.token_hex(24)
