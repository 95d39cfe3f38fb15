"""Processes of the local stack: they outlive the command, and exactly they are ended."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from local.background import StartError, is_running, start, stop, wait_for
from local.ports import free_ports
from local.state import Process

SLEEPS = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""


def begin(script: str, folder: Path) -> Process:
    return start([sys.executable, "-c", script], port=0, log=folder / "log", environment=dict(os.environ), cwd=folder)


def says(folder: Path) -> str:
    for _ in range(200):
        if said := (folder / "log").read_text().strip():
            return said
        time.sleep(0.05)
    raise AssertionError("it said nothing")


def exists(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607  our own command
    return found.stdout.strip() not in ("",) and not found.stdout.startswith("Z")


def test_a_process_runs_until_it_is_stopped(tmp_path: Path) -> None:
    process = begin(SLEEPS, tmp_path)
    assert is_running(process)
    stop(process)
    assert not is_running(process)


def test_a_process_that_ignores_the_request_is_ended_all_the_same(tmp_path: Path) -> None:
    process = begin(STUBBORN, tmp_path)
    says(tmp_path)
    stop(process, seconds=0.2)
    assert not is_running(process)


def test_what_a_process_started_ends_with_it(tmp_path: Path) -> None:
    process = begin(PARENT, tmp_path)
    child = int(says(tmp_path))
    stop(process)
    for _ in range(100):
        if not exists(child):
            break
        time.sleep(0.05)
    assert not exists(child)


def test_a_pid_that_now_belongs_to_somebody_else_is_left_alone(tmp_path: Path) -> None:
    process = begin(SLEEPS, tmp_path)
    stop(replace(process, started="Thu Jan  1 00:00:00 1970"))
    assert is_running(process)
    stop(process)


def test_who_ends_at_once_is_not_waited_for(tmp_path: Path) -> None:
    process = begin("raise SystemExit('no such thing')", tmp_path)
    with pytest.raises(StartError, match="no such thing"):
        wait_for("http://127.0.0.1:9/", process, log=tmp_path / "log", seconds=20)


def test_ports_are_free_and_differ() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    assert all(port > 1023 for port in ports)
