"""What came in and waits for a person."""

from typing import Protocol


class UnhandledItems(Protocol):
    def parked(self) -> int:
        """Messages in the dead-letter queue, of every brand; approximate. Raises ``UpstreamError``."""
        ...

    def quarantined(self, brand_id: str) -> int:
        """Deliveries that could not be read, counted up to 1,000. Raises ``UpstreamError``."""
        ...
