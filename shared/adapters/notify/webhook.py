"""Signed webhooks that the brand file names."""

import json
import logging
import time
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from datetime import UTC
from functools import cached_property
from typing import Any

import httpx
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from shared.adapters.http.public_address import Destination, Lookup, destination, look_up
from shared.domain.errors import NotFoundError, UpstreamError
from shared.ports.configuration import BrandRepository, SecretStore
from shared.ports.time_and_language import Clock

# httpx logs every URL at INFO. The URL of a webhook is often a secret in itself.
logging.getLogger("httpx").setLevel(logging.WARNING)

HTTP_TIMEOUT = httpx.Timeout(5, connect=3)

MAX_ATTEMPTS = 2

PAUSE_SECONDS = 1.0

MAX_PAUSE_SECONDS = 3.0  # that a receiver may ask for; an escalation cannot wait longer

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class SignedWebhooks:
    """Webhooks of a brand, signed by the Standard Webhooks specification (v1.0.0, symmetric ``v1``).

    ``webhook-id`` is the same for every attempt, so that a receiver can drop the second. Redirects are not followed,
    and only the status of the answer is read.
    """

    def __init__(
        self,
        *,
        brands: BrandRepository,
        secrets: SecretStore,
        clock: Clock,
        allowed_hosts: frozenset[str] = frozenset(),
        lookup: Lookup = look_up,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._brands = brands
        self._secrets = secrets
        self._clock = clock
        self._allowed_hosts = allowed_hosts
        self._lookup = lookup
        self._sleep = sleep
        self._transport = transport

    @cached_property
    def _http(self) -> httpx.Client:
        # No proxy from the environment (it would resolve names for us), and no connection is kept: it would be found
        # again by its address, which two hosts may share.
        return httpx.Client(
            timeout=HTTP_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
            transport=self._transport,
        )

    def post(self, name: str, notification: Mapping[str, Any], idempotency_key: str) -> None:
        """Raises ``UpstreamError``: ``unknown_target``, ``no_secret``, ``address_…``, ``http_503``, ``timeout`` ..."""
        url, signers = self._webhook(str(notification["data"]["brand"]), name)
        body = json.dumps(notification, ensure_ascii=False, separators=(",", ":"))
        for attempt in range(1, MAX_ATTEMPTS + 1):
            # Looked up again for every attempt: the address may have changed to one that we must not call.
            place = destination(url, allowed_hosts=self._allowed_hosts, lookup=self._lookup)
            problem, pause = self._try(self._request(url, place, body, idempotency_key, signers))
            if problem is None:
                return
            if pause is None or attempt == MAX_ATTEMPTS:
                raise UpstreamError(problem)
            self._sleep(pause)

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

    def _request(
        self, url: str, place: Destination, body: str, idempotency_key: str, signers: tuple[Webhook, ...]
    ) -> httpx.Request:
        now = self._clock.now().astimezone(UTC)
        headers = {
            "content-type": "application/json",
            "user-agent": "Nightdesk",
            "webhook-id": idempotency_key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signer.sign(idempotency_key, now, body) for signer in signers),
        }
        target = httpx.URL(url)
        extensions: dict[str, Any] = {}
        if place.address is not None:
            # Connect to the address that was checked, under the name: for the certificate and for the server.
            headers["host"] = target.netloc.decode()
            extensions["sni_hostname"] = place.host
            target = target.copy_with(host=place.address)
        return self._http.build_request("POST", target, content=body.encode(), headers=headers, extensions=extensions)

    def _try(self, request: httpx.Request) -> tuple[str | None, float | None]:
        """What went wrong, if anything, and after how many seconds to try again, if at all."""
        try:
            answer = self._http.send(request, stream=True)
        except httpx.TimeoutException:
            return "timeout", PAUSE_SECONDS
        except httpx.HTTPError as error:
            return f"connection_{type(error).__name__}", PAUSE_SECONDS
        answer.close()
        if answer.is_success:
            return None, None
        problem = f"http_{answer.status_code}"
        return problem, _pause(answer) if answer.status_code in _RETRIED else None


def _pause(answer: httpx.Response) -> float | None:
    asked = answer.headers.get("retry-after", "")
    seconds = float(asked) if asked.isascii() and asked.isdigit() else PAUSE_SECONDS
    return seconds if seconds <= MAX_PAUSE_SECONDS else None
