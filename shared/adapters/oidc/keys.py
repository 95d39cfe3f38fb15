"""The public keys of the issuer (JWKS, RFC 7517), read over HTTP and kept.

Keys are read again after an hour, and when a token names a key that is not known: at most once in five seconds, so that
made-up key ids cause little traffic. Only a set that was read since says that a key is not the issuer's: until then a
token of a new key is neither valid nor forged. While the issuer does not answer, the keys that are known go on for a
day.
"""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from shared.domain.errors import RefusedError, UpstreamError
from shared.ports.time_and_language import Clock

REFRESH_AFTER = timedelta(hours=1)
KEPT_WITHOUT_ISSUER = timedelta(hours=24)
PAUSE = timedelta(seconds=5)  # between two readings because of an unknown key
PAUSE_AFTER_FAILURE = timedelta(seconds=10)
MAX_BYTES = 64 * 1024  # those of Cognito, Entra ID and Google have less than 8 kB
MAX_KEYS = 50
TIMEOUT = httpx.Timeout(3.0, connect=2.0)

_log = logging.getLogger(__name__)


class IssuerKeys:
    """``find_url`` says where the keys are, and raises ``UpstreamError``."""

    def __init__(
        self, *, find_url: Callable[[], str], clock: Clock, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._find_url = find_url
        self._clock = clock
        self._transport = transport
        self._cache: dict[str, PyJWK] = {}
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._failed = False

    def get(self, key_id: str) -> PyJWK:
        """Raises ``RefusedError`` for a key that the issuer does not have, ``UpstreamError`` while nobody knows."""
        now = self._clock.now()
        if self._read_at is None or now - self._read_at >= REFRESH_AFTER or key_id not in self._cache:
            self._refresh(now)
        is_latest = self._read_at == now
        if self._read_at is None or now - self._read_at >= KEPT_WITHOUT_ISSUER:
            raise UpstreamError("oidc: the keys of the issuer cannot be read")
        if key_id not in self._cache and not is_latest:
            raise UpstreamError("oidc: an unknown key, and the keys of the issuer were read before it came")
        if key_id not in self._cache:
            raise RefusedError("This token is signed with a key that the issuer does not have.")
        return self._cache[key_id]

    def _refresh(self, now: datetime) -> None:
        pause = PAUSE_AFTER_FAILURE if self._failed else PAUSE
        if self._tried_at is not None and now - self._tried_at < pause:
            return
        self._tried_at = now
        try:
            self._cache = self._read()
        except UpstreamError as error:
            self._failed = True
            _log.warning("%s", error)
            return
        self._failed = False
        self._read_at = now

    def _read(self) -> dict[str, PyJWK]:
        found = self._get(self._find_url()).get("keys")
        if not isinstance(found, list) or len(found) > MAX_KEYS:
            raise UpstreamError("oidc: the key set cannot be read")
        read = dict(pair for each in found if (pair := _key(each)) is not None)
        if not read:
            raise UpstreamError("oidc: the key set has no key to verify with")
        return read

    def _client(self) -> httpx.Client:
        """One for each reading: an hour lies between them."""
        return httpx.Client(transport=self._transport, timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def _get(self, url: str) -> Mapping[str, Any]:
        content = b""
        try:
            with self._client() as http, http.stream("GET", url, headers={"Accept": "application/json"}) as response:
                if response.status_code != httpx.codes.OK:
                    raise UpstreamError(f"oidc: the issuer answers {response.status_code}")
                for part in response.iter_bytes():
                    content += part
                    if len(content) > MAX_BYTES:
                        raise UpstreamError("oidc: the key set is too large")
            document = json.loads(content)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UpstreamError(f"oidc: the issuer does not answer ({type(error).__name__})") from None
        except ValueError:
            raise UpstreamError("oidc: the key set is no JSON") from None
        if not isinstance(document, dict):
            raise UpstreamError("oidc: the key set is no object")
        return document


def _key(given: Any) -> tuple[str, PyJWK] | None:
    """A public key to verify with; ``None`` for one of another use or kind. One odd key must not hide the others."""
    if not isinstance(given, dict) or given.get("use", "sig") != "sig" or not isinstance(given.get("kid"), str):
        return None
    if given.get("kty") not in ("RSA", "EC"):
        return None
    try:
        return given["kid"], PyJWK(given)
    except (PyJWTError, ValueError, KeyError, TypeError):
        return None
