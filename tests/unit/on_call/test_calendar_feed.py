"""Where a calendar is fetched: public addresses over https, bounded, and only when it has changed."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from shared.adapters.http.calendars import MAX_BYTES, HttpCalendars
from shared.adapters.http.downloads import HttpDownloads
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.on_call.rotation import CalendarSource
from shared.ports.on_call import FetchedCalendar

URL = "https://calendar.example/private-123/night.ics"
MEGABYTE = 1_000_000


class Secrets:
    def __init__(self, **records: dict[str, list[str]]) -> None:
        self.records = records

    def get(self, name: str, *, fresh: bool = False) -> dict[str, list[str]]:
        try:
            return self.records[name.replace("-", "_")]
        except KeyError:
            raise NotFoundError(name) from None


class Web:
    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answer, self.requests = answer, list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer(request)

    def feed(self, secrets: Secrets | None = None, **settings: Any) -> HttpCalendars:
        addresses = {"calendar.example": "93.184.216.34", "inside.example": "10.0.0.1"}
        downloads = HttpDownloads(
            transport=httpx.MockTransport(self), lookup=lambda host, _: [addresses[host]], **settings
        )
        return HttpCalendars(secrets or Secrets(), downloads)


def source(url: str = URL, secret: str = "") -> CalendarSource:
    return CalendarSource(time_zone="Europe/Paris", url=url, secret=secret)


def test_a_calendar_is_fetched_with_what_it_is_asked_with_the_next_time() -> None:
    web = Web(lambda _: httpx.Response(200, content=b"BEGIN:VCALENDAR", headers={"etag": 'W/"a b"'}))
    found = web.feed().fetch(source(), "")
    assert isinstance(found, FetchedCalendar)
    assert found.content == b"BEGIN:VCALENDAR"
    assert "if-none-match" not in web.requests[0].headers

    web.feed().fetch(source(), found.validator)
    assert web.requests[1].headers["if-none-match"] == 'W/"a b"'
    assert web.requests[1].url.host == "93.184.216.34", "the address that was checked"


def test_what_has_not_changed_is_not_read_again() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("if-none-match") == "1":
            return httpx.Response(304)
        return httpx.Response(200, content=b"B", headers={"etag": "1"})

    web = Web(answer)
    first = web.feed().fetch(source(), "")
    assert first is not None
    assert web.feed().fetch(source(), first.validator) is None


def test_another_address_is_not_asked_with_the_etag_of_the_first() -> None:
    web = Web(lambda _: httpx.Response(200, content=b"B", headers={"etag": "1"}))
    first = web.feed().fetch(source(), "")
    assert first is not None
    web.feed().fetch(source("https://calendar.example/other.ics"), first.validator)
    assert "if-none-match" not in web.requests[1].headers


def test_a_304_that_nobody_asked_for_is_an_error() -> None:
    with pytest.raises(UpstreamError, match="http_304"):
        Web(lambda _: httpx.Response(304)).feed().fetch(source(), "")


def test_ten_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(UpstreamError, match="size_told"):
        Web(lambda _: httpx.Response(200, content=b"x" * 10 * MEGABYTE)).feed().fetch(source(), "")


def test_ten_megabytes_whose_size_is_not_told_are_read_up_to_the_bound() -> None:
    given = 0

    def chunks() -> Any:
        nonlocal given
        for _ in range(1_000):
            given += 10_000
            yield b"x" * 10_000

    with pytest.raises(UpstreamError, match="size_counted"):
        Web(lambda _: httpx.Response(200, content=chunks())).feed().fetch(source(), "")
    assert given <= MAX_BYTES + 10_000


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://calendar.example/a.ics", "address_not_https"),
        ("https://inside.example/a.ics", "address_not_public"),
        ("https://user:word@calendar.example/a.ics", "address_malformed"),
    ],
)
def test_only_the_public_internet_over_https_is_called(url: str, problem: str) -> None:
    web = Web(lambda _: httpx.Response(200, content=b"B"))
    with pytest.raises(UpstreamError, match=problem):
        web.feed().fetch(source(url), "")
    assert web.requests == []


def test_a_redirect_to_an_inner_address_is_not_followed() -> None:
    web = Web(lambda _: httpx.Response(302, headers={"location": "https://inside.example/latest/meta-data"}))
    with pytest.raises(UpstreamError, match="address_not_public"):
        web.feed().fetch(source(), "")
    assert len(web.requests) == 1


@pytest.mark.parametrize(("status", "problem"), [(404, "http_404"), (503, "http_503"), (429, "http_429")])
def test_a_failure_names_no_part_of_the_address(status: int, problem: str) -> None:
    with pytest.raises(UpstreamError) as caught:
        Web(lambda _: httpx.Response(status)).feed().fetch(source(), "")
    assert str(caught.value) == problem


def test_the_address_may_be_a_secret_and_begin_with_webcal() -> None:
    web = Web(lambda _: httpx.Response(200, content=b"B"))
    secrets = Secrets(notify_acme_calendar={"url": ["webcal://calendar.example/secret.ics"]})
    web.feed(secrets).fetch(source("", "notify-acme-calendar"), "")
    assert (web.requests[0].url.scheme, web.requests[0].url.path) == ("https", "/secret.ics")
    assert web.requests[0].headers["host"] == "calendar.example"


def test_a_record_that_is_missing_or_empty_is_said() -> None:
    web = Web(lambda _: httpx.Response(200, content=b"B"))
    for secrets in (Secrets(), Secrets(notify_acme_calendar={"url": [""]})):
        with pytest.raises(UpstreamError, match="no_secret"):
            web.feed(secrets).fetch(source("", "notify-acme-calendar"), "")
