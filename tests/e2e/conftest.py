"""One stack for the whole suite, beside whatever else runs here, with the functions' permissions enforced."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.demo import brand as demo_brand
from local import stack as local_stack
from local.state import ROOT
from tests.e2e.deployed import BRAND, DeployedStack, now


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="package")  # ended before other suites begin: it changes the environment
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedStack]:
    before = dict(os.environ)
    folder = ROOT / ".local" / "e2e"
    running = local_stack.up(ROOT / "brands", folder=folder, enforce_permissions=True)
    deployed = DeployedStack(running, local_stack.read_brands(ROOT / "brands")[BRAND])
    try:
        yield deployed
    finally:
        deployed.close()
        local_stack.down(folder)
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def by_day(deployed: DeployedStack) -> DeployedStack:
    """The desk is open."""
    deployed.set_hours("day", demo_brand.by_day(deployed.document, now()))
    return deployed


@pytest.fixture
def by_night(deployed: DeployedStack) -> DeployedStack:
    """The desk is closed for an hour."""
    deployed.set_hours("night", demo_brand.by_evening(deployed.document, now()))
    return deployed
