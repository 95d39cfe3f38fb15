"""How many events a second one subscriber is told, whose endpoint answers after a tenth of a second.

The endpoint is a process of its own, so that the processor time is that of the function alone. The log and the place
are in memory: what they cost is in the units of ``cost``. Without TLS, whose handshakes are one for each of sixteen
connections a run.
"""

import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from functions.deliver.service import DeliverEvents
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.subscribers import HttpSubscribers
from shared.adapters.system_clock import SystemClock
from shared.domain.channels.webhook import Secrets
from shared.domain.subscriptions.model import AT_ONCE, Progress, Subscription, entry_of
from tests.fakes.subscriptions import FakeLog, FakeNotices, FakeSubscriptions, FakeTexts

ANSWERS_AFTER = 0.1
"""Seconds; what an endpoint on the other side of the internet may need."""

EVENTS = {1: 100, AT_ONCE: 2_000}
"""How many are told, by how many calls there are at a time."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        time.sleep(ANSWERS_AFTER)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class _OneSecret:
    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        return {"wh1": ("whsec_" + b64encode(bytes(32)).decode(),)}


@contextmanager
def _endpoint() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.subscribers"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/in"
        process.kill()


def measure() -> dict[str, float]:
    found: dict[str, float] = {}
    with _endpoint() as url:
        for at_once, events in EVENTS.items():
            seconds, processor = _told(url, at_once=at_once, events=events)
            name = f"{at_once} at a time" if at_once > 1 else "one after the other"
            found[f"events a second, {name}"] = events / seconds
            found[f"ms of a core for an event, {name}"] = 1000 * processor / events
    return found


def _told(url: str, *, at_once: int, events: int) -> tuple[float, float]:
    """Seconds, and seconds of a core."""
    clock, number = SystemClock(), entry_of(datetime.now(UTC)) - events
    log = FakeLog()
    for each in range(events):
        log.add(number + each, _event(each))
    known = Subscription(id="wh1", brand="acme", url=url, events=("*",), owner="crm", created_at=clock.now())
    subscriptions = FakeSubscriptions(known)
    subscriptions.saved["wh1"] = replace(Progress(version=1), entry=number - 1)
    log.last = number + events
    deliver = DeliverEvents(
        subscriptions=subscriptions,
        log=log,
        subscribers=HttpSubscribers(
            secrets=_OneSecret(), clock=clock, http=TargetHttp(allowed_hosts=frozenset({"127.0.0.1"}))
        ),
        texts=FakeTexts(),
        notices=FakeNotices(),
        clock=clock,
        at_once=at_once,
    )
    began, used = time.monotonic(), time.process_time()
    while len(subscriptions.logged) < events:
        deliver("wh1")
    if any(each.problem for each in subscriptions.logged):
        raise RuntimeError("the endpoint did not take everything")
    return time.monotonic() - began, time.process_time() - used


def _event(number: int) -> dict[str, Any]:
    """As large as one is on the way."""
    data = {f"field_{place}": "a value of usual length" for place in range(25)}
    return {
        "id": f"evt_{number:032x}",
        "type": "ticket.updated",
        "subject": f"T-{number}",
        "brand": "acme",
        "data": data,
    }


def serve() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve()
