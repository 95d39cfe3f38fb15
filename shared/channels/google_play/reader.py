"""The way in of Google Play: reviews of an app, and their answers."""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.google_play.review import author_of, changed_at, comment_of, name_of, text_of
from shared.channels.polled import PolledReader, malformed
from shared.channels.reviews import answered, standing
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem

CHANNEL = "google_play"


def review(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    below = reading.identifier(item.get("review"))
    if below is not None:
        name = name_of(account.id, below)
        return answered(account, arrival, name, text=item.get("text"), at=changed_at(item))
    review_id, said = reading.identifier(item.get("reviewId")), comment_of(item, "userComment")
    if review_id is None or not said:
        return malformed(account)
    name = name_of(account.id, review_id)
    return standing(
        account,
        arrival,
        name,
        author_of(item, name),
        at=changed_at(said),
        text=text_of(said),
        rating=reading.rating(said.get("starRating")),
        language_hint=reading.name(said.get("reviewerLanguage")),
        # Unverified: the form of the address.
        permalink=reading.url(f"https://play.google.com/store/apps/details?id={account.id}&reviewId={review_id}"),
    )


READER = PolledReader(CHANNEL, {"reviews": review})
