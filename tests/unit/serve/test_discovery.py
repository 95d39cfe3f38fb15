"""What an issuer says of itself is read once an hour, checked, and outlives an issuer that is down."""

import io
import json
import urllib.error
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.oidc.discovery import MAX_BYTES, OidcDiscovery
from shared.domain.errors import UpstreamError

ISSUER = "https://login.example/pool"
DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": "https://signin.example/authorize",
    "token_endpoint": "https://signin.example/token",
    "jwks_uri": "https://login.example/keys",
    "end_session_endpoint": "https://signin.example/logout",
}


class Moving:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 21, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class Issuer:
    """Stands where urllib's opener is."""

    def __init__(self) -> None:
        self.answer: bytes | Exception = json.dumps(DOCUMENT).encode()
        self.asked: list[tuple[str, float]] = []

    def open(self, request: Any, timeout: float) -> io.BytesIO:
        self.asked.append((request.full_url, timeout))
        if isinstance(self.answer, Exception):
            raise self.answer
        return io.BytesIO(self.answer)


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


def discovery_of(issuer: Issuer, clock: Moving, **options: str) -> OidcDiscovery:
    discovery = OidcDiscovery(ISSUER, clock, **options)
    discovery._opener = issuer
    return discovery


def test_the_document_is_below_the_issuer_and_is_read_once_an_hour(issuer: Issuer, clock: Moving) -> None:
    discovery = discovery_of(issuer, clock)
    provider = discovery()
    assert discovery() is provider
    assert provider.token_endpoint == "https://signin.example/token"
    assert issuer.asked == [(f"{ISSUER}/.well-known/openid-configuration", 3)]
    clock.at += timedelta(hours=1)
    discovery()
    assert len(issuer.asked) == 2


def test_an_emulator_answers_elsewhere(issuer: Issuer, clock: Moving) -> None:
    discovery_of(issuer, clock, url="http://127.0.0.1:4566/pool/configuration")()
    assert issuer.asked[0][0] == "http://127.0.0.1:4566/pool/configuration"


@pytest.mark.parametrize(
    "failure",
    [
        urllib.error.URLError("refused"),
        TimeoutError(),
        b"not json",
        b"[]",
        b"x" * (MAX_BYTES + 1),
        json.dumps({**DOCUMENT, "issuer": "https://evil.example"}).encode(),
        json.dumps({**DOCUMENT, "token_endpoint": "http://signin.example/token"}).encode(),
        json.dumps({**DOCUMENT, "authorization_endpoint": "javascript:alert(1)"}).encode(),
        json.dumps({**DOCUMENT, "jwks_uri": None}).encode(),
    ],
    ids=["refused", "time-out", "no-json", "no-object", "too-large", "other-issuer", "no-tls", "script", "no-keys"],
)
def test_an_answer_that_cannot_be_trusted_is_none(issuer: Issuer, clock: Moving, failure: Any) -> None:
    issuer.answer = failure
    with pytest.raises(UpstreamError):
        discovery_of(issuer, clock)()


def test_an_issuer_that_is_down_is_asked_again_after_five_seconds_not_by_each_request(
    issuer: Issuer, clock: Moving
) -> None:
    good, issuer.answer = issuer.answer, TimeoutError()
    discovery = discovery_of(issuer, clock)
    for _ in range(3):
        with pytest.raises(UpstreamError):
            discovery()
    assert len(issuer.asked) == 1
    clock.at += timedelta(seconds=5)
    issuer.answer = good
    assert discovery().issuer == ISSUER


def test_what_is_known_is_used_while_the_issuer_is_down(issuer: Issuer, clock: Moving) -> None:
    discovery = discovery_of(issuer, clock)
    provider = discovery()
    issuer.answer = TimeoutError()
    clock.at += timedelta(hours=2)
    assert discovery() == provider


def test_an_issuer_without_tls_is_never_asked(issuer: Issuer, clock: Moving) -> None:
    with pytest.raises(UpstreamError):
        discovery_of(issuer, clock, url="http://login.example/configuration")()
    assert issuer.asked == []


@pytest.mark.parametrize("name", ["end_session_endpoint", "revocation_endpoint"])
def test_a_way_out_that_is_not_https_is_left_out(issuer: Issuer, clock: Moving, name: str) -> None:
    issuer.answer = json.dumps({**DOCUMENT, name: "https://signin.example/out"}).encode()
    assert getattr(discovery_of(issuer, clock)(), name) == "https://signin.example/out"
    for wrong in ("javascript:alert(1)", "http://signin.example/out", None, 7):
        issuer.answer = json.dumps({**DOCUMENT, name: wrong}).encode()
        assert getattr(discovery_of(issuer, clock)(), name) is None


@pytest.mark.parametrize(
    ("supported", "gives"),
    [(["openid", "offline_access"], True), (["openid"], False), (None, False), ("offline_access", False)],
)
def test_whether_the_issuer_gives_access_that_outlives_a_token_is_read(supported: object, gives: bool) -> None:
    found = OidcDiscovery(ISSUER, Moving())._parse(json.dumps({**DOCUMENT, "scopes_supported": supported}).encode())
    assert found.gives_offline_access is gives
