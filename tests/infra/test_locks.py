"""What is installed is pinned by version and hash, and the lock files name no place to download from."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.infra.template import ROOT

LOCKS = {path.stem.removeprefix("requirements-"): path for path in sorted(ROOT.glob("infra/requirements-*.txt"))}

LAYERS = ("base", "respond", "classify", "api", "report", "calendar")


def pinned(path: Path) -> dict[str, set[str]]:
    """Package → versions (more than one where they depend on the interpreter)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^ ;]+)", path.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(name.lower(), set()).add(version)
    return found


def wanted(group: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = {"": project["project"]["dependencies"], "dev": project["dependency-groups"]["dev"]}
    lists |= project["project"]["optional-dependencies"]
    return {re.split(r"[\[<>=~! ]", each)[0].lower() for each in lists[group]}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    assert not re.search(r"https?://|--index-url|--find-links|@", LOCKS[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=[\w.-]+==)", LOCKS[name].read_text(encoding="utf-8").strip())
    assert not [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]


def test_functions_run_with_the_versions_that_were_tested() -> None:
    tested = pinned(LOCKS["development"])
    for layer in LAYERS:
        assert {name: versions for name, versions in pinned(LOCKS[layer]).items() if tested[name] != versions} == {}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_holds_what_the_project_says(layer: str) -> None:
    assert wanted(layer) <= set(pinned(LOCKS[layer]))


def test_the_development_lock_is_complete() -> None:
    groups = ("", "cli", "classify", "api", "calendar", "dev")
    assert {"setuptools"}.union(*(wanted(group) for group in groups)) <= set(pinned(LOCKS["development"]))


def test_layers_leave_out_what_the_runtime_brings() -> None:
    for layer in LAYERS:
        assert not {"boto3", "botocore", "s3transfer"} & set(pinned(LOCKS[layer]))
