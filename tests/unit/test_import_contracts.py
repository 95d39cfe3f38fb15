"""Every function, channel and feature of the API is in the contracts that say who may import whom."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS: dict[str, dict[str, Any]] = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
NOT_A_CHANNEL = {"google", "meta"}  # what the channels of Meta share, and those of Google
NOT_A_FEATURE = {"http", "bulk", "counts", "wiring"}  # bulk/ runs the operations of tickets/


def packages(folder: str) -> Iterator[str]:
    for path in (ROOT / folder).iterdir():
        if (path / "__init__.py").exists():
            yield f"{folder.replace('/', '.')}.{path.name}"


@pytest.mark.parametrize(
    ("contract", "folder", "others"),
    [
        ("Functions never import each other", "functions", set()),
        (
            "Channels never import each other; those of Meta share one package, and those of Google another",
            "shared/channels",
            NOT_A_CHANNEL,
        ),
        ("Features of the API never import each other", "functions/api", NOT_A_FEATURE),
        ("The jobs of respond never import each other", "functions/respond", set()),
    ],
)
def test_each_package_is_named_by_its_contract(contract: str, folder: str, others: set[str]) -> None:
    named = set(CONTRACTS[contract]["modules"])
    assert named == {package for package in packages(folder) if package.rpartition(".")[2] not in others}


def test_use_cases_are_known_by_what_they_are_not() -> None:
    """A new file of a function is held to the contract without being named."""
    contract = CONTRACTS["Use cases know only the domain and the ports"]
    assert contract["source_modules"] == ["functions"]


COMPUTES = {
    *(
        "array",
        "base64",
        "binascii",
        "bisect",
        "collections",
        "contextlib",
        "dataclasses",
        "datetime",
        "enum",
        "functools",
    ),
    *("hashlib", "heapq", "hmac", "html", "itertools", "json", "math", "operator", "re", "string", "typing"),
    *("unicodedata", "urllib.parse", "zoneinfo"),
}
"""Of the standard library: what only computes. Anything else would let the domain reach outside."""


@pytest.mark.parametrize("folder", ["shared/domain", "shared/ports"])
def test_the_domain_imports_nothing_that_reaches_outside(folder: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in imported(path)
        if not {name, name.partition(".")[0]} & {*COMPUTES, "shared"}
    }
    assert not found


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
