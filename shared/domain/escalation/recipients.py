"""Whom the names of targets in a brand file stand for."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from shared.domain.brand.model import Brand
from shared.domain.errors import UpstreamError
from shared.domain.notifications.target import for_person
from shared.domain.on_call.rotation import Override, on_duty

FindOverrides = Callable[[str, datetime], tuple[Override, ...]]
"""The exceptions from the rotations of a brand that are not over at an instant. Raises ``UpstreamError``."""


def no_overrides(_brand_id: str, _at: datetime) -> tuple[Override, ...]:
    return ()


def recipients(brand: Brand, names: Iterable[str], at: datetime, overrides: Iterable[Override] = ()) -> tuple[str, ...]:
    """The targets, each once: a rotation is whoever has duty at ``at``, a team is all its people, and a person is told
    by each of their own targets."""
    return tuple(dict.fromkeys(_expanded(brand, names, at, brand.usable(overrides))))


def recipients_now(brand: Brand, names: Iterable[str], at: datetime, find: FindOverrides) -> tuple[str, ...]:
    """As ``recipients``, with the overrides in force. While they cannot be read: rather whoever the plan names than
    nobody."""
    wanted = tuple(names)
    try:
        overrides = find(brand.id, at) if any(brand.rotation(name) is not None for name in wanted) else ()
    except UpstreamError:
        overrides = ()
    return recipients(brand, wanted, at, overrides)


def _expanded(brand: Brand, names: Iterable[str], at: datetime, overrides: tuple[Override, ...]) -> Iterator[str]:
    for name in names:
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
