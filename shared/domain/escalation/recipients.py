"""Whom the targets of a tier stand for."""

from collections.abc import Iterator

from shared.domain.brand.model import Brand, Tier
from shared.domain.notifications.target import for_person


def recipients(brand: Brand, tier: Tier) -> tuple[str, ...]:
    """The targets of a tier, each once; a person is told by each of their own targets."""
    return tuple(dict.fromkeys(_expanded(brand, tier)))


def _expanded(brand: Brand, tier: Tier) -> Iterator[str]:
    for name in tier.targets:
        person = brand.person(name)
        if person is None:
            yield name
        else:
            yield from (for_person(target, person.id) for target in person.targets)
