"""What a Facebook Page allows: comments, visitor posts, mentions and recommendations."""

from datetime import timedelta

from shared.domain.channels.attachments import IMAGE, JPEG, MB, PNG, AttachmentRules, FileRule
from shared.domain.channels.policy import ChannelPolicy, Length, PostRules
from shared.domain.polling.terms import SourceTerms
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
    names_root=True,  # `post_id` of each comment
    private_channel="messenger",
    # Pages API, "Posts": POST /{page}/feed. The limit is what the product accepts; pinning is not in the API.
    posts=PostRules(length=Length(limit=63_206), link="https://www.facebook.com/{id}"),
    # Graph API, Object Likes: `POST /{comment-id}/likes` as the Page, with `pages_manage_engagement`. The rules against
    # spam hold for likes, too: few, and of what is surely praise.
    likes=True,
    # Graph API changelog: v26.0 of 2026-07-29.
    api_version="v26.0",
    # Pages API, "Permissions": what reading, answering, hiding and the subscription need.
    permissions=(
        "pages_manage_engagement",
        "pages_manage_metadata",
        "pages_read_engagement",
        "pages_read_user_content",
    ),
    # Graph API, Comment: `POST /{comment-id}?is_hidden=true`. Its author and their friends go on seeing it.
    hides=True,
    sources=(
        SourceTerms(
            name="comments",
            says="visitors' posts and comments under the latest posts that were not delivered (`GET /<page>/feed`)",
            interval=timedelta(minutes=30),
            overlap=timedelta(hours=1),
            max_pages=4,
            back_fill=True,
        ),
        SourceTerms(
            name="ratings",
            says="recommendations that were not delivered (`GET /<page>/ratings`)",
            interval=timedelta(hours=1),
            overlap=timedelta(hours=1),
            max_pages=4,
            by_default=False,
            back_fill=True,
        ),
        SourceTerms(
            name="mentions",
            says="posts that tag the Page and were not delivered (`GET /<page>/tagged`)",
            interval=timedelta(minutes=30),
            overlap=timedelta(hours=1),
            max_pages=4,
            by_default=False,
            back_fill=True,
        ),
    ),
    remarks=(
        "Of what was not delivered, comments under ads and comments that tag the Page elsewhere are not read again; of "
        "posts, the latest twenty-five are read, and further back while something new stands there.",
        "Comments on ads arrive, posts of ads do not (Page webhook reference, `feed`).",
        "The author is missing when the app may not see the person; the ticket is opened without one.",
        "Facebook keeps a reply to a reply under the top-level comment (Comments reference).",
        "Meta asks that what people remove is removed here too; the erased message leaves a tombstone.",
    ),
)
