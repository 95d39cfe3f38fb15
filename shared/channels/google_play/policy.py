"""What Google Play allows a developer: one short answer to each review of an app, written by people."""

from datetime import timedelta

from shared.channels.google.interface import CREDENTIALS
from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Visibility

POLICY = ChannelPolicy(
    channel="google_play",
    title="Google Play",
    # Google Play Developer API, "Reply to Reviews": at most 350 characters.
    lengths={Visibility.PUBLIC: Length(limit=350)},
    # A review has one answer, which an acknowledgement would use up.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    # Google Play Developer API: the version stands in the path.
    api_version="v3",
    token_key="refresh_token",  # noqa: S106  the name of a key
    credential_keys=CREDENTIALS,
    sources=(
        SourceTerms(
            name="reviews",
            says="reviews with words of the last week, and their answers (`reviews.list`)",
            interval=timedelta(minutes=20),
            overlap=timedelta(hours=1),
            max_pages=10,
        ),
    ),
    remarks=(
        "Only reviews with words, of the version in production, written or changed in the last week are shown. At most "
        "200 readings an hour and 2,000 answers a day for each app.",
        "A review has one answer. A second one replaces it, so it is sent only when the customer has changed the "
        "review since. No answer can be removed.",
        "The author's id is not told: the review stands for its author.",
        "When a review was first written is not told, and deletions are not told either.",
    ),
)
