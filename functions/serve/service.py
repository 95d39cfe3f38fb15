"""Answers a request for the desk's page: one of its files, or what the page must know to sign in."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from functions.serve.files import PAGE, StaticFile
from functions.serve.policy import ALWAYS, content_security_policy, origin
from shared.domain.access.provider import IdentityProvider
from shared.domain.errors import UpstreamError

CONFIGURATION = "configuration.json"

OK, FOUND, NOT_MODIFIED, NOT_FOUND, UNAVAILABLE = 200, 302, 304, 404, 503
_SCOPES = "openid email profile"
_RETRY_AFTER = "5"  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServePage:
    """``find_provider`` raises ``UpstreamError``; it is ``None`` where nobody can sign in."""

    files: Mapping[str, StaticFile]
    find_provider: Callable[[], IdentityProvider] | None
    client_id: str
    stage: str
    media_origins: Sequence[str] = ()

    def __call__(self, path: str, headers: Mapping[str, str]) -> Response:
        """``path`` is the whole path of the request; ``headers`` have small names."""
        _, found, name = path.partition("/desk")
        if not found or name in ("", "/"):
            # One address for the page, so that one address is registered with the issuer.
            return self._answer(FOUND, {"Location": PAGE if name == "/" else f"desk/{PAGE}"})
        name = name.removeprefix("/")
        if name == CONFIGURATION:
            return self._configuration()
        file = self.files.get(name)
        if file is None:
            if not self.files:
                return self._text(UNAVAILABLE, "The page was not built: run `make desk`, then deploy again.")
            return self._text(NOT_FOUND, "There is no such file.")
        return self._file(name, file, headers)

    def _file(self, name: str, file: StaticFile, headers: Mapping[str, str]) -> Response:
        caching = "public, max-age=31536000, immutable" if file.immutable else "no-cache"
        described = {"Cache-Control": caching, "ETag": file.etag, "Vary": "Accept-Encoding"}
        if name == PAGE:
            described["Content-Security-Policy"] = self._page_policy()
        if file.etag in [known.strip().removeprefix("W/") for known in headers.get("if-none-match", "").split(",")]:
            return self._answer(NOT_MODIFIED, described)
        described["Content-Type"] = file.content_type
        if _takes_gzip(headers.get("accept-encoding", "")):
            return self._answer(OK, {**described, "Content-Encoding": "gzip"}, file.compressed)
        return self._answer(OK, described, file.content)

    def _page_policy(self) -> str:
        """While the issuer does not answer, the page still opens, and says so."""
        try:
            provider = self.find_provider() if self.find_provider is not None else None
        except UpstreamError:
            provider = None
        return content_security_policy(
            token_endpoint=provider.token_endpoint if provider else None, media_origins=self.media_origins
        )

    def _configuration(self) -> Response:
        """Public facts only: whoever opens the page reads them before anybody has signed in."""
        if self.find_provider is None:
            return self._json(OK, {"stage": self.stage, "sign_in": None})
        try:
            provider = self.find_provider()
        except UpstreamError:
            return self._json(UNAVAILABLE, {"detail": "The issuer does not answer."}, {"Retry-After": _RETRY_AFTER})
        sign_in = {
            "issuer": provider.issuer,
            "client_id": self.client_id,
            "authorization_endpoint": provider.authorization_endpoint,
            "token_endpoint": provider.token_endpoint,
            "end_session_endpoint": provider.end_session_endpoint,
            "revocation_endpoint": _revocation(provider),
            "scope": _SCOPES + (" offline_access" if provider.gives_offline_access else ""),
        }
        return self._json(OK, {"stage": self.stage, "sign_in": sign_in})

    def _json(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> Response:
        described = {"Content-Type": "application/json", "Cache-Control": "no-store", **(headers or {})}
        return self._answer(status, described, json.dumps(body).encode())

    def _text(self, status: int, text: str) -> Response:
        described = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        return self._answer(status, described, f"{text}\n".encode())

    @staticmethod
    def _answer(status: int, headers: Mapping[str, str], body: bytes = b"") -> Response:
        own = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}
        return Response(status=status, headers={**ALWAYS, **own, **headers}, body=body)


def _revocation(provider: IdentityProvider) -> str | None:
    """Only where the page's policy lets it ask: beside the token endpoint."""
    given = provider.revocation_endpoint
    return given if given is not None and origin(given) == origin(provider.token_endpoint) else None


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
