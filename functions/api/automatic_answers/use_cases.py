"""Reading and setting the switches of automatic answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.errors import NotFoundError
from shared.ports.configuration import BrandRepository, SwitchBoard, SwitchChange

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchesInForce:
    """``setting`` is the brand's own for every channel; ``channels``: name → (its own setting, the one in force)."""

    brand: str
    setting: str
    channels: Mapping[str, tuple[str, str]]
    changes: tuple[SwitchChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSwitches:
    brands: BrandRepository
    switches: SwitchBoard

    def __call__(self, brand_id: str) -> SwitchesInForce:
        channels = _channels(self.brands, brand_id)
        return SwitchesInForce(
            brand=brand_id,
            setting=self.switches.setting(brand_id, None),
            channels={
                each: (self.switches.setting(brand_id, each), self.switches.automatic_answers(brand_id, each))
                for each in channels
            },
            changes=self.switches.changes(brand_id, limit=SHOWN),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSwitch:
    brands: BrandRepository
    switches: SwitchBoard

    def __call__(self, brand_id: str, channel: str | None, setting: str, *, by: str) -> None:
        """Raises ``NotFoundError`` for a channel on which the brand has no account."""
        if channel is not None and channel not in _channels(self.brands, brand_id):
            raise NotFoundError(f"The brand has no account on {channel}.")
        self.switches.set(brand_id, channel, setting, by=by)


def _channels(brands: BrandRepository, brand_id: str) -> list[str]:
    return sorted({account.channel for account in brands.current(brand_id).accounts})
