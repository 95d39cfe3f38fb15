"""The section ``sla`` of a brand file: how soon tickets must be answered and resolved, by priority and channel."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from shared.brand.reading import Part, known_targets
from shared.domain.brand.model import Account, Clock, Target
from shared.domain.vocabulary import Priority

_CHANNELS = "channels"
_WARNINGS = ("warn_at", "warn_targets")
_DURATIONS = ("first_response", "next_response", "resolution")


def targets(part: Part) -> dict[Priority, Target]:
    """One for each priority."""
    parts = part.fields(tuple(Priority), (_CHANNELS, *_WARNINGS))
    return {
        priority: _target(parts[priority].fields(("first_response", "resolution"), ("next_response", "clock")), None)
        for priority in Priority
        if parts[priority].given
    }


def channel_targets(part: Part, accounts: tuple[Account, ...]) -> dict[str, dict[Priority, Target]]:
    """Channel → priority → target. What a channel does not say of a priority is as for all channels."""
    silent = Part(part.value, part.place, [])  # what is wrong with the rest was said by ``targets``
    general = targets(silent)
    own = part.at(part.value.get(_CHANNELS), _CHANNELS) if isinstance(part.value, Mapping) else part
    if not isinstance(part.value, Mapping) or not own.given:
        return {}
    known = {account.channel for account in accounts}
    found: dict[str, dict[Priority, Target]] = {}
    for channel, priorities in own.entries().items():
        if channel not in known:
            priorities.problem(f"the brand has no account on {channel!r}")
        parts = priorities.fields((), tuple(Priority))
        found[channel] = {
            priority: _target(parts[priority].fields((), (*_DURATIONS, "clock")), general[priority])
            for priority in Priority
            if parts[priority].given and priority in general
        }
    return found


def _target(fields: dict[str, Part], general: Target | None) -> Target:
    first, following, resolution = (
        fields[name].duration() if fields[name].given else (getattr(general, name, None)) for name in _DURATIONS
    )
    clock = fields["clock"].one_of(Clock) if fields["clock"].given else None
    target = Target(
        first_response=first or timedelta(0),
        next_response=following,
        resolution=resolution or timedelta(0),
        clock=clock or (Clock.BUSINESS if general is None else general.clock),
    )
    longest = max(target.first_response, target.next_response or timedelta(0))
    if target.resolution < longest:
        fields["resolution"].problem(f"is shorter than the {'first' if longest == first else 'next'} response")
    return target


def warnings(part: Part, known: Collection[str]) -> tuple[float | None, tuple[str, ...]]:
    """The share of the allowed time that is left when people are warned, and who they are.

    ``known`` are the names of everything that people can be told through.
    """
    if not isinstance(part.value, Mapping):
        return None, ()
    share, names = (part.at(part.value.get(name), name) for name in _WARNINGS)
    if not share.given:
        if names.given:
            names.problem("nobody is warned without 'warn_at'")
        return None, ()
    if not isinstance(share.value, float | int) or isinstance(share.value, bool) or not 0 < share.value < 1:
        share.problem(f"expected a share between 0 and 1, such as 0.25, found {share.value!r}")
        return None, ()
    if not names.items():
        names.problem("name at least one target: who is warned")
    known_targets(names, known)
    return float(share.value), names.texts()
