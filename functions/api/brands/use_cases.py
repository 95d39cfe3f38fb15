"""Reading the brands that a token may see."""

from dataclasses import dataclass

from shared.domain.access.tokens import Token
from shared.domain.brand.model import Brand
from shared.ports.configuration import BrandRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBrands:
    brands: BrandRepository

    def __call__(self, token: Token) -> tuple[Brand, ...]:
        """In the order of their ids."""
        return tuple(self.brands.current(brand_id) for brand_id in sorted(self.brands.ids()) if token.sees(brand_id))
