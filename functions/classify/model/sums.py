"""Sums over a table of bytes, word by word, remembered: most words of a message have been met before.

The sums of one word are kept as one large integer with 32 bits a lane, and one lane more that counts the rows. Adding
two words is then one addition, and no lane can run over: 4,000 characters switch on fewer than 2^16 rows of 255.
"""

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

_BIAS = 128
_REMEMBERED = 20_000
_LANE = 4  # bytes


@dataclass(frozen=True, slots=True)
class WordSums:
    """``table`` has ``lanes`` bytes a row, biased by 128; ``rows_of`` says which rows a word switches on."""

    table: bytes
    lanes: int
    rows_of: Callable[[str], Sequence[int]]
    known: dict[str, int] = field(default_factory=dict)

    def __call__(self, words: Iterable[str]) -> tuple[Sequence[int], int]:
        """The sum of each lane over all words, and how many rows that were."""
        known = self.known
        total = 0
        for word in words:
            packed = known.get(word)
            total += self._learn(word) if packed is None else packed
        size = self.lanes + 1
        *sums, count = struct.unpack(f"<{size}I", total.to_bytes(size * _LANE, "little"))
        zero = _BIAS * count
        return [one - zero for one in sums], count

    def _learn(self, word: str) -> int:
        rows = self.rows_of(word)
        sums = sums_of(self.table, self.lanes, rows)
        packed = int.from_bytes(struct.pack(f"<{self.lanes + 1}I", *sums, len(rows)), "little")
        if len(self.known) >= _REMEMBERED:
            self.known.clear()
        self.known[word] = packed
        return packed


def sums_of(table: bytes, lanes: int, rows: Iterable[int]) -> list[int]:
    """The sum of each lane over some rows, bias included."""
    block = b"".join([table[row * lanes : row * lanes + lanes] for row in rows])
    return [sum(block[lane::lanes]) for lane in range(lanes)]
