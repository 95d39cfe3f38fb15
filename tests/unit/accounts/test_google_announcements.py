"""Google announces reviews through a setting at a host of its own."""

from typing import Any

import httpx

from shared import channels
from shared.domain.account_health.model import Check, ProbeFindings

LOCATION = "accounts/1/locations/2"
CREDENTIALS = '{"client_id": "c", "client_secret": "s", "refresh_token": "r"}'


def probed(setting: dict[str, Any]) -> tuple[ProbeFindings, list[str]]:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.host}{request.url.path}")
        told = setting if "notificationSetting" in request.url.path else {"access_token": "a", "expires_in": 3599}
        return httpx.Response(200, json=told)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    found = channels.load_account("google_business")(http=http, base_url=None, tokens=(CREDENTIALS,)).probe(LOCATION)
    assert isinstance(found, ProbeFindings)
    return found, asked


def test_the_setting_is_read_where_it_stands_and_tokens_come_from_one_place() -> None:
    types = ["NEW_REVIEW", "UPDATED_REVIEW", "NEW_CUSTOMER_MEDIA"]
    found, asked = probed({"pubsubTopic": "projects/p/topics/t", "notificationTypes": types})

    assert found.subscription is Check.OK
    assert asked == [
        "oauth2.googleapis.com/token",
        "mybusiness.googleapis.com/v4/accounts/1/locations/2/reviews",
        "oauth2.googleapis.com/token",
        "mybusinessnotifications.googleapis.com/v1/accounts/1/notificationSetting",
    ]


def test_an_account_without_a_topic_is_asked_for_its_reviews_and_misses_nothing() -> None:
    found, _ = probed({})

    assert found.subscription is Check.UNKNOWN
