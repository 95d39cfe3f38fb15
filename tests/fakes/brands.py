"""Brands and switches in memory."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from shared.brand import load
from shared.domain.brand.model import Brand
from shared.domain.errors import UnknownBrandError
from shared.ports.configuration import SwitchChange
from shared.ports.meaning import PageMeanings
from shared.ports.time_and_language import Clock
from tests.fakes.stored import START

ACME = Path(__file__).parents[2] / "brands" / "acme.yaml"


@cache
def acme() -> Brand:
    """The example brand, as it stands in the repository."""
    return load(ACME.read_text(encoding="utf-8"), "acme", 1)


@dataclass
class FakeBrands:
    """``FakeBrands.of(brand)``; a brand whose id is in ``degraded`` is served by an earlier version."""

    stored: dict[str, Brand] = field(default_factory=dict)
    degraded: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, *brands: Brand) -> "FakeBrands":
        return cls({brand.id: brand for brand in brands})

    def current(self, brand_id: str) -> Brand:
        if brand_id not in self.stored:
            raise UnknownBrandError(brand_id)
        return self.stored[brand_id]

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self.stored))

    def is_degraded(self, brand_id: str) -> bool:
        return brand_id in self.degraded


@dataclass
class FakeSwitches:
    """``settings`` by (brand, channel); ``None`` means all of them."""

    settings: dict[tuple[str | None, str | None], str] = field(default_factory=dict)
    changed: tuple[SwitchChange, ...] = ()
    clock: Clock | None = None

    def automatic_answers(self, brand_id: str, channel: str) -> str:
        places = [(None, None), (brand_id, None), (None, channel), (brand_id, channel)]
        found = {self.settings.get(place, "on") for place in places}
        return "off" if "off" in found else "dry_run" if "dry_run" in found else "on"

    def set(self, brand_id: str | None, channel: str | None, setting: str, *, by: str) -> None:
        self.settings[brand_id, channel] = setting
        now = self.clock.now() if self.clock else START
        change = SwitchChange(at=now, by=by, brand=brand_id, channel=channel, setting=setting)
        self.changed = (change, *self.changed)

    def setting(self, brand_id: str | None, channel: str | None) -> str:
        return self.settings.get((brand_id, channel), "on")

    def changes(self, brand_id: str, *, limit: int) -> tuple[SwitchChange, ...]:
        return tuple(each for each in self.changed if each.brand in (brand_id, None))[:limit]


@dataclass
class FakeArticleMeanings:
    """By brand id; a brand that was pushed without them has none."""

    stored: dict[str, PageMeanings] = field(default_factory=dict)

    def of(self, brand: Brand) -> PageMeanings | None:
        return self.stored.get(brand.id)
