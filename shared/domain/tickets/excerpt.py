"""The beginning of a message, as lists and notifications show it. It is never empty: see ``ExcerptKind``."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.messages.attachments import Attachment
from shared.domain.privacy.personal_data import mask
from shared.domain.vocabulary import ExcerptKind

MAX_LENGTH = 140
"""Characters."""

MAX_TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """``text`` is empty where there are no words: ``kind`` then says what there is. ``duration`` is in seconds."""

    text: str = ""
    kind: ExcerptKind = ExcerptKind.TEXT
    title: str | None = None
    duration: int | None = None


NOT_KEPT = Excerpt(kind=ExcerptKind.NOT_KEPT)
DELETED = Excerpt(kind=ExcerptKind.DELETED)


def excerpt_of(text: str | None, attachments: Sequence[Attachment] = ()) -> Excerpt:
    """The beginning of a text with personal data masked; without one, the first attachment."""
    words = _masked(text, MAX_LENGTH)
    if words:
        return Excerpt(text=words)
    if not attachments:
        return Excerpt(kind=ExcerptKind.NOT_SHOWN)
    first = attachments[0]
    is_voice = first.source_type == ExcerptKind.VOICE
    return Excerpt(
        kind=ExcerptKind.VOICE if is_voice else ExcerptKind(first.type),
        title=_masked(first.title, MAX_TITLE_LENGTH) or None,
        duration=first.duration,
    )


def in_words(excerpt: Excerpt, language: str) -> str:
    """The excerpt as people read it: ``[voice message, 0:14]``, ``[shared reel: Unboxing]``. French or English."""
    if excerpt.kind is ExcerptKind.TEXT:
        return excerpt.text
    said = _WORDS["fr" if language == "fr" else "en"][excerpt.kind]
    if excerpt.duration is not None:
        said = f"{said}, {excerpt.duration // 60}:{excerpt.duration % 60:02d}"
    if excerpt.title is not None:
        said = f"{said}{' : ' if language == 'fr' else ': '}{excerpt.title}"
    return f"[{said}]"


def _masked(text: str | None, length: int) -> str:
    plain = " ".join(mask(text or "").split())
    return plain if len(plain) <= length else plain[: length - 1].rstrip() + "…"


_WORDS = {
    "en": {
        ExcerptKind.IMAGE: "photo",
        ExcerptKind.VIDEO: "video",
        ExcerptKind.VOICE: "voice message",
        ExcerptKind.AUDIO: "audio",
        ExcerptKind.FILE: "document",
        ExcerptKind.STICKER: "sticker",
        ExcerptKind.LOCATION: "place",
        ExcerptKind.CONTACT: "contact",
        ExcerptKind.POST: "shared post",
        ExcerptKind.STORY: "story",
        ExcerptKind.REEL: "shared reel",
        ExcerptKind.PRODUCT: "product",
        ExcerptKind.LINK: "link",
        ExcerptKind.OTHER: "attachment",
        ExcerptKind.DELETED: "deleted",
        ExcerptKind.NOT_KEPT: "text not kept here",
        ExcerptKind.NOT_SHOWN: "not shown by the platform",
    },
    "fr": {
        ExcerptKind.IMAGE: "photo",
        ExcerptKind.VIDEO: "vidéo",
        ExcerptKind.VOICE: "message vocal",
        ExcerptKind.AUDIO: "son",
        ExcerptKind.FILE: "document",
        ExcerptKind.STICKER: "autocollant",
        ExcerptKind.LOCATION: "lieu",
        ExcerptKind.CONTACT: "contact",
        ExcerptKind.POST: "publication partagée",
        ExcerptKind.STORY: "story",
        ExcerptKind.REEL: "reel partagé",
        ExcerptKind.PRODUCT: "produit",
        ExcerptKind.LINK: "lien",
        ExcerptKind.OTHER: "pièce jointe",
        ExcerptKind.DELETED: "supprimé",
        ExcerptKind.NOT_KEPT: "texte non conservé ici",
        ExcerptKind.NOT_SHOWN: "non montré par la plateforme",
    },
}
