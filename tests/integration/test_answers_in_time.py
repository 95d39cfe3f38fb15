"""A server that sends one byte after the other holds nobody up, from the first byte of the head on."""

import io
import threading
import time
from collections.abc import Iterator

import pytest

from local.simulator.server import Simulator
from shared.adapters.http.downloads import HttpDownloads
from shared.adapters.http.in_time import time_left, within
from shared.adapters.notify.http import TargetHttp, json_request
from shared.domain.errors import UpstreamError
from shared.domain.media.fetching import FetchClass, FetchFailure, MediaLocation

pytestmark = pytest.mark.integration

HOSTS = frozenset({"127.0.0.1"})


@pytest.fixture
def url() -> Iterator[str]:
    """Of a server whose answer takes half a minute, with a byte every fifth of a second."""
    with Simulator() as simulator:
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        simulator.faults.add({"drip": 0.2})
        yield f"{simulator.url}/notify/oncall"
        simulator.shutdown()
        thread.join()


def test_a_file_whose_head_drips_ends_with_the_time_limit(url: str) -> None:
    began = time.monotonic()
    downloads = HttpDownloads(allowed_hosts=HOSTS, time_limit=0.5)
    found = downloads.fetch(MediaLocation(url=url), io.BytesIO(), max_size=1000)
    assert isinstance(found, FetchFailure)
    assert (found.outcome, found.error) == (FetchClass.BACKOFF, "timeout")
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("read", [True, False])
def test_a_receiver_that_drips_is_given_up_whether_its_answer_is_read_or_not(
    url: str, monkeypatch: pytest.MonkeyPatch, *, read: bool
) -> None:
    monkeypatch.setattr("shared.adapters.notify.http.ATTEMPT_SECONDS", 0.5)
    slept: list[float] = []
    http = TargetHttp(allowed_hosts=HOSTS, sleep=slept.append)
    began = time.monotonic()
    with pytest.raises(UpstreamError, match="timeout"):
        http.call(lambda: json_request(url, {}), read=read)
    assert (time.monotonic() - began < 2, len(slept)) == (True, 1)


def test_no_pause_is_begun_that_would_outlast_the_time() -> None:
    slept: list[float] = []
    with within(0.3):
        http = TargetHttp(allowed_hosts=HOSTS, sleep=slept.append)
        with pytest.raises(UpstreamError, match="connection_ConnectError"):
            http.call(lambda: json_request("http://127.0.0.1:9/", {}))
    assert slept == []


def test_of_limits_in_one_another_the_earliest_counts() -> None:
    with within(1), within(60):
        left = time_left()
        assert left is not None
        assert left <= 1
    assert time_left() is None
