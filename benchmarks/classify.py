"""How long the classifier takes to import, to load and for a message, beside VADER and py3langid in the same run.

The comparison needs the training environment (``make train``); without it, the classifier is measured alone.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TRAINING = ROOT / ".tools" / "training" / "bin" / "python"
MEMORY_MB = 1024
"""Of the function in ``infra/template.yaml``."""
MEASURE = """
import json
from training.timing import cold_start, memory, speed
print(json.dumps(speed() | cold_start() | memory()))
"""


def measure(dollars_per_gb_second: float) -> dict[str, Any]:
    """What ``training.timing`` says, and what a million messages cost in computing time alone."""
    python = str(TRAINING if TRAINING.exists() else sys.executable)
    done = subprocess.run([python, "-c", MEASURE], cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = {name: round(value, 1) for name, value in json.loads(done.stdout).items()}
    seconds = found["microseconds for 140 characters"] / 1e6
    found["dollars per million messages"] = round(seconds * MEMORY_MB / 1024 * dollars_per_gb_second * 1e6, 4)
    return found
