"""What Bluesky allows an account: everything is in public, and nobody tells us of it."""

from datetime import timedelta

from shared.domain.channels.policy import ChannelPolicy, Length, PostRules
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Surface, Visibility

_ADDRESSED = frozenset({Surface.COMMENT, Surface.MENTION})

POLICY = ChannelPolicy(
    channel="bluesky",
    title="Bluesky",
    # Lexicon app.bsky.feed.post: 300 graphemes and 3,000 bytes. As many characters are never more than either.
    lengths={Visibility.PUBLIC: Length(limit=300)},
    posts=PostRules(length=Length(limit=300), link="https://bsky.app/profile/{handle}/post/{key}", threads=True),
    # Lexicon app.bsky.feed.like: a record in our own repository.
    likes=True,
    # Bluesky developer documentation, "Bots": a bot acts only when it is addressed, and says that it is one.
    automatic_surfaces=_ADDRESSED,
    surfaces_needing_approval=_ADDRESSED,
    links_in_acknowledgements=False,
    public_acknowledgements_per_post_and_hour=10,
    token_key="app_password",  # noqa: S106  the name of a key
    credential_keys=("identifier", "app_password"),
    optional_keys=("server",),
    sources=(
        SourceTerms(
            name="notifications",
            says="mentions, replies and quotes (`app.bsky.notification.listNotifications`)",
            interval=timedelta(minutes=2),
        ),
        SourceTerms(
            name="own_posts",
            says="what people write with the account in the app itself (`app.bsky.feed.getAuthorFeed`)",
            interval=timedelta(minutes=4),
        ),
        SourceTerms(
            name="search",
            says="posts that name the brand's keywords (`app.bsky.feed.searchPosts`, a call for each of the first ten)",
            interval=timedelta(minutes=10),
            by_default=False,
            searches=True,
        ),
    ),
    remarks=(
        "Mentions and replies are answered automatically only once the account carries the label of a bot: say so with "
        "`automation_approved: true` at the account in the brand file.",
        "Private messages are a service of their own (`chat.bsky`), open to whom one follows; they are not read here.",
        "Deletions are told on the firehose only, which is no work for a function; a post cannot be edited.",
        "At most 3,000 calls in five minutes for an address, and 300 sessions a day for an account: a session is kept "
        "while the container lives, and refreshed.",
        "What the search finds is never answered without a person.",
    ),
)
