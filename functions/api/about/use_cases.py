"""Whether the API can do its work, and what a caller may see."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.access.callers import Caller
from shared.ports.configuration import BrandRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckHealth:
    """``read_table`` raises ``UpstreamError`` if the table does not answer."""

    read_table: Callable[[], object]
    stage: str

    def __call__(self) -> str:
        """The stage. Raises ``UpstreamError``."""
        self.read_table()
        return self.stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadVisibleBrands:
    brands: BrandRepository

    def __call__(self, caller: Caller) -> tuple[str, ...]:
        """Their ids, sorted."""
        return tuple(brand_id for brand_id in sorted(self.brands.ids()) if caller.sees(brand_id))
