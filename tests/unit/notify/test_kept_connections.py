"""Connections that are kept for one run reach the one host they were made for, at an address that was just checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import pytest

from shared.adapters.http import in_time
from shared.adapters.notify.http import MAX_DROPPED_BYTES, KeptHttp, TargetHttp, json_request
from shared.domain.errors import UpstreamError

URL = "https://crm.example.com/in"
A, B = "93.184.216.34", "93.184.216.35"
TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"
ENDED = b""
"""The other end closes the connection."""


class Network:
    """What each connection answers, in the order in which they are made; the last one for all that follow."""

    def __init__(self, *connections: list[bytes]) -> None:
        self.connections = connections or ([TAKEN] * 20,)
        self.reached: list[str] = []
        self.names: list[str | None] = []

    def connect(self, host: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
        self.reached.append(host)
        network, answers = self, self.connections[min(len(self.reached), len(self.connections)) - 1]

        class Stream(httpcore.MockStream):
            def start_tls(self, *_: Any, server_hostname: str | None = None, **__: Any) -> httpcore.NetworkStream:
                network.names.append(server_hostname)
                return self

        return Stream(list(answers))


@contextmanager
def line(network: Network, addresses: list[list[str]]) -> Iterator[KeptHttp]:
    answers = iter(addresses)
    known: list[list[str]] = []

    def lookup(*_: Any) -> list[str]:
        known.append(next(answers, known[-1] if known else []))
        return known[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(in_time._Backend, "connect_tcp", lambda _, *given, **more: network.connect(*given, **more))
        http = TargetHttp(lookup=lookup)
        with http.keeping(URL, at_once=4) as kept:
            yield kept
        http.client.close()


def call(http: KeptHttp, url: str = URL) -> int:
    return http.call(lambda: json_request(url, {}), attempts=1, read=False).status


def test_calls_of_one_run_use_one_connection() -> None:
    network = Network()
    with line(network, [[A]]) as http:
        assert [call(http) for _ in range(5)] == [204] * 5
    assert (network.reached, network.names) == ([A], ["crm.example.com"])


def test_a_kept_connection_is_not_used_for_another_address_of_the_name() -> None:
    network = Network()
    with line(network, [[A], [A], [B], [B]]) as http:
        assert [call(http) for _ in range(4)] == [204] * 4
    assert network.reached == [A, B]


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "127.0.0.1"])
def test_a_name_that_leads_into_a_private_network_is_not_called_over_a_kept_connection(address: str) -> None:
    network = Network()
    with line(network, [[A], [address]]) as http:
        assert call(http) == 204
        with pytest.raises(UpstreamError, match="address_not_public"):
            call(http)
    assert network.reached == [A]


@pytest.mark.parametrize("url", ["https://other.example.com/in", "https://crm.example.com:444/in"])
def test_another_host_is_not_called_although_it_has_the_same_address(url: str) -> None:
    network = Network()
    with line(network, [[A]]) as http:
        call(http)
        with pytest.raises(UpstreamError, match="unusable_request"):
            call(http, url)
    assert network.reached == [A]


def test_what_meets_the_end_of_a_kept_connection_is_sent_once_more_on_a_new_one() -> None:
    network = Network([TAKEN, ENDED], [TAKEN])
    with line(network, [[A]]) as http:
        assert [call(http), call(http)] == [204, 204]
    assert network.reached == [A, A]


def test_what_fails_on_a_new_connection_has_failed() -> None:
    network = Network([ENDED])
    with line(network, [[A]]) as http, pytest.raises(UpstreamError, match="connection_RemoteProtocolError"):
        call(http)
    assert network.reached == [A]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ([b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"], True),
        ([b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"], True),
        ([b"HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\nno"], True),
        ([b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"], False),
        ([b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n", b"x" * 100], False),
        ([b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", *[b"400\r\n" + b"x" * 1024 + b"\r\n"] * 50], False),
        ([b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n", b"cut off"], False),
    ],
)
def test_a_short_answer_is_thrown_away_and_a_long_one_ends_its_connection(answer: list[bytes], *, kept: bool) -> None:
    network = Network([*answer, *([TAKEN] if kept else [])], [TAKEN])
    with line(network, [[A]]) as http:
        assert http.call(lambda: json_request(URL, {}), attempts=1, read=False, accept=frozenset({500})).status < 501
        assert call(http) == 204
    assert len(network.reached) == (1 if kept else 2)


def test_no_more_of_an_answer_is_fetched_than_is_short() -> None:
    endless = [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", *[b"400\r\n" + b"x" * 1024 + b"\r\n"] * 50]
    network = Network(endless)
    read: list[bytes] = []
    real = httpcore.MockStream.read

    def counted(stream: httpcore.MockStream, *given: Any, **more: Any) -> bytes:
        read.append(real(stream, *given, **more))
        return read[-1]

    with pytest.MonkeyPatch.context() as patched, line(network, [[A]]) as http:
        patched.setattr(httpcore.MockStream, "read", counted)
        assert call(http) == 200
    assert sum(map(len, read)) <= MAX_DROPPED_BYTES + 2 * 1024


def test_an_answer_that_stops_coming_was_taken() -> None:
    network = Network([b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n", b"late"])
    real = httpcore.MockStream.read

    def stops(stream: httpcore.MockStream, *given: Any, **more: Any) -> bytes:
        found = real(stream, *given, **more)
        if found == b"late":
            raise httpcore.ReadTimeout("the deadline has passed")
        return found

    with pytest.MonkeyPatch.context() as patched, line(network, [[A]]) as http:
        patched.setattr(httpcore.MockStream, "read", stops)
        assert call(http) == 200
