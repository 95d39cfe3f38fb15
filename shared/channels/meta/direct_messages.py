"""Private messages of Messenger and Instagram: one element of ``messaging[]`` or ``standby[]``.

Source of the fields: Meta's Messenger Platform and Instagram Messaging webhook references. Times are milliseconds.
A private pair is one conversation, named by the customer's id as this account knows it (PSID, IGSID).
"""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.events import reaction_of
from shared.channels.meta.direct_content import about, attachments_of, each_once, shown
from shared.channels.meta.items import REPLY_WINDOW, Item
from shared.domain.channels.webhook import ParsedItem, Signals
from shared.domain.messages.event import Author
from shared.domain.messages.reactions import REACTION
from shared.domain.vocabulary import EventKind, Surface, Visibility

_FOLDED = {
    "delivery": "delivered",
    "read": "read",
    "optin": "optin",
    "referral": "referral",
    "typing": "typing",
}
_CONTROL = ("pass_thread_control", "take_thread_control", "request_thread_control")
# Messenger Platform, "Get Started button": its title is the platform's, in the language of the person. Its payload is
# free; nearly everybody names the button in it, and the brand file lists others (``opening_payloads``).
_GET_STARTED = ("getstarted", "facebookwelcome")
_GET_STARTED_TITLES = frozenset(
    {
        "get started", "getting started", "démarrer", "commencer", "los geht's", "los geht’s", "jetzt starten",
        "empezar", "comenzar", "inizia", "per iniziare", "começar", "aan de slag", "beginnen", "rozpocznij", "başla",
        "primeros pasos", "introducción", "iniciar", "erste schritte", "loslegen", "comece", "comece já", "comincia",
        "kom i gang", "kom igång", "sätt igång", "aloita", "začít", "začíname", "începe", "să începem", "kezdés",
        "começar agora", "ξεκινήστε", "начать", "почати", "بدء الاستخدام", "ابدأ", "התחל", "开始使用", "开始",
        "使ってみる", "始める", "시작하기", "bắt đầu", "mulai", "เริ่มต้นใช้งาน",
    }
)  # fmt: skip
# Messenger Platform, "message_reactions": the names of what people tap; "other" is any emoji, which is told beside it.
_EMOJI = {
    "like": "👍", "dislike": "👎", "love": "❤", "smile": "😆", "wow": "😮", "sad": "😢", "angry": "😠",
}  # fmt: skip
_WARNINGS = ("policy_enforcement", "policy-enforcement")


def read_direct_message(item: Item) -> ParsedItem:
    """What one messaging element says."""
    value = item.value
    if reading.flag(value.get("is_self")):
        return Signals(account=item.account, name="self_message")
    if "message" in value:
        return _message(item, reading.mapping(value["message"]))
    if "message_edit" in value:
        return _edit(item, reading.mapping(value["message_edit"]))
    if "postback" in value:
        return _postback(item, reading.mapping(value["postback"]))
    if "messaging_feedback" in value:
        return _feedback(item, reading.mapping(value["messaging_feedback"]))
    if "reaction" in value:
        return _reaction(item, reading.mapping(value["reaction"]))
    for field, name in _FOLDED.items():
        if field in value:
            return Signals(account=item.account, name=name)
    for field in _WARNINGS:
        if field in value:
            return _warning(item, reading.mapping(value[field]))
    for field in _CONTROL:
        if field in value:
            return _control(item, field, reading.mapping(value[field]))
    if "app_roles" in value:
        return item.warning("app_roles", occurred_at=reading.instant(value.get("timestamp")))
    what = next((field for field in value if field not in ("sender", "recipient", "timestamp")), "nothing")
    return item.unsupported(f"messaging.{what}")


def _message(item: Item, message: Mapping[str, Any]) -> ParsedItem:
    message_id = reading.identifier(message.get("mid"))
    sender, recipient = _party(item.value, "sender"), _party(item.value, "recipient")
    echo = reading.flag(message.get("is_echo")) or item.account.is_own(sender)
    # The customer is whoever of the two is not us: some echoes name the parties as if the customer had written.
    customer = recipient if echo and not item.account.is_own(recipient) else sender
    if message_id is None:
        return item.malformed()
    if item.account.is_own(customer) or reading.flag(message.get("is_self")):
        return Signals(account=item.account, name="self_message")
    if reading.flag(message.get("is_deleted")):
        return _event(item, EventKind.DELETED, message_id, customer, ("deleted",))
    if customer is None:
        return item.malformed()
    if reading.flag(message.get("is_unsupported")):
        return _event(item, EventKind.UNSUPPORTED, message_id, customer, ("unsupported",))
    attachments = attachments_of(message)
    reply_to = reading.mapping(message.get("reply_to"))
    story = reading.mapping(reply_to.get("story"))
    surface = Surface.DIRECT_MESSAGE
    text = reading.text(message.get("text")) or shown(message)
    if text is None and not attachments and not echo and "referral" in message:
        return Signals(account=item.account, name="referral")  # an advertisement was opened, and nothing said
    attachments = each_once((*attachments, *about(message)))
    if reply_to.get("story") is not None:
        surface = Surface.STORY_REPLY
    elif any(found.source_type == "story_mention" for found in attachments):
        surface = Surface.STORY_MENTION
    if text is None and not attachments and not echo:
        # Something was written that Meta does not pass on.
        return _event(item, EventKind.UNSUPPORTED, message_id, customer, ("unsupported",), surface=surface)
    return _event(
        item,
        EventKind.ECHO if echo else EventKind.CREATED,
        message_id,
        customer,
        ("echo" if echo else "created",),
        surface=surface,
        own=echo,
        parent_id=reading.identifier(reply_to.get("mid")),
        text=text,
        attachments=attachments,
        details=_details(
            app_id=message.get("app_id") if echo else None,
            reference=message.get("metadata") if echo else None,
            story_id=story.get("id"),
            quick_reply=reading.mapping(message.get("quick_reply")).get("payload"),
            standby="true" if item.standby else None,
        ),
    )


def _edit(item: Item, edit: Mapping[str, Any]) -> ParsedItem:
    message_id = reading.identifier(edit.get("mid"))
    if message_id is None:
        return item.malformed()
    sender = _party(item.value, "sender")
    own = item.account.is_own(sender)
    customer = _party(item.value, "recipient") if own else sender
    occasion = item.occasion(edit.get("num_edit"))
    text = reading.text(edit.get("text"))
    if text is None:
        return item.unsupported("message_edit")  # that something was edited, without what: nothing to replace
    return _event(
        item, EventKind.EDITED, message_id, customer, ("edited", occasion), own=own, text=text, details=_standby(item)
    )


def _postback(item: Item, postback: Mapping[str, Any]) -> ParsedItem:
    """A press on a button of ours says what the button says.

    "Get Started" opens the chat and says nothing yet, in whatever language; neither does a button without a name.
    """
    customer = _party(item.value, "sender")
    if customer is None or not postback:
        return item.malformed()
    if item.account.is_own(customer):
        return Signals(account=item.account, name="self_message")
    title = reading.text(postback.get("title"))
    if _opens_the_chat(item, title, reading.identifier(postback.get("payload"))):
        return Signals(account=item.account, name="opened")
    if title is None:
        return Signals(account=item.account, name="postback")
    message_id = reading.identifier(postback.get("mid")) or f"postback-{reading.digest(item.value)}"
    return _event(
        item,
        EventKind.CREATED,
        message_id,
        customer,
        ("created",),
        text=title,
        attachments=each_once(about(postback)),
        details=_details(postback=postback.get("payload"), standby="true" if item.standby else None),
    )


def _reaction(item: Item, reaction: Mapping[str, Any]) -> ParsedItem:
    """A customer's reaction names the message it hangs on; whether that is one of ours only the store knows."""
    removed = reaction.get("action") == "unreact"
    message_id, customer = reading.identifier(reaction.get("mid")), _party(item.value, "sender")
    if message_id is None or customer is None or item.account.is_own(customer):
        return Signals(account=item.account, name="reaction_removed" if removed else "reaction")
    emoji = reaction.get("emoji") or _EMOJI.get(reading.word(reaction.get("reaction")))
    return _event(
        item,
        EventKind.SIGNAL,
        message_id,
        customer,
        (REACTION, reading.digest(item.value)),
        details=reaction_of(None if removed else emoji),
    )


def _feedback(item: Item, feedback: Mapping[str, Any]) -> ParsedItem:
    """The answers to a form of ours that asks how satisfied somebody was: what they say in words is a message."""
    customer = _party(item.value, "sender")
    words = [
        words
        for screen in reading.sequence(feedback.get("feedback_screens"))
        for question in reading.mapping(reading.mapping(screen).get("questions")).values()
        if (words := reading.text(reading.mapping(reading.mapping(question).get("follow_up")).get("payload")))
    ]
    if not words or customer is None:
        return Signals(account=item.account, name="feedback")
    message_id = f"feedback-{reading.digest(item.value)}"
    return _event(
        item, EventKind.CREATED, message_id, customer, ("created",), text="\n".join(words), details=_standby(item)
    )


def _warning(item: Item, enforcement: Mapping[str, Any]) -> ParsedItem:
    """The platform restricts one of our accounts, or lifts the restriction."""
    return item.warning(
        reading.identifier(enforcement.get("reason")) or "policy_enforcement",
        occurred_at=reading.instant(item.value.get("timestamp")),
        **_details(action=enforcement.get("action")),
    )


def _control(item: Item, field: str, control: Mapping[str, Any]) -> ParsedItem:
    """Another app answers this customer from now on, or we do (Messenger Platform, "messaging_handovers").

    Whether the new owner is us only the brand file can tell, so the id of its app goes with the event.
    """
    customer = _party(item.value, "sender")
    if item.account.is_own(customer):
        customer = _party(item.value, "recipient")
    if customer is None:
        return item.malformed()
    if field == "request_thread_control":
        return Signals(account=item.account, name="thread_control_requested")
    owner = reading.first_identifier(control, "new_owner_app_id") or "unknown"
    return item.event(
        EventKind.SIGNAL,
        (customer, field, item.occasion(item.value.get("timestamp")), owner),
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=customer,
        occurred_at=reading.instant(item.value.get("timestamp")),
        details={"thread_owner": owner, "reason": field},
    )


def _opens_the_chat(item: Item, title: str | None, payload: str | None) -> bool:
    plain = "".join(character for character in (payload or "").casefold() if character.isalpha())
    named = "" if title is None else " ".join(title.casefold().split())
    listed = payload in item.account.opening_payloads or any(name in plain for name in _GET_STARTED)
    return listed or named in _GET_STARTED_TITLES


def _event(
    item: Item,
    kind: EventKind,
    message_id: str,
    customer: str | None,
    occasion: tuple[str, ...],
    *,
    surface: Surface = Surface.DIRECT_MESSAGE,
    own: bool = False,
    **rest: Any,
) -> ParsedItem:
    occurred_at = reading.instant(item.value.get("timestamp")) or item.sent_at
    party = item.value.get("sender")
    return item.event(
        kind,
        (message_id, *occasion),
        surface=surface,
        visibility=Visibility.PRIVATE,
        conversation_id=None if item.account.is_own(customer) else customer,
        message_id=message_id,
        author=Author(id=item.account.id) if own else _author(customer, reading.mapping(party)),
        occurred_at=occurred_at,
        # Only what a customer writes opens the window.
        reply_window_closes_at=occurred_at + REPLY_WINDOW if kind is EventKind.CREATED else None,
        **rest,
    )


def _author(customer: str | None, party: Mapping[str, Any]) -> Author | None:
    if customer is None:
        return None
    return Author(id=customer, handle=reading.name(party.get("username")), name=reading.name(party.get("name")))


def _party(value: Mapping[str, Any], role: str) -> str | None:
    return reading.first_identifier(reading.mapping(value.get(role)), "id", "user_ref", "user_id")


def _standby(item: Item) -> dict[str, str]:
    """Another application answers this conversation (see ``functions/store/handed_over.py``)."""
    return {"standby": "true"} if item.standby else {}


def _details(**facts: Any) -> dict[str, str]:
    return {field: spelled for field, raw in facts.items() if (spelled := reading.identifier(raw)) is not None}
