"""Which messages of a batch share a run of triage.

A shared run only saves work. Whatever does not simply succeed in it (a failure that may pass, a time-out, a run that
ended early) is handled again by a run of its own, and that run decides: so a message ends the same way in a batch and
alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared.domain.errors import (
    ContentGoneError,
    LimitExceededError,
    PermanentError,
    RejectedError,
    UnknownBrandError,
    UnreadableEventError,
)

PARKED: tuple[type[PermanentError], ...] = (
    UnreadableEventError,
    UnknownBrandError,
    ContentGoneError,
    LimitExceededError,
    RejectedError,
)
"""Errors that are a result of triage; the workflow names the same for a run of its own."""

MAX_BYTES = 100_000
"""Of the messages of one shared run. A state holds 262,144 bytes; each message has its classification beside it."""

FEWEST = 2
"""A message alone shares its run with nobody."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sized:
    """A message of a conversation: what it is called here, and its bytes."""

    name: str
    size: int


def shared_runs(conversations: Iterable[Sequence[Sized]]) -> list[list[list[str]]]:
    """The messages of each shared run, by conversation, in order.

    A conversation whose messages do not fit into a run is cut: what comes behind has runs of its own, after it.
    """
    runs: list[list[list[str]]] = []
    room = 0
    for conversation in conversations:
        fitting: list[Sized] = []
        for message in conversation:
            if sum(each.size for each in (*fitting, message)) > MAX_BYTES:
                break
            fitting.append(message)
        if not fitting:
            continue
        size = sum(each.size for each in fitting)
        if not runs or size > room:
            runs.append([])
            room = MAX_BYTES
        runs[-1].append([each.name for each in fitting])
        room -= size
    return [run for run in runs if sum(map(len, run)) >= FEWEST]
