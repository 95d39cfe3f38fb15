"""Who is on duty."""

from dataclasses import dataclass

from shared.domain.brand.model import Brand
from shared.domain.on_call.rotation import Duty, Rotation, next_duty, on_duty
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import OverrideRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOnCall:
    brands: BrandRepository
    overrides: OverrideRepository
    clock: Clock

    def __call__(self, brand_id: str) -> tuple[Brand, tuple[tuple[Rotation, Duty, Duty | None], ...]]:
        """Each rotation of the brand with who has duty now, and who is next."""
        now = self.clock.now()
        brand = self.brands.current(brand_id)
        known = brand.usable(self.overrides.since(brand_id, now)) if brand.rotations else ()
        found = ((each, on_duty(each, known, now), next_duty(each, known, now)) for each in brand.rotations)
        return brand, tuple(found)
