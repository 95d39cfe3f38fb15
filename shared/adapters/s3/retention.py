"""How long objects of messages live. The bucket's lifecycle rules delete by prefix, and each prefix names its days."""

from datetime import timedelta

RETENTION_DAYS = (1, 6, 13, 29, 59, 89, 119, 179, 269, 364, 399)
"""Of each there are lifecycle rules in infra/template.yaml. S3 deletes up to a day later than a rule says."""


def days_within(keep_for: timedelta) -> int:
    """The longest retention that surely ends within ``keep_for``; the shortest there is for less."""
    fitting = [days for days in RETENTION_DAYS if timedelta(days=days + 1) <= keep_for]
    return max(fitting, default=RETENTION_DAYS[0])
