"""What X allows: posts that mention the account, quotes, direct messages and keyword matches."""

from datetime import timedelta

from shared.channels.x.query import AUTHOR, MAX_SPELLED, spelled
from shared.domain.account_health.tokens import TokenTerms
from shared.domain.channels.attachments import (
    GIF,
    IMAGE,
    JPEG,
    MB,
    MOV,
    MP4,
    PNG,
    VIDEO,
    WEBP,
    AttachmentRules,
    FileRule,
)
from shared.domain.channels.policy import ChannelPolicy, Length, LengthUnit, PostRules
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Surface, Visibility

# X API, "Media best practices": pictures 5 MB, animated GIFs 15 MB, videos 512 MB (ours are smaller).
_FILES = (
    FileRule(kind=IMAGE, types=frozenset({JPEG, PNG, WEBP}), max_size=5 * MB),
    FileRule(kind=IMAGE, types=frozenset({GIF}), max_size=15 * MB),
    FileRule(kind=VIDEO, types=frozenset({MP4, MOV})),
)

POLICY = ChannelPolicy(
    channel="x",
    title="X",
    lengths={
        # X developer platform, "Counting characters": 280 weighted units.
        Visibility.PUBLIC: Length(limit=280, unit=LengthUnit.X_WEIGHTED),
        # X API, "Manage Direct Messages". To be confirmed on a live account.
        Visibility.PRIVATE: Length(limit=10_000),
    },
    attachments={
        # X API, "Media best practices" and "Create post": four pictures, or one GIF or video, beside the text.
        Visibility.PUBLIC: AttachmentRules(
            files=_FILES,
            per_message=4,
            alone=frozenset({GIF, MP4, MOV}),
            captioned=frozenset({IMAGE, VIDEO}),
            max_files=4,
        ),
        # X API, "Manage Direct Messages": one attachment for each message.
        Visibility.PRIVATE: AttachmentRules(files=_FILES, captioned=frozenset({IMAGE, VIDEO})),
    },
    # X automation rules: one automatic answer for each interaction, only to those who addressed the account, never
    # to a keyword match or a quote without a mention. Direct messages once the person has written.
    automatic_surfaces=frozenset({Surface.MENTION, Surface.DIRECT_MESSAGE}),
    # X automation rules: automatic answers in public need X's prior approval and the account's Automated label.
    surfaces_needing_approval=frozenset({Surface.MENTION}),
    # X API pay-per-use prices of 2026: a post with a link costs more than ten times one without.
    links_in_acknowledgements=False,
    # X API, users and direct messages: one user id everywhere.
    private_to_author=True,
    # X API, "Create post"; a thread is a post that answers our own. The API has no way to pin.
    posts=PostRules(
        length=Length(limit=280, unit=LengthUnit.X_WEIGHTED),
        link="https://x.com/{handle}/status/{id}",
        threads=True,
    ),
    # X API, version of the paths.
    api_version="2",
    # X API, "OAuth 2.0 Authorization Code Flow with PKCE": an access token lasts two hours. A refresh token is good
    # once, and one that was used ends the tokens that came after it: not in X's reference, but what developers see
    # (gptme/gptme-contrib 285, trypostit/trypost issue 126).
    token=TokenTerms(
        lifetime=timedelta(hours=2),
        before=timedelta(hours=1),
        refresh_key="refresh_token",
        client_keys=("client_id", "client_secret"),
        rotates=True,
    ),
    subscription="the id of your webhook at X",
    author=(AUTHOR, "a user name of X such as 'acme_reseller', or an id"),
    # X API, pay-per-use prices of 2026: half a cent for a post that is read. To be confirmed in the developer console.
    sources=(
        SourceTerms(
            name="search",
            says="posts that name one of the brand's first ten keywords (`GET /2/tweets/search/recent`)",
            interval=timedelta(minutes=30),
            overlap=timedelta(minutes=5),
            lost_look_back=timedelta(days=1),  # what was read before is paid for again
            max_look_back=timedelta(days=6),
            max_pages=5,
            by_default=False,
            dollars_per_thousand=5,
            own_limit=True,
            searches=True,
            spelled=spelled,
            max_query=MAX_SPELLED,
        ),
        SourceTerms(
            name="mentions",
            says="mentions that a lost subscription did not deliver (`GET /2/users/:id/mentions`)",
            interval=timedelta(minutes=30),
            overlap=timedelta(minutes=5),
            lost_look_back=timedelta(days=1),  # what was read before is paid for again
            max_look_back=timedelta(days=6),
            max_pages=8,
            by_default=False,
            back_fill=True,
            dollars_per_thousand=5,
            own_limit=True,
        ),
    ),
    remarks=(
        "Mentions are answered automatically only once X has approved the automated account and its label is set: "
        "say so with `automation_approved: true` at the account in the brand file (X automation rules).",
        "On self-serve tiers an answer is accepted only when the author mentioned or quoted the account; the refusal "
        "is a 403 and goes to a person.",
        "The Account Activity API names what a post answers and not always its conversation, the X Activity API both. "
        "With the first, a customer's answer to a post of ours that X has not delivered yet may become a ticket of its "
        "own.",
        "Encrypted chats (XChat) arrive without text and cannot be read here: they are counted, a person opens X.",
        "Deletions by customers are not announced by the Account Activity API. What X says was deleted is erased "
        "within 24 hours (developer policy).",
    ),
)
