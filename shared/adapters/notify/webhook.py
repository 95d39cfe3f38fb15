"""Signed webhooks that the brand file names."""

import json
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from shared.adapters.notify.http import HttpRequest, TargetHttp
from shared.domain.errors import NotFoundError, UpstreamError
from shared.ports.configuration import BrandRepository, SecretStore
from shared.ports.time_and_language import Clock


class SignedWebhooks:
    """Webhooks of a brand, signed by the Standard Webhooks specification (v1.0.0, symmetric ``v1``).

    ``webhook-id`` is the same for every attempt, so that a receiver can drop the second. Redirects are not followed,
    and only the status of the answer is read.
    """

    def __init__(self, *, brands: BrandRepository, secrets: SecretStore, clock: Clock, http: TargetHttp) -> None:
        self._brands = brands
        self._secrets = secrets
        self._clock = clock
        self._http = http

    def post(self, name: str, notification: Mapping[str, Any], idempotency_key: str) -> None:
        """Raises ``UpstreamError``: ``unknown_target``, ``no_secret``, ``address_…``, ``http_503``, ``timeout`` ..."""
        url, signers = self._webhook(str(notification["data"]["brand"]), name)
        body = json.dumps(notification, ensure_ascii=False, separators=(",", ":"))
        self._http.call(lambda: signed_request(url, body, idempotency_key, signers, self._clock.now()), read=False)

    def _webhook(self, brand_id: str, name: str) -> tuple[str, tuple[Webhook, ...]]:
        """The address and one signer per secret: while a secret is changed, both sign."""
        found = [webhook for webhook in self._brands.current(brand_id).webhooks if webhook.name == name]
        if not found:
            raise UpstreamError("unknown_target")
        try:
            record = self._secrets.get(found[0].secret)
            signers = tuple(Webhook(secret) for secret in record["signing_secret"] if secret)
        except (NotFoundError, KeyError) as error:
            raise UpstreamError("no_secret") from error
        except (Base64Error, EmptyWebhookSecretError, RuntimeError) as error:
            raise UpstreamError("unusable_secret") from error
        if not signers:
            raise UpstreamError("no_secret")
        return next(iter(record.get("url", ())), found[0].url), signers


def signed_request(url: str, body: str, message_id: str, signers: Sequence[Webhook], now: datetime) -> HttpRequest:
    """A ``POST`` by the Standard Webhooks specification. Each signer signs: a receiver changes its secret in its own
    time."""
    at = now.astimezone(UTC)
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signer.sign(message_id, at, body) for signer in signers),
    }
    return HttpRequest(method="POST", url=url, headers=headers, content=body.encode())
