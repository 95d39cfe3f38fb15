"""What a Facebook Page allows: comments, visitor posts, mentions and recommendations."""

from shared.domain.channels.attachments import IMAGE, JPEG, MB, PNG, AttachmentRules, FileRule
from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.vocabulary import Surface, Visibility

POLICY = ChannelPolicy(
    channel="facebook",
    title="Facebook Page",
    lengths={
        # Not in Meta's reference; what the product accepts. To be confirmed on a live Page.
        Visibility.PUBLIC: Length(limit=8000),
        # A private reply travels through the Messenger Platform (Send API).
        Visibility.PRIVATE: Length(limit=2000),
    },
    attachments={
        # Graph API, Comments: `attachment_url`, one picture beside the text. Page photos: at most 4 MB. A private reply
        # is one message, ever, and stays a text. To be confirmed on a live Page.
        Visibility.PUBLIC: AttachmentRules(
            files=(FileRule(kind=IMAGE, types=frozenset({JPEG, PNG}), max_size=4 * MB),),
            captioned=frozenset({IMAGE}),
            max_files=1,
        ),
    },
    # Meta Community Standards, spam: repeated comments are a signal, hence the cap below and no links. A mention
    # stands on somebody else's page and a recommendation has one public answer: both are left to people.
    automatic_surfaces=frozenset({Surface.COMMENT, Surface.POST}),
    links_in_acknowledgements=False,
    public_acknowledgements_per_post_and_hour=10,
    # Messenger Platform, "Private replies": one per comment, ever, within seven days, and it opens no window. An
    # automatic one would take the agent's only chance, so it is for people.
    private_reply_to_comment=True,
    private_channel="messenger",
    # Graph API changelog: v26.0 of 2026-07-29.
    api_version="v26.0",
    remarks=(
        "Comments on ads arrive, posts of ads do not (Page webhook reference, `feed`).",
        "The author is missing when the app may not see the person; the ticket is opened without one.",
        "Facebook keeps a reply to a reply under the top-level comment (Comments reference).",
        "Meta asks that what people remove is removed here too; the erased message leaves a tombstone.",
    ),
)
