"""What Trustpilot allows a business: one answer to each review, written by people."""

from datetime import timedelta

from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Visibility

POLICY = ChannelPolicy(
    channel="trustpilot",
    title="Trustpilot",
    # Not in Trustpilot's documentation (unverified). To be confirmed on a live account.
    lengths={Visibility.PUBLIC: Length(limit=5000)},
    # A review has one answer, which an acknowledgement would use up.
    automatic_surfaces=frozenset(),
    links_in_acknowledgements=False,
    # Trustpilot, "Service Reviews API": the version stands in the path.
    api_version="v1",
    token_key="api_secret",  # noqa: S106  the name of a key
    # Trustpilot, "Client credentials": whoever uses them names the user who answers.
    credential_keys=("api_key", "api_secret", "business_user_id"),
    sources=(
        SourceTerms(
            name="reviews",
            says="reviews and their answers (`GET /v1/private/business-units/<id>/reviews`)",
            interval=timedelta(minutes=20),
            # The list is ordered by when a review was written; a change of an older one is seen within this time.
            overlap=timedelta(days=1),
            max_pages=10,
        ),
    ),
    remarks=(
        "The API is part of Trustpilot's paid plans. At most 833 calls in five minutes, and 10,000 an hour.",
        "A review has one answer. A second one is sent only when the customer has changed the review since. The "
        "interface changes no answer: the second one is posted, and the first is removed only if it stands in the way. "
        "If the second is refused then, the first is put back, and the agent reads `earlier_answer_restored` or, if "
        "that failed too, `earlier_answer_not_restored`.",
        "A change of a review is noticed within a day of its writing. Deletions are not told.",
        "Mail addresses and order numbers that Trustpilot shows beside a review are not kept.",
    ),
)
