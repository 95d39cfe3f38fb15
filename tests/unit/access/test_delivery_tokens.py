"""Tokens that prove deliveries: the issuer's signature, its name, and the times."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from shared.adapters.oidc.deliveries import DeliveryTokens
from shared.domain.channels.webhook import TokenIssuer
from shared.domain.errors import RefusedError, UpstreamError
from tests.fakes.stored import FixedClock

NOW = datetime(2026, 7, 31, 12, tzinfo=UTC)
ISSUER = TokenIssuer(channel="google_business", name="https://issuer.example", keys_url="https://keys.example/v3/certs")
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Keys:
    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        shown = {**RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "k1", "use": "sig"}
        return httpx.Response(self.status, json={"keys": [shown]})


def tokens(keys: Keys, **base_urls: str) -> DeliveryTokens:
    return DeliveryTokens(clock=FixedClock(at=NOW), base_urls=base_urls, transport=httpx.MockTransport(keys))


def signed(key: Any = KEY, **changes: Any) -> str:
    claims = {"iss": ISSUER.name, "aud": "us", "iat": NOW, "exp": NOW + timedelta(hours=1), **changes}
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k1"})


def test_a_token_of_the_issuer_says_what_it_says_and_its_keys_are_read_once() -> None:
    keys = Keys()
    checked = tokens(keys)
    for _ in range(3):
        assert checked.claims(ISSUER, signed())["aud"] == "us"
    assert keys.asked == ["https://keys.example/v3/certs"]


@pytest.mark.parametrize(
    "token",
    [
        signed(OTHER),
        signed(iss="https://other.example"),
        signed(exp=NOW - timedelta(minutes=2)),
        signed(exp=None),
        signed(iat=NOW + timedelta(minutes=5)),
        signed() + "x",
        jwt.encode(
            {"iss": ISSUER.name}, "a shared secret of thirty-two bytes", algorithm="HS256", headers={"kid": "k1"}
        ),
        "nonsense",
        "",
        "x" * 9000,
    ],
    ids=[
        "another key",
        "another issuer",
        "over",
        "no end",
        "not yet",
        "cut",
        "a shared secret",
        "none",
        "empty",
        "long",
    ],
)
def test_anything_else_is_refused(token: str) -> None:
    with pytest.raises(RefusedError):
        tokens(Keys()).claims(ISSUER, token)


def test_without_the_keys_nothing_is_known() -> None:
    with pytest.raises(UpstreamError):
        tokens(Keys(status=503)).claims(ISSUER, signed())


def test_a_simulator_stands_in_at_the_same_path() -> None:
    keys = Keys()
    tokens(keys, google_business="http://127.0.0.1:1/google_business").claims(ISSUER, signed())
    assert keys.asked == ["http://127.0.0.1:1/google_business/v3/certs"]
