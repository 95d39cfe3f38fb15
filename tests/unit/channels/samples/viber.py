"""Messages to a bot of Viber."""

from collections.abc import Mapping
from hashlib import sha256
from hmac import digest
from typing import Any

from shared.domain.channels.webhook import Secrets
from tests.unit.channels.samples import Samples

ACCOUNT = "pa:75346594275468546724"
CUSTOMER = "01234567890A="
MESSAGE = "4912661846655238145"
SECRETS: Secrets = {"auth_token": ["viber-auth-token"]}


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    return {"x-viber-content-signature": digest(secrets["auth_token"][0].encode(), body, sha256).hex()}


def event(kind: str, **rest: Any) -> dict[str, Any]:
    return {"event": kind, "timestamp": 1785500000123, "message_token": int(MESSAGE), **rest}


def message(
    message_id: Any = MESSAGE, text: Any = "Where is my parcel?", *, author: Any = CUSTOMER, **rest: Any
) -> dict[str, Any]:
    sender = {"id": author, "name": "Mia Larsen", "language": "fr", "country": "FR", "api_version": 10}
    said = {"type": "text", "text": text, "tracking_data": "", **rest}
    return event("message", message_token=message_id, sender=sender, message=said)


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return message(message_id, text, author=author_id)


SAMPLES = Samples(
    channel="viber",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=MESSAGE,
    second_message_id="4912661846655238146",
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=None,
    own_echo=lambda: message(author=ACCOUNT),
    unknown_field=lambda: event("hologram"),
    number_ids=lambda: message(900719925474099312345, author=9007199254740993123),
    signals=lambda: [event("subscribed"), event("conversation_started", timestamp=1785500000124)],
    warnings=list,
    unwanted=lambda: event("webhook"),
    names_account=False,
)
