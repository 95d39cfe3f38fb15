"""Private messages to a page."""

from typing import Any

from tests.unit.channels.samples import Samples
from tests.unit.channels.samples._meta import SECRETS, body, headers

PAGE = "100100100100100"
CUSTOMER = "2400111122223333"


def element(*, sender: Any = CUSTOMER, recipient: Any = PAGE, **content: Any) -> dict[str, Any]:
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": 1785500600001, **content}


def page(*elements: Any, account_id: Any = PAGE, section: str = "messaging") -> dict[str, Any]:
    return body("page", account_id, section, *elements, time=1785500600120)


def message(mid: Any, text: Any = "Where is my refund?", **rest: Any) -> dict[str, Any]:
    return element(message={"mid": mid, "text": text}, **rest)


def reaction(mid: str, emoji: str | None) -> Any:
    change = {"action": "unreact"} if emoji is None else {"action": "react", "reaction": "other", "emoji": emoji}
    return page(element(reaction={"mid": mid, **change}))


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return page(message(message_id, text, sender=author_id, recipient=account_id), account_id=account_id)


SAMPLES = Samples(
    channel="messenger",
    account_id=PAGE,
    author_id=CUSTOMER,
    message_id="m_AbC123",
    second_message_id="m_AbC124",
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: page(message("m_AbC123"), element(message="not an object"), message("m_AbC124")),
    own_echo=lambda: page(
        element(sender=PAGE, recipient=CUSTOMER, message={"mid": "m_Out1", "is_echo": True, "text": "Thanks"})
    ),
    unknown_field=lambda: page(element(telepathy={"thought": "hm"})),
    signals=lambda: [
        page(element(postback={"mid": "m_P1", "title": "Get Started", "payload": "GET_STARTED"})),
        page(element(postback={"mid": "m_P2", "title": "Démarrer", "payload": "anything"})),
        page(element(postback={"payload": "MENU_42"})),
        page(element(referral={"ref": "flyer", "source": "SHORTLINK", "type": "OPEN_THREAD"})),
        page(element(message={"mid": "m_P3", "referral": {"ad_id": "6045", "source": "ADS"}})),
        page(element(pass_thread_control={"new_owner_app_id": "263902037430900"})),
        page(element(take_thread_control={"new_owner_app_id": "263902037430900"})),
        page(element(request_thread_control={"requested_owner_app_id": "263902037430900"})),
    ],
    warnings=lambda: [
        page(element(policy_enforcement={"action": "block", "reason": "spam"})),
        page(element(app_roles={"123456": ["secondary_receiver"]})),
    ],
    number_ids=lambda: page(
        message(900719925474099312345, sender=9007199254740993123, recipient=int(PAGE)), account_id=int(PAGE)
    ),
    edited=lambda mid, text: page(element(message_edit={"mid": mid, "text": text, "num_edit": 1})),
    reaction=reaction,
)
