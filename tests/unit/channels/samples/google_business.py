"""Reviews of a location: announced by their names through Pub/Sub, and as our poll puts them together."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from shared.domain.channels.webhook import Secrets
from tests.fakes.inbound import FakeTokens
from tests.unit.channels.samples import Samples

ACCOUNT = "accounts/1/locations/2"
REVIEW = f"{ACCOUNT}/reviews/AbC"
SECRETS: Secrets = {
    "push_audience": ["https://desk.example/webhooks/google_business/acme"],
    "push_service_account": ["push@acme.iam.gserviceaccount.example"],
}


def token(secrets: Secrets, **changes: Any) -> str:
    claims = {
        "iss": "https://accounts.google.com",
        "aud": secrets["push_audience"][0],
        "email": secrets["push_service_account"][0],
        "email_verified": True,
    }
    return FakeTokens.token(**{**claims, **changes})


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    return {"authorization": f"Bearer {token(secrets)}"}


def announced(kind: str = "NEW_REVIEW", review: Any = REVIEW, location: Any = ACCOUNT, **more: Any) -> dict[str, Any]:
    named = {"type": kind, "reviewName": review, "locationName": location}
    data = json.dumps({name: value for name, value in named.items() if value is not None})
    message = {
        "data": b64encode(data.encode()).decode(),
        "messageId": "2070443601311540",
        "publishTime": "2026-07-31T12:13:20.123Z",
        "attributes": {},
        **more,
    }
    return {"message": message, "subscription": "projects/p/subscriptions/s"}


def review(name: Any = REVIEW, text: Any = "Where is my parcel?", **rest: Any) -> dict[str, Any]:
    return {
        "name": name,
        "reviewId": "AbC",
        "reviewer": {"displayName": "Mia L.", "isAnonymous": False},
        "starRating": "TWO",
        "comment": text,
        "createTime": "2026-07-31T12:10:00.000Z",
        "updateTime": "2026-07-31T12:10:00.000Z",
        **rest,
    }


def body(*items: Any, account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"account": account_id, "source": "reviews", "items": list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(review(message_id, text), account_id=account_id)


SAMPLES = Samples(
    channel="google_business",
    account_id=ACCOUNT,
    author_id=REVIEW,
    message_id=REVIEW,
    second_message_id=f"{REVIEW}2",
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: body(review(), {"name": "accounts/1"}, review(f"{REVIEW}2")),
    own_echo=lambda: body({"review": REVIEW, "comment": "Sorry", "updateTime": "2026-07-31T13:00:00Z"}),
    unknown_field=lambda: announced("NEW_HOLOGRAM"),
    number_ids=None,
    signals=lambda: [announced("NEW_CUSTOMER_MEDIA", None)],
    warnings=lambda: [announced("GOOGLE_UPDATE", None), announced("VOICE_OF_MERCHANT_UPDATED", None, messageId="2")],
    edited=lambda message_id, text: body(review(message_id, text, updateTime="2026-07-31T12:20:00.000Z")),
    signs_body=False,
)
