"""What Messenger allows: the private messages of a Facebook Page."""

from datetime import timedelta

from shared.domain.channels.attachments import (
    AUDIO,
    FILE,
    GIF,
    IMAGE,
    JPEG,
    MB,
    MOV,
    MP4,
    PNG,
    SENDABLE,
    SOUNDS,
    VIDEO,
    WEBM,
    AttachmentRules,
    FileRule,
)
from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Surface, Visibility

POLICY = ChannelPolicy(
    channel="messenger",
    title="Messenger",
    # Messenger Platform, Send API. The number itself is to be confirmed on a live Page.
    lengths={Visibility.PRIVATE: Length(limit=2000)},
    attachments={
        # Messenger Platform, "Saving assets" (April 2026): 25 MB; pictures by URL 8 MB. One for each message, and a
        # message has a text or an attachment, never both (Send API).
        Visibility.PRIVATE: AttachmentRules(
            files=(
                FileRule(kind=IMAGE, types=frozenset({JPEG, PNG, GIF}), max_size=8 * MB),
                FileRule(kind=VIDEO, types=frozenset({MP4, MOV, WEBM})),
                FileRule(kind=AUDIO, types=SOUNDS),
                FileRule(kind=FILE, types=SENDABLE),
            ),
        ),
    },
    # Messenger Platform, "Messaging windows": 24 hours from the customer's last message.
    reply_window=timedelta(hours=24),
    # Messenger Platform, message tags: HUMAN_AGENT, seven days, only for what a person wrote. The other tags ended
    # on 2026-04-27 and answer with error 100.
    human_window=timedelta(days=7),
    automatic_surfaces=frozenset({Surface.DIRECT_MESSAGE}),
    # Messenger Platform, "Send messages": an automated chat says so where the law requires it.
    discloses_automation=True,
    # Graph API changelog: v26.0 of 2026-07-29.
    api_version="v26.0",
    # Messenger Platform, "Permissions".
    permissions=("pages_manage_metadata", "pages_messaging"),
    sources=(
        SourceTerms(
            name="messages",
            says="messages that were not delivered (`GET /<page>/conversations`)",
            interval=timedelta(minutes=30),
            overlap=timedelta(hours=1),
            max_pages=4,
            back_fill=True,
        ),
    ),
    remarks=(
        "A robot's message never carries a message tag; HUMAN_AGENT is for people.",
        "A comment does not open the window; a message, a postback or a reaction does.",
        "Customers' unsent messages are not announced by Meta on this channel.",
    ),
)
