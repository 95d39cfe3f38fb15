"""What Apple allows a developer: one answer to each review of an app, written by people."""

from datetime import timedelta

from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Visibility

POLICY = ChannelPolicy(
    channel="app_store",
    title="App Store",
    # What App Store Connect takes, as developers report it: at most 5970 characters. Apple's pages name no limit
    # (looked for again in November 2026; unverified).
    lengths={Visibility.PUBLIC: Length(limit=5970)},
    # A review has one answer, which an acknowledgement would use up.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    # App Store Connect API: the version stands in the path.
    api_version="v1",
    token_key="private_key",  # noqa: S106  the name of a key
    credential_keys=("issuer_id", "key_id", "private_key"),
    sources=(
        SourceTerms(
            name="reviews",
            says="reviews with words and their answers (`GET /v1/apps/<id>/customerReviews`)",
            interval=timedelta(minutes=30),
            # Reviews appear some time after they were written (unverified: how long).
            overlap=timedelta(days=1),
            first_look_back=timedelta(days=1),
            max_pages=5,
        ),
    ),
    remarks=(
        "A review has one answer. A second one replaces it, so it is sent only when the customer has changed the "
        "review since.",
        "An answer is shown up to a day later.",
        "The author's id is not told: the review stands for its author.",
        "Whether a review was changed is not told; a change is noticed within a day of its date. Deletions are not "
        "told.",
        "How many calls an hour a key has, Apple says in a header alone (3,500 in its example, 3,600 as developers see "
        "it): the header is obeyed.",
    ),
)
