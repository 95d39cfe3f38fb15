"""What the gateways of Meta's channels share: the Graph API, its ids and its threads of messages."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import httpx

from shared.channels.sending import PlatformApi, body, is_ours, sent
from shared.channels.settling import NO_LIST, Shown, settled_by, unread
from shared.domain.channels.sending import NOT_LISTED, OutboundAttachment, OutboundMessage, SendResult
from shared.domain.vocabulary import SendClass

GRAPH = "https://graph.facebook.com"

ANSWER = {"messaging_type": "RESPONSE"}

HUMAN_AGENT = "HUMAN_AGENT"
"""The one message tag that is left: seven days instead of one, for what a person wrote (Messenger Platform, tags)."""

PAGE = 100
"""The most that the Graph API lists at once."""

UNREADABLE = SendResult(outcome=SendClass.UNKNOWN, error=NOT_LISTED)
"""The platform lists no such messages, so nobody can say whether one was sent."""


def post(
    api: PlatformApi, path: str, content: Mapping[str, Any], id_key: str, *, recipient_key: str = ""
) -> SendResult:
    """Send, and take the id of what came into being from the answer; and to whom it went, where that is news."""
    answer = api.call("POST", path, json=content)
    if isinstance(answer, SendResult):
        return answer
    taken = body(answer)
    return sent(taken.get(id_key), taken.get(recipient_key))


def direct_content(message: OutboundMessage) -> Mapping[str, Any]:
    """The inside of a private message: a text, or one file, which Meta fetches (Send API, ``message``).

    Quick replies stand below a text: at most 13, each with a title of at most 20 characters and a payload of at most
    1,000 (Messenger Platform, "Quick replies"; Instagram Messaging, "Quick replies").
    """
    if message.attachments:
        return _fetched(message.attachments[0])
    tapped = [{"content_type": "text", "title": r.title, "payload": r.payload} for r in message.quick_replies]
    return {"text": message.text, **({"quick_replies": tapped} if tapped else {})}


def _fetched(file: OutboundAttachment) -> Mapping[str, Any]:
    return {"attachment": {"type": str(file.type), "payload": {"url": file.url, "is_reusable": False}}}


def succeeded(answer: httpx.Response | SendResult, message_id: str) -> SendResult:
    """The result of an action on something that exists: the Graph API answers ``{"success": true}``."""
    if isinstance(answer, SendResult):
        return answer
    return SendResult(outcome=SendClass.SENT, message_id=message_id)


def hide(api: PlatformApi, path: str, field: str, message_id: str, *, hidden: bool) -> SendResult:
    """Hide what somebody wrote, or show it again. Doing it twice is doing it once."""
    return succeeded(api.call("POST", path, query={field: str(hidden).lower()}), message_id)


def settled(
    answer: httpx.Response | SendResult,
    message: OutboundMessage,
    since: datetime,
    text_key: str,
    at_key: str,
    *,
    place: Callable[[Mapping[str, Any]], bool | None] = lambda _: True,
    customer_id: str | None = None,
) -> SendResult:
    """Whether what we sent is among the things the platform lists (see ``Reconciliation`` in the ports).

    ``place`` says whether an item stands where ours would. A list that is cut off and does not reach back to
    ``since`` proves no absence, and neither does an item of which nobody can tell. Of a private conversation with
    ``customer_id`` their own message is listed as well: a list without it is not the conversation.
    """
    if isinstance(answer, SendResult):
        return unread(answer)
    if not isinstance(body(answer).get("data"), list):
        return NO_LIST
    items = list(listed(body(answer)))
    shown, doubtful = [], False
    for item in items:
        at = instant(item.get(at_key))
        said = is_ours(item.get(text_key), bool(item.get("attachments")), item.get("id"), message)
        stands = place(item) if said else False
        shown.append(Shown(item.get("id"), at, bool(stands)))
        doubtful = doubtful or (stands is None and (at is None or at >= since))
    found = settled_by(shown, since, more=len(items) >= PAGE or _has_more(body(answer)))
    if found.outcome is SendClass.SENT:
        return found
    if doubtful:
        return SendResult(outcome=SendClass.UNKNOWN, error="not_told_apart")
    if customer_id is not None and all(_writer(item) != customer_id for item in items):
        return SendResult(outcome=SendClass.UNKNOWN, error="customer_not_listed")
    return found


def _has_more(content: Mapping[str, Any]) -> bool:
    """The Graph API may list fewer than it was asked for, and names the next page then; of a conversation inside it."""
    conversations = (each.get("messages") for each in content.get("data") or () if isinstance(each, dict))
    lists = [content, *(each for each in conversations if isinstance(each, dict))]
    return any(isinstance(each.get("paging"), dict) and "next" in each["paging"] for each in lists)


def not_of(recipient_id: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a private message is not the customer's own, who may say the very same ("Merci !")."""

    return lambda item: _writer(item) != recipient_id


def _writer(item: Mapping[str, Any]) -> object:
    writer = item.get("from")
    return writer.get("id") if isinstance(writer, dict) else None


def beside(thread: httpx.Response | SendResult, comment_id: str) -> Callable[[Mapping[str, Any]], bool | None]:
    """Whether an item of a thread hangs where an answer to that comment would; ``None`` when that cannot be told.

    The platforms keep a reply to a reply under the top-level comment.
    """
    parents: dict[object, str | None] = {}
    if not isinstance(thread, SendResult):
        parents = {item.get("id"): _parent(item) for item in listed(body(thread))}

    def hangs(item: Mapping[str, Any]) -> bool | None:
        parent = _parent(item)
        if parent == comment_id:
            return True
        return None if comment_id not in parents or parent is None else parent == parents[comment_id]

    return hangs


def _parent(item: Mapping[str, Any]) -> str | None:
    parent = item.get("parent")
    return item.get("parent_id") or (parent.get("id") if isinstance(parent, dict) else None)


def listed(content: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The items of a Graph API list, with their replies, or of the messages of a list of conversations."""
    for item in content.get("data") or ():
        if not isinstance(item, dict):
            continue
        messages = item.get("messages")
        replies = item.get("replies")
        if isinstance(messages, dict):
            yield from listed(messages)
        else:
            yield item
        if isinstance(replies, dict):
            yield from ({"parent_id": item.get("id"), **reply} for reply in listed(replies))


def instant(value: object) -> datetime | None:
    """``2026-07-31T12:13:20+0000``"""
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return None
