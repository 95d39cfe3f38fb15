"""Tokens of push deliveries as Google signs them, with a key of the simulator's own.

The key is derived from a fixed name, so that whoever signs and the simulator that shows the public half have the same
one, and none is kept anywhere. It proves nothing outside of this machine.
"""

import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

ISSUER = "https://accounts.google.com"
_KEY_ID = "simulated"
_KEY = ec.derive_private_key(int.from_bytes(sha256(b"nightdesk simulator").digest()), ec.SECP256R1())


def token(*, audience: str, service_account: str, now: float | None = None) -> str:
    """Good for an hour from ``now`` (seconds since 1970), as Google's are."""
    now = int(time.time() if now is None else now)
    claims = {
        "iss": ISSUER,
        "aud": audience,
        "sub": "100000000000000000001",
        "email": service_account,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
    }
    return jwt.encode(claims, _KEY, algorithm="ES256", headers={"kid": _KEY_ID})


def key_set() -> Mapping[str, Any]:
    """The public half (JWKS, RFC 7517)."""
    shown = ECAlgorithm.to_jwk(_KEY.public_key(), as_dict=True)
    return {"keys": [{**shown, "kid": _KEY_ID, "use": "sig", "alg": "ES256"}]}
