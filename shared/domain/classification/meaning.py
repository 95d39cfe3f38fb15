"""The meaning of a text as the encoder gives it: 512 numbers of a byte each, 684 characters when written."""

from array import array
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable, Sequence
from math import sqrt
from operator import mul

WIDTH = 512
SCALE = 512
"""The encoder's numbers have a root mean square of 1/23, so that ``SCALE`` times one of them fits into a byte."""
_LIMIT = 127


def packed(numbers: Iterable[float]) -> bytes:
    """A vector of length 1 as bytes. The cosine of two vectors changes by less than 0.01."""
    return array("b", (max(-_LIMIT, min(_LIMIT, round(number * SCALE))) for number in numbers)).tobytes()


def unpacked(meaning: bytes) -> tuple[float, ...]:
    """A vector of length 1; all zeros for a meaning that is all zeros."""
    numbers = array("b", meaning)
    length = sqrt(sum(map(mul, numbers, numbers))) or 1.0
    return tuple(number / length for number in numbers)


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Of two vectors of length 1."""
    return float(sum(map(mul, one, other)))


def written(meaning: bytes) -> str:
    return b64encode(meaning).decode()


def read_meaning(text: str | None) -> bytes | None:
    """What ``written`` wrote; ``None`` for anything else, so that a message is never lost because of it."""
    try:
        meaning = b64decode(text, validate=True) if text else b""
    except (Error, ValueError):
        return None
    return meaning if len(meaning) == WIDTH else None
