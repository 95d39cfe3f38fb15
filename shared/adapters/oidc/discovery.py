"""Reads what an issuer of OpenID Connect says of itself, and keeps it for an hour."""

import json
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from shared.domain.access.provider import IdentityProvider
from shared.domain.errors import UpstreamError
from shared.ports.time_and_language import Clock

WELL_KNOWN = "/.well-known/openid-configuration"
TIMEOUT_SECONDS = 3
MAX_BYTES = 65_536
KEPT = timedelta(hours=1)
RETRIED_AFTER = timedelta(seconds=5)
"""After a failure nobody is asked for so long, so that an issuer that is down makes no request wait."""

_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class OidcDiscovery:
    """``url`` is where the document is, if that is not below the issuer (an emulator). One request has one attempt."""

    def __init__(self, issuer: str, clock: Clock, *, url: str = "") -> None:
        self._issuer = issuer
        self._url = url or issuer.rstrip("/") + WELL_KNOWN
        self._clock = clock
        self._known: IdentityProvider | None = None
        self._read_at: datetime | None = None
        self._failed_at: datetime | None = None
        self._opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))

    def __call__(self) -> IdentityProvider:
        """Raises ``UpstreamError``; not while an older document is known."""
        now = self._clock.now()
        if self._known is not None and self._read_at is not None and now - self._read_at < KEPT:
            return self._known
        if self._failed_at is None or now - self._failed_at >= RETRIED_AFTER:
            try:
                self._known, self._read_at = self._read(), now
                self._failed_at = None
            except UpstreamError:
                self._failed_at = now
        if self._known is None:
            raise UpstreamError("issuer_unavailable")
        return self._known

    def _read(self) -> IdentityProvider:
        request = urllib.request.Request(self._url, headers={"Accept": "application/json"})  # noqa: S310  checked below
        if not _is_safe(self._url):
            raise UpstreamError("issuer_not_https")
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                body = answer.read(MAX_BYTES + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise UpstreamError("issuer_unavailable") from error
        return self._parse(body)

    def _parse(self, body: bytes) -> IdentityProvider:
        try:
            document = json.loads(body) if len(body) <= MAX_BYTES else None
        except ValueError:
            document = None
        if not isinstance(document, dict) or document.get("issuer") != self._issuer:
            raise UpstreamError("issuer_document_invalid")
        end_session, revocation = document.get("end_session_endpoint"), document.get("revocation_endpoint")
        provider = IdentityProvider(
            issuer=self._issuer,
            authorization_endpoint=str(document.get("authorization_endpoint")),
            token_endpoint=str(document.get("token_endpoint")),
            jwks_uri=str(document.get("jwks_uri")),
            gives_offline_access="offline_access" in _names(document.get("scopes_supported")),
            end_session_endpoint=end_session if isinstance(end_session, str) and _is_safe(end_session) else None,
            revocation_endpoint=revocation if isinstance(revocation, str) and _is_safe(revocation) else None,
        )
        if not all(map(_is_safe, (provider.authorization_endpoint, provider.token_endpoint, provider.jwks_uri))):
            raise UpstreamError("issuer_document_invalid")
        return provider


def _names(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_safe(url: str) -> bool:
    """https, or this machine (an emulator)."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_MACHINE))
