"""How long a function takes to be imported, beside a bare handler that makes one boto3 client; in turns, in one run."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 9
FUNCTIONS = ("ingest", "poll", "dispatch", "classify", "store", "respond", "escalate", "api")
BARE = "import boto3; boto3.client('sqs')"
TIMED = "import time; begin = time.perf_counter(); {statement}; print(time.perf_counter() - begin)"
ENVIRONMENT = {
    "TABLE_NAME": "t", "BUCKET_NAME": "b", "INBOUND_QUEUE_URL": "https://q/in.fifo", "TOPIC_ARN": "arn:aws:sns:r:1:t",
    "DEAD_LETTER_QUEUE_URL": "https://q/dead.fifo", "TRIAGE_ARN": "arn:aws:states:r:1:stateMachine:t", "STAGE": "bench",
    "ESCALATION_ARN": "arn:aws:states:r:1:stateMachine:e", "RESPOND_FUNCTION": "respond", "SECRET_PREFIX": "p/",
    "FUNCTION_NAME": "e",
    "GATEWAY_BASE_URLS": "{}", "CACHE_SECONDS": "60", "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test", "POWERTOOLS_LOG_LEVEL": "INFO", "NOTIFY_ALLOWED_HOSTS": "", "MEDIA_QUEUE_URL": "https://q/media",
    "EVENT_BUS": "nightdesk", "SET_ASIDE_QUEUE_URL": "https://q/aside", "DELIVERY_QUEUE_URL": "https://q/deliveries.fifo",
}  # fmt: skip


def measure() -> dict[str, float]:
    """Function → median import time over that of the bare handler."""
    statements = {name: f"import functions.{name}.handler" for name in FUNCTIONS}
    times: dict[str, list[float]] = {name: [] for name in (*statements, "bare")}
    for _ in range(ROUNDS):
        for name, statement in {**statements, "bare": BARE}.items():
            times[name].append(_seconds(statement))
    bare = statistics.median(times["bare"])
    return {name: round(statistics.median(times[name]) / bare, 3) for name in statements}


def seconds(verb: str) -> float:
    """The least of three times that a function takes to be imported."""
    return min(_seconds(f"import functions.{verb}.handler") for _ in range(3))


def _seconds(statement: str) -> float:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(statement=statement)],
        cwd=ROOT, env={**kept, **ENVIRONMENT}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout.strip().splitlines()[-1])
