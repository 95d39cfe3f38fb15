"""Tickets of one shard divided among several who work side by side."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Part ``number`` (from 0) of ``of``. Every ticket is in exactly one of them."""

    number: int
    of: int

    def holds(self, ticket_id: str) -> bool:
        # Not the hash that makes shards: all tickets of a shard would be in the same part.
        digest = sha256(b"part:" + ticket_id.encode()).digest()
        return int.from_bytes(digest[:4]) % self.of == self.number


WHOLE = Part(number=0, of=1)


def parts(workers: int, shards: int) -> tuple[Part, ...]:
    """The parts of each shard, so that all shards together have at least so many."""
    of = max(1, -(-workers // shards))
    return tuple(Part(number=number, of=of) for number in range(of))
