"""An issuer with real keys: what it signs, and what it answers over HTTP."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shared.adapters.oidc.identities import OidcIdentities
from shared.adapters.oidc.keys import IssuerKeys
from tests.fakes.stored import START, FixedClock

ISSUER = "https://login.example.com/tenant"
CLIENT = "desk-client"
KEYS = "https://login.example.com/keys"


@cache
def private_key(name: str) -> Any:
    if name.startswith("ec"):
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(name: str, **fields: Any) -> dict[str, Any]:
    algorithm, alg = (ECAlgorithm, "ES256") if name.startswith("ec") else (RSAAlgorithm, "RS256")
    jwk = json.loads(algorithm.to_jwk(private_key(name).public_key()))
    return {**jwk, "kid": name, "use": "sig", "alg": alg, **fields}


@dataclass
class Issuer:
    """``answers`` replace what it says at an address; ``asked`` are the addresses that were read."""

    keys: list[dict[str, Any]] = field(default_factory=lambda: [public_jwk("one")])
    answers: dict[str, httpx.Response | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    clock: FixedClock = field(default_factory=FixedClock)

    def identities(self, *, emails_verified: bool = False) -> OidcIdentities:
        keys = IssuerKeys(find_url=self.find_url, clock=self.clock, transport=httpx.MockTransport(self._answer))
        return OidcIdentities(
            issuer=ISSUER, client_id=CLIENT, keys=keys, clock=self.clock, emails_verified=emails_verified
        )

    def find_url(self) -> str:
        return KEYS

    def _answer(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked.append(url)
        given = self.answers.get(url)
        if isinstance(given, Exception):
            raise given
        if given is not None:
            return given
        return httpx.Response(200, json={"keys": self.keys})


def claims(**changes: Any) -> dict[str, Any]:
    """Those of an ID token; ``None`` leaves one out."""
    made = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "sub-1",
        "email": "sophie@acme.example",
        "email_verified": True,
        "iat": int(START.timestamp()),
        "exp": int((START + timedelta(hours=1)).timestamp()),
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def token(key: str = "one", *, algorithm: str = "RS256", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    return jwt.encode(claims(**changes), private_key(key), algorithm=algorithm, headers={"kid": key, **(headers or {})})
