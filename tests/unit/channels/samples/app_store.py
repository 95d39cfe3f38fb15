"""Reviews of an app in the App Store, as our poll puts them together."""

from typing import Any

from tests.unit.channels.samples import Samples

ACCOUNT = "1234567890"
REVIEW = "00000064-3264-1bda-0c00-f25900000000"


def review(name: Any = REVIEW, text: Any = "Where is my parcel?", **rest: Any) -> Any:
    told = {
        "rating": 2,
        "title": None,
        "body": text,
        "reviewerNickname": "mia.l",
        "createdDate": "2026-07-31T05:10:00-07:00",
        "territory": "FRA",
        **rest,
    }
    return {"type": "customerReviews", "id": name, "attributes": told}


def answer(**rest: Any) -> Any:
    return {"review": REVIEW, "responseBody": "Sorry", "lastModifiedDate": "2026-07-31T06:00:00-07:00", **rest}


def body(*items: Any, account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"account": account_id, "source": "reviews", "items": list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(review(message_id, text), account_id=account_id)


SAMPLES = Samples(
    channel="app_store",
    account_id=ACCOUNT,
    author_id=REVIEW,
    message_id=REVIEW,
    second_message_id=f"{REVIEW}2",
    created=created,
    broken_middle=lambda: body(review(), {"id": "x"}, review(f"{REVIEW}2")),
    own_echo=lambda: body(answer()),
    unknown_field=lambda: {**body(review()), "source": "crashes"},
    number_ids=None,
    signals=list,
    warnings=list,
)
