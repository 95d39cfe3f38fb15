"""What happens on a WhatsApp Business number: ``object: whatsapp_business_account``.

Source of the fields: Meta's WhatsApp Cloud API webhook reference. Times are seconds as text. One change may hold many
messages and statuses; it is split before it is read. The entry names the business account (WABA); the number our
account stands for is in ``metadata``. List the WABA's id among the account's aliases, so that warnings find it.

The customer is the business-scoped user id where there is one: the phone number may be missing or empty.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.channels import reading
from shared.channels.meta.items import REPLY_WINDOW, Item
from shared.domain.event import Attachment, Author
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.domain.webhook import ParsedItem, Signals

MESSAGE_FIELDS = frozenset({"messages", "message_echoes", "smb_message_echoes"})
WARNING_FIELDS = frozenset(
    {
        "account_update", "account_alerts", "account_review_update", "business_capability_update",
        "business_status_update", "message_template_quality_update", "message_template_status_update",
        "phone_number_name_update", "phone_number_quality_update", "security", "template_category_update",
    }
)  # fmt: skip

_LISTS = ("messages", "message_echoes", "statuses", "errors")
_MEDIA = frozenset({"image", "video", "audio", "voice", "document", "sticker"})


def split(change: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The change as several, each with one message, status or error."""
    value = change.get("value")
    found = [name for name in _LISTS if isinstance(value, dict) and isinstance(value.get(name), list) and value[name]]
    if not isinstance(value, dict) or not found:
        yield change
        return
    around = {name: held for name, held in value.items() if name not in _LISTS}
    for name in found:
        for one in value[name]:
            yield {**change, "value": {**around, name: [one]}}


def account_ids(entry: Mapping[str, Any], value: Mapping[str, Any]) -> tuple[str | None, ...]:
    """Under which ids the account may be known. A message names its number: then no other number is meant."""
    metadata = reading.mapping(value.get("metadata"))
    number = reading.identifier(metadata.get("phone_number_id")) or reading.identifier(value.get("phone_number_id"))
    if number is not None:
        return (number,)
    return (reading.identifier(entry.get("id")), reading.identifier(value.get("display_phone_number")))


def read_change(item: Item) -> ParsedItem:
    """One message, echo, status or error."""
    value = item.value
    for name, reader in (("messages", _message), ("message_echoes", _echo), ("statuses", _status), ("errors", _error)):
        held = reading.sequence(value.get(name))
        if held:
            return reader(item, held[0]) if isinstance(held[0], dict) else item.malformed()
    if any(name in value for name in _LISTS):
        return item.malformed()
    return item.unsupported(f"{item.field}.{next(iter(value), 'nothing')}")


def read_warning(item: Item) -> ParsedItem:
    """The platform changed something about the account, its number or its templates: operators are told."""
    what = next((found for name in ("event", "decision", "current_limit") if (found := item.value.get(name))), None)
    reason = reading.name(what)
    return _warning(item, f"{item.field}: {reason}" if reason else item.field)


def _message(item: Item, message: Mapping[str, Any]) -> ParsedItem:
    message_id = reading.identifier(message.get("id"))
    author = _author(item.value, message)
    kind = reading.word(message.get("type"))
    if kind == "reaction":
        removed = not reading.mapping(message.get("reaction")).get("emoji")
        return Signals(account=item.account, name="reaction_removed" if removed else "reaction")
    if kind == "request_welcome":
        return Signals(account=item.account, name="opened")
    if message_id is None or author is None:
        return item.malformed()
    if kind in ("revoke", "edit"):
        return _changed(item, message, reading.mapping(message.get(kind)), author)
    understood = _content(message, kind)
    if understood is None:
        details = _details(type=kind or "unknown", error_code=_error_code(message), system=_system(message))
        # What concerns the number's owner and not a conversation has no author to answer.
        surface_author = None if kind == "system" else author
        return _event(
            item, message, EventKind.UNSUPPORTED, message_id, author.id, author=surface_author, details=details
        )
    text, attachments, details = understood
    return _event(
        item,
        message,
        EventKind.CREATED,
        message_id,
        author.id,
        author=author,
        parent_id=reading.identifier(reading.mapping(message.get("context")).get("id")),
        text=text,
        attachments=attachments,
        details=details,
    )


def _changed(item: Item, message: Mapping[str, Any], change: Mapping[str, Any], author: Author) -> ParsedItem:
    """The customer withdrew or edited an earlier message."""
    message_id = reading.first_identifier(change, "original_message_id", "message_id")
    if message_id is None:
        return item.malformed()
    if message.get("type") == "revoke":
        return _event(item, message, EventKind.DELETED, message_id, author.id, author=author)
    again = reading.mapping(change.get("message"))
    understood = _content(again, reading.word(again.get("type")))
    if understood is None:
        return item.unsupported("messages.edit")
    occasion = (reading.identifier(message.get("id")) or item.occasion(),)
    text, attachments, _ = understood
    return _event(
        item, message, EventKind.EDITED, message_id, author.id, occasion=occasion,
        author=author, text=text, attachments=attachments,
    )  # fmt: skip


def _echo(item: Item, message: Mapping[str, Any]) -> ParsedItem:
    """Written by the brand in the phone's own app."""
    message_id = reading.identifier(message.get("id"))
    customer = reading.first_identifier(message, "to_user_id", "to")
    if message_id is None or customer is None:
        return item.malformed()
    text, attachments, _ = _content(message, reading.word(message.get("type"))) or (None, (), {})
    author = Author(id=item.account.id)
    return _event(
        item, message, EventKind.ECHO, message_id, customer, author=author, text=text, attachments=attachments
    )


def _status(item: Item, status: Mapping[str, Any]) -> ParsedItem:
    """What became of a message of ours. Only a failure is worth an event of its own."""
    name = reading.word(status.get("status"))
    message_id = reading.identifier(status.get("id"))
    if not name or message_id is None:
        return item.malformed()
    if name != "failed":
        return Signals(account=item.account, name=reading.name(name) or "status")
    details = _details(status=name, error_code=_error_code(status), reference=status.get("biz_opaque_callback_data"))
    customer = reading.first_identifier(status, "recipient_user_id", "recipient_id")
    occasion = reading.identifier(status.get("timestamp")) or item.occasion()
    return item.event(
        EventKind.RECEIPT,
        item.event_id(message_id, "failed", occasion),
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=customer,
        message_id=message_id,
        occurred_at=reading.instant(status.get("timestamp")),
        details=details,
    )


def _error(item: Item, error: Mapping[str, Any]) -> ParsedItem:
    code = reading.identifier(error.get("code"))
    return _warning(item, f"error {code}" if code else "error")


def _warning(item: Item, reason: str) -> ParsedItem:
    return item.event(
        EventKind.ACCOUNT_WARNING,
        item.event_id("account_warning", f"{item.sent}-{reading.digest(item.value)}"),
        details={"reason": reason},
    )


def _event(
    item: Item,
    message: Mapping[str, Any],
    kind: EventKind,
    message_id: str,
    customer: str | None,
    *,
    occasion: tuple[str, ...] = (),
    **rest: Any,
) -> ParsedItem:
    occurred_at = reading.instant(message.get("timestamp")) or item.sent_at
    return item.event(
        kind,
        item.event_id(message_id, kind, *occasion),
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=customer,
        message_id=message_id,
        occurred_at=occurred_at,
        reply_window_closes_at=occurred_at + REPLY_WINDOW if kind is EventKind.CREATED else None,
        **rest,
    )


def _author(value: Mapping[str, Any], message: Mapping[str, Any]) -> Author | None:
    """The contact that belongs to the message; names are told there only."""
    contacts = [reading.mapping(held) for held in reading.sequence(value.get("contacts"))]
    user_id, phone = reading.identifier(message.get("from_user_id")), reading.identifier(message.get("from"))
    contact: Mapping[str, Any] = contacts[0] if len(contacts) == 1 else {}
    for held in contacts:
        if (user_id and reading.identifier(held.get("user_id")) == user_id) or (
            phone and reading.identifier(held.get("wa_id")) == phone
        ):
            contact = held
            break
    author_id = user_id or reading.identifier(contact.get("user_id")) or phone
    author_id = author_id or reading.identifier(contact.get("wa_id"))
    if author_id is None:
        return None
    profile = reading.mapping(contact.get("profile"))
    return Author(id=author_id, handle=reading.name(profile.get("username")), name=reading.name(profile.get("name")))


def _content(message: Mapping[str, Any], kind: str) -> tuple[str | None, tuple[Attachment, ...], dict[str, str]] | None:
    """Text, attachments and details of a type we understand; ``None`` for the others."""
    held = reading.mapping(message.get(kind)) if kind else {}
    if kind == "text":
        return reading.text(held.get("body")), (), {}
    if kind in _MEDIA:
        attachment = reading.attachment(kind, held.get("url") or held.get("link"))
        media = () if attachment is None else (attachment,)
        return reading.text(held.get("caption")), media, _details(media_id=held.get("id"))
    if kind == "location":
        place = [found for name in ("name", "address") if (found := reading.text(held.get(name))) is not None]
        return ", ".join(place) or None, (Attachment(type="location"),), {}
    if kind == "contacts":
        return None, (Attachment(type="contacts"),), {}
    if kind == "button":
        return reading.text(held.get("text")), (), _details(button=held.get("payload"))
    if kind == "interactive":
        reply = reading.mapping(held.get(reading.word(held.get("type"))))
        text = reading.text(reply.get("title")) or reading.text(reply.get("body"))
        return text, (), _details(button=reply.get("id"))
    if kind == "order":
        return reading.text(held.get("text")), (Attachment(type="order"),), {}
    return None


def _error_code(held: Mapping[str, Any]) -> Any:
    errors = reading.sequence(held.get("errors"))
    return reading.mapping(errors[0]).get("code") if errors else None


def _system(message: Mapping[str, Any]) -> Any:
    return reading.mapping(message.get("system")).get("type")


def _details(**facts: Any) -> dict[str, str]:
    return {field: spelled for field, raw in facts.items() if (spelled := reading.identifier(raw)) is not None}
