"""A fresh interpreter: what a test says of imports and of the environment is true only there."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run_python(script: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the script from the project's root, with this environment or that of the test. Nothing is raised."""
    return subprocess.run(  # noqa: S603  this interpreter, with a script that stands in a test: nothing from outside
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
