"""What every suite needs.

Functions find the namespace of their metrics in the environment, as in the template. No property test fails because a
machine is busy: time is measured by the benchmarks.
"""

import os
from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader
from hypothesis import HealthCheck, settings

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Nightdesk/nightdesk")
settings.register_profile("nightdesk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nightdesk")


_read_file = cache(JSONFileLoader().load_file)


def _load_file(_loader: JSONFileLoader, file_path: str) -> Any:
    """The descriptions of AWS's services, read once: a test on moto makes ten clients, and each reads megabytes."""
    return _read_file(file_path)


JSONFileLoader.load_file = _load_file  # for every test
