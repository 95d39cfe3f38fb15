"""Files come from the public internet only, over https only, and are bounded in size and time."""

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import httpx
import pytest

from shared.adapters.http.downloads import MAX_REDIRECTS, HttpDownloads
from shared.domain.media.fetching import FetchClass, FetchFailure, MediaLocation

NOW = datetime(2026, 7, 31, 21, 10, tzinfo=UTC)
URL = "https://cdn.example/a.jpg?sig=s"
TOKEN = {"authorization": "Bearer t"}
ADDRESSES = {"cdn.example": "93.184.216.34", "other.example": "93.184.216.35"}


class Stream(httpx.SyncByteStream):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.given = chunks, 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.given += len(chunk)
            yield chunk


def lookup(host: str, port: int) -> list[str]:
    if host in ADDRESSES:
        return [ADDRESSES[host]]
    if host.replace(".", "").isdecimal() or ":" in host:
        return [host]
    raise OSError


class Web:
    """What is at the other end."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []
        self.seconds = 0.0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer(request)

    def fetch(self, location: MediaLocation, max_size: int = 1_000, **settings: object) -> tuple[object, bytes]:
        downloads = HttpDownloads(
            transport=httpx.MockTransport(self),
            lookup=lookup,
            monotonic=lambda: self.seconds,
            now=lambda: NOW,
            **settings,
        )
        into = BytesIO()
        return downloads.fetch(location, into, max_size=max_size), into.getvalue()


def answering(status: int = 200, content: bytes = b"jpeg", **headers: str) -> Web:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Web(lambda _: httpx.Response(status, content=content, headers=named))


def failure(found: object) -> tuple[FetchClass, str]:
    assert isinstance(found, FetchFailure), found
    return found.outcome, found.error


def test_a_file_is_fetched_from_the_address_that_was_checked_under_its_name():
    web = answering()
    assert web.fetch(MediaLocation(url=URL)) == (4, b"jpeg")
    (request,) = web.requests
    assert (request.url.host, request.headers["host"]) == ("93.184.216.34", "cdn.example")
    assert request.extensions["sni_hostname"] == "cdn.example"
    assert request.url.raw_path == b"/a.jpg?sig=s"


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.example/a.jpg", "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "https://[::1]/",
        "https://127.0.0.1/", "https://user:pass@cdn.example/", "ftp://cdn.example/a", "file:///etc/passwd",
        "https://100.64.0.1/", "https://[::ffff:10.0.0.1]/", "https://",
    ],
)  # fmt: skip
def test_nothing_is_asked_of_what_is_not_public_or_not_https(url: str):
    web = answering()
    found, written = web.fetch(MediaLocation(url=url))
    assert failure(found)[0] is FetchClass.REFUSED
    assert (web.requests, written) == ([], b"")


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data", "https://169.254.169.254/", "http://cdn.example/", "//10.0.0.1/"],
)
def test_a_redirect_is_checked_as_the_first_address_is(target: str):
    web = answering(302, location=target)
    assert failure(web.fetch(MediaLocation(url=URL))[0])[0] is FetchClass.REFUSED
    assert len(web.requests) == 1


def test_a_redirect_takes_the_token_along_to_the_same_host_only():
    answers = iter(
        [
            httpx.Response(302, headers={"location": "/b.jpg"}),
            httpx.Response(307, headers={"location": "https://other.example/c.jpg"}),
            httpx.Response(200, content=b"jpeg"),
        ]
    )
    web = Web(lambda _: next(answers))
    assert web.fetch(MediaLocation(url=URL, headers=TOKEN))[0] == 4
    assert [request.headers.get("authorization") for request in web.requests] == ["Bearer t", "Bearer t", None]
    assert [request.headers["host"] for request in web.requests] == ["cdn.example", "cdn.example", "other.example"]


def test_redirects_end():
    web = answering(302, location=URL)
    assert failure(web.fetch(MediaLocation(url=URL))[0]) == (FetchClass.REFUSED, "too_many_redirects")
    assert len(web.requests) == MAX_REDIRECTS + 1


def test_a_file_that_says_it_is_too_large_is_not_read():
    assert failure(answering(content=bytes(1_001)).fetch(MediaLocation(url=URL))[0]) == (
        FetchClass.TOO_LARGE,
        "size_told",
    )
    assert answering().fetch(MediaLocation(url=URL, size=1_001))[0].outcome is FetchClass.TOO_LARGE


def test_an_endless_file_is_read_up_to_the_limit():
    stream = Stream(iter(lambda: bytes(100), None))
    web = Web(lambda _: httpx.Response(200, stream=stream))
    found, written = web.fetch(MediaLocation(url=URL), max_size=200_000)
    assert failure(found) == (FetchClass.TOO_LARGE, "size_counted")
    assert len(written) <= 200_000
    assert stream.given < 400_000


def test_a_file_of_the_very_size_that_is_allowed_is_kept():
    assert answering(content=bytes(1_000)).fetch(MediaLocation(url=URL))[0] == 1_000


def test_a_small_file_that_unpacks_to_a_large_one_is_too_large():
    web = answering(content=gzip.compress(bytes(1_000_000)), content_encoding="gzip")
    assert failure(web.fetch(MediaLocation(url=URL), max_size=10_000)[0]) == (FetchClass.TOO_LARGE, "size_counted")


@pytest.mark.parametrize("size", [1, 65_536])
def test_a_file_that_comes_drop_by_drop_ends_with_the_time_limit(size: int):
    web = Web(lambda _: httpx.Response(200, stream=Stream(drops())))

    def drops() -> Iterator[bytes]:
        while True:
            web.seconds += 5
            yield bytes(size)

    found, _ = web.fetch(MediaLocation(url=URL), max_size=10**9)
    assert failure(found) == (FetchClass.BACKOFF, "too_slow")
    assert web.seconds <= 65


@pytest.mark.parametrize(
    ("status", "headers", "with_token", "outcome"),
    [
        (404, {}, False, FetchClass.GONE),
        (410, {}, False, FetchClass.GONE),
        (403, {}, False, FetchClass.GONE),  # the address has expired
        (403, {}, True, FetchClass.BACKOFF),  # the token
        (401, {}, True, FetchClass.BACKOFF),
        (400, {}, False, FetchClass.GONE),
        (204, {}, False, FetchClass.GONE),
        (206, {}, False, FetchClass.GONE),
        (302, {}, False, FetchClass.GONE),  # to nowhere
        (408, {}, False, FetchClass.BACKOFF),
        (500, {}, False, FetchClass.BACKOFF),
        (503, {}, False, FetchClass.BACKOFF),
        (429, {}, False, FetchClass.LATER),
    ],
)
def test_every_status_has_a_meaning(status: int, headers: dict[str, str], with_token: bool, outcome: FetchClass):
    location = MediaLocation(url=URL, headers=TOKEN if with_token else {})
    found, written = answering(status, b"", **headers).fetch(location)
    assert failure(found) == (outcome, f"http_{status}")
    assert written == b""


def test_a_host_that_throttles_says_until_when():
    found, _ = answering(429, b"", retry_after="120").fetch(MediaLocation(url=URL))
    assert found.retry_at == NOW + timedelta(minutes=2)
    found, _ = answering(429, b"").fetch(MediaLocation(url=URL))
    assert found.retry_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ConnectTimeout("x"), "timeout"),
        (httpx.ReadTimeout("x"), "timeout"),
        (httpx.ConnectError("x"), "connection_ConnectError"),
        (httpx.RemoteProtocolError("peer closed connection"), "connection_RemoteProtocolError"),
    ],
)
def test_a_lost_connection_is_tried_again(error: Exception, code: str):
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    assert failure(Web(fail).fetch(MediaLocation(url=URL))[0]) == (FetchClass.BACKOFF, code)


def test_a_name_that_leads_nowhere_may_lead_somewhere_later():
    assert failure(answering().fetch(MediaLocation(url="https://nowhere.example/"))[0]) == (
        FetchClass.BACKOFF,
        "address_unknown",
    )


def test_nothing_is_no_file():
    assert failure(answering(content=b"").fetch(MediaLocation(url=URL))[0]) == (FetchClass.BACKOFF, "empty")


def test_the_simulator_may_be_private_and_without_tls():
    web = answering()
    location = MediaLocation(url="http://127.0.0.1:4000/a")
    assert web.fetch(location, allowed_hosts=frozenset({"127.0.0.1"}))[0] == 4
