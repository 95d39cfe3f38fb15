"""The ticket API, as the commands of agents call it. An address and a token are enough."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx

from cli.deployment import ApiAddress
from cli.output import fail

TIMEOUT = httpx.Timeout(10, connect=5)

MAX_PAGE = 100  # what the API gives at once


def open_client(address: ApiAddress) -> httpx.Client:
    """A client with the token in its headers. Ends the command when there is no address or token."""
    if not address.api_url:
        fail("NIGHTDESK_API_URL is not set.")
    if not address.api_token:
        fail("A token is needed: make one with `nightdesk token create` and set NIGHTDESK_API_TOKEN.")
    headers = {"Authorization": f"Bearer {address.api_token}"}
    return httpx.Client(base_url=address.api_url, headers=headers, timeout=TIMEOUT)


def ticket_path(ticket_id: str) -> str:
    return f"/tickets/{quote(ticket_id, safe='')}"


def request(client: httpx.Client, method: str, path: str, **arguments: Any) -> httpx.Response:
    """The answer of a request that succeeded. Otherwise the command ends with the API's own sentence."""
    try:
        answer = client.request(method, path, **arguments)
    except httpx.HTTPError as error:
        fail(f"The API at {client.base_url} does not answer ({type(error).__name__}).")
    if answer.is_success:
        return answer
    fail(problem_of(answer), code=1)


def problem_of(answer: httpx.Response) -> str:
    """The sentence of a problem document; the status where the answer is none."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"The API answered {answer.status_code}."


def get(client: httpx.Client, path: str, query: Mapping[str, Any] | None = None) -> Any:
    return request(client, "GET", path, params=dict(query or {})).json()


def read_up_to(
    client: httpx.Client, path: str, query: Mapping[str, Any], limit: int
) -> tuple[list[dict[str, Any]], bool]:
    """The first ``limit`` items of a list, and whether there are more."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        asked = {**query, "limit": min(MAX_PAGE, limit - len(found)), **({"cursor": cursor} if cursor else {})}
        page = get(client, path, asked)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None or len(found) >= limit:
            return found, cursor is not None


def read_all(client: httpx.Client, path: str) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        page = get(client, path, {"limit": MAX_PAGE, **({"cursor": cursor} if cursor else {})})
        yield from page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return


def time_zone_of(client: httpx.Client, brand: str) -> ZoneInfo:
    """The time zone of a brand's calendar; UTC where the API does not tell it."""
    return ZoneInfo(next((each["time_zone"] for each in _brands(client) if each["id"] == brand), "UTC"))


def only_brand(client: httpx.Client, address: ApiAddress, asked: str | None) -> str | None:
    """The brand that is asked for, or the only one there is; ``None`` where there are several, or none is known: the
    API says what is missing."""
    if asked is not None:
        return asked
    known = address.brands or tuple(each["id"] for each in _brands(client))
    return known[0] if len(known) == 1 else None


def languages_of(client: httpx.Client) -> dict[str, str]:
    """The default language of every brand that the API tells of."""
    return {each["id"]: each["default_language"] for each in _brands(client)}


def _brands(client: httpx.Client) -> list[dict[str, Any]]:
    answer = client.get("/brands")
    return answer.json()["items"] if answer.is_success else []
