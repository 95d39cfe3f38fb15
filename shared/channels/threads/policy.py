"""What Threads allows an account: replies to its posts and mentions of it, all in public."""

from datetime import timedelta

from shared.domain.account_health.tokens import TokenTerms
from shared.domain.channels.policy import ChannelPolicy, Length, LengthUnit, PostRules
from shared.domain.vocabulary import Surface, Visibility

# Threads API, "Posts", limitations: a text has at most 500 characters; an emoji counts as its bytes of UTF-8. There are
# no private messages in the API.
_TEXT = Length(limit=500, unit=LengthUnit.EMOJI_BYTES)

POLICY = ChannelPolicy(
    channel="threads",
    title="Threads",
    lengths={Visibility.PUBLIC: _TEXT},
    # Replies to one's own posts. A mention stands under somebody else's post.
    automatic_surfaces=frozenset({Surface.COMMENT}),
    links_in_acknowledgements=False,
    # Meta Community Standards, spam: repeated comments are a signal. The API takes 1000 replies in 24 hours.
    public_acknowledgements_per_post_and_hour=10,
    # Threads API, "Posts": the same two calls without a post that is answered. The API tells the address of a post only
    # when it is asked; that of the profile is known.
    posts=PostRules(
        length=Length(limit=500, unit=LengthUnit.EMOJI_BYTES), link="https://www.threads.com/@{handle}", threads=True
    ),
    # Threads API: the version stands in the path.
    api_version="v1.0",
    # Threads API, "Long-lived tokens": 60 days; one that is a day old and not over is exchanged for the next.
    token=TokenTerms(lifetime=timedelta(days=60), before=timedelta(days=30), min_age=timedelta(days=1)),
    # Threads API, "Permissions".
    permissions=("threads_basic", "threads_manage_mentions", "threads_manage_replies", "threads_read_replies"),
    # Threads API, "Reply management": `POST /{reply-id}/manage_reply` with `hide=true`, of replies to one's own posts.
    hides=True,
    remarks=(
        "There are no private messages: what needs personal data is asked for on another channel.",
        "The API tells the name of an author and no id. A customer who changes the name is a new customer.",
        "Edits are not announced.",
        "Publishing takes two calls. Nothing is published until the second one.",
        "Access tokens end after 60 days, and are refreshed here.",
    ),
)
