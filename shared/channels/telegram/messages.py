"""One message of Telegram, in our words (Telegram Bot API, ``Message`` and ``Chat``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.channels import reading
from shared.channels.events import event_of
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals
from shared.domain.messages.event import Attachment, Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility

_MEDIA = {
    "photo": "image", "video": "video", "animation": "video", "video_note": "video", "voice": "audio",
    "audio": "audio", "document": "file", "sticker": "sticker", "location": "location", "venue": "location",
    "contact": "contact", "poll": "poll", "dice": "dice", "story": "story", "paid_media": "image", "game": "game",
    "invoice": "invoice", "checklist": "checklist",
}  # fmt: skip
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
_COMMANDED = re.compile(r"(?<!\S)/\w+@(\w+)")
_START = re.compile(r"/start(?:@\w+)?(?: \S+)?")


@dataclass(frozen=True, slots=True)
class Update:
    """Where an update came from and when; ``connection`` is the business connection, if it came through one."""

    account: OwnAccount
    arrival: Arrival
    connection: str | None = None

    def message_id(self, chat: Any, number: Any) -> str | None:
        """``<chat>:<message>``, and before it the business connection: an answer needs all of them."""
        chat_id = reading.identifier(reading.mapping(chat).get("id"))
        found = reading.identifier(number)
        if chat_id is None or found is None:
            return None
        return ":".join(part for part in (self.connection, chat_id, found) if part)

    def event(self, kind: EventKind, event_id: str, *, occurred_at: Any = None, **rest: Any) -> InboundEvent:
        return event_of(self.account, self.arrival, kind, event_id, occurred_at=reading.instant(occurred_at), **rest)


def read_message(update: Update, message: Mapping[str, Any], *, edited: bool) -> ParsedItem | None:
    """A message, or its edit; ``None`` when it cannot be told which."""
    chat = reading.mapping(message.get("chat"))
    chat_id = reading.identifier(chat.get("id"))
    message_id = update.message_id(chat, message.get("message_id"))
    if chat_id is None or message_id is None:
        return None
    if _SERVICE & message.keys() or message.get("is_automatic_forward") is True:
        return Signals(account=update.account, name="service_message")
    author = author_of(message)
    private = is_private(chat)
    own = _is_own(update, message, author, chat_id, private=private)
    text = reading.text(message.get("text")) or reading.text(message.get("caption")) or _shown(message)
    if private and not own and not edited and _START.fullmatch(text or ""):
        return Signals(account=update.account, name="opened")  # the button everybody presses before they can write
    attachments = _attachments(message)
    if edited:
        kind, occasion = (
            EventKind.EDITED,
            f"edited:{reading.identifier(message.get('edit_date')) or reading.digest(text)}",
        )
    elif own:
        kind, occasion = EventKind.ECHO, "created"
    elif text is None and not attachments:
        kind, occasion = EventKind.UNSUPPORTED, "unsupported"
    else:
        kind, occasion = EventKind.CREATED, "created"
    replied = reading.mapping(message.get("reply_to_message"))
    writer = author.id if author is not None and author.id is not None else message_id
    return update.event(
        kind,
        f"{message_id}:{occasion}",
        occurred_at=message.get("edit_date") if edited else message.get("date"),
        surface=_surface(update, message, text),
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        conversation_id=chat_id if private else None if own else f"{chat_id}:{writer}",
        message_id=message_id,
        parent_id=update.message_id(replied.get("chat") or chat, replied.get("message_id")),
        text=text,
        language_hint=language(message),
        author=author,
        attachments=attachments,
        mentions=reading.handles(text),
        permalink=_permalink(chat, message),
    )


def _is_own(update: Update, message: Mapping[str, Any], author: Author | None, chat_id: str, *, private: bool) -> bool:
    """Ours: written by the bot, or, in a chat of the business account, by anybody but the customer of that chat."""
    if author is not None and update.account.is_own(author.id):
        return True
    if update.connection is None or not private:
        return False
    return "sender_business_bot" in message or (author is not None and author.id is not None and author.id != chat_id)


def is_private(chat: Mapping[str, Any]) -> bool:
    """A chat of two. Where the type is not told, the id is: those of groups and channels are negative."""
    kind = chat.get("type")
    return kind == "private" or (kind is None and not (reading.identifier(chat.get("id")) or "").startswith("-"))


def _surface(update: Update, message: Mapping[str, Any], text: str | None) -> Surface:
    """In a group only what names or answers the bot is addressed to it; the rest merely passes by."""
    chat = reading.mapping(message.get("chat"))
    if is_private(chat):
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
        name=_full_name(person) or reading.name(person.get("title")),
        is_bot=person.get("is_bot") is True,
    )


def language(message: Mapping[str, Any]) -> str | None:
    """The language of the person's app: ``fr`` of ``fr-FR``."""
    code = reading.name(reading.mapping(message.get("from")).get("language_code"))
    return code.partition("-")[0].lower() if code is not None else None


def _shown(message: Mapping[str, Any]) -> str | None:
    """What a message without a text shows: a contact's name and number, a place, the question of a poll."""
    contact = reading.mapping(message.get("contact"))
    card = ", ".join(part for part in (_full_name(contact), reading.name(contact.get("phone_number"))) if part)
    venue, location = reading.mapping(message.get("venue")), reading.mapping(message.get("location"))
    address = ", ".join(found for key in ("title", "address") if (found := reading.name(venue.get(key))))
    return (
        reading.text(card)
        or reading.text(address)
        or reading.place(location.get("latitude"), location.get("longitude"))
        or reading.text(reading.mapping(message.get("poll")).get("question"))
        or reading.text(reading.mapping(message.get("sticker")).get("emoji"))
        or reading.text(reading.mapping(message.get("web_app_data")).get("data"))
    )


def _attachments(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Telegram gives files away against the bot's token and the file's id, never by an address.

    An animation comes as a document too and a venue as a location, for programs that do not know them.
    """
    held = [field for field in _MEDIA if message.get(field)]
    again = {"animation": "document", "venue": "location"}
    repeated = {again[field] for field in held if field in again}
    return tuple(_attachment(field, message[field]) for field in held if field not in repeated)


def _attachment(field: str, raw: Any) -> Attachment:
    # A photo comes in several sizes, the largest last.
    held = reading.mapping(raw[-1] if isinstance(raw, list) and raw else raw)
    if field in ("location", "venue"):
        point = reading.mapping(held.get("location")) or held
        return reading.attachment(
            "location",
            latitude=point.get("latitude"),
            longitude=point.get("longitude"),
            title=held.get("title"),
            label=held.get("address"),
        )
    if field == "contact":
        return reading.attachment("contact", title=_full_name(held), label=held.get("phone_number"))
    return reading.attachment(
        _MEDIA[field],
        id=held.get("file_id"),
        mime_type=held.get("mime_type"),
        size=held.get("file_size"),
        duration=held.get("duration"),
        title=held.get("file_name") or held.get("title") or held.get("emoji") or held.get("question"),
    )


def _full_name(person: Mapping[str, Any]) -> str:
    return " ".join(found for key in ("first_name", "last_name") if (found := reading.name(person.get(key))))


def _permalink(chat: Mapping[str, Any], message: Mapping[str, Any]) -> str | None:
    handle = reading.name(chat.get("username"))
    number = reading.identifier(message.get("message_id"))
    if is_private(chat) or handle is None or number is None:
        return None
    return f"https://t.me/{handle}/{number}"
