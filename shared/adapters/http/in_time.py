"""HTTP exchanges that end in time, however slowly the other end answers.

httpx counts each read for itself: who is sent one byte every few seconds waits for ever. Here each read has what is
left until a deadline, for the head of the answer as for its body.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is exchanged in this block ends in time. Of blocks in one another the earliest end counts."""
    own, outer = time.monotonic() + seconds, _until.get()
    token = _until.set(own if outer is None else min(own, outer))
    try:
        yield
    finally:
        _until.reset(token)


def time_left() -> float | None:
    """Seconds; ``None`` where there is no deadline."""
    until = _until.get()
    return None if until is None else until - time.monotonic()


KEPT_SECONDS = 5.0
"""Shorter than servers keep a connection on which nothing comes."""


class TransportInTime(httpx.BaseTransport):
    """Obeys ``within``. No proxy from the environment (it would resolve names for us). The transport of httpx lets
    nobody choose the network, so this one hands requests to httpcore itself.

    No connection is kept: it would be found again by its address, which two hosts may share. Who calls one host only
    may keep some (``kept``), and has no more than those.
    """

    def __init__(self, *, kept: int = 0) -> None:
        self._connections = httpcore.ConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=kept or 10,
            max_keepalive_connections=kept,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _errors_of_httpx():
            answer = self._connections.handle_request(asked)
        return httpx.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self._connections.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _errors_of_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _errors_of_httpx() -> Iterator[None]:
    """An error of httpcore becomes the one of httpx that has its name: the two are documented as the same list."""
    try:
        yield
    except httpx.HTTPError:
        raise  # of the content that was to be sent
    except Exception as error:
        found = getattr(httpx, type(error).__name__, None)
        if isinstance(found, type) and issubclass(found, httpx.TransportError):
            raise found(str(error)) from error
        raise


@cache
def _ssl_context() -> SSLContext:
    """Reading the certificates takes longer than a call. It has no state of a connection."""
    return httpx.create_ssl_context(trust_env=False)


def _limited(timeout: float | None) -> float | None:
    left = time_left()
    if left is None:
        return timeout
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left if timeout is None else min(timeout, left)


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(host, port, _limited(timeout), local_address, socket_options))


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _limited(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _limited(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _limited(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
