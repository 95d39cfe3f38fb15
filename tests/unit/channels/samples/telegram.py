"""Private messages to a bot."""

from collections.abc import Mapping
from typing import Any

from shared.domain.channels.webhook import Secrets
from tests.unit.channels.samples import Samples

BOT = "7000000001"
CUSTOMER = "6100000001"
SECRETS: Secrets = {"secret_token": ["telegram-secret-token"]}


CHANNEL = {"id": -1001000000007, "type": "channel", "title": "Acme news", "username": "acmenews"}


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    return {"x-telegram-bot-api-secret-token": secrets["secret_token"][0]}


def message(number: Any = 55, *, author_id: Any = CUSTOMER, chat_id: Any = CUSTOMER, **fields: Any) -> dict[str, Any]:
    return {
        "message_id": number,
        "from": {"id": author_id, "is_bot": False, "first_name": "Mia", "username": "mialarsen", "language_code": "en"},
        "chat": {"id": chat_id, "first_name": "Mia", "username": "mialarsen", "type": "private"},
        "date": 1785500000,
        "text": "Where is my parcel?",
        **fields,
    }


def update(field: str, value: Any) -> dict[str, Any]:
    return {"update_id": 880000001, field: value}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return update("message", message(int(message_id), author_id=int(author_id), text=text))


def reaction(number: str, emoji: str | None) -> Any:
    change = {
        "chat": {"id": int(CUSTOMER), "type": "private", "first_name": "Mia"},
        "message_id": int(number),
        "user": {"id": int(CUSTOMER), "is_bot": False, "first_name": "Mia"},
        "date": 1785500200,
        "old_reaction": [],
        "new_reaction": [] if emoji is None else [{"type": "emoji", "emoji": emoji}],
    }
    return update("message_reaction", change)


SAMPLES = Samples(
    channel="telegram",
    account_id=BOT,
    author_id=CUSTOMER,
    message_id="55",
    second_message_id="56",
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=None,
    own_echo=lambda: update("message", message(61, author_id=int(BOT))),
    unknown_field=lambda: update("hologram", {"id": 1}),
    signals=lambda: [
        update("message", message(text="/start ref_42")),
        update("channel_post", {"message_id": 7, "chat": CHANNEL, "sender_chat": CHANNEL, "date": 1, "text": "New!"}),
        update("edited_channel_post", {"message_id": 7, "chat": CHANNEL, "date": 1, "edit_date": 2, "text": "New"}),
        update("message", message(text="@julie", chat={"id": -1002, "type": "supergroup"})),
    ],
    warnings=lambda: [update("business_connection", {"id": "bc1", "is_enabled": False, "date": 1785500000})],
    to_a_friend=lambda: update(
        "message", message(text="@julie on y va samedi ?", chat={"id": -1002, "type": "supergroup"})
    ),
    number_ids=lambda: update("message", message(900719925474099312345, author_id=9007199254740993123)),
    edited=lambda message_id, text: update("edited_message", message(int(message_id), text=text, edit_date=1785500100)),
    reaction=reaction,
    names_account=False,
    signs_body=False,
)
