"""What is zipped is what runs: each function starts from its own files and the packages of its own layers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.template import FUNCTIONS, ROOT, function, variables
from tests.infra.test_locks import LOCKS, pinned

RUNTIME = {"boto3", "botocore", "s3transfer", "urllib3", "jmespath", "python-dateutil", "six"}  # what Lambda brings
START = """
import importlib, importlib.metadata, json, sys

allowed = {"nightdesk", *json.loads(sys.argv[2])}
owners = importlib.metadata.packages_distributions()


class OnlyTheLayers:
    def find_spec(self, name, path=None, target=None):
        brought_by = {owner.lower().replace("_", "-") for owner in owners.get(name.partition(".")[0], ())}
        if brought_by and not brought_by & allowed:
            raise ModuleNotFoundError(f"{name} is in no layer of this function", name=name)


sys.meta_path.insert(0, OnlyTheLayers())
importlib.import_module(sys.argv[1])
"""


def package(kind: str, name: str, folder: Path) -> Path:
    command = [sys.executable, str(ROOT / "infra" / "package.py"), kind, name, str(folder)]
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    subprocess.run(command, check=True, env={**os.environ, "PYTHON_RUNTIME": version})  # noqa: S603  our own command
    return folder


@pytest.mark.parametrize("verb", FUNCTIONS)
def test_a_function_starts_from_what_is_zipped_with_the_packages_of_its_layers(verb: str, tmp_path: Path) -> None:
    zipped = package("function", verb, tmp_path / "zip")
    told = {"GATEWAY_BASE_URLS": "{}", "TRANSCRIPTION": "amazon"}
    placeholders = {name: told.get(name, "1") for name in variables(verb)}
    own = [layer["Ref"].removesuffix("Layer").lower() for layer in function(verb).get("Layers", [])]
    layers = ["base", *own]
    brought = RUNTIME.union(*(pinned(LOCKS[layer]) for layer in layers))
    started = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", START, f"functions.{verb}.handler", json.dumps(sorted(brought))],
        cwd=zipped,
        env={**os.environ, **placeholders, "PYTHONPATH": str(zipped), "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize("verb", FUNCTIONS)
def test_a_zip_holds_its_own_function_and_no_other(verb: str, tmp_path: Path) -> None:
    zipped = package("function", verb, tmp_path)
    assert {path.name for path in (zipped / "functions").iterdir() if path.is_dir() and path.name != "__pycache__"} == {
        verb
    }
    assert {path.name for path in zipped.iterdir()} == {"functions", "shared"}
    assert not list(zipped.rglob("README.md"))


def test_the_same_source_makes_the_same_zip(tmp_path: Path) -> None:
    first, second = (package("function", "ingest", tmp_path / name) for name in ("first", "second"))

    def content(folder: Path) -> dict[str, tuple[bytes, float]]:
        return {
            str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime)
            for path in folder.rglob("*")
            if path.is_file()
        }

    assert content(first) == content(second)


def test_files_are_compiled_for_the_disk_that_cannot_be_written(tmp_path: Path) -> None:
    zipped = package("function", "ingest", tmp_path)
    sources = list(zipped.rglob("*.py"))
    assert len(list(zipped.rglob("*.pyc"))) == len(sources)
