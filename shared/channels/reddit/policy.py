"""What Reddit allows an account: what is written to it, and what is said of the brand; answered by people."""

from datetime import timedelta

from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Visibility

# Not in Reddit's documentation; what the site takes. To be confirmed on a live account.
_LENGTH = Length(limit=10_000)

# Reddit, "Naming your community": letters, digits and "_".
SUBREDDIT = (r"r/[A-Za-z0-9_]{2,21}(/\*)?", "a subreddit such as 'r/acme', or 'r/acme/*' for everything in it")

POLICY = ChannelPolicy(
    channel="reddit",
    title="Reddit",
    lengths={Visibility.PUBLIC: _LENGTH, Visibility.PRIVATE: _LENGTH},
    # Rules of most subreddits, and Reddit's rules on spam: people answer here.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    private_to_author=True,
    # Reddit Developer Terms: what was deleted there is removed here, within 48 hours in practice. No deletion is told.
    content_retention=timedelta(hours=48),
    token_key="refresh_token",  # noqa: S106  the name of a key
    credential_keys=("client_id", "client_secret", "refresh_token"),
    sources=(
        SourceTerms(
            name="inbox",
            says="replies, mentions of the user name, private messages (`GET /message/inbox`)",
            interval=timedelta(minutes=4),
        ),
        SourceTerms(
            name="own_comments",
            says="what people write with the account on Reddit itself (`GET /user/<name>/comments`)",
            interval=timedelta(minutes=10),
        ),
        # Since 2025 private messages are chats. By Reddit's announcement to developers the old lists go on to show them
        # (r/redditdev, "1jf1iyj"); developers report that the inbox holds comments alone, and that `/message/messages`
        # is redirected (praw issues 2077, 2081; unverified on a live account). So both other lists can be read as well.
        SourceTerms(
            name="unread",
            says="what nobody has read on Reddit yet, for private messages that the inbox does not list "
            "(`GET /message/unread`); nothing is marked as read",
            interval=timedelta(minutes=4),
            by_default=False,
        ),
        SourceTerms(
            name="sent",
            says="private messages that people write with the account on Reddit itself (`GET /message/sent`)",
            interval=timedelta(minutes=10),
            by_default=False,
        ),
        SourceTerms(
            name="search",
            says="posts that name one of the brand's first ten keywords (`GET /search`)",
            interval=timedelta(minutes=20),
            overlap=timedelta(hours=1),
            by_default=False,
            searches=True,
        ),
        SourceTerms(
            name="subreddit_posts",
            says="posts in the subreddits of `places` (`GET /r/<names>/new`)",
            interval=timedelta(minutes=10),
            by_default=False,
            searches=True,
            place=SUBREDDIT,
            needs_place=True,
        ),
        SourceTerms(
            name="subreddit_comments",
            says="comments in the subreddits of `places` (`GET /r/<names>/comments`), which the search does not find",
            interval=timedelta(minutes=10),
            by_default=False,
            searches=True,
            place=SUBREDDIT,
            needs_place=True,
        ),
    ),
    remarks=(
        "Commercial use of Reddit's interface needs an agreement with Reddit, and since November 2025 nobody gets "
        "credentials without an approval (Reddit's announcement, r/redditdev 1oug31u; developers report that most "
        "requests are refused: ccbrown/gggtracker 170). That the public interface ends in March 2027 is said by one "
        "developer alone (AeternaLabsHQ/pullmd, discussion 85; unverified): ask Reddit before you build on it.",
        "At most 100 calls a minute for an OAuth client, averaged over ten minutes; the headers are obeyed.",
        "What is deleted on Reddit is not told, so text and author are kept for 48 hours only.",
        "Subreddits have rules of their own, often against companies and always against robots: read them first.",
        "Private messages are chats on Reddit since 2025. Which of its lists still show them is unverified: read "
        "`unread` and `sent` as well, and try it with a message of your own. They cannot be edited.",
    ),
)
