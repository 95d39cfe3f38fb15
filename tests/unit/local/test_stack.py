"""Starting the local stack: nothing begins with a faulty brand, and nothing is left behind by a start that failed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local import background, deploy, stack
from local.background import is_running
from local.state import ROOT, Process
from shared.domain.errors import InvalidBrandError


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Process]:
    """The processes that were started: sleepers instead of emulator and simulator."""
    processes: list[Process] = []
    begin = background.start

    def start(*_: object, **options: object) -> Process:
        sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
        port = options["port"]
        process = begin(sleeper, port=port, log=tmp_path / "log", environment=dict(os.environ), cwd=tmp_path)
        processes.append(process)
        return process

    monkeypatch.setattr(background, "start", start)
    monkeypatch.setattr(background, "wait_for", lambda *_, **__: None)
    monkeypatch.setattr(stack, "_need_tools", lambda _: None)
    return processes


def test_a_faulty_brand_file_is_told_by_name_before_anything_starts(started: list[Process], tmp_path: Path) -> None:
    good = (ROOT / "brands" / "acme.yaml").read_text(encoding="utf-8")
    (tmp_path / "good.yaml").write_text(good, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(good.replace("Europe/Paris", "Europe/Atlantis"), encoding="utf-8")

    with pytest.raises(InvalidBrandError) as raised:
        stack.up(tmp_path, folder=tmp_path / "local")

    assert all(problem.startswith("bad: ") for problem in raised.value.problems)
    assert "time_zone" in str(raised.value)
    assert started == []


def test_a_folder_without_brand_files_is_told(started: list[Process], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no brand file"):
        stack.up(tmp_path, folder=tmp_path / "local")
    assert started == []


def test_a_start_that_fails_leaves_no_process_behind(
    started: list[Process], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object) -> Path:
        raise deploy.DeployError("`sam build` failed")

    monkeypatch.setattr(deploy, "build", build)

    with pytest.raises(deploy.DeployError):
        stack.up(ROOT / "brands", folder=tmp_path / "local")

    assert len(started) == 2
    assert not any(is_running(process) for process in started)
    assert not stack.is_up(tmp_path / "local")


def test_without_a_stack_there_is_nothing_to_end(tmp_path: Path) -> None:
    assert stack.down(tmp_path) is False


def test_parameters_reach_sam_with_their_quotes() -> None:
    given = deploy._parameter("GatewayBaseUrls", '{"x":"http://127.0.0.1:1/x"}')
    assert given == 'ParameterKey=GatewayBaseUrls,ParameterValue="{\\"x\\":\\"http://127.0.0.1:1/x\\"}"'


@pytest.mark.parametrize(("there", "required", "stops"), [(True, "", True), (False, "1", True), (False, "", False)])
def test_a_page_that_cannot_be_built_is_never_replaced_by_an_older_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool, required: str, stops: bool
) -> None:
    monkeypatch.setenv("BROWSER_REQUIRED", required)
    failed = subprocess.CompletedProcess([], returncode=2, stdout="", stderr="error TS2322: no such thing")
    monkeypatch.setattr(stack.subprocess, "run", lambda *_, **__: failed)
    page = tmp_path / "index.html"
    if there:
        page.write_text("yesterday", encoding="utf-8")
    said: list[str] = []
    if stops:
        with pytest.raises(deploy.DeployError, match="TS2322"):
            stack._build_page(said.append, page)
    else:
        stack._build_page(said.append, page)
        assert len(said) == 1
