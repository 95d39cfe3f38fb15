"""What functions report of themselves."""

from typing import Protocol


class Metrics(Protocol):
    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Count something. Names and dimensions come from ``shared/observability/catalogue.py``."""
        ...

    def measure(self, name: str, value: float, **dimensions: str) -> None:
        """Record a duration, in the unit the catalogue gives."""
        ...
