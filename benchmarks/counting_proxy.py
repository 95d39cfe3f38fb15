"""Stands between the functions and the emulator and counts what AWS would bill.

Every DynamoDB request is sent on with ``ReturnConsumedCapacity`` and the answer's units are added up: capacity is what
the emulator says, not what we think. Bound to 127.0.0.1, ended by its owner.
"""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

SECONDS_OF_A_MONTH = 30 * 24 * 3600
OVERHEAD = 100  # bytes that DynamoDB adds to each stored item and index entry ("Item sizes and formats")
INDEXES = (("conversation_pk", "conversation_sk"), ("shard", "open_sk"), ("shard", "work_sk"))
READS = frozenset({"GetItem", "BatchGetItem", "Query", "TransactGetItems"})
SQS_STEP = 64 * 1024  # a request is billed in steps of 64 kB
READ_BLOCK, WRITE_BLOCK = 4096, 1024  # bytes of a read unit, of a write unit


class CountingProxy:
    """``with CountingProxy(endpoint) as proxy``: functions that are given ``proxy.url`` are counted."""

    def __init__(self, endpoint: str) -> None:
        self.counted: Counter[str] = Counter()
        self.by_operation: Counter[str] = Counter()
        self.kept: dict[str, float] = {}  # by key: gigabytes times the months until the item expires
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
                    proxy.note_query(self.command, body)
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
                self._keep(operation, request)
                reads = operation in READS
                units = max(
                    _capacity(answer), _read(request, answer) if reads else _refused(operation, request, answer)
                )
                name = "dynamodb_read_units" if reads else "dynamodb_write_units"
                self.counted[name] += units
                self.by_operation[f"dynamodb {operation}"] += units
            elif service == "AmazonSQS":
                self.counted["sqs_requests"] += -(-len(request) // SQS_STEP)
                self.by_operation[f"sqs {operation}"] += 1
            elif operation == "PutEvents":
                self.counted["events_on_the_bus"] += len(json.loads(request)["Entries"])
            elif service == "secretsmanager":
                self.counted["secret_reads"] += 1
            elif operation == "StartSyncExecution":
                self.counted["express_executions"] += 1
                self.counted["express_gb_seconds"] += _express(answer)
            elif target:
                self.by_operation[target] += 1

    def _keep(self, operation: str, request: bytes) -> None:
        asked = json.loads(request)
        written = (
            [asked] if operation == "PutItem" else [each.get("Put", {}) for each in asked.get("TransactItems", ())]
        )
        for item in (each["Item"] for each in written if "Item" in each):
            key = f"{_value(item['pk'])}/{_value(item['sk'])}"
            seconds = float(_value(item["expires_at"])) - time.time() if "expires_at" in item else 0
            self.kept[key] = stored_bytes(item) / 1e9 * max(seconds, 0) / SECONDS_OF_A_MONTH

    def note_query(self, method: str, body: bytes) -> None:
        """Add one request that names no operation in a header: S3's are PUT, GET and HEAD, those of SNS forms."""
        if method == "POST" and b"Action=Publish" in body:
            with self._lock:
                self.counted["topic_requests"] += 1
        name = {"PUT": "s3_writes", "GET": "s3_reads", "HEAD": "s3_reads"}.get(method)
        if name is not None:
            with self._lock:
                self.counted[name] += 1

    def reset(self) -> None:
        with self._lock:
            self.counted.clear()
            self.by_operation.clear()
            self.kept.clear()


def stored_bytes(item: Mapping[str, Any]) -> int:
    """What an item and its index entries take, as DynamoDB counts it; the item in DynamoDB's own JSON."""
    entries = [pair for pair in INDEXES if all(name in item for name in pair)]
    named = {name for pair in entries for name in pair}
    own = sum(len(name.encode()) + _size(value) for name, value in item.items()) + OVERHEAD
    keys = sum(len(name.encode()) + _size(item[name]) for name in ("pk", "sk"))
    return own + len(entries) * (keys + OVERHEAD) + sum(len(name.encode()) + _size(item[name]) for name in named)


def _size(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _size(each) for name, each in held.items())
    if kind == "L":
        return 3 + sum(1 + _size(each) for each in held)
    if kind in ("SS", "NS", "BS"):
        return sum(len(each) for each in held)
    if kind == "N":
        return len(str(held)) // 2 + 2
    if kind == "B":
        return len(str(held)) * 3 // 4  # it travels in base64
    return len(held.encode()) if kind == "S" else 1


def _value(value: Mapping[str, Any]) -> str:
    return str(next(iter(value.values())))


def _capacity(answer: bytes) -> float:
    try:
        consumed = json.loads(answer).get("ConsumedCapacity", [])
    except ValueError:
        return 0
    return sum(part["CapacityUnits"] for part in (consumed if isinstance(consumed, list) else [consumed]))


def _read(request: bytes, answer: bytes) -> float:
    """Read units by the size of what was read; the emulator may count an item of any size as one."""
    asked, told = json.loads(request), _json(answer)
    if "Responses" in told and isinstance(told["Responses"], dict):
        found = [item for items in told["Responses"].values() for item in items]
        consistent = any(part.get("ConsistentRead") for part in asked["RequestItems"].values())
        return sum(-(-_item_bytes(item) // READ_BLOCK) for item in found) * (1 if consistent else 0.5)
    items = told.get("Items") or ([told["Item"]] if told.get("Item") else [])
    blocks = max(1, -(-sum(map(_item_bytes, items)) // READ_BLOCK))
    return blocks * (1 if asked.get("ConsistentRead") else 0.5)


def _refused(operation: str, request: bytes, answer: bytes) -> float:
    """Write units of a write whose condition did not hold: it is billed, and the answer does not say so."""
    kind = str(_json(answer).get("__type", ""))
    asked = json.loads(request)
    if kind.endswith("ConditionalCheckFailedException"):
        return max(1, -(-_item_bytes(asked.get("Item", {})) // WRITE_BLOCK))
    if kind.endswith("TransactionCanceledException"):
        parts = [part for step in asked["TransactItems"] for part in step.values()]
        return 2 * sum(max(1, -(-_item_bytes(part.get("Item", {})) // WRITE_BLOCK)) for part in parts)
    return 0


def _item_bytes(item: Mapping[str, Any]) -> int:
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _json(answer: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _express(answer: bytes) -> float:
    """What an Express execution of 64 MB costs: its duration in steps of 100 ms."""
    try:
        told = json.loads(answer)
        milliseconds = (told["stopDate"] - told["startDate"]) * 1000
    except (ValueError, KeyError, TypeError):
        return 0
    return -(-milliseconds // 100) * 0.1 * 64 / 1024
