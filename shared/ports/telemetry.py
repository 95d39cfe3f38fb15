"""What functions report of themselves."""

from typing import Protocol


class Metrics(Protocol):
    def count(self, name: str, value: int = 1, **labels: str) -> None:
        """Count something. Names and labels come from ``shared/observability/catalogue.py``."""
        ...

    def measure(self, name: str, value: float, **labels: str) -> None:
        """Record a duration, in the unit the catalogue gives."""
        ...
