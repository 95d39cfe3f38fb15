"""What a customer shows about a message of ours without words: an emoji that hangs on it, changes, or goes again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

REACTION = "reaction"
"""Detail of a signal in private that names a message: the emoji, or nothing where none is shown any more."""

MAX_REACTIONS = 20
"""Kept for one message: those of the customers who reacted last."""

MAX_EMOJI_LENGTH = 16
"""Characters. The longest emoji in Unicode has ten; what is longer is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """A customer's latest reaction to a message, and since when (platform time, UTC).

    ``customer`` is the id of the customer's record, which is a digest. ``emoji`` is ``None`` once the reaction was
    taken back: that is kept too, so that a reaction that arrives late does not come back.
    """

    customer: str
    at: datetime
    emoji: str | None = None


def with_reaction(reactions: Iterable[Reaction], new: Reaction) -> tuple[Reaction, ...]:
    """The reactions with one more, in the order of time: the latest of each customer, in whatever order they come.

    Some platforms tell whole seconds. Of two reactions at the same time the one that was taken back holds.
    """
    latest: dict[str, Reaction] = {}
    for reaction in sorted((*reactions, new), key=_order):
        latest[reaction.customer] = reaction
    return tuple(sorted(latest.values(), key=_order)[-MAX_REACTIONS:])


def _order(reaction: Reaction) -> tuple[datetime, bool, str, str]:
    return reaction.at, reaction.emoji is None, reaction.emoji or "", reaction.customer
