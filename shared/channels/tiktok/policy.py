"""What TikTok allows a business account: comments under its videos, answered by people."""

from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.vocabulary import Visibility

POLICY = ChannelPolicy(
    channel="tiktok",
    title="TikTok",
    # TikTok API for Business, "Reply to a comment": a text has at most 1200 characters.
    lengths={Visibility.PUBLIC: Length(limit=1200)},
    # Replies that resemble each other are hidden as spam, and only a missing event tells of it: people answer here.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    # TikTok API for Business: the version stands in the path.
    api_version="v1.3",
    remarks=(
        "Comments arrive within some five minutes, through a subscription to the event family COMMENT.",
        "A delivery is repeated for up to 72 hours, perhaps with its first signature, so a signature is good as long.",
        "Private messages need the Business Messaging API, which is for partners; they are not read here.",
        "Access tokens end after 24 hours and refresh tokens after a year; both change with each refresh.",
        "A comment is answered under its video, and can be neither liked nor removed through this desk.",
    ),
)
