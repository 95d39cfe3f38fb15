"""Whom the targets of a tier stand for."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from shared.domain.brand.model import Brand, Tier
from shared.domain.notifications.target import for_person
from shared.domain.on_call.rotation import Override, on_duty


def recipients(brand: Brand, tier: Tier, at: datetime, overrides: Iterable[Override] = ()) -> tuple[str, ...]:
    """The targets of a tier, each once: a rotation is whoever has duty at ``at``, a team is all its people, and a
    person is told by each of their own targets."""
    return tuple(dict.fromkeys(_expanded(brand, tier, at, tuple(overrides))))


def names_rotation(brand: Brand, tier: Tier) -> bool:
    return any(brand.rotation(name) is not None for name in tier.targets)


def _expanded(brand: Brand, tier: Tier, at: datetime, overrides: tuple[Override, ...]) -> Iterator[str]:
    for name in tier.targets:
        rotation = brand.rotation(name)
        if rotation is not None:
            yield from _ways(brand, on_duty(rotation, overrides, at).person)
        elif name in brand.duty_teams:
            for person in brand.duty_teams[name]:
                yield from _ways(brand, person)
        elif brand.person(name) is not None:
            yield from _ways(brand, name)
        else:
            yield name


def _ways(brand: Brand, person_id: str) -> Iterator[str]:
    person = brand.person(person_id)
    if person is not None:
        yield from (for_person(target, person.id) for target in person.targets)
