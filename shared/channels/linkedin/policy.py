"""What LinkedIn allows an organization's page: comments, shares and mentions of its posts."""

from datetime import timedelta

from shared.domain.account_health.tokens import TokenTerms
from shared.domain.channels.policy import ChannelPolicy, Length, PostRules
from shared.domain.vocabulary import Visibility

POLICY = ChannelPolicy(
    channel="linkedin",
    title="LinkedIn",
    # LinkedIn gives no number; 1250 characters is what posting tools observe. Private messages are for partners only.
    lengths={Visibility.PUBLIC: Length(limit=1250)},
    # LinkedIn API terms of use restrict automated posting on behalf of a member: people answer here.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    # LinkedIn Marketing API data storage requirements: members' social activity at most 48 hours.
    content_retention=timedelta(hours=48),
    # LinkedIn Marketing API, "Posts API": `commentary`. 3000 characters is what the product accepts.
    posts=PostRules(length=Length(limit=3000), link="https://www.linkedin.com/feed/update/{id}"),
    # LinkedIn Marketing API versioning: the value of the `LinkedIn-Version` header.
    api_version="202607",
    # LinkedIn, "Programmatic refresh tokens": 60 days, and 365 for the refresh token, which stays the same.
    token=TokenTerms(
        lifetime=timedelta(days=60),
        before=timedelta(days=20),
        refresh_key="refresh_token",
        client_keys=("client_id", "client_secret"),
    ),
    # LinkedIn, "Organization Access Control": the role that reads and writes comments as the organization.
    permissions=("ADMINISTRATOR",),
    remarks=(
        "LinkedIn asks our address to prove itself every two hours and blocks it after three failures in a row.",
        "A comment cannot be hidden through the interface. It can be deleted, which nobody can take back: people "
        "do that on LinkedIn itself.",
        "Notifications carry no name of the author, and often none can be found out: tickets say who by id only.",
        "There are no private answers: the messaging API is for partners.",
        "Text and author are erased after 48 hours, as the data storage requirements ask; the ticket stays.",
    ),
)
