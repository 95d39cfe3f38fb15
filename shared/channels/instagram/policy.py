"""What an Instagram professional account allows: comments, mentions, direct messages and stories."""

from datetime import timedelta

from shared.domain.account_health.tokens import TokenTerms
from shared.domain.channels.attachments import (
    AAC,
    AUDIO,
    FILE,
    GIF,
    IMAGE,
    JPEG,
    M4A,
    MB,
    MOV,
    MP4,
    PDF,
    PNG,
    VIDEO,
    WAV,
    WEBM,
    AttachmentRules,
    FileRule,
)
from shared.domain.channels.policy import ChannelPolicy, Length, LengthUnit
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Surface, Visibility

LOGIN_TOKEN = "IG"  # noqa: S105  how tokens of Instagram Login begin; those of Facebook Login begin with "EAA"

POLICY = ChannelPolicy(
    channel="instagram",
    title="Instagram",
    lengths={
        # Instagram Platform, IG Media comments: 300 characters, at most 4 hashtags and 1 link, not all in capitals.
        # The app lets people write 2200; the documented limit is the one that is sure to be taken.
        Visibility.PUBLIC: Length(limit=300),
        # Instagram Platform, Messaging: 1000 bytes of UTF-8, so an emoji weighs four.
        Visibility.PRIVATE: Length(limit=1000, unit=LengthUnit.UTF8_BYTES),
    },
    attachments={
        # Instagram Messaging, "Upload media" (June 2026): pictures 8 MB, everything else 25 MB, PDF the only document.
        # One for each message, without a text beside it. Comments take a text only (IG Comment, replies).
        Visibility.PRIVATE: AttachmentRules(
            files=(
                FileRule(kind=IMAGE, types=frozenset({JPEG, PNG, GIF}), max_size=8 * MB),
                FileRule(kind=VIDEO, types=frozenset({MP4, MOV, WEBM})),
                FileRule(kind=AUDIO, types=frozenset({AAC, M4A, WAV})),
                FileRule(kind=FILE, types=frozenset({PDF})),
            ),
        ),
    },
    # Instagram Platform, Messaging: 24 hours from the customer's last message; HUMAN_AGENT seven days, people only.
    reply_window=timedelta(hours=24),
    human_window=timedelta(days=7),
    # A story mention is a kindness without text, and a mention stands under somebody else's media.
    automatic_surfaces=frozenset({Surface.COMMENT, Surface.DIRECT_MESSAGE, Surface.STORY_REPLY}),
    # Instagram Platform, Messaging: an automated experience says so where the law requires it.
    discloses_automation=True,
    links_in_acknowledgements=False,
    # Meta Community Standards, spam: repeated comments are a signal.
    public_acknowledgements_per_post_and_hour=10,
    # Instagram Platform, "Private replies": one per comment, ever, within seven days (live comments: while live).
    private_reply_to_comment=True,
    names_root=True,  # `media.id` of each comment
    # Graph API changelog: v26.0 of 2026-07-29.
    api_version="v26.0",
    # Instagram Platform with Instagram Login, "Refresh a long-lived token": as for Threads. Facebook Login gives the
    # token of a Page, which does not end: see `account.py`.
    token=TokenTerms(
        lifetime=timedelta(days=60),
        before=timedelta(days=30),
        begins_with=LOGIN_TOKEN,
        min_age=timedelta(days=1),  # Instagram Platform, "Refresh access token": at least 24 hours old
    ),
    # Instagram Platform, "Permissions"; with Instagram Login they have other names, and no call lists them.
    permissions=("instagram_basic", "instagram_manage_comments", "instagram_manage_messages"),
    # Instagram Platform, "Comment moderation": `POST /{comment-id}?hide=true`.
    hides=True,
    sources=(
        SourceTerms(
            name="comments",
            says="comments under the latest media that were not delivered (`GET /<account>/media`)",
            interval=timedelta(minutes=30),
            overlap=timedelta(hours=1),
            max_pages=4,
            back_fill=True,
        ),
        SourceTerms(
            name="messages",
            says="messages that were not delivered (`GET /<account>/conversations`)",
            interval=timedelta(minutes=30),
            overlap=timedelta(hours=1),
            max_pages=4,
            back_fill=True,
        ),
    ),
    remarks=(
        "Mentions in captions and comments that were not delivered are not read again.",
        "Comments cannot be edited and no removal is announced: an answer that meets a missing comment is the sign.",
        "A mention arrives as ids only; its text is looked up before the message is read.",
        "An unsent message is erased here as well, as the Instagram Platform terms ask.",
        "Instagram links a story's media only for as long as the story lives.",
    ),
)
