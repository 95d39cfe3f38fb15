"""The secrets that sign deliveries to subscribers: one record of AWS Secrets Manager for all of them."""

from collections.abc import Sequence

from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.domain.errors import ConflictError, NotFoundError

SECRETS = "event-subscribers"
"""The record of Secrets Manager that holds the secrets of every subscriber, the newest of each first."""

MAX_ATTEMPTS = 4


class SubscriberSecretStore:
    """A record has no version to write against: what was written is read again, and written once more where somebody
    else wrote at the same time."""

    def __init__(self, prefix: str) -> None:
        self._store = SecretsManagerSecrets(prefix, cache_seconds=0)

    def of(self, subscription_id: str) -> tuple[str, ...]:
        return tuple(self._record().get(subscription_id, ()))

    def put(self, subscription_id: str, secrets: Sequence[str]) -> None:
        """Replace the secrets of a subscriber; none of them: it has no more."""
        wanted = tuple(secrets)
        for _ in range(MAX_ATTEMPTS):
            record = {**self._record(), subscription_id: wanted}
            self._store.put(SECRETS, {name: held for name, held in record.items() if held})
            if self.of(subscription_id) == wanted:
                return
        raise ConflictError(f"the secrets of webhook {subscription_id} were written by others at the same time")

    def _record(self) -> dict[str, tuple[str, ...]]:
        try:
            return {name: tuple(held) for name, held in self._store.get(SECRETS).items()}
        except NotFoundError:
            return {}
