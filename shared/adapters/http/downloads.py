"""Files from addresses that other people chose: https only, to public hosts only, bounded in size and time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

import httpx
from httpx import codes

from shared.adapters.http.in_time import TransportInTime, within
from shared.adapters.http.public_address import Lookup, destination, look_up
from shared.channels.sending import THROTTLED_FOR, retry_after
from shared.domain.errors import UpstreamError
from shared.domain.media.fetching import FetchClass, FetchFailure, MediaLocation

TIMEOUT = httpx.Timeout(10, connect=3)
"""Seconds for one step of an exchange."""

TIME_LIMIT = 60.0
"""Seconds for a whole file, redirects included."""

MAX_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425})
_FORBIDDEN = frozenset({401, 403})
_NOT_MODIFIED = f"http_{codes.NOT_MODIFIED.value}"
_UNREACHABLE = frozenset({"address_unknown"})  # a name server that does not answer may answer later


@dataclass(frozen=True, slots=True)
class _Copied:
    size: int
    etag: str


@dataclass(frozen=True, kw_only=True)
class HttpDownloads:
    """Implements the port ``MediaDownloads``.

    Every hop is checked as the first address is, and the connection goes to the very address that was checked: a name
    cannot lead elsewhere at the second look-up. ``allowed_hosts`` are taken as they are: the simulator on a laptop.
    """

    allowed_hosts: frozenset[str] = frozenset()
    lookup: Lookup = look_up
    monotonic: Callable[[], float] = time.monotonic
    transport: httpx.BaseTransport | None = None
    time_limit: float = TIME_LIMIT
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(
            timeout=TIMEOUT, follow_redirects=False, trust_env=False, transport=self.transport or TransportInTime()
        )

    def fetch(self, location: MediaLocation, into: BinaryIO, *, max_size: int) -> int | FetchFailure:
        answer = self._follow(location, into, max_size)
        return answer.size if isinstance(answer, _Copied) else answer

    def fetch_changed(self, location: MediaLocation, into: BinaryIO, *, max_size: int) -> str | FetchFailure | None:
        """As ``fetch``, for what is fetched again and again: its ETag, empty when it has none, instead of the size.

        ``None`` when it has not changed since it had the ETag of the header ``if-none-match``.
        """
        answer = self._follow(location, into, max_size)
        if isinstance(answer, FetchFailure):
            return None if "if-none-match" in location.headers and answer.error == _NOT_MODIFIED else answer
        return answer.etag

    def _follow(self, location: MediaLocation, into: BinaryIO, max_size: int) -> "_Copied | FetchFailure":
        if location.size is not None and location.size > max_size:
            return _failure(FetchClass.TOO_LARGE, "size_told")
        until = self.monotonic() + self.time_limit
        url, headers = location.url, dict(location.headers)
        for _ in range(MAX_REDIRECTS + 1):
            try:
                with within(until - self.monotonic()):
                    answer = self._hop(url, headers, into, max_size, until)
            except UpstreamError as error:
                outcome = FetchClass.BACKOFF if str(error) in _UNREACHABLE else FetchClass.REFUSED
                return _failure(outcome, str(error))
            except httpx.TimeoutException:
                return _failure(FetchClass.BACKOFF, "timeout")
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                return _failure(FetchClass.BACKOFF, f"connection_{type(error).__name__}")
            if not isinstance(answer, str):
                return answer
            target = urljoin(url, answer)
            if urlsplit(target).netloc != urlsplit(url).netloc:
                headers = {}  # a token is for the host it was meant for
            url = target
        return _failure(FetchClass.REFUSED, "too_many_redirects")

    def _hop(
        self, url: str, headers: Mapping[str, str], into: BinaryIO, max_size: int, until: float
    ) -> "_Copied | str | FetchFailure":
        """What was copied, or the address that was named instead."""
        response = self._http.send(self._request(url, headers), stream=True)
        try:
            if response.status_code in _REDIRECTS and response.headers.get("location"):
                return str(response.headers["location"])
            failure = self._refused(response, with_token=bool(headers))
            if failure is not None:
                return failure
            copied = self._copy(response, into, max_size, until)
            return _Copied(copied, response.headers.get("etag", "")) if isinstance(copied, int) else copied
        finally:
            response.close()

    def _request(self, url: str, headers: Mapping[str, str]) -> httpx.Request:
        place = destination(url, allowed_hosts=self.allowed_hosts, lookup=self.lookup)
        target = httpx.URL(url)
        sent = {"user-agent": "Nightdesk", "accept-encoding": "identity", **headers}
        extensions: dict[str, Any] = {}
        if place.address is not None:
            # Connect to the address that was checked, under the name: for the certificate and for the server.
            sent["host"] = target.netloc.decode()
            extensions["sni_hostname"] = place.host
            target = target.copy_with(host=place.address)
        return self._http.build_request("GET", target, headers=sent, extensions=extensions)

    def _refused(self, response: httpx.Response, *, with_token: bool) -> FetchFailure | None:
        """What the status means. An address that is a key in itself answers 403 once it has expired."""
        status = response.status_code
        error = f"http_{status}"
        if status == codes.TOO_MANY_REQUESTS:
            until = retry_after(response, self.now()) or self.now() + THROTTLED_FOR
            return _failure(FetchClass.LATER, error, until)
        if codes.is_server_error(status) or status in _PASSING or (status in _FORBIDDEN and with_token):
            return _failure(FetchClass.BACKOFF, error, retry_after(response, self.now()))
        return None if status == codes.OK else _failure(FetchClass.GONE, error)

    def _copy(self, response: httpx.Response, into: BinaryIO, max_size: int, until: float) -> int | FetchFailure:
        told = response.headers.get("content-length", "")
        if told.isascii() and told.isdecimal() and int(told) > max_size:
            return _failure(FetchClass.TOO_LARGE, "size_told")
        size = 0
        for chunk in response.iter_bytes():  # as it comes: gathered into larger pieces, a drip would never be looked at
            size += len(chunk)
            if size > max_size:
                return _failure(FetchClass.TOO_LARGE, "size_counted")
            if self.monotonic() > until:
                return _failure(FetchClass.BACKOFF, "too_slow")
            into.write(chunk)
        return size if size else _failure(FetchClass.BACKOFF, "empty")


def _failure(outcome: FetchClass, error: str, retry_at: datetime | None = None) -> FetchFailure:
    return FetchFailure(outcome=outcome, error=error, retry_at=retry_at)
