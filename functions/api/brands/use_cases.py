"""Reading the brands that a token may see."""

from dataclasses import dataclass

from shared.domain.access.callers import Caller
from shared.domain.brand.model import Brand
from shared.ports.configuration import BrandRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBrands:
    brands: BrandRepository

    def __call__(self, caller: Caller) -> tuple[Brand, ...]:
        """In the order of their ids."""
        return tuple(self.brands.current(brand_id) for brand_id in sorted(self.brands.ids()) if caller.sees(brand_id))
