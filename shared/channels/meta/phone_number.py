"""What happens on a WhatsApp Business number: ``object: whatsapp_business_account``.

Source of the fields: Meta's WhatsApp Cloud API webhook reference. Times are seconds as text. One change may hold many
messages and statuses; it is split before it is read. The entry names the business account (WABA); the number our
account stands for is in ``metadata``. List the WABA's id among the account's aliases, so that warnings find it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.channels import reading
from shared.channels.events import reaction_of
from shared.channels.meta.items import REPLY_WINDOW, Item
from shared.channels.meta.phone_contacts import Contacts, author_of, contact_of
from shared.channels.meta.phone_message import about, content, kind_of
from shared.domain.channels.webhook import ParsedItem, Signals
from shared.domain.messages.event import Author
from shared.domain.messages.reactions import REACTION
from shared.domain.vocabulary import EventKind, Surface, Visibility

MESSAGE_FIELDS = frozenset({"messages", "message_echoes", "smb_message_echoes"})
WARNING_FIELDS = frozenset(
    {
        "account_update", "account_alerts", "account_review_update", "business_capability_update",
        "business_status_update", "business_username_update", "business_username_updates",
        "message_template_quality_update", "message_template_status_update",
        "phone_number_name_update", "phone_number_quality_update", "security", "template_category_update",
    }
)  # fmt: skip

_SIGNALS = frozenset({"reaction", "request_welcome"})
_LISTS = ("messages", "message_echoes", "statuses", "errors")


def split(change: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The change as several, each with one message, status or error."""
    value = change.get("value")
    found = [name for name in _LISTS if isinstance(value, dict) and isinstance(value.get(name), list) and value[name]]
    if not isinstance(value, dict) or not found:
        yield change
        return
    around = {name: held for name, held in value.items() if name not in _LISTS}
    contacts = Contacts(reading.sequence(value.get("contacts")))
    for name in found:
        for one in value[name]:
            own = contacts.of(one) if name == "messages" else None
            yield {**change, "value": {**around, **({} if own is None else {"contacts": own}), name: [one]}}


def account_ids(entry: Mapping[str, Any], value: Mapping[str, Any], field: str) -> tuple[str | None, ...]:
    """Under which ids the account may be known. A message names its number: then no other number is meant.

    What is about the business account and no message names that account, which no brand file needs to know: it is for
    the brand whose address was called, which an empty id stands for.
    """
    metadata = reading.mapping(value.get("metadata"))
    number = reading.identifier(metadata.get("phone_number_id")) or reading.identifier(value.get("phone_number_id"))
    if number is not None:
        return (number,)
    known = (reading.identifier(entry.get("id")), reading.identifier(value.get("display_phone_number")))
    return known if field in MESSAGE_FIELDS else (*known, "")


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
    what = next(
        (found for name in ("event", "decision", "current_limit", "status") if (found := item.value.get(name))), None
    )
    reason = reading.name(what)
    return item.warning(f"{item.field}: {reason}" if reason else item.field)


def _message(item: Item, message: Mapping[str, Any]) -> ParsedItem:
    message_id = reading.identifier(message.get("id"))
    kind = kind_of(message)
    if kind == "reaction":
        return _reaction(item, message)
    if kind in _SIGNALS:
        return Signals(account=item.account, name=_signal(kind, message))
    if message_id is None:
        return item.malformed()
    if kind == "system":
        return _notice(item, message, message_id)
    author = author_of(item.value, message)
    if author is None or author.id is None:
        return item.malformed()
    conversation, surface = _place(message, author.id)
    if kind in ("revoke", "edit"):
        return _changed(item, message, kind, conversation, author=author, surface=surface)
    understood = content(message, kind)
    if understood is None or understood.says_nothing:
        details = _details(type=kind or "unknown", error_code=_error_code(message))
        return _event(
            item, message, EventKind.UNSUPPORTED, message_id, conversation,
            author=author, surface=surface, details=details,
        )  # fmt: skip
    if understood.signal is not None:
        return Signals(account=item.account, name=understood.signal)
    return _event(
        item,
        message,
        EventKind.CREATED,
        message_id,
        conversation,
        author=author,
        surface=surface,
        parent_id=reading.identifier(reading.mapping(message.get("context")).get("id")),
        text=understood.text,
        attachments=(*understood.attachments, *about(message)),
        details=_details(**understood.details, group=message.get("group_id")),
    )


def _signal(kind: str, message: Mapping[str, Any]) -> str:
    if kind == "request_welcome":
        return "opened"
    return "reaction" if reading.mapping(message.get("reaction")).get("emoji") else "reaction_removed"


def _reaction(item: Item, message: Mapping[str, Any]) -> ParsedItem:
    """A customer's reaction, in a chat of two, names the message it hangs on; without an emoji it is taken back."""
    reaction, author = reading.mapping(message.get("reaction")), author_of(item.value, message)
    target = reading.identifier(reaction.get("message_id"))
    if target is None or author is None or author.id is None or message.get("group_id") is not None:
        return Signals(account=item.account, name=_signal("reaction", message))
    occasion = (REACTION, reading.identifier(message.get("id")) or reading.digest(message))
    details = reaction_of(reaction.get("emoji"))
    return _event(item, message, EventKind.SIGNAL, target, author.id, occasion=occasion, author=author, details=details)


def _notice(item: Item, message: Mapping[str, Any], message_id: str) -> ParsedItem:
    """Something about a customer's number or id: of nobody's writing, so there is nobody to answer.

    Somebody who changed their number, or whom WhatsApp gave another id, is the same person: both names go with the
    event ("messages" webhook reference, type ``system``).
    """
    system = reading.mapping(message.get("system"))
    before = reading.first_identifier(system, "previous_user_id", "customer") or reading.first_identifier(
        message, "from_user_id", "from"
    )
    after = reading.identifier(system.get("user_id"))
    if after is None and before != reading.identifier(message.get("from_user_id")):
        after = reading.first_identifier(system, "new_wa_id", "wa_id")
    # Who is known by an id gets a new one with the new number: ``user_changed_user_id`` tells it, and is the move.
    if before and after and before != after and "identity" not in reading.word(system.get("type")):
        moved = {"moved_from": before, "moved_to": after, "reason": reading.name(system.get("type")) or "system"}
        return _event(item, message, EventKind.SIGNAL, message_id, before, author=None, details=moved)
    customer = reading.first_identifier(message, "from_user_id", "from") or reading.first_identifier(
        system, "previous_user_id", "user_id", "wa_id", "customer"
    )
    details = _details(type="system", system=system.get("type"))
    return _event(item, message, EventKind.UNSUPPORTED, message_id, customer, author=None, details=details)


def _place(message: Mapping[str, Any], author_id: str) -> tuple[str, Surface]:
    """The private pair; or a group, where nobody is written to by a robot."""
    group = reading.identifier(message.get("group_id"))
    return (author_id, Surface.DIRECT_MESSAGE) if group is None else (f"{group}:{author_id}", Surface.MENTION)


def _changed(
    item: Item, message: Mapping[str, Any], kind: str, conversation: str, *, author: Author, surface: Surface
) -> ParsedItem:
    """An earlier message was withdrawn or edited, by whoever wrote it."""
    change = reading.mapping(message.get(kind))
    message_id = reading.first_identifier(change, "original_message_id", "message_id")
    if message_id is None:
        return item.malformed()
    if kind == "revoke":
        return _event(item, message, EventKind.DELETED, message_id, conversation, author=author, surface=surface)
    again = reading.mapping(change.get("message"))
    understood = content(again, kind_of(again))
    if understood is None:
        return item.unsupported("messages.edit")
    occasion = (reading.identifier(message.get("id")) or item.occasion(),)
    return _event(
        item, message, EventKind.EDITED, message_id, conversation, occasion=occasion,
        author=author, surface=surface, text=understood.text, attachments=understood.attachments,
    )  # fmt: skip


def _echo(item: Item, message: Mapping[str, Any]) -> ParsedItem:
    """Written by the brand in the phone's own app."""
    message_id = reading.identifier(message.get("id"))
    user_id, phone = reading.identifier(message.get("to_user_id")), reading.identifier(message.get("to"))
    # As in what the customer writes: the number alone may belong to somebody who is known by an id.
    customer = user_id or reading.identifier(contact_of(item.value, user_id, phone).get("user_id")) or phone
    if message_id is None or customer is None:
        return item.malformed()
    kind, author = kind_of(message), Author(id=item.account.id)
    if kind in _SIGNALS:
        return Signals(account=item.account, name=_signal(kind, message))
    if kind in ("revoke", "edit"):
        return _changed(item, message, kind, customer, author=author, surface=Surface.DIRECT_MESSAGE)
    understood = content(message, kind)
    return _event(
        item, message, EventKind.ECHO, message_id, customer, author=author,
        text=understood.text if understood is not None else None,
        attachments=understood.attachments if understood is not None else (),
    )  # fmt: skip


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
        (message_id, "failed", occasion),
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=customer,
        message_id=message_id,
        occurred_at=reading.instant(status.get("timestamp")),
        details=details,
    )


def _error(item: Item, error: Mapping[str, Any]) -> ParsedItem:
    code = reading.identifier(error.get("code"))
    return item.warning(f"error {code}" if code else "error")


def _event(
    item: Item,
    message: Mapping[str, Any],
    kind: EventKind,
    message_id: str,
    customer: str | None,
    *,
    occasion: tuple[str, ...] = (),
    surface: Surface = Surface.DIRECT_MESSAGE,
    **rest: Any,
) -> ParsedItem:
    occurred_at = reading.instant(message.get("timestamp")) or item.sent_at
    return item.event(
        kind,
        (message_id, kind, *occasion),
        surface=surface,
        visibility=Visibility.PRIVATE,
        conversation_id=customer,
        message_id=message_id,
        occurred_at=occurred_at,
        reply_window_closes_at=occurred_at + REPLY_WINDOW if kind is EventKind.CREATED else None,
        **rest,
    )


def _error_code(held: Mapping[str, Any]) -> Any:
    errors = reading.sequence(held.get("errors"))
    return reading.mapping(errors[0]).get("code") if errors else None


def _details(**facts: Any) -> dict[str, str]:
    return {field: spelled for field, raw in facts.items() if (spelled := reading.identifier(raw)) is not None}
