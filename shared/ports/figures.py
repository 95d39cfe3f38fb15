"""The figures of a brand."""

from datetime import datetime
from typing import Protocol

from shared.domain.figures.model import Figures


class FiguresReader(Protocol):
    def between(self, brand_id: str, since: datetime, until: datetime) -> Figures:
        """All figures of the hours (UTC) that begin in [since, until)."""
        ...
