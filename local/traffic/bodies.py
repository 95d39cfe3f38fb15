"""Bodies of the channels that deliver one thing at a time, as each of them writes it.

Pages, Instagram and X, which put several things into a body, stand in ``meta`` and ``x``.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from local.traffic.accounts import HANDLE
from local.traffic.writing import Writing

Json = dict[str, Any]

ACCOUNTS: Mapping[str, str] = {
    "whatsapp": "106540352242922",
    "threads": "28900000000000001",
    "tiktok": "act.acme",
    "linkedin": "5500001",
    "telegram": "7000000001",
    "line": "Uacme",
    "viber": "pa:acme",
    "webhook": "forum",
}
"""Of the example brand, by channel."""

# --- WhatsApp ---------------------------------------------------------------------------------------------------------


def whatsapp(one: Writing) -> Json:
    said = {
        "from": one.person, "id": _wamid(one), "timestamp": str(one.seconds), "type": "text",
        "text": {"body": one.text},
    }  # fmt: skip
    return _number(messages=[said], contacts=[{"profile": {"name": "Mia Larsen"}, "wa_id": one.person}])


def whatsapp_edit(one: Writing) -> Json:
    change = {"original_message_id": _wamid(one), "message": {"type": "text", "text": {"body": one.text}}}
    edit = {
        "from": one.person, "id": f"{_wamid(one)}E", "timestamp": str(one.seconds), "type": "edit", "edit": change,
    }  # fmt: skip
    return _number(messages=[edit], contacts=[{"profile": {"name": "Mia Larsen"}, "wa_id": one.person}])


def whatsapp_answer(one: Writing) -> Json:
    """Written in the app on the phone. ``one`` is the answer, and its person the customer."""
    said = {
        "from": "15550783881", "to": one.person, "id": _wamid(one), "timestamp": str(one.seconds), "type": "text",
        "text": {"body": one.text},
    }  # fmt: skip
    return _number("smb_message_echoes", message_echoes=[said])


def _number(field: str = "messages", **content: Any) -> Json:
    metadata = {"display_phone_number": "15550783881", "phone_number_id": ACCOUNTS["whatsapp"]}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **content}
    entry = {"id": "102290129340398", "changes": [{"field": field, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def _wamid(one: Writing) -> str:
    return f"wamid.{one.message}"


# --- Threads ----------------------------------------------------------------------------------------------------------


def threads(one: Writing) -> Json:
    return _thread(one, "replies", _threads_post(one, one.person))


def threads_answer(one: Writing) -> Json:
    return _thread(one, "replies", _threads_post(one, HANDLE))


def threads_deletion(one: Writing) -> Json:
    gone = {"id": one.message, "deleted_at": _second(one), "owner": {"owner_id": ACCOUNTS["threads"]}}
    return _thread(one, "delete", gone)


def _threads_post(one: Writing, author: str) -> Json:
    return {
        "id": one.message, "username": author, "text": one.text, "media_type": "TEXT_POST",
        "replied_to": {"id": one.answers or one.place},
        "root_post": {"id": one.place, "owner_id": ACCOUNTS["threads"], "username": HANDLE},
        "permalink": f"https://www.threads.com/@{author}/post/{one.message}", "timestamp": _second(one),
    }  # fmt: skip


def _thread(one: Writing, field: str, value: Json) -> Json:
    return {
        "app_id": "123456", "topic": "moderate", "target_id": ACCOUNTS["threads"], "time": one.seconds,
        "subscription_id": "1", "has_uid_field": False, "values": {"value": value, "field": field},
    }  # fmt: skip


def _second(one: Writing) -> str:
    return f"{one.at:%Y-%m-%dT%H:%M:%S}+0000"


# --- TikTok -----------------------------------------------------------------------------------------------------------


def tiktok(one: Writing) -> Json:
    return _tiktok("comment.update", one, _tiktok_comment(one, "insert"))


def tiktok_deletion(one: Writing) -> Json:
    return _tiktok("comment.update", one, _tiktok_comment(one, "delete"))


def _tiktok_comment(one: Writing, action: str) -> Json:
    return {
        "comment_id": one.message, "video_id": one.place, "parent_comment_id": "", "comment_type": "comment",
        "comment_action": action, "timestamp": one.seconds, "unique_identifier": one.person, "text": one.text,
    }  # fmt: skip


def tiktok_message(one: Writing) -> Json:
    """In private, as partners get it."""
    content = {
        "conversation_id": one.place, "message_id": one.message, "type": "text", "timestamp": one.seconds * 1000,
        "text": {"body": one.text}, "from": "mia", "from_user": {"id": one.person}, "to": HANDLE,
        "to_user": {"id": ACCOUNTS["tiktok"]},
    }  # fmt: skip
    return _tiktok("im_receive_msg", one, content)


def _tiktok(event: str, one: Writing, content: Json) -> Json:
    """The content is JSON in a text."""
    return {
        "client_key": "k", "event": event, "create_time": one.seconds, "user_openid": ACCOUNTS["tiktok"],
        "content": json.dumps(content),
    }  # fmt: skip


# --- LinkedIn ---------------------------------------------------------------------------------------------------------


def linkedin(one: Writing) -> Json:
    return _linkedin(one, "COMMENT", 1, owner=_person(one), text=one.text)


def linkedin_edit(one: Writing) -> Json:
    return _linkedin(one, "COMMENT_EDIT", 2, owner=_person(one), text=one.text)


def linkedin_answer(one: Writing) -> Json:
    return _linkedin(one, "ADMIN_COMMENT", 3, owner=f"urn:li:organization:{ACCOUNTS['linkedin']}", text=one.text)


def _person(one: Writing) -> str:
    return f"urn:li:person:{one.person}"


def _linkedin(one: Writing, action: str, number: int, **activity: Any) -> Json:
    post = f"urn:li:activity:{one.place}"
    comment = f"urn:li:comment:({post},{one.message})"
    if one.answers:
        activity["parentComment"] = f"urn:li:comment:({post},{one.answers})"
    notification = {
        "notificationId": int(f"{one.message[-15:]}{number}"), "action": action, "sourcePost": post,
        "organizationalEntity": f"urn:li:organization:{ACCOUNTS['linkedin']}", "generatedActivity": comment,
        "lastModifiedAt": one.seconds * 1000,
        "decoratedGeneratedActivity": {"comment": {"entity": comment, "object": post, **activity}},
    }  # fmt: skip
    return {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": [notification]}


# --- Telegram ---------------------------------------------------------------------------------------------------------


def telegram(one: Writing) -> Json:
    return {"update_id": int(one.message), "message": _telegram_message(one)}


def telegram_edit(one: Writing) -> Json:
    return {"update_id": int(one.message) + 1, "edited_message": {**_telegram_message(one), "edit_date": one.seconds}}


def _telegram_message(one: Writing) -> Json:
    """Numbers of messages count within a chat, and are shorter than others."""
    person = {"id": int(one.person), "is_bot": False, "first_name": "Mia"}
    chat = {"id": int(one.person), "type": "private"}
    return {"message_id": int(one.message[-9:]), "from": person, "chat": chat, "date": one.seconds, "text": one.text}


# --- LINE -------------------------------------------------------------------------------------------------------------


def line(one: Writing) -> Json:
    message = {"id": one.message, "type": "text", "text": one.text}
    return _line(one, "message", "01", replyToken=f"token{one.message}", message=message)


def line_unsent(one: Writing) -> Json:
    return _line(one, "unsend", "02", unsend={"messageId": one.message})


def line_follow(one: Writing) -> Json:
    return _line(one, "follow", "03", replyToken=f"hello{one.message}")


def _line(one: Writing, kind: str, number: str, **content: Any) -> Json:
    event = {
        "type": kind, "mode": "active", "timestamp": one.seconds * 1000, "webhookEventId": f"{number}{one.message}",
        "deliveryContext": {"isRedelivery": False}, "source": {"type": "user", "userId": f"U{one.person}"}, **content,
    }  # fmt: skip
    return {"destination": ACCOUNTS["line"], "events": [event]}


# --- Viber ------------------------------------------------------------------------------------------------------------


def viber(one: Writing) -> Json:
    sender = {"id": f"{one.person}A=", "name": "Mia Larsen", "language": "en", "api_version": 10}
    return {**_viber("message", one), "sender": sender, "message": {"type": "text", "text": one.text}}


def viber_seen(one: Writing) -> Json:
    return {**_viber("seen", one), "user_id": f"{one.person}A="}


def _viber(event: str, one: Writing) -> Json:
    return {"event": event, "timestamp": one.seconds * 1000, "message_token": int(one.message)}


# --- Signed webhooks --------------------------------------------------------------------------------------------------


def forum(one: Writing) -> Json:
    return _forum("message.created", one, text=one.text)


def forum_edit(one: Writing) -> Json:
    return _forum("message.edited", one, text=one.text)


def forum_deletion(one: Writing) -> Json:
    return _forum("message.deleted", one)


def _forum(what: str, one: Writing, **content: Any) -> Json:
    data = {
        "source": ACCOUNTS["webhook"], "message_id": f"f-{one.message}", "thread_id": f"t-{one.place}",
        "kind": "public_comment", "author": {"id": one.person, "name": "Mia"}, **content,
    }  # fmt: skip
    return {"type": what, "timestamp": one.at.isoformat(timespec="seconds"), "data": data}


# --- by channel -------------------------------------------------------------------------------------------------------

_MADE: Mapping[str, tuple[Callable[[Writing], Json], Callable[[Writing], str]]] = {
    "whatsapp": (whatsapp, lambda one: one.person),
    "threads": (threads, lambda one: f"{one.place}:{one.person}"),
    "tiktok": (tiktok, lambda one: f"{one.place}:{one.person}"),
    "linkedin": (linkedin, lambda one: f"urn:li:activity:{one.place}:{_person(one)}"),
    "telegram": (telegram, lambda one: one.person),
    "line": (line, lambda one: f"U{one.person}"),
    "viber": (viber, lambda one: f"{one.person}A="),
    "webhook": (forum, lambda one: f"t-{one.place}:{one.person}"),
}


def written(channel: str, one: Writing) -> tuple[Json, str]:
    """What the platform delivers when a customer writes, and the id of the conversation. Raises ``KeyError``."""
    make, conversation = _MADE[channel]
    return make(one), conversation(one)
