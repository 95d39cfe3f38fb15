"""Sums over a table of bytes, remembered: most words and pairs of a message have been met before.

The sums of one word are kept as one large integer with 32 bits a lane, and one lane more that counts the rows. Adding
two words is then one addition, and no lane can run over: 4,000 characters switch on fewer than 2^16 rows of 255.
"""

import struct
from collections.abc import Callable, Iterable, Sequence

_BIAS = 128
_REMEMBERED = 20_000
_MAX_REMEMBERED = 32  # letters; longer words are noise, and would only fill the memory


class Rows(dict[int, int]):
    """Each row of a table as one integer, from when it was first needed."""

    def __init__(self, table: bytes, lanes: int) -> None:
        super().__init__()
        self.table = table
        self.lanes = lanes
        self._row_format = struct.Struct(f"<{lanes}B")
        self._wide = struct.Struct(f"<{lanes + 1}I")

    def __missing__(self, row: int) -> int:
        lanes = self._row_format.unpack_from(self.table, row * self.lanes)
        packed = self[row] = int.from_bytes(self._wide.pack(*lanes, 1), "little")
        return packed

    def total(self, rows: Iterable[int]) -> int:
        """The packed sum of some rows."""
        return sum(map(self.__getitem__, rows))

    def unpacked(self, total: int) -> tuple[Sequence[int], int]:
        """The sum of each lane without the bias of its bytes, and over how many rows it was."""
        *sums, count = self._wide.unpack(total.to_bytes(self._wide.size, "little"))
        zero = _BIAS * count
        return [one - zero for one in sums], count


class WordSums(dict[str, int]):
    """The packed sum of each word met so far. ``rows_of`` says which rows a word switches on."""

    def __init__(self, rows: Rows, rows_of: Callable[[str], Sequence[int]]) -> None:
        super().__init__()
        self.rows = rows
        self.rows_of = rows_of

    def __missing__(self, word: str) -> int:
        packed = self.rows.total(self.rows_of(word))
        if len(word) <= _MAX_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = packed
        return packed

    def __call__(self, words: Iterable[str]) -> tuple[Sequence[int], int]:
        """The sum of each lane over all words, and how many rows that were."""
        return self.rows.unpacked(sum(map(self.__getitem__, words)))
