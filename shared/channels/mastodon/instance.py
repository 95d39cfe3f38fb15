"""An instance of Mastodon: where it is, how it is asked, and what its errors mean (its documentation, "REST API")."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import httpx

from shared.channels import reading
from shared.channels.sending import PlatformApi, bearer, failed_status, no_credentials, retry_at
from shared.channels.sign_in import host_of, parts_of
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import Quota


def host(tokens: Sequence[str]) -> str:
    """The instance that the record names, such as ``mastodon.example``."""
    return host_of(tokens, "instance")


def elsewhere(api: PlatformApi, place: str) -> PlatformApi:
    """Another instance, without our token; where ours is replaced (by a simulator), it is there too."""
    base_url = f"https://{place}" if api.base_url.startswith("https://") else api.base_url
    return replace(api, base_url=base_url, tokens=("",), credentials=no_credentials)


def credentials(token: str) -> Mapping[str, str]:
    parts = parts_of(token)
    return bearer(str(parts.get("access_token") or parts.get("", "")))


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """401 is the token, 404 what is gone, 422 what is invalid. A throttle names its end, as ISO 8601."""
    if response.status_code == 429:
        quota = quota_of(response)
        if quota is not None and quota.resets_at > now:
            return retry_at(quota.resets_at, "http_429")
    return failed_status(response, now)


def quota_of(response: httpx.Response) -> Quota | None:
    """``X-RateLimit-Limit``, ``-Remaining`` and ``-Reset`` (documentation, "Rate limits")."""
    limit, remaining = (
        reading.whole_number(response.headers.get(f"x-ratelimit-{name}")) for name in ("limit", "remaining")
    )
    resets_at = reading.instant(response.headers.get("x-ratelimit-reset"))
    if remaining is None or resets_at is None:
        return None
    return Quota(limit=limit, remaining=remaining, resets_at=resets_at)


def next_page(response: httpx.Response) -> str | None:
    """The ``max_id`` of the link to older entries (documentation, "Pagination")."""
    link = response.links.get("next", {}).get("url", "")
    try:
        found = parse_qs(urlsplit(link).query).get("max_id", [])
    except ValueError:
        return None
    return found[0] if found else None
