"""What Threads allows an account: replies to its posts and mentions of it, all in public."""

from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.vocabulary import Surface, Visibility

POLICY = ChannelPolicy(
    channel="threads",
    title="Threads",
    # Threads API, "Posts": a text has at most 500 characters. There are no private messages in the API.
    lengths={Visibility.PUBLIC: Length(limit=500)},
    # Replies to one's own posts. A mention stands under somebody else's post.
    automatic_surfaces=frozenset({Surface.COMMENT}),
    links_in_acknowledgements=False,
    # Meta Community Standards, spam: repeated comments are a signal. The API takes 1000 replies in 24 hours.
    public_acknowledgements_per_post_and_hour=10,
    # Threads API: the version stands in the path.
    api_version="v1.0",
    remarks=(
        "There are no private messages: what needs personal data is asked for on another channel.",
        "The API tells the name of an author and no id. A customer who changes the name is a new customer.",
        "Edits are not announced.",
        "Publishing takes two calls. Nothing is published until the second one.",
        "Access tokens end after 60 days.",
    ),
)
