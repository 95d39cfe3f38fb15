"""What comes with a message, or what a message is about: a file, a place, a contact, a post, a product.

A platform gives most files away for some days only. So the file of an attachment is fetched once, after triage, and
kept in the bucket for as long as its message. Its ``status`` says how far that is.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from shared.domain.vocabulary import AttachmentStatus, AttachmentType

MAX_LINES = 40
"""Lines of a contact or an order that are kept."""

PREFIX = "A-"
"""How our ids of attachments begin."""

FILES = frozenset(
    {
        AttachmentType.IMAGE,
        AttachmentType.VIDEO,
        AttachmentType.AUDIO,
        AttachmentType.FILE,
        AttachmentType.STICKER,
    }
)
"""Types that are files of the customer. What a message is only about (a post, a product, a link) stays where it is."""

_TYPES = {each.value: each for each in AttachmentType} | {
    "photo": AttachmentType.IMAGE, "picture": AttachmentType.IMAGE, "gif": AttachmentType.IMAGE,
    "paid_media": AttachmentType.IMAGE, "animated_gif": AttachmentType.VIDEO, "animation": AttachmentType.VIDEO,
    "video_note": AttachmentType.VIDEO, "voice": AttachmentType.AUDIO, "document": AttachmentType.FILE,
    "like_heart": AttachmentType.STICKER, "venue": AttachmentType.LOCATION, "contacts": AttachmentType.CONTACT,
    "shared_coordinate": AttachmentType.LOCATION, "ig_post": AttachmentType.POST, "share": AttachmentType.POST,
    "ig_story": AttachmentType.STORY, "story_mention": AttachmentType.STORY, "ig_reel": AttachmentType.REEL,
    "order": AttachmentType.PRODUCT, "fallback": AttachmentType.LINK,
}  # fmt: skip

Key = Callable[[str], str]
"""The object of an attachment in the bucket, by the attachment's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment of a message.

    A parser fills what the platform told: ``source_type`` is the platform's own word where it says more than ``type``;
    ``source_id`` is what the platform calls the file, and gives it away against where there is no ``source_url``;
    ``size`` is in bytes, ``duration`` in seconds, ``width`` and ``height`` in pixels. ``title`` is a file's name, or
    what the post, product or contact is called. ``latitude``, ``longitude`` (degrees) and ``label`` describe a place;
    ``label`` is otherwise a second line, such as a contact's number or a product's price. ``lines`` are those of a
    contact or an order, or what can be chosen in a poll. ``expires_at`` is when the
    platform stops giving the file away, as far as it says so.

    Store adds the rest. ``id`` is unique in its message and the same each time the platform tells of the same thing.
    ``status`` is ``None`` where there is no file to fetch. ``key`` names the object in the bucket, which belongs to
    this attachment alone; there is something in it when the status is ``stored``. ``mime_type`` and ``size`` are then
    those of the object, found by looking at its content.
    """

    type: AttachmentType
    id: str | None = None
    source_type: str | None = None
    source_id: str | None = None
    source_url: str | None = None
    mime_type: str | None = None
    size: int | None = None
    duration: int | None = None
    width: int | None = None
    height: int | None = None
    title: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    label: str | None = None
    lines: tuple[str, ...] = ()
    expires_at: datetime | None = None
    status: AttachmentStatus | None = None
    key: str | None = None

    @property
    def is_file(self) -> bool:
        """Whether there is a file that can be fetched."""
        return self.type in FILES and (self.source_id is not None or self.source_url is not None)


def attachment_type(told: str) -> AttachmentType:
    """Our type of what a platform calls by a word of its own."""
    return _TYPES.get(told, AttachmentType.OTHER)


def identified(told: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """The attachments with their ids. Two that cannot be told apart are numbered."""
    found: list[Attachment] = []
    seen: Counter[str] = Counter()
    for one in told:
        name = _name(one)
        found.append(replace(one, id=PREFIX + sha256(f"{name}\x1f{seen[name]}".encode()).hexdigest()[:16]))
        seen[name] += 1
    return tuple(found)


def attached(told: Iterable[Attachment], key: Key, *, known: Iterable[Attachment] = ()) -> tuple[Attachment, ...]:
    """The attachments of a message as they are stored: files wait to be fetched.

    What is ``known`` of the same attachment, because the message was stored before, stays as it is.
    """
    stored = {one.id: one for one in known if one.status is not None}
    return tuple(stored.get(one.id) or (_pending(one, key) if one.is_file else one) for one in identified(told))


def _pending(one: Attachment, key: Key) -> Attachment:
    return replace(one, status=AttachmentStatus.PENDING, key=key(one.id or ""))


def _name(one: Attachment) -> str:
    return "\x1f".join((one.type, one.source_id or one.source_url or one.title or one.label or ""))
