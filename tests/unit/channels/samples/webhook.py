"""Messages of a forum that signs by the Standard Webhooks specification."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.domain.channels.webhook import Secrets
from tests.fakes.stored import START
from tests.unit.channels.samples import Samples

SOURCE = "forum"
CUSTOMER = "u-5"
SECRETS: Secrets = {"signing_secret": ["whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="]}


def headers_at(body: bytes, secrets: Secrets, at: datetime) -> Mapping[str, str]:
    key = base64.b64decode(secrets["signing_secret"][0].removeprefix("whsec_"))
    seconds = str(int(at.timestamp()))
    digest = hmac.new(key, f"msg_1.{seconds}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": "msg_1", "webhook-timestamp": seconds, "webhook-signature": signature}


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    return headers_at(body, secrets, START)


def event(what: str = "message.created", **data: Any) -> dict[str, Any]:
    return {
        "type": what,
        "timestamp": "2026-07-31T12:13:20Z",
        "data": {
            "source": SOURCE,
            "message_id": "f-991",
            "thread_id": "f-990",
            "parent_id": "f-990",
            "kind": "public_comment",
            "text": "Where is my parcel?",
            "author": {"id": CUSTOMER, "name": "Mia", "username": "mia", "followers": 12, "verified": False},
            "permalink": "https://forum.example/t/990#991",
            **data,
        },
    }


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return event(text=text, message_id=message_id, author={"id": author_id, "name": "Mia"}, source=account_id)


SAMPLES = Samples(
    channel="webhook",
    account_id=SOURCE,
    author_id=CUSTOMER,
    message_id="f-991",
    second_message_id="f-992",
    secrets=SECRETS,
    headers=headers,
    headers_at=headers_at,
    created=created,
    broken_middle=lambda: [event(), event(message_id=None), event(message_id="f-992")],
    own_echo=lambda: event(direction="outbound", author={"id": SOURCE}),
    unknown_field=lambda: event("hologram.shown"),
    signals=lambda: [
        event("share.created", kind=None, text=None),
        event(kind="quote", text=None),
        event(text="@julie @marc"),
        event("signal.like"),
    ],
    warnings=list,
    to_a_friend=lambda: event(text="@julie on y va samedi ?"),
    number_ids=lambda: event(message_id=900719925474099312345, author={"id": 9007199254740993123}),
    deleted=lambda message_id: event("message.deleted", message_id=message_id),
    edited=lambda message_id, text: event("message.edited", message_id=message_id, text=text),
)
