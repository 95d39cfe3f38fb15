"""The webhooks of other systems that are told of events."""

import json
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.subscriber_secrets import SECRETS
from shared.adapters.notify.webhook import signed_request
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.subscriptions.model import Subscription
from shared.ports.configuration import SecretStore
from shared.ports.time_and_language import Clock

_NOT_SIGNED_FOR_IT = ("http_401", "http_403")


class HttpSubscribers:
    """One attempt a call, signed by the Standard Webhooks specification.

    ``webhook-id`` is the id of the event: the same for every attempt and every replay. Redirects are not followed, and
    only the status of the answer is read.
    """

    def __init__(self, *, secrets: SecretStore, clock: Clock, http: TargetHttp) -> None:
        self._secrets = secrets
        self._clock = clock
        self._http = http

    def post(self, subscription: Subscription, event: Mapping[str, Any]) -> str | None:
        """A refusal of the signature is worth another look at the secrets: they may have been rotated a moment ago."""
        signers = self._signers(subscription.id)
        problem = self._post(subscription, event, signers)
        if problem in _NOT_SIGNED_FOR_IT and (now := self._signers(subscription.id, fresh=True)) != signers:
            problem = self._post(subscription, event, now)
        return problem

    def _post(self, subscription: Subscription, event: Mapping[str, Any], secrets: tuple[str, ...]) -> str | None:
        try:
            signers = tuple(Webhook(secret) for secret in secrets)
        except (Base64Error, EmptyWebhookSecretError, RuntimeError):
            signers = ()
        if not signers:
            return "no_secret"
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        try:
            self._http.call(
                lambda: signed_request(subscription.url, body, str(event["id"]), signers, self._clock.now()),
                attempts=1,
                read=False,
            )
        except UpstreamError as error:
            return str(error)
        return None

    def _signers(self, subscription_id: str, *, fresh: bool = False) -> tuple[str, ...]:
        """Raises ``UpstreamError`` when the secrets cannot be read."""
        try:
            held = self._secrets.get(SECRETS, fresh=fresh).get(subscription_id, ())
            if not held:  # added a moment ago
                held = self._secrets.get(SECRETS, fresh=True).get(subscription_id, ())
        except NotFoundError:
            return ()
        return tuple(held)
