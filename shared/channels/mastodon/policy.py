"""What Mastodon allows an account, on whichever instance it lives."""

from datetime import timedelta

from shared.domain.channels.policy import ChannelPolicy, Length, PostRules
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Surface, Visibility

_ADDRESSED = frozenset({Surface.COMMENT, Surface.MENTION, Surface.DIRECT_MESSAGE})

# Mastodon documentation, "Posting to your profile": 500 characters unless the instance says otherwise; of the mention
# that an answer begins with only the user name counts. 40 characters are left for it.
_LENGTH = Length(limit=460)

INSTANCE = (r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", "an instance such as 'mastodon.social'")

POLICY = ChannelPolicy(
    channel="mastodon",
    title="Mastodon",
    lengths={Visibility.PUBLIC: _LENGTH, Visibility.PRIVATE: _LENGTH},
    # Statuses API: "Post a new status", "Pin status to profile". The brand file says which instance it is (`posts_to`).
    posts=PostRules(length=Length(limit=500), link="https://{place}/@{handle}/{id}", threads=True, pins=True),
    # Statuses API, "Favourite a status".
    likes=True,
    # Rules of instances, and the flag "automated account" of the profile: only who addressed us is answered by a robot.
    automatic_surfaces=_ADDRESSED,
    surfaces_needing_approval=_ADDRESSED,
    links_in_acknowledgements=False,
    private_to_author=True,
    public_acknowledgements_per_post_and_hour=10,
    credential_keys=("instance", "access_token"),
    sources=(
        # Before and as often as what answers it: an answer that people wrote in the app ends the wait of its ticket.
        SourceTerms(
            name="own_posts",
            says="what people write with the account in Mastodon itself (`GET /api/v1/accounts/:id/statuses`)",
            interval=timedelta(minutes=2),
        ),
        SourceTerms(
            name="notifications",
            says="mentions, in public and in private (`GET /api/v1/notifications`)",
            interval=timedelta(minutes=2),
            overlap=timedelta(hours=1),
        ),
        SourceTerms(
            name="hashtags",
            says="posts with one of the brand's first ten keywords as hashtag (`GET /api/v1/timelines/tag/:tag`)",
            interval=timedelta(minutes=10),
            # Posts of other instances arrive when they were federated, which may take a while.
            overlap=timedelta(hours=1),
            by_default=False,
            searches=True,
            place=INSTANCE,
        ),
        SourceTerms(
            name="search",
            says="posts that name one of the brand's first ten keywords, where the instance has a full-text search "
            "(`GET /api/v2/search`)",
            interval=timedelta(minutes=10),
            overlap=timedelta(hours=1),
            by_default=False,
            searches=True,
        ),
    ),
    remarks=(
        "Automatic answers need the profile's flag *automated account* and an instance whose rules allow them: say so "
        "with `automation_approved: true` at the account in the brand file.",
        "An answer begins with the mention of the customer and is never more public than what it answers; an answer to "
        "a public post is unlisted.",
        "An edit is noticed within an hour of the post. Deletions are not told.",
        "An answer names what it answers and not its thread: the instance is asked for that, a call for each new one "
        "(`GET /api/v1/statuses/:id/context`). Where it does not show the thread, an answer to something of ours that "
        "was not read yet may become a ticket of its own.",
        "At most 300 calls in five minutes for an account; the headers are obeyed.",
        "An answer or a post carries an idempotency key, which the instance remembers for an hour.",
    ),
)
