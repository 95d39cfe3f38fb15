"""What YouTube allows a channel: comments under its videos, answered by people."""

from datetime import timedelta

from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.channels.units import DailyUnits
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Visibility

MAX_CALLS = 10
"""Threads of one page whose other replies are asked for, one unit each."""

# YouTube Data API, "Quota calculator": 10,000 units a day for a project, until midnight Pacific; a list costs one unit,
# writing, deleting and moderating a comment 50.
UNITS = DailyUnits(
    per_day=10_000,
    for_answers=2_000,
    per_page=1 + MAX_CALLS,
    per_read=1,
    per_change=50,
    path="/youtube/v3/",
    zone="America/Los_Angeles",
)

POLICY = ChannelPolicy(
    channel="youtube",
    title="YouTube",
    # Not documented; what the site takes. To be confirmed on a live channel.
    lengths={Visibility.PUBLIC: Length(limit=10_000)},
    # YouTube API Services, Developer Policies, III.E.3.d: whatever is done for somebody needs their consent for each
    # single action. Nothing is answered without a person.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    # YouTube API Services, Developer Policies, III.E.4: stored data is refreshed or deleted after 30 days.
    content_retention=timedelta(days=30),
    # YouTube Data API: the version stands in the path.
    api_version="v3",
    token_key="refresh_token",  # noqa: S106  the name of a key
    credential_keys=("client_id", "client_secret", "refresh_token"),
    sources=(
        SourceTerms(
            name="comments",
            says="comments under the channel's videos, with their latest replies (`commentThreads.list`, one unit)",
            interval=timedelta(minutes=6),
            overlap=timedelta(hours=1),
            max_pages=20,
            units=UNITS,
        ),
        SourceTerms(
            name="held",
            says="comments that YouTube holds back until somebody reviews them (`moderationStatus=heldForReview`)",
            interval=timedelta(minutes=30),
            overlap=timedelta(hours=1),
            max_pages=5,
            by_default=False,
            units=UNITS,
        ),
    ),
    # YouTube Data API, `comments.setModerationStatus`, 50 units. `rejected` cannot be published again, so a comment is
    # held for review.
    hides=True,
    units=UNITS,
    remarks=(
        "An answer costs 50 units of the project's 10,000 a day (until midnight Pacific), a page of comments one, up "
        "to eleven where threads have many replies: a busy channel that is read every six minutes can use a quarter "
        "of them. What we use is counted for all accounts with the same secret. The last 2,000 of the day are kept for "
        "answers, forty of them: polls wait for midnight then. `units_for_answers` at the account keeps more or less, "
        "`units_per_day` says that Google granted more. Once all are used up, polls and answers wait until midnight.",
        "A reply stands under the first comment of its thread; there are no deeper ones.",
        "Of a thread with more than five replies the others are asked for, a hundred at most, for an hour after "
        "something new was seen in it: ten threads a poll, those with something new first.",
        "Replies to threads beyond the newest hundred are not found: the list is ordered by the first comment.",
        "An edit is noticed while its thread is among the newest hundred. Deletions are not told.",
        "WebSub (the channel's feed) tells of new videos and of changes of their titles and descriptions, never of a "
        'comment (YouTube Data API, "Subscribe to Push Notifications"). It is not used: the list of comments holds '
        "those of a new video as well, without a subscription that has to be renewed each few days.",
        "There are no private messages. A comment can be neither liked nor answered automatically through this desk.",
    ),
)
