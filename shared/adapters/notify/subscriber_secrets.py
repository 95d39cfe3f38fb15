"""The secrets that sign deliveries to subscribers: one record of AWS Secrets Manager for all of them."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.domain.errors import ConflictError, NotFoundError
from shared.ports.account_health import SecretLeases
from shared.ports.time_and_language import Clock

SECRETS = "event-subscribers"
"""The record of Secrets Manager that holds the secrets of every subscriber, the newest of each first."""

LEASE = timedelta(seconds=30)
"""Longer than a read and a write take."""

MAX_ATTEMPTS = 10
PAUSE_SECONDS = 0.3


class SubscriberSecretStore:
    """A record has no version to write against: who changes it holds a lease from the read to the write, so that nobody
    writes back what they read before."""

    def __init__(
        self, prefix: str, leases: SecretLeases, clock: Clock, *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._store = SecretsManagerSecrets(prefix, cache_seconds=0)
        self._leases, self._clock, self._pause = leases, clock, pause

    def of(self, subscription_id: str) -> tuple[str, ...]:
        return tuple(self._record().get(subscription_id, ()))

    def add(self, subscription_id: str, secret: str, *, keep: int) -> None:
        self._change(subscription_id, lambda known: (secret, *known)[:keep])

    def remove(self, subscription_id: str) -> None:
        self._change(subscription_id, lambda _: ())

    def _change(self, subscription_id: str, change: Callable[[tuple[str, ...]], Sequence[str]]) -> None:
        with self._alone():
            record = self._record()
            record[subscription_id] = tuple(change(record.get(subscription_id, ())))
            self._store.put(SECRETS, {name: held for name, held in record.items() if held})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        holder = uuid4().hex
        for _ in range(MAX_ATTEMPTS):
            now = self._clock.now()
            if self._leases.claim(SECRETS, holder, now=now, until=now + LEASE):
                break
            self._pause(PAUSE_SECONDS)
        else:
            raise ConflictError("the secrets of webhooks are being changed by others")
        try:
            yield
        finally:
            self._leases.release(SECRETS, holder)

    def _record(self) -> dict[str, tuple[str, ...]]:
        try:
            return {name: tuple(held) for name, held in self._store.get(SECRETS).items()}
        except NotFoundError:
            return {}
