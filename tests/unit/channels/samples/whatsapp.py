"""Messages to a WhatsApp Business number."""

from typing import Any

from tests.unit.channels.samples import Samples
from tests.unit.channels.samples._meta import SECRETS, headers

WABA = "102290129340398"
NUMBER = "106540352242922"
CUSTOMER = "DE.13491208655302741918"
MESSAGE = "wamid.HBgNNDkxNTExMjM0NTY3OA=="


def value(account_id: Any = NUMBER, author_id: Any = CUSTOMER, **content: Any) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": account_id},
        "contacts": [{"profile": {"name": "Mia Larsen", "username": "mia.l"}, "wa_id": "", "user_id": author_id}],
        **content,
    }


def waba(held: Any, *, field: str = "messages") -> dict[str, Any]:
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": WABA, "changes": [{"field": field, "value": held}]}],
    }


def message(message_id: Any = MESSAGE, kind: str = "text", **content: Any) -> dict[str, Any]:
    return {
        "from": "",
        "from_user_id": CUSTOMER,
        "id": message_id,
        "timestamp": "1785500000",
        "type": kind,
        **(content or {"text": {"body": "Where is my order?"}}),
    }


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    said = {**message(message_id, text={"body": text}), "from_user_id": author_id}
    return waba(value(account_id, author_id, messages=[said]))


def revoke(message_id: str) -> Any:
    return waba(value(messages=[message("wamid.R1", "revoke", revoke={"original_message_id": message_id})]))


def edit(message_id: str, text: str) -> Any:
    change = {"original_message_id": message_id, "message": {"type": "text", "text": {"body": text}}}
    return waba(value(messages=[message("wamid.E1", "edit", edit=change)]))


def reaction(message_id: str, emoji: str | None) -> Any:
    own_id = "wamid.S4" if emoji is None else "wamid.S3"
    change = {"message_id": message_id, **({} if emoji is None else {"emoji": emoji})}
    return waba(value(messages=[message(own_id, "reaction", reaction=change)]))


SAMPLES = Samples(
    channel="whatsapp",
    account_id=NUMBER,
    author_id=CUSTOMER,
    message_id=MESSAGE,
    second_message_id="wamid.AAA2",
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: waba(value(messages=[message(), "broken", message("wamid.AAA2")])),
    own_echo=lambda: waba(
        value(message_echoes=[{**message("wamid.OUT1"), "from": "15550783881", "to": "4915112345678"}]),
        field="smb_message_echoes",
    ),
    unknown_field=lambda: waba(value(holograms=[1])),
    signals=lambda: [
        waba(value(messages=[message("wamid.S1", "request_welcome", request_welcome={})])),
        waba(
            value(message_echoes=[{**message("wamid.S2", "reaction", reaction={"emoji": "👍"}), "to": "4915112"}]),
            field="smb_message_echoes",
        ),
    ],
    warnings=lambda: [
        waba({"display_phone_number": "15550783881", "username": "acme", "status": "approved"}, field=field)
        for field in ("business_username_updates", "account_update", "phone_number_quality_update")
    ],
    number_ids=lambda: waba(
        value(
            int(NUMBER),
            9007199254740993123,
            messages=[{**message(900719925474099312345), "from_user_id": 9007199254740993123}],
        )
    ),
    deleted=revoke,
    edited=edit,
    reaction=reaction,
)
