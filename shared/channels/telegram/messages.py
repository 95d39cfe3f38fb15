"""One message of Telegram, in our words (Telegram Bot API, ``Message`` and ``Chat``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.channels import reading
from shared.channels.events import event_of
from shared.channels.telegram.content import attachments_of, full_name, shown
from shared.channels.telegram.places import Place
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals
from shared.domain.messages.event import POSITION, Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility

# What Telegram tells in the form of a message although nobody wrote it ("service messages").
_SERVICE = frozenset(
    {
        "new_chat_members", "new_chat_member", "new_chat_participant", "left_chat_member", "left_chat_participant",
        "chat_owner_left", "chat_owner_changed", "managed_bot_created", "poll_option_added", "poll_option_deleted",
        "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
        "channel_chat_created", "pinned_message", "migrate_to_chat_id", "migrate_from_chat_id", "forum_topic_created",
        "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
        "general_forum_topic_unhidden", "message_auto_delete_timer_changed", "video_chat_scheduled",
        "video_chat_started", "video_chat_ended", "video_chat_participants_invited", "voice_chat_scheduled",
        "voice_chat_started", "voice_chat_ended", "voice_chat_participants_invited", "boost_added",
        "chat_background_set", "write_access_allowed", "users_shared", "user_shared", "chat_shared",
        "connected_website", "passport_data", "proximity_alert_triggered", "giveaway", "giveaway_created",
        "giveaway_winners", "giveaway_completed", "successful_payment", "refunded_payment", "gift", "unique_gift",
        "paid_message_price_changed", "direct_message_price_changed", "checklist_tasks_done", "checklist_tasks_added",
        "suggested_post_approved", "suggested_post_declined", "suggested_post_paid", "suggested_post_refunded",
        "suggested_post_approval_failed",
    }
)  # fmt: skip
_SUPERGROUP = "-100"  # how ids of supergroups and channels begin
POSITION_EVERY = 300  # seconds; the queue knows an event for five minutes
_COMMANDED = re.compile(r"(?<!\S)/\w+@(\w+)")
_START = re.compile(r"/start(?:@\w+)?(?: \S+)?")


@dataclass(frozen=True, slots=True)
class Update:
    """Where an update came from and when; ``connection`` is the business connection, if it came through one."""

    account: OwnAccount
    arrival: Arrival
    connection: str | None = None

    def place(self, message: Mapping[str, Any], *, beside: Mapping[str, Any] | None = None) -> Place | None:
        """Where a message stands; what one that it answers does not tell stands ``beside`` it."""
        around = beside or message
        chat_id = reading.identifier(reading.mapping(message.get("chat") or around.get("chat")).get("id"))
        number = reading.identifier(message.get("message_id"))
        if chat_id is None or number is None:
            return None
        in_topic = around.get("is_topic_message") is True
        return Place(
            chat=chat_id,
            number=number,
            connection=self.connection,
            topic=reading.identifier(around.get("message_thread_id")) if in_topic else None,
            direct_topic=direct_topic(around),
        )

    def message_id(self, message: Mapping[str, Any], *, beside: Mapping[str, Any] | None = None) -> str | None:
        place = self.place(message, beside=beside)
        return None if place is None else str(place)

    def event(self, kind: EventKind, event_id: str, *, occurred_at: Any = None, **rest: Any) -> InboundEvent:
        return event_of(self.account, self.arrival, kind, event_id, occurred_at=reading.instant(occurred_at), **rest)


def read_message(update: Update, message: Mapping[str, Any], *, edited: bool) -> ParsedItem | None:
    """A message, or its edit; ``None`` when it cannot be told which."""
    chat = reading.mapping(message.get("chat"))
    chat_id = reading.identifier(chat.get("id"))
    message_id = update.message_id(message)
    if chat_id is None or message_id is None:
        return None
    if _SERVICE & message.keys() or message.get("is_automatic_forward") is True:
        return Signals(account=update.account, name="service_message")
    author = author_of(message)
    private = is_private(message)
    own = _is_own(update, message, author, chat_id, private=private)
    text = reading.text(message.get("text")) or reading.text(message.get("caption")) or shown(message, private=private)
    if private and not own and not edited and _START.fullmatch(text or ""):
        return Signals(account=update.account, name="opened")  # the button everybody presses before they can write
    attachments = attachments_of(message)
    said_in_public = not edited and not own and not private and not attachments
    if said_in_public and reading.names_friends_only(text, reading.handles(text), update.account.handle):
        return Signals(account=update.account, name="tag")
    details = {}
    if edited:
        kind, occasion = EventKind.EDITED, _edit(message, text)
        if _is_moving(message):
            details = {POSITION: "true"}
    elif own:
        kind, occasion = EventKind.ECHO, "created"
    elif text is None and not attachments:
        kind, occasion = EventKind.UNSUPPORTED, "unsupported"
    else:
        kind, occasion = EventKind.CREATED, "created"
    replied = reading.mapping(message.get("reply_to_message"))
    thread = _thread(message, chat_id)
    writer = author.id if author is not None and author.id is not None else message_id
    return update.event(
        kind,
        f"{message_id}:{occasion}",
        occurred_at=message.get("edit_date") if edited else message.get("date"),
        surface=_surface(update, message, text),
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        conversation_id=thread if private else None if own else f"{thread}:{writer}",
        message_id=message_id,
        parent_id=update.message_id(replied, beside=message),
        text=text,
        language_hint=language(message),
        author=author,
        attachments=attachments,
        group_id=reading.identifier(message.get("media_group_id")),
        mentions=reading.handles(text),
        permalink=_permalink(message),
        details=details,
    )


def direct_topic(message: Mapping[str, Any]) -> str | None:
    """The customer's own thread among the direct messages of a channel (Telegram Bot API, ``DirectMessagesTopic``)."""
    return reading.identifier(reading.mapping(message.get("direct_messages_topic")).get("topic_id"))


def _thread(message: Mapping[str, Any], chat_id: str) -> str:
    """What a conversation hangs from: the chat, or the customer's own thread in it."""
    topic = direct_topic(message)
    return chat_id if topic is None else f"{chat_id}~{topic}"


def _is_moving(message: Mapping[str, Any]) -> bool:
    """A live location that was not stopped: Telegram tells each position as an edit of the message."""
    return reading.mapping(message.get("location")).get("live_period") is not None


def _edit(message: Mapping[str, Any], text: str | None) -> str:
    """What tells two edits of a message apart. Of the positions of one stretch of time only one is told."""
    edited_at = reading.identifier(message.get("edit_date"))
    at = reading.instant(edited_at)
    if _is_moving(message) and at is not None:
        return f"position:{int(at.timestamp()) // POSITION_EVERY}"
    return f"edited:{edited_at or reading.digest(text)}"


def _is_own(update: Update, message: Mapping[str, Any], author: Author | None, chat_id: str, *, private: bool) -> bool:
    """Ours: written by the bot, or, in a chat of the business account, by anybody but the customer of that chat."""
    if author is not None and update.account.is_own(author.id):
        return True
    if direct_topic(message) is not None:
        # The customer of the thread is named with it; whoever else writes there does so for the channel.
        customer = reading.identifier(reading.mapping(_topic_of(message).get("user")).get("id"))
        return customer is not None and (author is None or author.id != customer)
    if update.connection is None or not private:
        return False
    return "sender_business_bot" in message or (author is not None and author.id is not None and author.id != chat_id)


def _topic_of(message: Mapping[str, Any]) -> Mapping[str, Any]:
    return reading.mapping(message.get("direct_messages_topic"))


def is_private(message: Mapping[str, Any]) -> bool:
    """A chat of two, or a customer's own thread among the direct messages of a channel.

    Where the type is not told, the id is: those of groups and channels are negative.
    """
    chat = reading.mapping(message.get("chat"))
    if direct_topic(message) is not None or chat.get("is_direct_messages") is True:
        return True
    kind = chat.get("type")
    return kind == "private" or (kind is None and not (reading.identifier(chat.get("id")) or "").startswith("-"))


def _surface(update: Update, message: Mapping[str, Any], text: str | None) -> Surface:
    """In a group only what names or answers the bot is addressed to it; the rest merely passes by."""
    chat = reading.mapping(message.get("chat"))
    if is_private(message):
        return Surface.DIRECT_MESSAGE
    if chat.get("type") == "channel":
        return Surface.POST
    replied = author_of(reading.mapping(message.get("reply_to_message")))
    answered = replied is not None and update.account.is_own(replied.id)
    return Surface.MENTION if answered or _is_named(update, message, text) else Surface.BROAD_MATCH


def _is_named(update: Update, message: Mapping[str, Any], text: str | None) -> bool:
    """By its handle, in a command (``/help@acme_help_bot``), or by its name with a link behind it."""
    handle = update.account.handle.lstrip("@").casefold()
    if any(mention.casefold() == handle for mention in (*reading.handles(text), *_COMMANDED.findall(text or ""))):
        return True
    marked = (*reading.sequence(message.get("entities")), *reading.sequence(message.get("caption_entities")))
    users = (reading.mapping(reading.mapping(entity).get("user")) for entity in marked)
    return any(update.account.is_own(reading.identifier(user.get("id"))) for user in users)


def author_of(message: Mapping[str, Any]) -> Author | None:
    """The person, or the chat in whose name somebody wrote: then ``from`` holds a stand-in that all of them share."""
    person = reading.mapping(message.get("sender_chat")) or reading.mapping(message.get("from"))
    author_id = reading.identifier(person.get("id"))
    if author_id is None:
        return None
    return Author(
        id=author_id,
        handle=reading.name(person.get("username")),
        name=full_name(person) or reading.name(person.get("title")),
        is_bot=person.get("is_bot") is True,
    )


def language(message: Mapping[str, Any]) -> str | None:
    """The language of the person's app: ``fr`` of ``fr-FR``."""
    code = reading.name(reading.mapping(message.get("from")).get("language_code"))
    return code.partition("-")[0].lower() if code is not None else None


def _permalink(message: Mapping[str, Any]) -> str | None:
    """``t.me/<handle>/<message>``, or ``t.me/c/<chat>/<message>`` for the members of a group without a handle."""
    chat = reading.mapping(message.get("chat"))
    handle, chat_id = reading.name(chat.get("username")), reading.identifier(chat.get("id")) or ""
    number = reading.identifier(message.get("message_id"))
    if number is None or is_private(message):
        return None
    if handle is None and not chat_id.startswith(_SUPERGROUP):
        return None  # a basic group, whose messages have no addresses
    topic = reading.identifier(message.get("message_thread_id")) if message.get("is_topic_message") is True else None
    where = (handle,) if handle is not None else ("c", chat_id.removeprefix(_SUPERGROUP))
    return "/".join(part for part in ("https://t.me", *where, topic, number) if part)
