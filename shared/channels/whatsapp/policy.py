"""What WhatsApp allows a business number (Cloud API)."""

from datetime import timedelta

from shared.domain.channels.attachments import (
    AAC,
    AMR,
    AUDIO,
    DOCX,
    FILE,
    IMAGE,
    JPEG,
    M4A,
    MB,
    MP3,
    MP4,
    OGG,
    PDF,
    PNG,
    PPTX,
    TEXT,
    VIDEO,
    VIDEO_3GP,
    XLSX,
    AttachmentRules,
    FileRule,
)
from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.vocabulary import Surface, Visibility

POLICY = ChannelPolicy(
    channel="whatsapp",
    title="WhatsApp",
    # WhatsApp Cloud API, text messages: 4096 characters.
    lengths={Visibility.PRIVATE: Length(limit=4096)},
    attachments={
        # WhatsApp Cloud API, "Media", supported media types. One for each message; a caption has 1024 characters, and
        # none stands beside audio.
        Visibility.PRIVATE: AttachmentRules(
            files=(
                FileRule(kind=IMAGE, types=frozenset({JPEG, PNG}), max_size=5 * MB),
                FileRule(kind=VIDEO, types=frozenset({MP4, VIDEO_3GP}), max_size=16 * MB),
                FileRule(kind=AUDIO, types=frozenset({AAC, AMR, MP3, M4A, OGG}), max_size=16 * MB),
                FileRule(kind=FILE, types=frozenset({PDF, TEXT, DOCX, XLSX, PPTX})),
            ),
            captioned=frozenset({IMAGE, VIDEO, FILE}),
            caption=1024,
        ),
    },
    # WhatsApp Business Platform, customer service windows: 24 hours; after that only approved templates, also for
    # people, so there is no longer window for them.
    reply_window=timedelta(hours=24),
    automatic_surfaces=frozenset({Surface.DIRECT_MESSAGE}),
    # WhatsApp Business messaging policy: an automated experience says so and leads to a person.
    discloses_automation=True,
    # Graph API changelog: v26.0 of 2026-07-29.
    api_version="v26.0",
    # WhatsApp Cloud API, "Permissions".
    permissions=("whatsapp_business_messaging",),
    subscription="the id of the WhatsApp Business Account",
    remarks=(
        "Customers are known by a business-scoped id; their phone number may be missing.",
        "A message taken by WhatsApp can still fail: the receipt that says so reaches the ticket.",
        "One message every six seconds to the same person; faster ones are refused for a while.",
        "Templates for answers after the window are not part of this desk.",
    ),
)
