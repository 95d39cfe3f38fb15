"""Secret records in AWS Secrets Manager: one JSON object each, every key a list of current and previous values."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters import limits
from shared.adapters.aws_errors import as_domain_error, code_of, translated
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import NotFoundError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

PLATFORM_FRESH_SECONDS = 1
"""The same where only a platform's refusal of our token asks for one: the next token may be there since a moment."""

# A webhook that waits for a secret has five seconds in all. botocore's retries are the only ones.
CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})

# What a platform gave is lost when it cannot be written: there is time for more attempts, with longer pauses.
WRITE_CONFIG = Config(connect_timeout=2, read_timeout=4, retries={"mode": "standard", "total_max_attempts": 5})

MIN_FRESH_SECONDS = 30
"""How old a fresh read may be. A wrongly signed request asks for one, and an attacker may send many of those."""

_ABSENT = frozenset({"ResourceNotFoundException", "InvalidRequestException"})  # the latter: marked for deletion


@dataclass(frozen=True, slots=True)
class _CachedRecord:
    at: float
    record: Secrets | None  # None: there is no such record


class SecretsManagerSecrets:
    """``prefix`` stands before every name. A record is kept for ``cache_seconds``, reduced to ``keys`` if given.

    A fresh read is at most ``fresh_seconds`` old.

    When the service fails, a record read earlier goes on being used.
    """

    def __init__(
        self,
        prefix: str,
        *,
        cache_seconds: float = 300,
        keys: Collection[str] | None = None,
        now: Callable[[], float] = monotonic,
        fresh_seconds: float = MIN_FRESH_SECONDS,
    ) -> None:
        self._fresh_seconds = fresh_seconds
        self._prefix = prefix
        self._keys = keys
        self._cache_seconds = cache_seconds
        self._now = now
        self._known: dict[str, _CachedRecord] = {}

    @cached_property
    def client(self) -> "SecretsManagerClient":
        return boto3.client("secretsmanager", config=CONFIG)

    @cached_property
    def _writer(self) -> "SecretsManagerClient":
        return boto3.client("secretsmanager", config=WRITE_CONFIG)

    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        """Raises ``NotFoundError``, also for a record that is not a JSON object; ``UpstreamError``."""
        known = self._known.get(name)
        lasts = min(self._fresh_seconds, self._cache_seconds) if fresh or (known and known.record is None) else None
        if known is None or self._now() - known.at >= (self._cache_seconds if lasts is None else lasts):
            known = self._read(name, known)
            self._known[name] = known
        if known.record is None:
            raise NotFoundError(f"secret {name}")
        return known.record

    def _read(self, name: str, known: _CachedRecord | None) -> _CachedRecord:
        at = self._now()
        try:
            answer = self.client.get_secret_value(SecretId=f"{self._prefix}{name}")
        except (BotoCoreError, ClientError) as error:
            if code_of(error) in _ABSENT:
                return _CachedRecord(at, None)
            if known is not None:
                return _CachedRecord(at, known.record)
            raise as_domain_error("secretsmanager", error) from error
        record = _record(answer.get("SecretString", ""))
        if record is not None and self._keys is not None:
            record = {key: values for key, values in record.items() if key in self._keys}
        return _CachedRecord(at, record)

    def read(self, name: str) -> Secrets:
        """The record as it is, for who writes it: never one of before. Raises ``NotFoundError``, ``UpstreamError``."""
        found = self._read(name, None).record
        if found is None:
            raise NotFoundError(f"secret {name}")
        return found

    def put(self, name: str, record: Mapping[str, Sequence[str]]) -> None:
        """Write a record, as the command line does. Raises ``LimitExceededError``, ``UpstreamError``."""
        text = json.dumps({key: list(values) for key, values in record.items()})
        limits.require("secret", len(text.encode()), limits.SECRET_BYTES)
        with translated("secretsmanager"):
            try:
                self._writer.put_secret_value(SecretId=f"{self._prefix}{name}", SecretString=text)
            except self._writer.exceptions.ResourceNotFoundException:
                self._writer.create_secret(Name=f"{self._prefix}{name}", SecretString=text)
        self._known.pop(name, None)


def _record(text: str) -> Secrets | None:
    """Values are lists; a single text is understood as a list of one. Empty values are no secrets."""
    try:
        found: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    lists = {key: held if isinstance(held, list) else [held] for key, held in found.items()}
    return {key: tuple(v for v in held if isinstance(v, str) and v) for key, held in lists.items()}
