"""How far the deadlines of open tickets were moved to another version of the brand file."""

from typing import Protocol

from shared.domain.brand.model import Brand
from shared.domain.tickets.moving import DeadlineMove


class DeadlineMoves(Protocol):
    def get(self, brand_id: str) -> DeadlineMove | None: ...

    def save(self, move: DeadlineMove) -> DeadlineMove:
        """Write it if nobody wrote since it was read (``revision`` 0: there is none). Raises ``ConflictError``."""
        ...


class BrandVersions(Protocol):
    def version(self, brand_id: str, version: int) -> Brand:
        """A version that was pushed. Raises ``InvalidBrandError`` when it is not there or cannot be read."""
        ...
