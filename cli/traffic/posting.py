"""Posts signed bodies to the webhooks of the local stack, as the platforms would."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from cli.traffic.delivered import signer
from local import signing
from shared.domain.brand.model import Brand

TIMEOUT = httpx.Timeout(30, connect=5)
MAX_ATTEMPTS = 4  # a platform sends again what was not taken
FORGED = {
    "app_secret": ["not-our-secret"],
    "client_secret": ["not-our-secret"],
    "secret_token": ["not-our-secret"],
    "channel_secret": ["not-our-secret"],
    "auth_token": ["not-our-secret"],
    "signing_secret": ["whsec_bm90LW91ci1zZWNyZXQtbm90LW91cnM="],
}


class CannotSignError(Exception):
    """The stack knows no secret for that channel of that brand."""


class Poster:
    """``webhook_url`` is followed by channel and brand; ``secrets`` are the stack's, by name."""

    def __init__(
        self,
        webhook_url: str,
        secrets: Mapping[str, Mapping[str, Any]],
        *,
        http: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._webhook_url = webhook_url
        self._secrets = secrets
        self._http = http or httpx.Client(timeout=TIMEOUT, trust_env=False)
        self._sleep = sleep

    def post(self, channel: str, brand: Brand, body: bytes, *, forged: bool = False) -> int:
        """The status of the answer. What was not taken (5xx, no answer) is sent again a few times.

        Raises ``CannotSignError``; ``httpx.TransportError`` when there is no answer at all.
        """
        secret = FORGED if forged else self._secret(channel, brand)
        try:
            headers = signing.headers(channel, body, secret)
        except KeyError as error:
            raise CannotSignError(f"nothing signs for {channel}: {error} is not known") from None
        url = f"{self._webhook_url}/{channel}/{brand.id}"
        for turn in range(1, MAX_ATTEMPTS + 1):
            try:
                status = self._http.post(url, content=body, headers=headers).status_code
            except httpx.TransportError:
                if turn == MAX_ATTEMPTS:
                    raise
            else:
                if status < 500 or turn == MAX_ATTEMPTS:
                    return status
            self._sleep(0.5 * 2**turn)
        raise AssertionError("unreachable")

    def _secret(self, channel: str, brand: Brand) -> Mapping[str, Any]:
        name = signer(channel, brand)
        if name is None or name not in self._secrets:
            raise CannotSignError(f"the stack holds no secret for {channel} of {brand.id}")
        return self._secrets[name]
