"""How large a file may be that is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.domain.vocabulary import AttachmentType

MB = 1_000_000
LARGEST = 250 * MB
"""Bytes. What a brand file may allow at most: a file has to fit on the disk of the function that fetches it."""

DEFAULTS: Mapping[AttachmentType, int] = {
    AttachmentType.IMAGE: 25 * MB,
    AttachmentType.AUDIO: 25 * MB,
    AttachmentType.FILE: 25 * MB,
    AttachmentType.STICKER: 25 * MB,
    AttachmentType.VIDEO: 100 * MB,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPolicy:
    """What a brand keeps of its customers' files: bytes at most, by type."""

    max_sizes: Mapping[AttachmentType, int] = field(default_factory=dict)

    def max_size(self, kind: AttachmentType) -> int:
        return self.max_sizes.get(kind, DEFAULTS.get(kind, 25 * MB))
