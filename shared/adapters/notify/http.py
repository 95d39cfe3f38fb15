"""Calls to the services by which people are told. One time-out and one retry policy for all of them."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from shared.adapters.http.in_time import TransportInTime, time_left, within
from shared.adapters.http.public_address import Destination, Lookup, destination, look_up
from shared.domain.errors import UpstreamError

# httpx logs every URL at INFO. The URL of a webhook is often a secret in itself.
logging.getLogger("httpx").setLevel(logging.WARNING)

HTTP_TIMEOUT = httpx.Timeout(5, connect=3)

ATTEMPT_SECONDS = 8.0
"""For one request and its answer, however slowly that comes: each read has five seconds of its own."""

MAX_ATTEMPTS = 2

PAUSE_SECONDS = 1.0

MAX_PAUSE_SECONDS = 3.0  # that a receiver may ask for; an escalation cannot wait longer

MAX_ANSWER_BYTES = 64 * 1024  # that are read of an answer; services that tell people answer with a few hundred

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})

MAX_DROPPED_BYTES = 4 * 1024
DROP_SECONDS = 0.5
"""What is fetched of an answer that nobody reads, so that its connection can be used again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    status: int
    content: bytes = b""
    retry_after: str = ""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  the class of statuses

    @property
    def fields(self) -> Mapping[str, Any]:
        """The JSON object of the answer; empty when it is none."""
        try:
            found: Any = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class TargetHttp:
    """An HTTP client that reaches public addresses only, follows no redirect and reads a bounded answer."""

    def __init__(
        self,
        *,
        allowed_hosts: frozenset[str] = frozenset(),
        lookup: Lookup = look_up,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._allowed_hosts = allowed_hosts
        self._lookup = lookup
        self._sleep = sleep
        self.transport = transport

    @cached_property
    def client(self) -> httpx.Client:
        return httpx.Client(
            timeout=HTTP_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            transport=self.transport or TransportInTime(),
        )

    @contextmanager
    def keeping(self, url: str, *, at_once: int) -> Iterator["KeptHttp"]:
        """Calls to the one host of that URL, so many at a time, over connections that are kept until the block ends."""
        kept = KeptHttp(self, url, at_once=at_once)
        with kept.client:
            yield kept

    def call(
        self,
        make: Callable[[], HttpRequest],
        *,
        accept: frozenset[int] = frozenset(),
        attempts: int = MAX_ATTEMPTS,
        read: bool = True,
    ) -> HttpAnswer:
        """The answer. ``make`` is called for every attempt, so that each has a time and a signature of its own.

        Statuses in ``accept`` are answers like a success. Raises ``UpstreamError`` with a short code that names no part
        of the URL: ``address_…``, ``http_503``, ``timeout``, ``connection_…``, ``unusable_request``.
        """
        for attempt in range(1, attempts + 1):
            request = self._prepared(make)
            with within(ATTEMPT_SECONDS):
                answer, problem, pause = self._try(request, read=read)
            if answer is not None and (answer.is_success or answer.status in accept):
                return answer
            if answer is not None:
                problem = f"http_{answer.status}"
                pause = _pause(answer) if answer.status in RETRIED else None
            left = time_left()
            if pause is None or attempt == attempts or (left is not None and left <= pause):
                raise UpstreamError(problem)
            self._sleep(pause)
        raise UpstreamError("no attempt was made")

    def _prepared(self, make: Callable[[], HttpRequest]) -> httpx.Request:
        try:
            request = make()
            # Looked up again for every attempt: the address may have changed to one that we must not call.
            place = destination(request.url, allowed_hosts=self._allowed_hosts, lookup=self._lookup)
            return self._pinned(request, place)
        except (ValueError, httpx.InvalidURL) as error:  # a secret that no header can hold, an address that is none
            raise UpstreamError("unusable_request") from error

    def _pinned(self, request: HttpRequest, place: Destination) -> httpx.Request:
        target = httpx.URL(request.url)
        headers = {"user-agent": "Nightdesk", **request.headers}
        extensions: dict[str, Any] = {}
        if place.address is not None:
            # Connect to the address that was checked, under the name: for the certificate and for the server.
            headers["host"] = target.netloc.decode()
            extensions["sni_hostname"] = place.host
            target = target.copy_with(host=place.address)
        return self.client.build_request(
            request.method, target, content=request.content, headers=headers, extensions=extensions
        )

    def _try(self, request: httpx.Request, *, read: bool) -> tuple[HttpAnswer | None, str, float | None]:
        """The answer, or what went wrong, and after how many seconds to try again, if at all."""
        try:
            answer = self.client.send(request, stream=True)
            try:
                content = _bounded(answer) if read else b""
                self._finish(answer)
            finally:
                answer.close()
        except httpx.TimeoutException:
            return None, "timeout", PAUSE_SECONDS
        except httpx.HTTPError as error:
            return None, f"connection_{type(error).__name__}", PAUSE_SECONDS
        retry_after = answer.headers.get("retry-after", "")
        return HttpAnswer(status=answer.status_code, content=content, retry_after=retry_after), "", None

    def _finish(self, answer: httpx.Response) -> None:
        """What is left of the answer is not fetched: the connection ends with it."""


class KeptHttp(TargetHttp):
    """One host, and connections that are used again; several threads may call at a time.

    Each call has its address looked up and checked like any other. A kept connection is found by the address that was
    just checked, and every call has the same host: so none reaches another host, or an address that is no longer that
    of its name.
    """

    def __init__(self, other: TargetHttp, url: str, *, at_once: int) -> None:
        transport = other.transport or TransportInTime(kept=at_once)
        super().__init__(
            allowed_hosts=other._allowed_hosts, lookup=other._lookup, sleep=other._sleep, transport=transport
        )
        self._other = other
        self._origin = _origin(url)
        _ = self.client  # made before there are threads

    def _prepared(self, make: Callable[[], HttpRequest]) -> httpx.Request:
        return super()._prepared(lambda: self._of_this_host(make()))

    def _of_this_host(self, request: HttpRequest) -> HttpRequest:
        if _origin(request.url) != self._origin:
            raise ValueError("another host")
        return request

    def _try(self, request: httpx.Request, *, read: bool) -> tuple[HttpAnswer | None, str, float | None]:
        """Who waits for a request may end a kept connection in the moment in which one is sent: it is sent once more on
        a new one."""
        steps: set[str] = set()
        request.extensions["trace"] = lambda name, _: steps.add(name)
        answer, problem, pause = super()._try(request, read=read)
        if problem.startswith("connection_") and _SENT in steps and _OPENED not in steps:
            return self._other._try(request, read=read)
        return answer, problem, pause

    def _finish(self, answer: httpx.Response) -> None:
        """A connection can be used again only when the answer was fetched to its end. A short one is, and thrown away;
        one that is longer or slower ends the connection, as does an error: the status is what counts.
        """
        left = MAX_DROPPED_BYTES
        if int(answer.headers.get("content-length", "0")) > left:
            return
        with suppress(httpx.HTTPError), within(DROP_SECONDS):
            for chunk in answer.iter_raw():
                left -= len(chunk)
                if left < 0:
                    return


_SENT, _OPENED = "http11.send_request_headers.started", "connection.connect_tcp.started"


def _origin(url: str) -> tuple[str, str, int | None]:
    target = httpx.URL(url)
    return target.scheme, target.host, target.port


def _bounded(answer: httpx.Response) -> bytes:
    content = b""
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > MAX_ANSWER_BYTES:
            return b""  # no service we call answers so; what was asked for is done by its status
    return content


def _pause(answer: HttpAnswer) -> float | None:
    asked = answer.retry_after
    seconds = float(asked) if asked.isascii() and asked.isdigit() else PAUSE_SECONDS
    return seconds if seconds <= MAX_PAUSE_SECONDS else None


def json_request(url: str, body: Any, headers: Mapping[str, str] | None = None, *, method: str = "POST") -> HttpRequest:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpRequest(
        method=method,
        url=url,
        headers={"content-type": "application/json; charset=utf-8", **(headers or {})},
        content=content,
    )
