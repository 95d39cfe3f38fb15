"""What every suite needs.

Functions find the namespace of their metrics in the environment, as in the template. No property test fails because a
machine is busy: time is measured by the benchmarks.
"""

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Nightdesk/nightdesk")
settings.register_profile("nightdesk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nightdesk")
