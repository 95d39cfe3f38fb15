"""How many examples a property test tries: few while somebody waits, many in ``make soak``."""

import os

SOAK = int(os.environ.get("SOAK", "1"))


def examples(count: int) -> int:
    """``count``, times the factor that ``make soak`` sets."""
    return count * SOAK
