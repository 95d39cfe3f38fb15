"""The webhooks of other systems that are told of events."""

import json
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.subscriber_secrets import SECRETS
from shared.adapters.notify.webhook import signed_request
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.subscriptions.model import AT_ONCE, Subscription
from shared.ports.configuration import SecretStore
from shared.ports.time_and_language import Clock

_NOT_SIGNED_FOR_IT = ("http_401", "http_403")


class HttpSubscribers:
    """One attempt a call, signed by the Standard Webhooks specification.

    ``webhook-id`` is the id of the event: the same for every attempt and every replay. Redirects are not followed, and
    only the status of the answer counts. A line keeps its connections as long as it lasts.
    """

    def __init__(self, *, secrets: SecretStore, clock: Clock, http: TargetHttp) -> None:
        self._secrets = secrets
        self._clock = clock
        self._http = http

    @contextmanager
    def line(self, subscription: Subscription) -> Iterator[Callable[[Mapping[str, Any]], str | None]]:
        self._signers(subscription.id)  # before there are threads: they find it read
        with self._http.keeping(subscription.url, at_once=AT_ONCE) as http:
            yield lambda event: self._post(http, subscription, event)

    def _post(self, http: TargetHttp, subscription: Subscription, event: Mapping[str, Any]) -> str | None:
        """A refusal of the signature is worth another look at the secrets: they may have been rotated a moment ago."""
        secrets = self._signers(subscription.id)
        problem = self._post_signed(http, subscription, event, secrets)
        if problem in _NOT_SIGNED_FOR_IT and (now := self._signers(subscription.id, fresh=True)) != secrets:
            problem = self._post_signed(http, subscription, event, now)
        return problem

    def _post_signed(
        self, http: TargetHttp, subscription: Subscription, event: Mapping[str, Any], secrets: tuple[str, ...]
    ) -> str | None:
        try:
            signers = tuple(Webhook(secret) for secret in secrets)
        except (Base64Error, EmptyWebhookSecretError, RuntimeError):
            signers = ()
        if not signers:
            return "no_secret"
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        try:
            http.call(
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
