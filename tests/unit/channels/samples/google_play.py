"""Reviews of an app in Google Play, as our poll puts them together."""

from typing import Any

from tests.unit.channels.samples import Samples

ACCOUNT = "example.acme.app"
REVIEW = "gp:AOqpTOH"
MESSAGE = f"{ACCOUNT}:{REVIEW}"


def review(name: Any = REVIEW, text: Any = "Where is my parcel?", *, seconds: Any = "1785500000", **rest: Any) -> Any:
    said = {"text": text, "lastModified": {"seconds": seconds, "nanos": 0}, "starRating": 2, **rest}
    return {"reviewId": name, "authorName": "Mia L.", "comments": [{"userComment": said}]}


def answer(**rest: Any) -> Any:
    return {"review": REVIEW, "text": "Sorry", "lastModified": {"seconds": "1785503000"}, **rest}


def body(*items: Any, account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"account": account_id, "source": "reviews", "items": list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(review(message_id.removeprefix(f"{ACCOUNT}:"), text), account_id=account_id)


SAMPLES = Samples(
    channel="google_play",
    account_id=ACCOUNT,
    author_id=MESSAGE,
    message_id=MESSAGE,
    second_message_id=f"{MESSAGE}2",
    created=created,
    broken_middle=lambda: body(review(), {"reviewId": "x"}, review(f"{REVIEW}2")),
    own_echo=lambda: body(answer()),
    unknown_field=lambda: {**body(review()), "source": "crashes"},
    number_ids=None,
    signals=list,
    warnings=list,
)
