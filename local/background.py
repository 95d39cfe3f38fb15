"""Processes that go on after the command that started them, and are ended by pid."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.state import Process


class StartError(Exception):
    """A process did not come up; the message holds the end of its log."""


def start(command: Sequence[str], *, port: int, log: Path, environment: Mapping[str, str], cwd: Path) -> Process:
    """Start it in a session of its own, so that Ctrl-C of the terminal does not end it."""
    with log.open("wb") as output:
        child = subprocess.Popen(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environment, cwd=cwd,
            start_new_session=True,
        )  # fmt: skip
    child.returncode = 0  # it is meant to outlive us; Python would complain of a child that nobody waits for
    return Process(pid=child.pid, started=_started(child.pid), port=port)


def wait_for(url: str, process: Process, *, log: Path, seconds: float = 60) -> None:
    """Until the address answers anything. Raises ``StartError``."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not is_running(process):
            raise StartError(f"it ended at once:\n{tail(log)}")
        try:
            direct.open(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise StartError(f"no answer from {url} within {seconds:.0f} s:\n{tail(log)}")


def is_running(process: Process) -> bool:
    """Whether the very process we started still runs."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)  # an ended child of ours would otherwise stay listed
    return process.started != "" and _started(process.pid) == process.started


def stop(process: Process, *, seconds: float = 2) -> None:
    """End it and what it started, gently first. Does nothing when it is gone or its pid is now somebody else's."""
    if not is_running(process):
        return
    _signal(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while is_running(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    _signal(process.pid, signal.SIGKILL)
    while is_running(process):
        time.sleep(0.05)


def tail(log: Path, lines: int = 20) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def _signal(group: int, number: signal.Signals) -> None:
    """To all of the session that ``start`` opened: nothing else can be in that group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _started(pid: int) -> str:
    found = subprocess.run(["ps", "-o", "lstart=,stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    started, _, status = found.stdout.strip().rpartition(" ")
    return "" if status.startswith("Z") else started.strip()
