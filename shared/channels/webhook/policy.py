"""The open channel: any sender that signs by the Standard Webhooks specification, such as a forum or a form."""

from shared.domain.channels.attachments import (
    AUDIO,
    DOCUMENTS,
    FILE,
    IMAGE,
    MAX_FILES,
    PICTURES,
    SOUNDS,
    VIDEO,
    VIDEOS,
    AttachmentRules,
    FileRule,
)
from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.vocabulary import Visibility

# Standard Webhooks, "Payload": keep it below 20 kB. A text of 4000 characters is at most 16 kB of UTF-8.
_TEXT = Length(limit=4000)

# The schema is ours: links to the files stand beside the text, each valid for some minutes.
_FILES = AttachmentRules(
    files=(
        FileRule(kind=IMAGE, types=PICTURES),
        FileRule(kind=VIDEO, types=VIDEOS),
        FileRule(kind=AUDIO, types=SOUNDS),
        FileRule(kind=FILE, types=DOCUMENTS),
    ),
    per_message=MAX_FILES,
    fetched_later=True,
    captioned=frozenset({IMAGE, VIDEO, AUDIO, FILE}),
)

POLICY = ChannelPolicy(
    channel="webhook",
    title="Signed webhook",
    lengths={Visibility.PUBLIC: _TEXT, Visibility.PRIVATE: _TEXT},
    attachments={Visibility.PUBLIC: _FILES, Visibility.PRIVATE: _FILES},
    # Who stands behind the sender is not known to us, and it may be a robot: people answer here.
    automatic_surfaces=frozenset(),
    token_key="signing_secret",  # noqa: S106 - the name of the key, not its value
    remarks=(
        "The schema is ours: `type` is `message.created`, `message.edited` or `message.deleted`, `data.source` the "
        "account's id in the brand file.",
        "Answers are delivered as `reply.created`, signed with the same secret, to the address that "
        "`GATEWAY_BASE_URLS` gives for this channel.",
    ),
)
