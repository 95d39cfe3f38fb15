"""Which tokens of the issuer name an agent, with real signatures."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.access.agents import Identity
from shared.domain.errors import RefusedError
from tests.fakes.stored import START
from tests.unit.access.issuer import CLIENT, Issuer, claims, private_key, public_jwk, token

ACCESS_TOKEN_OF_COGNITO = {"aud": None, "email": None, "client_id": CLIENT, "token_use": "access"}


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(keys=[public_jwk("one"), public_jwk("ec-one")])


def test_an_id_token_names_the_person_and_their_verified_address(issuer: Issuer) -> None:
    assert issuer.identities().verify(token()) == Identity(
        subject="sub-1", email="sophie@acme.example", expires_at=START + timedelta(hours=1)
    )


@pytest.mark.parametrize(
    ("key", "algorithm", "changes"),
    [
        ("one", "RS256", {"aud": [CLIENT]}),
        ("one", "RS256", {"aud": [CLIENT, "another"], "azp": CLIENT}),
        ("one", "RS256", ACCESS_TOKEN_OF_COGNITO),
        ("one", "RS256", {"token_use": "id"}),
        ("one", "RS256", {"email_verified": "true"}),
        ("ec-one", "ES256", {}),
    ],
)
def test_tokens_for_us_are_taken(issuer: Issuer, key: str, algorithm: str, changes: dict[str, Any]) -> None:
    assert issuer.identities().verify(token(key, algorithm=algorithm, **changes)).subject == "sub-1"


@pytest.mark.parametrize("verified", [None, False, "false", 1, "yes"])
def test_an_address_that_the_issuer_has_not_verified_counts_as_none(issuer: Issuer, verified: object) -> None:
    assert issuer.identities().verify(token(email_verified=verified)).email is None


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example.com/other"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another"], "azp": CLIENT},  # made for another service, though our page asked for it
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"aud": None},
        {"aud": None, "client_id": "another"},
        {"aud": {"is": CLIENT}},
        {"token_use": "refresh"},
        {"exp": None},
        {"exp": int(START.timestamp()) - 60},
        {"exp": True},
        {"exp": "tomorrow"},
        {"exp": 1e30},
        {"nbf": int(START.timestamp()) + 61},
        {"iat": int(START.timestamp()) + 61},
        {"sub": None},
        {"sub": ""},
        {"sub": "a" * 256},
        {"sub": "one,two"},
        {"sub": "tab\t"},
        {"sub": "é"},
    ],
)
def test_a_token_that_is_not_for_us_or_not_in_force_is_refused(issuer: Issuer, changes: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        issuer.identities().verify(token(**changes))


def test_clocks_may_differ_by_a_minute(issuer: Issuer) -> None:
    now = int(START.timestamp())

    assert issuer.identities().verify(token(exp=now - 59, nbf=now + 60, iat=now + 60)).subject == "sub-1"


def test_a_session_ends_with_its_token(issuer: Issuer) -> None:
    identities, signed = issuer.identities(), token()
    identities.verify(signed)

    issuer.clock.pass_time(minutes=61)

    with pytest.raises(RefusedError, match="expired"):
        identities.verify(signed)


def test_a_changed_token_is_refused(issuer: Issuer) -> None:
    head, _, signature = token().split(".")
    forged = _part(claims(sub="somebody-else"))

    with pytest.raises(RefusedError):
        issuer.identities().verify(f"{head}.{forged}.{signature}")


def test_a_token_of_another_key_under_a_known_name_is_refused(issuer: Issuer) -> None:
    with pytest.raises(RefusedError):
        issuer.identities().verify(token("two", headers={"kid": "one"}))


def test_an_unsigned_token_is_refused(issuer: Issuer) -> None:
    head = _part({"alg": "none", "kid": "one"})

    with pytest.raises(RefusedError):
        issuer.identities().verify(f"{head}.{_part(claims())}.")


def test_the_public_key_is_no_shared_secret(issuer: Issuer) -> None:
    """The well-known confusion: HS256 with the public key, which everybody has, as the secret."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415  this attack alone needs it

    secret = (
        private_key("one")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    signed = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims())}"
    signature = base64.urlsafe_b64encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest()).rstrip(b"=")

    with pytest.raises(RefusedError):
        issuer.identities().verify(f"{signed}.{signature.decode()}")


def test_a_key_signs_with_its_own_algorithm_only(issuer: Issuer) -> None:
    with pytest.raises(RefusedError):
        issuer.identities().verify(token(algorithm="PS256"))


@pytest.mark.parametrize("headers", [{"kid": 1}, {"kid": None}, {"typ": "logout+jwt"}, {"typ": 7}])
def test_a_header_that_is_not_of_such_a_token_is_refused(issuer: Issuer, headers: dict[str, Any]) -> None:
    head = _part({"alg": "RS256", "kid": "one", **headers})

    with pytest.raises(RefusedError):
        issuer.identities().verify(f"{head}.{_part(claims())}.c2ln")


@pytest.mark.parametrize("given", ["", "..", "a.b.c", "é.é.é", "x" * 9000, "eyJhbGciOiJSUzI1NiJ9.bm8.bm8"])
def test_what_is_no_token_is_refused(issuer: Issuer, given: str) -> None:
    with pytest.raises(RefusedError):
        issuer.identities().verify(given)


@pytest.mark.parametrize("content", [["a list"], "a text", 7])
def test_a_signed_token_that_is_no_set_of_claims_is_refused(issuer: Issuer, content: object) -> None:
    import jwt  # noqa: PLC0415  here alone a token is made by hand

    signed = jwt.api_jws.encode(json.dumps(content).encode(), private_key("one"), "RS256", headers={"kid": "one"})

    with pytest.raises(RefusedError):
        issuer.identities().verify(signed)


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("verified", "email"),
    [(None, "sophie@acme.example"), (False, None), ("false", None), (True, "sophie@acme.example")],
)
def test_whoever_vouches_for_the_addresses_of_an_issuer_does_so_where_it_says_nothing_itself(
    issuer: Issuer, verified: object, email: str | None
) -> None:
    signed = token(email="sophie@acme.example", email_verified=verified)

    assert issuer.identities(emails_verified=True).verify(signed).email == email
