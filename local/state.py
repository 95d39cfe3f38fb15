"""``.local/stack.json``: where everything of the running local stack is. The command line and the demo read it."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".local"
REGION = "us-east-1"
ACCESS_KEY = "test"  # what the emulator takes for its root user


class NoStackError(Exception):
    """No local stack is running."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process we started. ``started`` is its start time as the system tells it: a pid alone may be taken again."""

    pid: int
    started: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody made up who can sign in to the desk's page."""

    name: str
    email: str
    initials: str
    role: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """``webhook_url`` is followed by ``/{channel}/{brand}``; ``secrets`` are by secret name, key, newest first."""

    webhook_url: str
    api_url: str
    api_token: str
    simulator_url: str
    aws_endpoint_url: str
    region: str
    stack_name: str
    table: str
    inbound_queue_url: str
    dead_letter_queue_url: str
    delivery_queue_url: str
    quarantine_bucket: str
    triage_arn: str
    escalation_arn: str
    topic_arn: str
    escalate_function: str
    secret_prefix: str
    brands: tuple[str, ...]
    secrets: Mapping[str, Mapping[str, Any]]
    processes: Mapping[str, Process] = field(default_factory=dict)
    desk_url: str = ""
    people: tuple[Person, ...] = ()

    def environment(self) -> dict[str, str]:
        """What an AWS client needs to speak to this stack and to nothing else."""
        return environment(self.aws_endpoint_url)


def environment(endpoint: str) -> dict[str, str]:
    """This process's environment, with every AWS setting of the user's own replaced by the emulator's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # StartSyncExecution would otherwise go to sync-127.0.0.1.
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def use(stack: Stack) -> None:
    """Let every AWS client that this process makes from now on speak to the local stack."""
    wanted = stack.environment()
    for name in [name for name in os.environ if name.startswith("AWS_") and name not in wanted]:
        del os.environ[name]
    os.environ.update(wanted)


def save(stack: Stack, folder: Path = FOLDER) -> Path:
    path = folder / "stack.json"
    partial = folder / "stack.json.partial"
    partial.write_text(json.dumps(asdict(stack), indent=2) + "\n", encoding="utf-8")
    partial.chmod(0o600)
    partial.replace(path)
    return path


def load(folder: Path = FOLDER) -> Stack:
    """Raises ``NoStackError``."""
    try:
        known = json.loads((folder / "stack.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoStackError("no local stack is running: start one with `make up`") from None
    known["processes"] = {name: Process(**process) for name, process in known["processes"].items()}
    known["people"] = tuple(Person(**person) for person in known.get("people", ()))
    known["brands"] = tuple(known["brands"])
    return Stack(**known)
