"""The simulator's HTTP side: control addresses, faults, and the platforms behind them."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from local.simulator.exchange import Answer, Request
from local.simulator.faults import Fault, Faults, InvalidFaultError
from local.simulator.files import form
from local.simulator.platforms import PLATFORMS, media
from local.simulator.platforms.telegram import without_token
from local.simulator.targets import TARGETS
from local.simulator.world import World, now

NOTIFY = "notify"
FILES = "cdn"
"""The hosts whose addresses are keys in themselves: those of Meta and X."""


class Simulator(ThreadingHTTPServer):
    """Bound to this machine only. Port 0 takes a free one; ``url`` says which."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = World()
        self.faults = Faults()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is none of our business."""

    def control(self, request: Request) -> Answer | None:
        """The answer of a control address; ``None`` when it is the address of a platform."""
        match request.method, request.path:
            case "GET", "/" | "/health":
                return Answer(body={"ok": True, "channels": [*PLATFORMS, *TARGETS, NOTIFY]})
            case "GET", "/calls":
                return Answer(body=self.world.calls(request.query.get("channel")))
            case "GET", "/published":
                return Answer(body=self.world.published(request.query.get("channel", "")))
            case "DELETE", "/calls":
                self.world.forget_calls()
                return Answer(status=204)
            case "POST", "/requirements":
                self.world.require(request.text("channel"), request.text("chat"), request.text("field"))
                return Answer(status=201)
            case "POST", "/entries":
                if not isinstance(request.body, dict):
                    return Answer(status=400, body={"error": "an entry is a JSON object"})
                self.world.write(request.query.get("channel", ""), request.query.get("list", ""), request.body)
                return Answer(status=201)
            case "GET", "/faults":
                return Answer(body=self.faults.listed())
            case "POST", "/faults":
                try:
                    return Answer(status=201, body=self.faults.add(request.body).described())
                except (InvalidFaultError, TypeError) as error:
                    return Answer(status=400, body={"error": str(error)})
            case "DELETE", "/faults":
                self.faults.clear()
                return Answer(status=204)
        return None

    def platform(self, request: Request) -> Answer | None:
        """The platform's answer, with whatever fault is in force; ``None`` when the connection is to be cut."""
        fault = self.faults.take(request)
        if fault is not None:
            return self._fail(request, fault)
        at = now()
        answer = self._do(request)
        self._record(request, at, answer.status)
        return answer

    def _fail(self, request: Request, fault: Fault) -> Answer | None:
        time.sleep(fault.delay)
        if fault.cut == "before":
            return None
        at = now()
        answer = self._do(request) if fault.takes else Answer(status=fault.status or 500)
        if fault.status is not None:
            answer = Answer(status=fault.status, body=fault.body, headers=fault.headers)
        self._record(request, at, None if fault.cut else answer.status)
        time.sleep(fault.answer_delay)
        return None if fault.cut else replace(answer, drip=fault.drip)

    def _record(self, request: Request, at: str, status: int | None) -> None:
        safe = without_token(request) if request.channel == "telegram" else request
        self.world.record(safe, at=at, status=status)

    def _do(self, request: Request) -> Answer:
        if request.channel == NOTIFY:
            return Answer(body="ok")
        if request.channel == FILES:
            return media.file(request.path.rpartition("/")[2])
        platform = PLATFORMS.get(request.channel) or TARGETS.get(request.channel)
        return platform(request, self.world) if platform else Answer(status=404, body={"error": "no such platform"})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet: in two, the second waits for the caller's acknowledgement
    server: Simulator

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815  the names the server looks for

    def _serve(self) -> None:
        split = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = _decoded(self.rfile.read(int(headers.get("content-length") or 0)), headers.get("content-type", ""))
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        asked = Request(channel="", method=self.command, path=split.path, query=query, headers=headers, body=body)
        answer = self.server.control(asked)
        if answer is None:
            channel, _, rest = split.path.lstrip("/").partition("/")
            answer = self.server.platform(
                Request(channel=channel, method=self.command, path=f"/{rest}", query=query, headers=headers, body=body)
            )
        if answer is None:
            self.close_connection = True
            return
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        if answer.file is not None:
            self._stream(answer, answer.file)
            return
        if answer.drip:
            self.close_connection = True
            self.wfile = cast("BufferedIOBase", _Drip(self.wfile, answer.drip))
        content = answer.content
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, str(value))
        if content and "Content-Type" not in answer.headers:
            self.send_header("Content-Type", answer.content_type)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, answer: Answer, pieces: Iterator[bytes]) -> None:
        """Until whoever asked hangs up, if need be: the end of the connection is the end of the file."""
        self.close_connection = True
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Connection": "close"}.items():
            self.send_header(name, str(value))
        self.end_headers()
        with suppress(OSError):
            for piece in pieces:
                self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: paths hold ids of customers."""


class _Drip:
    """Writes byte by byte, until whoever asked hangs up."""

    def __init__(self, file: BufferedIOBase, seconds: float) -> None:
        self._file, self._seconds = file, seconds

    def write(self, content: bytes) -> None:
        with suppress(OSError):
            for number in range(len(content)):
                time.sleep(self._seconds)
                self._file.write(content[number : number + 1])
                self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _decoded(raw: bytes, content_type: str) -> Any:
    if not raw:
        return None
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
    if content_type.startswith("multipart/form-data"):
        return form(raw, content_type)
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")
