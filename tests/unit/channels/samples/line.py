"""Messages to an official account of LINE."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from hmac import digest
from typing import Any

from shared.domain.channels.webhook import Secrets
from tests.unit.channels.samples import Samples

ACCOUNT = "Uacme000000000000000000000000000"
CUSTOMER = "Umia0000000000000000000000000000"
MESSAGE = "444573844083572737"
SECRETS: Secrets = {"channel_secret": ["line-channel-secret"]}


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    return {"x-line-signature": b64encode(digest(secrets["channel_secret"][0].encode(), body, sha256)).decode()}


def event(kind: str = "message", *, author: Any = CUSTOMER, source: Any = None, **rest: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": 1785500000123,
        "source": source or {"type": "user", "userId": author},
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
        "deliveryContext": {"isRedelivery": False},
        **rest,
    }


def message(message_id: Any = MESSAGE, text: Any = "Where is my parcel?", **rest: Any) -> dict[str, Any]:
    said = {"id": message_id, "type": "text", "text": text, "quoteToken": "q3Plxr4AgKd"}
    return event(replyToken="nHuyWiB7yP5Zw52FIkcQobQuGDXCTA", **{"message": said, **rest})


def body(*events: Any, account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"destination": account_id, "events": list(events)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(message(message_id, text, author=author_id), account_id=account_id)


SAMPLES = Samples(
    channel="line",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=MESSAGE,
    second_message_id="444573844083572738",
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: body(message(), event(message={"type": "text"}), message("444573844083572738")),
    own_echo=lambda: body(message("444573844083572739", author=ACCOUNT)),
    unknown_field=lambda: body(event("hologram")),
    number_ids=lambda: body(message(900719925474099312345, author=9007199254740993123)),
    signals=lambda: [body(event("follow")), body(event("beacon", timestamp=1785500000124))],
    warnings=list,
    deleted=lambda message_id: body(event("unsend", unsend={"messageId": message_id})),
)
