"""Ids of messages that identify a person, and what replaces them when the person is erased.

On Telegram the id of a private message begins with the id of the user, a message id of WhatsApp encodes the phone
number, and the address of a post on Bluesky holds its author's id. Facebook does not always name a recommendation: then
its author does (``rating_<user>``). Google Business Profile, Google Play and the App Store tell no id of an author: the
review stands for them. A private message of TikTok is named with its conversation. The tombstone of an erased message
must be found when the platform delivers the message again, but must not tell the id. So it lies under a keyed hash of
the id. The key is random and never leaves the table.

Sources: Telegram Bot API, ``Chat.id`` of a private chat; WhatsApp Cloud API, ``wamid`` (base64 of a record that holds
the number); AT Protocol, "AT URI scheme".
"""

import hmac
from hashlib import sha256

_CHANNELS = frozenset({"app_store", "bluesky", "google_business", "google_play", "telegram", "whatsapp"})
"""Channels whose message ids identify the customer."""

NAMED_BY_AUTHOR = "rating_"
"""Begins the id of a recommendation on Facebook that its author's id names."""

CONVERSATION = "|"
"""Ends the conversation in the id of a private message on TikTok."""

PREFIX = "erased-"

_LENGTH = 32  # hexadecimal digits


def identifies(channel: str, message_id: str) -> bool:
    """Whether the id of a message, or of an event that names one, tells who wrote it."""
    if channel == "tiktok":
        return CONVERSATION in message_id
    return channel in _CHANNELS or (channel == "facebook" and NAMED_BY_AUTHOR in message_id)


def pseudonym(key: bytes, identifier: str) -> str:
    """The same for the same identifier; nobody can tell the identifier from it without the key."""
    return identifier if is_pseudonym(identifier) else PREFIX + keyed_digest(key, identifier)


def keyed_digest(key: bytes, identifier: str) -> str:
    """What stands for the identifier in a key of the table. A plain digest of a telephone number could be guessed."""
    return hmac.new(key, identifier.encode(), sha256).hexdigest()[:_LENGTH]


def is_pseudonym(identifier: str) -> bool:
    """Whether it replaces an id."""
    return identifier.startswith(PREFIX)
