"""What proves a delivery: the secrets of a record, and comparing with them in constant time."""

import hmac
from collections.abc import Iterable, Sequence

from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest, WebhookResponse


def secrets_named(secrets: Secrets, name: str) -> Sequence[str]:
    """The secrets under this key. An empty one is left out: it would be a key that everybody knows."""
    return [secret for secret in secrets.get(name, ()) if secret]


def verdict_of(given: str, expected: Iterable[str]) -> Verdict:
    """Whether ``given`` is one of the expected proofs. All of them are compared, each in constant time."""
    spelled = given.encode("utf-8", "replace")
    matches = [hmac.compare_digest(spelled, proof.encode()) for proof in expected]
    return Verdict.VALID if any(matches) else Verdict.INVALID


def no_handshake(_: WebhookRequest) -> WebhookResponse:
    """The answer of a channel whose platform asks nothing before it delivers."""
    return WebhookResponse(status=400)
