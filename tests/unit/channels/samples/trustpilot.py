"""Reviews of a business on Trustpilot, as our poll puts them together."""

from typing import Any

from tests.unit.channels.samples import Samples

ACCOUNT = "507f191e810c19729de860ea"
CUSTOMER = "consumer-1"
REVIEW = "5e3de1b45fb06f0001790b51"


def review(name: Any = REVIEW, text: Any = "Where is my parcel?", *, author: Any = CUSTOMER, **rest: Any) -> Any:
    return {
        "id": name,
        "consumer": {"id": author, "displayName": "Mia Larsen"},
        "stars": 2,
        "title": None,
        "text": text,
        "language": "en",
        "createdAt": "2026-07-31T12:10:00Z",
        "updatedAt": None,
        **rest,
    }


def answer(**rest: Any) -> Any:
    return {"review": REVIEW, "text": "Sorry", "createdAt": "2026-07-31T13:00:00Z", **rest}


def body(*items: Any, account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"account": account_id, "source": "reviews", "items": list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(review(message_id, text, author=author_id), account_id=account_id)


SAMPLES = Samples(
    channel="trustpilot",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=REVIEW,
    second_message_id=f"{REVIEW}2",
    created=created,
    broken_middle=lambda: body(review(), {"stars": 5}, review(f"{REVIEW}2")),
    own_echo=lambda: body(answer()),
    unknown_field=lambda: {**body(review()), "source": "products"},
    number_ids=lambda: body(review(900719925474099312345, author=9007199254740993123)),
    signals=list,
    warnings=list,
    edited=lambda message_id, text: body(review(message_id, text, updatedAt="2026-07-31T12:20:00Z")),
)
