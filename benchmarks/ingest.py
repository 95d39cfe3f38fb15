"""What ingest costs beyond the floor: our handler beside a bare one, in one run, against one queue over HTTP.

The bare handler does what any webhook must: check the HMAC of the body, send the same number of entries of the same
size in the same number of calls, write one log line and one metric. Everything else is ours to justify.
"""

import hmac
import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from hashlib import md5, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SECRET = "benchmark-secret"  # noqa: S105  made up
PAGE = "100100100100100"
ROUNDS = 300


class _Queue(BaseHTTPRequestHandler):
    """Says yes to every batch, at once."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one segment: two would wait 40 ms for an acknowledgement
    disable_nagle_algorithm = True
    taken: list[list[dict[str, Any]]] = []  # noqa: RUF012  one server, one list

    def log_message(self, *_: Any) -> None:
        """Nothing: it would be slower than the work."""

    def do_POST(self) -> None:
        entries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["Entries"]
        self.taken.append(entries)
        done = [
            {
                "Id": entry["Id"],
                "MessageId": entry["Id"],
                "MD5OfMessageBody": md5(entry["MessageBody"].encode(), usedforsecurity=False).hexdigest(),
            }
            for entry in entries
        ]
        answer = json.dumps({"Successful": done, "Failed": []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()


@contextmanager
def _queue() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Queue)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def measure() -> dict[str, float]:
    """The ratio of our handler's time to the bare one's, for a body of one comment and for one of a hundred."""
    # Loggers keep the stream they find when they are made, so what is written goes nowhere from the start.
    with _queue() as endpoint, Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        os.environ.update(
            AWS_ENDPOINT_URL=endpoint, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test",  # noqa: S106  made up
            AWS_DEFAULT_REGION="us-east-1", TABLE_NAME="t", BUCKET_NAME="b", SECRET_PREFIX="p/",  # noqa: S106  made up
            INBOUND_QUEUE_URL=f"{endpoint}/000000000000/inbound.fifo", POWERTOOLS_LOG_LEVEL="INFO",
        )  # fmt: skip
        ours = _ours()
        return {"one": _ratio(ours, 1, ROUNDS), "hundred": _ratio(ours, 100, ROUNDS // 6)}


def _ours() -> Callable[[dict[str, Any]], Any]:
    """The deployed handler; only brand and secret are already known, as in a warm container."""
    from functions.ingest import handler  # noqa: PLC0415  reads the environment that was set above
    from shared.brand import load  # noqa: PLC0415  not before the environment is set

    acme = load((Path(__file__).parents[1] / "brands" / "acme.yaml").read_text(encoding="utf-8"), "acme", 1)

    class Known:
        def current(self, _: str) -> Any:
            return acme

        def ids(self) -> tuple[str, ...]:
            return ("acme",)

        def get(self, _: str, *, fresh: bool = False) -> dict[str, list[str]]:
            return {"app_secret": [SECRET]}

    handler.receive_webhook = replace(handler.receive_webhook, brands=Known(), secrets=Known())
    return lambda event: handler.lambda_handler(event, None)


def _bare(entries: list[list[dict[str, Any]]]) -> Callable[[dict[str, Any]], Any]:
    import boto3  # noqa: PLC0415  not before the environment is set
    from aws_lambda_powertools import Logger, Metrics  # noqa: PLC0415  as above
    from botocore.config import Config  # noqa: PLC0415  as above

    sqs = boto3.client("sqs", config=Config(connect_timeout=1, read_timeout=2))
    metrics = Metrics(namespace="Bare", service="bare")
    logger = Logger(service="bare")

    def handle(event: dict[str, Any]) -> dict[str, Any]:
        body = event["body"].encode()
        signed = "sha256=" + hmac.new(SECRET.encode(), body, sha256).hexdigest()
        if not hmac.compare_digest(signed, event["headers"]["x-hub-signature-256"]):
            return {"statusCode": 401}
        for batch in entries:
            sqs.send_message_batch(QueueUrl=os.environ["INBOUND_QUEUE_URL"], Entries=batch)
        logger.info("webhook answered", extra={"events": len(entries)})
        metrics.add_metric(name="WebhooksReceived", unit="Count", value=1)
        metrics.flush_metrics()
        return {"statusCode": 200, "body": "ok"}

    return handle


def _ratio(ours: Callable[[dict[str, Any]], Any], items: int, rounds: int) -> float:
    """Median of ours over median of the bare one's, taken in turns so that both meet the same noise."""
    event = _event(items)
    _Queue.taken.clear()
    answer = ours(event)
    assert answer["statusCode"] == 200, answer
    bare = _bare([list(batch) for batch in _Queue.taken])
    assert sum(map(len, _Queue.taken)) == items
    for handler in [ours, bare] * 20:
        handler(event)
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(rounds):
        for name, handler in (("ours", ours), ("bare", bare)):
            begin = time.perf_counter()
            handler(event)
            times[name].append(time.perf_counter() - begin)
    return round(statistics.median(times["ours"]) / statistics.median(times["bare"]), 3)


def _event(items: int) -> dict[str, Any]:
    changes = [
        {
            "field": "feed",
            "value": {
                "from": {"id": f"77001122334{number:05d}", "name": "Mia Larsen"},
                "item": "comment",
                "verb": "add",
                "post_id": f"{PAGE}_500500500500500",
                "comment_id": f"500500500500500_9009009{number:05d}",
                "parent_id": f"{PAGE}_500500500500500",
                "message": "Bonjour, ma commande n'est toujours pas arrivée, pouvez-vous m'aider ?",
                "created_time": 1785500000 + number,
            },
        }
        for number in range(items)
    ]
    body = json.dumps({"object": "page", "entry": [{"id": PAGE, "time": 1785500002, "changes": changes}]})
    signature = hmac.new(SECRET.encode(), body.encode(), sha256).hexdigest()
    path = "/webhooks/facebook/acme"
    return {
        "version": "2.0",
        "routeKey": "POST /webhooks/{channel}/{brand}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"},
        "pathParameters": {"channel": "facebook", "brand": "acme"},
        "requestContext": {"http": {"method": "POST", "path": path}, "requestId": "r"},
        "body": body,
        "isBase64Encoded": False,
    }
