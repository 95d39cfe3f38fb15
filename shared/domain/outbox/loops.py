"""Robots that answer robots: texts that come back again and again."""

from collections.abc import Iterable
from hashlib import sha256
from html import unescape

from shared.domain.outbox.record import OutboxRecord

MAX_REPETITIONS = 3
"""The third time the very same words are to be answered, in as many closed periods, a robot says them."""


def plain_words(text: str) -> str:
    """A text as it is compared: platforms escape it, and break it elsewhere."""
    return " ".join(unescape(text).split())


def digest_of(text: str) -> str:
    return sha256(plain_words(text).casefold().encode()).hexdigest()[:16]


def is_a_loop(text: str, records: Iterable[OutboxRecord]) -> bool:
    """Whether the text gives back what we said earlier in this conversation, or says the same as ever."""
    known = tuple(records)
    said, digest = plain_words(text), digest_of(text)
    if any(record.text and plain_words(record.text) in said for record in known):
        return True
    return sum(record.answers == digest for record in known if record.sent_at is not None) >= MAX_REPETITIONS - 1
