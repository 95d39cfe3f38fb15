"""Requests over a transport of our own: what it asks for, hands on, and raises is what httpx's would be."""

from typing import Any

import httpcore
import httpx
import pytest

from shared.adapters.http import in_time
from shared.adapters.http.in_time import TransportInTime

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX-Kind: mock\r\n\r\n"
ERRORS = sorted(
    name
    for name in httpcore.__all__
    if isinstance(kind := getattr(httpcore, name), type)
    and issubclass(kind, Exception)
    and kind is not httpcore.ConnectionNotAvailable  # never leaves its connections
)


class Stream(httpcore.MockStream):
    """Hands on the parts that it was given; a part that is an error is raised."""

    def __init__(self, *parts: Any) -> None:
        super().__init__([])
        self.parts, self.written, self.closed = list(parts), b"", False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        part = self.parts.pop(0) if self.parts else b""
        if isinstance(part, Exception):
            raise part
        return bytes(part)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.written += buffer

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What each connection comes to, in their order."""
    made: list[Any] = []

    def connect(*_: Any, **__: Any) -> httpcore.NetworkStream:
        found = made.pop(0)
        if isinstance(found, Exception):
            raise found
        stream: httpcore.NetworkStream = found
        return stream

    monkeypatch.setattr(in_time._Backend, "connect_tcp", connect)
    return made


def test_a_request_and_its_answer_go_through_whole(streams: list[Any]) -> None:
    stream = Stream(HEAD, b"01234", b"56789")
    streams.append(stream)
    with httpx.Client(transport=TransportInTime()) as client:
        answer = client.post("http://one.example:81/in?a=1%202", content=b"said", headers={"X-Own": "yes"})
    assert (answer.status_code, answer.headers["x-kind"], answer.content) == (200, "mock", b"0123456789")
    head, _, said = stream.written.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /in?a=1%202 HTTP/1.1\r\nHost: one.example:81")
    assert (b"X-Own: yes" in head, said) == (True, b"said")
    assert stream.closed, "no connection is kept"


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_the_one_of_httpx_wherever_it_happens(streams: list[Any], name: str) -> None:
    kind, expected = getattr(httpcore, name), getattr(httpx, name)
    for connection in (kind("no"), Stream(HEAD, b"01234", kind("no"))):
        streams.append(connection)
        with httpx.Client(transport=TransportInTime()) as client, pytest.raises(expected) as raised:
            client.get("http://one.example/")
        assert type(raised.value) is expected
        assert raised.value.request.url.host == "one.example"


def test_an_answer_that_is_left_unread_closes_its_connection(streams: list[Any]) -> None:
    stream = Stream(HEAD, b"01234", b"56789")
    streams.append(stream)
    with httpx.Client(transport=TransportInTime()) as client:
        with client.stream("GET", "http://one.example/") as answer:
            assert answer.status_code == 200
        assert stream.closed
