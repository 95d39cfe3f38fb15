"""How long an access token lasts, and how the next one is got before it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTerms:
    """A token that ends, and that we exchange for the next one before it does.

    ``lifetime`` is how long one lasts where the platform does not say; it is exchanged ``before`` its end, which
    leaves time for many attempts. ``refresh_key`` names the refresh token in the record (``None``: the access token is
    exchanged for the next one itself). ``client_keys`` are the other values that the exchange needs. ``rotates``: the
    refresh token changes each time, and the one before is good no more. One younger than ``min_age`` is not exchanged.
    """

    lifetime: timedelta
    before: timedelta
    refresh_key: str | None = None
    client_keys: tuple[str, ...] = ()
    rotates: bool = False
    begins_with: str = ""
    min_age: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshedToken:
    """What a platform gave. ``lasts`` and ``grant_lasts`` (of the refresh token) are ``None`` where it did not say."""

    access_token: str
    lasts: timedelta | None = None
    refresh_token: str | None = None
    grant_lasts: timedelta | None = None


def mark_of(token: str) -> str:
    """A digest by which a token is known again. It tells nobody the token, which is long and random."""
    return sha256(token.encode()).hexdigest()[:16]


def mark_of_client(values: Sequence[str]) -> str | None:
    """The same of the keys of our client; ``None`` where there are none. Their lengths keep them apart."""
    return mark_of("".join(f"{len(value)}:{value}" for value in values)) if values else None
