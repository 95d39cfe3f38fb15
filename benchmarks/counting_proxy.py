"""Stands between the functions and the emulator and counts what AWS would bill.

Every DynamoDB request is sent on with ``ReturnConsumedCapacity`` and the answer's units are added up: capacity is what
the emulator says, not what we think. Bound to 127.0.0.1, ended by its owner.
"""

import http.client
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

READS = frozenset({"GetItem", "BatchGetItem", "Query", "TransactGetItems"})
SQS_STEP = 64 * 1024  # a request is billed in steps of 64 kB


class CountingProxy:
    """``with CountingProxy(endpoint) as proxy``: functions that are given ``proxy.url`` are counted."""

    def __init__(self, endpoint: str) -> None:
        self.counted: Counter[str] = Counter()
        self.by_operation: Counter[str] = Counter()
        self._lock = threading.Lock()
        target = urlsplit(endpoint)
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # An answer leaves in one piece: head and body apart, the body would wait 40 ms for the head's receipt.
            wbufsize = -1
            disable_nagle_algorithm = True

            def log_message(self, *_: Any) -> None:
                """Nothing: it would be slower than the work."""

            def _forward(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                operation = self.headers.get("X-Amz-Target", "")
                if operation.startswith("DynamoDB"):
                    body = json.dumps({**json.loads(body), "ReturnConsumedCapacity": "TOTAL"}).encode()
                connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=60)
                kept = {n: v for n, v in self.headers.items() if n.lower() not in ("host", "content-length")}
                kept["Host"] = self.headers["Host"]
                connection.request(self.command, self.path, body, {**kept, "Content-Length": str(len(body))})
                answer = connection.getresponse()
                payload = answer.read()
                connection.close()
                proxy.note(operation, body, payload)
                if not operation:
                    proxy.note_object(self.command)
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    # The checksum of a changed answer would be wrong, and the length is ours to tell.
                    if name.lower() not in ("content-length", "transfer-encoding", "connection", "x-amz-crc32"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)
                self.wfile.flush()

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _forward  # noqa: N815  the names the server looks for

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "CountingProxy":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def note(self, target: str, request: bytes, answer: bytes) -> None:
        """Add one request to what was counted."""
        service, _, operation = target.partition(".")
        with self._lock:
            if service.startswith("DynamoDB"):
                units = _capacity(answer)
                name = "dynamodb_read_units" if operation in READS else "dynamodb_write_units"
                self.counted[name] += units
                self.by_operation[f"dynamodb {operation}"] += units
            elif service == "AmazonSQS":
                self.counted["sqs_requests"] += -(-len(request) // SQS_STEP)
                self.by_operation[f"sqs {operation}"] += 1
            elif operation == "StartSyncExecution":
                self.counted["express_executions"] += 1
                self.counted["express_gb_seconds"] += _express(answer)
            elif target:
                self.by_operation[target] += 1

    def note_object(self, method: str) -> None:
        """Add one request that names no operation: of those that functions make, S3's are PUT, GET and HEAD."""
        name = {"PUT": "s3_writes", "GET": "s3_reads", "HEAD": "s3_reads"}.get(method)
        if name is not None:
            with self._lock:
                self.counted[name] += 1

    def reset(self) -> None:
        with self._lock:
            self.counted.clear()
            self.by_operation.clear()


def _capacity(answer: bytes) -> float:
    try:
        consumed = json.loads(answer).get("ConsumedCapacity", [])
    except ValueError:
        return 0
    return sum(part["CapacityUnits"] for part in (consumed if isinstance(consumed, list) else [consumed]))


def _express(answer: bytes) -> float:
    """What an Express execution of 64 MB costs: its duration in steps of 100 ms."""
    try:
        told = json.loads(answer)
        milliseconds = (told["stopDate"] - told["startDate"]) * 1000
    except (ValueError, KeyError, TypeError):
        return 0
    return -(-milliseconds // 100) * 0.1 * 64 / 1024
