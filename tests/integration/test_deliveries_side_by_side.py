"""How many events a subscriber is told at a time, over sockets."""

import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from typing import Any

import pytest

from functions.deliver.service import DeliverEvents
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.subscriber_secrets import SECRETS
from shared.adapters.notify.subscribers import HttpSubscribers
from shared.domain.channels.webhook import Secrets
from shared.domain.subscriptions.model import AT_ONCE, Progress, entry_of
from tests.fakes.stored import FixedClock
from tests.fakes.subscriptions import FakeLog, FakeNotices, FakeSubscriptions, FakeTexts
from tests.unit.deliver.test_deliver import CRM, event
from tests.unit.events.states import NOW

pytestmark = pytest.mark.integration

WAVES = [*range(5, 16), 16, 16, 16, 16, 16]
EVENTS = sum(WAVES)


class Endpoint(ThreadingHTTPServer):
    """Answers only when so many calls are there as ``waves`` says, and then all of them at once: it works in rounds."""

    daemon_threads = True

    def __init__(self, waves: Sequence[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.ends = list(accumulate(waves))
        self.came = self.rounds = self.connections = 0
        self.ids: list[str] = []
        self.moved = threading.Condition()

    def wait(self, name: str) -> bool:
        with self.moved:
            self.ids.append(name)
            self.came += 1
            mine = self.rounds
            if self.came == self.ends[mine]:
                self.rounds += 1
                self.moved.notify_all()
                return True
            return self.moved.wait_for(lambda: self.rounds > mine, timeout=20)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint

    def setup(self) -> None:
        super().setup()
        with self.server.moved:
            self.server.connections += 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        well = self.server.wait(self.headers["webhook-id"])
        self.send_response(200 if well else 500)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: Any) -> None:
        pass


class OneSecret:
    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        assert name == SECRETS
        return {"wh1": ("whsec_" + b64encode(bytes(32)).decode(),)}


def tell(waves: Sequence[int], *, at_once: int) -> Endpoint:
    """One run that tells of 190 tickets."""
    for endpoint in served(Endpoint(waves)):
        log = FakeLog()
        log.add(entry_of(NOW), *(event(f"T-{number}", f"evt_{number}", "ticket.created") for number in range(EVENTS)))
        subscriptions = FakeSubscriptions(replace(CRM, url=f"http://127.0.0.1:{endpoint.server_port}/in"))
        clock = FixedClock(NOW)
        http = TargetHttp(allowed_hosts=frozenset({"127.0.0.1"}))
        deliver = DeliverEvents(
            subscriptions=subscriptions,
            log=log,
            subscribers=HttpSubscribers(secrets=OneSecret(), clock=clock, http=http),
            texts=FakeTexts(),
            notices=FakeNotices(),
            clock=clock,
            at_once=at_once,
        )
        assert deliver("wh1") is None
        assert subscriptions.saved["wh1"] == Progress(version=2, entry=entry_of(NOW))
        assert sorted(endpoint.ids) == sorted(f"evt_{number}" for number in range(EVENTS))
        return endpoint
    raise AssertionError


def served(endpoint: Endpoint) -> Iterator[Endpoint]:
    serving = threading.Thread(target=endpoint.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    try:
        yield endpoint
    finally:
        endpoint.shutdown()
        endpoint.server_close()
        serving.join()


def test_a_hundred_and_ninety_tickets_are_told_in_sixteen_rounds() -> None:
    one_by_one = tell([1] * EVENTS, at_once=1)
    side_by_side = tell(WAVES, at_once=AT_ONCE)
    assert (one_by_one.rounds, side_by_side.rounds) == (190, 16)


def test_a_run_opens_no_more_connections_than_calls_that_it_makes_at_a_time() -> None:
    assert tell([1] * EVENTS, at_once=1).connections == 1
    assert tell(WAVES, at_once=AT_ONCE).connections <= AT_ONCE
