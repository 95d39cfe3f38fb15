"""What Google allows a business profile: one answer to each review, written by people."""

from datetime import timedelta

from shared.channels.google.interface import CREDENTIALS
from shared.domain.channels.policy import ChannelPolicy, Length, LengthUnit
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Visibility

POLICY = ChannelPolicy(
    channel="google_business",
    title="Google Business Profile",
    # Business Profile APIs, "ReviewReply": at most 4096 bytes.
    lengths={Visibility.PUBLIC: Length(limit=4096, unit=LengthUnit.UTF8_BYTES)},
    # Business Profile APIs, policies: automated answers need the merchant's express consent. And a review has one
    # answer, which an acknowledgement would use up.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    # Business Profile APIs, policies: content is kept for 30 days at most.
    content_retention=timedelta(days=30),
    # My Business API: the version stands in the path. Reviews have no younger one.
    api_version="v4",
    token_key="refresh_token",  # noqa: S106  the name of a key
    credential_keys=CREDENTIALS,
    sources=(
        SourceTerms(
            name="reviews",
            says="reviews and their answers, for what was not announced (`accounts.locations.reviews.list`)",
            interval=timedelta(minutes=20),
            overlap=timedelta(hours=1),
            max_pages=10,
        ),
    ),
    remarks=(
        "A review has one answer. A second one replaces it, so it is sent only when the customer has changed the "
        "review since; otherwise the earlier answer is removed first.",
        "Google announces a review by its name, through Pub/Sub; what it says is asked for.",
        "The author's id is not told: the review stands for its author, who has one for each location.",
        "Deletions are not told, and text and author are kept for 30 days.",
        "There are no private messages, and questions and answers (Q&A) have had no interface since 3 November 2025 "
        "(My Business Q&A API, change log).",
    ),
)
