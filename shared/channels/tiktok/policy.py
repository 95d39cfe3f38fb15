"""What TikTok allows a business account: comments under its videos and private messages, answered by people."""

from datetime import timedelta

from shared.domain.account_health.tokens import TokenTerms
from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.vocabulary import Visibility

POLICY = ChannelPolicy(
    channel="tiktok",
    title="TikTok",
    # TikTok API for Business, "Reply to a comment": a text has at most 1200 characters.
    # Private messages: TikTok's own documentation is for partners; theirs say 6000 (Infobip, "TikTok message types";
    # respond.io, "TikTok overview").
    lengths={Visibility.PUBLIC: Length(limit=1200), Visibility.PRIVATE: Length(limit=6000)},
    # Business Messaging: 48 hours from the customer's last message, by the documentation of partners (Qiscus, "TikTok
    # Direct Message"; Chatfuel, "Messaging rules for TikTok").
    reply_window=timedelta(hours=48),
    # Replies that resemble each other are hidden as spam, and only a missing event tells of it: people answer here.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    # TikTok API for Business: the version stands in the path.
    api_version="v1.3",
    # TikTok API for Business, `tt_user/oauth2/refresh_token`: a day, and a year for the refresh token; both change.
    token=TokenTerms(
        lifetime=timedelta(hours=24),
        before=timedelta(hours=16),
        refresh_key="refresh_token",
        client_keys=("client_id", "client_secret"),
        rotates=True,
    ),
    remarks=(
        "Comments arrive within some five minutes, through a subscription to the event family COMMENT.",
        "A delivery is repeated for up to 72 hours, perhaps with its first signature, so a signature is good as long.",
        "Private messages need the Business Messaging API, which is for partners and not offered in the European "
        "Economic Area, Switzerland and the United Kingdom. What is known of it comes from partners. Answers are "
        "texts.",
        "At most 10 private messages until the customer writes again, and 100 to 200 private conversations a day for "
        "an account: what is beyond is refused, and a person sees it.",
        "Access tokens end after 24 hours and refresh tokens after a year; both change with each refresh. It is "
        "done here.",
        "A comment is answered under its video, and can be neither liked nor removed through this desk.",
    ),
)
