"""What Telegram allows a bot: private chats, groups, channels, and the chats of a business account."""

from dataclasses import replace

from shared.domain.channels.attachments import (
    AUDIO,
    FILE,
    IMAGE,
    JPEG,
    M4A,
    MB,
    MP3,
    MP4,
    OGG,
    PNG,
    SENDABLE,
    VIDEO,
    AttachmentRules,
    FileRule,
)
from shared.domain.channels.policy import ChannelPolicy, Length, PostRules
from shared.domain.vocabulary import Surface, Visibility

_TEXT = Length(limit=4096)  # Telegram Bot API, sendMessage: 1 to 4096 characters after entities are parsed

# Telegram Bot API, "Sending files": a photo 10 MB, other files 50 MB (ours are smaller); sendPhoto, sendVideo,
# sendAudio: a caption has 1024 characters.
_FILES = AttachmentRules(
    files=(
        FileRule(kind=IMAGE, types=frozenset({JPEG, PNG}), max_size=10 * MB),
        FileRule(kind=VIDEO, types=frozenset({MP4})),
        FileRule(kind=AUDIO, types=frozenset({MP3, M4A, OGG})),
        FileRule(kind=FILE, types=SENDABLE),
    ),
    captioned=frozenset({IMAGE, VIDEO, AUDIO, FILE}),
    caption=1024,
)

POLICY = ChannelPolicy(
    channel="telegram",
    title="Telegram",
    lengths={Visibility.PUBLIC: _TEXT, Visibility.PRIVATE: _TEXT},
    attachments={
        Visibility.PUBLIC: replace(_FILES, max_files=1),  # a group is answered with one message
        Visibility.PRIVATE: _FILES,
    },
    # Only where the person opened a chat with the bot; in groups a robot that speaks unasked is noise.
    automatic_surfaces=frozenset({Surface.DIRECT_MESSAGE}),
    # Telegram Bot API: the id of a private chat is the id of the person.
    private_to_author=True,
    # Telegram Bot API, sendMessage to a channel of which the bot is an administrator, and pinChatMessage there.
    posts=PostRules(length=_TEXT, link="https://t.me/{place}/{number}", threads=True, pins=True, needs_place=True),
    token_key="bot_token",  # noqa: S106 - the name of the key, not its value
    remarks=(
        "Deliveries are proved by a token in a header, not by a signature of the body: keep the address https.",
        "A bot cannot write first, and ordinary chats tell of no deletions; business connections do.",
        "Ids of messages are unique within a chat only, so ours hold both: `<chat>:<message>`.",
        "Privacy mode decides what a bot sees in a group (Telegram Bot API, `setPrivacy`).",
    ),
)
