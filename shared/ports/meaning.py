"""Meanings of texts: who computes them, and who keeps those of a brand's help pages."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from shared.domain.brand.model import Brand

PageMeanings = Mapping[str, Sequence[bytes]]
"""Id of a help page → the meaning of each thing it says (``shared/domain/classification/meaning.py``)."""


class Encoder(Protocol):
    def __call__(self, texts: Sequence[str]) -> Sequence[bytes]:
        """The meaning of each text."""
        ...


class ArticleMeanings(Protocol):
    def of(self, brand: Brand) -> PageMeanings | None:
        """Those of this version of the brand; ``None`` when it was pushed without them."""
        ...
