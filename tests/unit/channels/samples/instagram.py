"""Private messages and comments of an Instagram account; the suite runs on the private ones."""

from typing import Any

from tests.unit.channels.samples import Samples
from tests.unit.channels.samples._meta import SECRETS, body, headers

ACCOUNT = "17841400000000001"
CUSTOMER = "1200300400500"
MEDIA = "18000000000000011"


def element(*, sender: Any = CUSTOMER, recipient: Any = ACCOUNT, **content: Any) -> dict[str, Any]:
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": 1785501200000, **content}


def direct(*elements: Any, account_id: Any = ACCOUNT) -> dict[str, Any]:
    return body("instagram", account_id, "messaging", *elements, time=1785501200500)


def message(mid: Any, text: Any = "is this in stock?", **rest: Any) -> dict[str, Any]:
    return element(message={"mid": mid, "text": text}, **rest)


def comments(*values: Any, field: str = "comments") -> dict[str, Any]:
    changes = [{"field": field, "value": value} for value in values]
    return body("instagram", ACCOUNT, "changes", *changes, time=1785501000)


def comment(comment_id: Any, text: Any = "broken after a day", *, key: str = "id", **rest: Any) -> dict[str, Any]:
    return {
        "from": {"id": CUSTOMER, "username": "mia.larsen"},
        "media": {"id": MEDIA, "media_product_type": "FEED"},
        key: comment_id,
        "text": text,
        **rest,
    }


def reaction(mid: str, emoji: str | None) -> Any:
    change = {"action": "unreact"} if emoji is None else {"action": "react", "reaction": "other", "emoji": emoji}
    return direct(element(reaction={"mid": mid, **change}))


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return direct(message(message_id, text, sender=author_id, recipient=account_id), account_id=account_id)


SAMPLES = Samples(
    channel="instagram",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id="aWdfZAG1",
    second_message_id="aWdfZAG2",
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: direct(message("aWdfZAG1"), None, message("aWdfZAG2")),
    own_echo=lambda: direct(
        element(sender=ACCOUNT, recipient=CUSTOMER, message={"mid": "aWdfZAG3", "text": "Yes", "is_echo": True})
    ),
    unknown_field=lambda: comments({"id": "1"}, field="holograms"),
    signals=lambda: [
        direct(element(postback={"mid": "m_P1", "title": "Get Started", "payload": "GET_STARTED"})),
        direct(element(message={"mid": "m_P3", "referral": {"ad_id": "6045", "source": "ADS"}})),
        direct(element(pass_thread_control={"new_owner_app_id": "1217981644879628"})),
        comments(comment("179", "@julie @marc 😂")),
    ],
    warnings=lambda: [direct(element(app_roles={"123456": ["secondary_receiver"]}))],
    to_a_friend=lambda: comments(comment("179", "@julie on y va samedi ?")),
    number_ids=lambda: direct(
        message(900719925474099312345, sender=9007199254740993123, recipient=int(ACCOUNT)), account_id=int(ACCOUNT)
    ),
    deleted=lambda mid: direct(element(message={"mid": mid, "is_deleted": True})),
    edited=lambda mid, text: direct(element(message_edit={"mid": mid, "text": text, "num_edit": 1})),
    reaction=reaction,
)
