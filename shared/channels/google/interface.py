"""What Google's interfaces have in common: how access is got, and what their errors mean.

Google Cloud APIs, "Errors" (``google.rpc.Status`` as JSON) and "Using OAuth 2.0 for Web Server Applications".
"""

from datetime import datetime

import httpx

from shared.channels import reading
from shared.channels.oauth import RefreshTokenGrant
from shared.channels.sending import THROTTLED_FOR, body, failed_status, permanent, retry_after, retry_at
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

CREDENTIALS = ("client_id", "client_secret", "refresh_token")
"""The keys of a secret record with which Google gives an access token."""

_AGAIN = frozenset({"UNAVAILABLE", "INTERNAL", "ABORTED", "DEADLINE_EXCEEDED"})


def sign_in_for(api_host: str) -> RefreshTokenGrant:
    """Access tokens for the interface at that host, which all come from one place and last an hour."""
    return RefreshTokenGrant(api_host=api_host, host="https://oauth2.googleapis.com", path="/token")


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """``error.status`` decides; an answer that has none is understood by its HTTP status."""
    if response.is_success:
        return None
    status = reading.word(reading.mapping(body(response).get("error")).get("status"))
    code = f"google_{status}" if status.replace("_", "").isalpha() else f"http_{response.status_code}"
    if status == "RESOURCE_EXHAUSTED":
        return retry_at(retry_after(response, now) or now + THROTTLED_FOR, code)
    if status == "UNAUTHENTICATED":
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=code)
    if status in _AGAIN:
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error=code)
    return failed_status(response, now) if not status else permanent(code)
