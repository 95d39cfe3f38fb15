"""Replies to posts of a Threads account, and mentions of it."""

from typing import Any

from tests.unit.channels.samples import Samples
from tests.unit.channels.samples._meta import SECRETS, headers

ACCOUNT = "28900000000000001"
CUSTOMER = "mia.larsen"
POST = "18050000000000567"


def reply(message_id: Any, text: str | None = "Where is my parcel?", *, author: Any = CUSTOMER, **rest: Any) -> Any:
    return {
        "id": message_id,
        "username": author,
        **({} if text is None else {"text": text}),
        "media_type": "TEXT_POST",
        "permalink": "https://www.threads.com/@mia.larsen/post/Pp",
        "replied_to": {"id": POST},
        "root_post": {"id": POST, "owner_id": ACCOUNT, "username": "acmeshop"},
        "shortcode": "Pp",
        "timestamp": "2026-07-31T12:13:20+0000",
        **rest,
    }


def change(value: Any, field: str = "replies") -> dict[str, Any]:
    return {"value": value, "field": field}


def body(*changes: Any, account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {
        "app_id": "123456",
        "topic": "moderate",
        "target_id": account_id,
        "time": 1785500000,
        "subscription_id": "234567",
        "has_uid_field": False,
        "values": list(changes) if len(changes) != 1 else changes[0],
    }


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    value = reply(message_id, text, author=author_id)
    value["root_post"] = {"id": POST, "owner_id": account_id, "username": "acmeshop"}
    return body(change(value), account_id=account_id)


SAMPLES = Samples(
    channel="threads",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id="18000000000008901",
    second_message_id="18000000000008902",
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: body(
        change(reply("18000000000008901")), change({"text": "no id"}), change(reply("18000000000008902"))
    ),
    own_echo=lambda: body(change(reply("18000000000008903", "We are looking", author="AcmeShop"))),
    unknown_field=lambda: body(change(reply("18000000000008904"), "holograms")),
    signals=lambda: [
        body(change({"id": "18000000000008905", "username": "acmeshop", "text": "New shoes"}, "publish")),
        body(change(reply("18000000000008906", "@julie @marc 😂"))),
    ],
    warnings=list,
    to_a_friend=lambda: body(change(reply("18000000000008907", "@julie on y va samedi ?"))),
    number_ids=lambda: body(
        change(reply(900719925474099312345, author="9007199254740993123", replied_to={"id": 9007199254740993123})),
        account_id=int(ACCOUNT),
    ),
    deleted=lambda message_id: body(
        change({"id": message_id, "deleted_at": "2026-07-31T12:20:00+0000", "owner": {"owner_id": ACCOUNT}}, "delete")
    ),
)
