"""What every suite needs: functions find the namespace of their metrics in the environment, as in the template."""

import os

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Nightdesk/nightdesk")
