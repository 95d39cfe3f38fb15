"""What one WhatsApp message says, whatever its type (WhatsApp Cloud API, "messages" webhook reference)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from shared.channels import reading
from shared.domain.messages.attachments import Attachment

_MEDIA = frozenset({"image", "video", "audio", "voice", "document", "sticker"})
_TYPES = (*sorted(_MEDIA), "text", "location", "contacts", "button", "interactive", "order", "reaction", "system")
_MAX_LINES = 40
_MEDIA_KEPT = timedelta(days=30)
"""How long an id leads to its file at most (WhatsApp Cloud API, "Media")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """``signal`` names what is no message although it comes as one."""

    text: str | None = None
    attachments: tuple[Attachment, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    signal: str | None = None

    @property
    def says_nothing(self) -> bool:
        return self.text is None and not self.attachments and self.signal is None


def kind_of(message: Mapping[str, Any]) -> str:
    """The type; where it is not told, the part that is there tells it."""
    return reading.word(message.get("type")) or next((name for name in _TYPES if name in message), "")


def content(message: Mapping[str, Any], kind: str) -> Content | None:
    """Text, attachments and details of a type we understand; ``None`` for the others."""
    held = reading.mapping(message.get(kind)) if kind else {}
    if kind == "text":
        return Content(text=reading.text(held.get("body")))
    if kind in _MEDIA:
        sent_at = reading.instant(message.get("timestamp"))
        attachment = reading.attachment(
            "voice" if kind == "audio" and held.get("voice") is True else kind,
            held.get("url") or held.get("link"),
            id=held.get("id"),
            mime_type=held.get("mime_type"),
            size=held.get("file_size"),
            title=held.get("filename"),
            expires_at=None if sent_at is None else sent_at + _MEDIA_KEPT,
        )
        details = {"media_id": held.get("id")}
        return Content(text=reading.text(held.get("caption")), attachments=(attachment,), details=details)
    if kind == "location":
        return Content(text=_location(held), attachments=(_place(held),))
    if kind == "contacts":
        cards = message.get(kind)
        return Content(text=_cards(cards), attachments=_contacts(cards) or (reading.attachment("contacts"),))
    if kind == "button":
        return Content(text=reading.text(held.get("text")), details={"button": held.get("payload")})
    if kind == "interactive":
        return _interactive(held)
    if kind == "order":
        return Content(text=_order(held), attachments=(_basket(held),))
    return None


def about(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The advertisement or post whose button led here, and the product that is asked about."""
    found: list[Attachment] = []
    led_here = reading.mapping(message.get("referral"))
    if led_here:
        found.append(
            reading.attachment(
                "post",
                led_here.get("source_url"),
                id=led_here.get("source_id"),
                title=led_here.get("headline"),
                label=led_here.get("body"),
            )
        )
    product = reading.mapping(reading.mapping(message.get("context")).get("referred_product"))
    if product:
        found.append(
            reading.attachment("product", id=product.get("product_retailer_id"), label=product.get("catalog_id"))
        )
    return tuple(found)


def _interactive(held: Mapping[str, Any]) -> Content:
    """The answer to buttons, a list or a form of ours."""
    kind = reading.word(held.get("type"))
    reply = reading.mapping(held.get(kind))
    if kind == "call_permission_reply":
        return Content(signal="call_permission")
    text = reading.text(reply.get("title")) or _form(reply.get("response_json")) or reading.text(reply.get("body"))
    return Content(text=text, details={"button": reply.get("id")})


def _form(filled: Any) -> str | None:
    """A filled form, one field a line. Its token is ours and says nothing."""
    try:
        fields = json.loads(filled) if isinstance(filled, str) else filled
    except (RecursionError, ValueError):
        return None
    return reading.text("\n".join(_fields(reading.mapping(fields))[:_MAX_LINES]))


def _fields(fields: Mapping[str, Any], depth: int = 0) -> list[str]:
    """Several may be chosen for one field, and an address is an object of fields of its own."""
    lines: list[str] = []
    for name, value in fields.items():
        if isinstance(value, dict) and depth == 0:
            lines += _fields(value, depth + 1)
            continue
        chosen = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str | int | float)]
        said = ", ".join(str(one) for one in chosen if one != "")
        if said and name != "flow_token":
            lines.append(f"{name}: {said}")
    return lines


def _order(held: Mapping[str, Any]) -> str | None:
    """What was ordered, one product a line, below the words that came with it."""
    words = reading.text(held.get("text"))
    return "\n".join([*([words] if words else []), *_ordered(held, priced=False)[:_MAX_LINES]]) or None


def _ordered(held: Mapping[str, Any], *, priced: bool) -> list[str]:
    """``2 × acme-blender``, and with the price of one: ``2 × acme-blender, 49.9 EUR``."""
    lines: list[str] = []
    for product in (reading.mapping(raw) for raw in reading.sequence(held.get("product_items"))):
        named = reading.name(product.get("product_retailer_id"))
        if named is None:
            continue
        line = f"{reading.identifier(product.get('quantity')) or 1} × {named}"
        price, currency = product.get("item_price"), reading.name(product.get("currency"))
        if priced and currency is not None and isinstance(price, int | float | str) and not isinstance(price, bool):
            line = f"{line}, {price} {currency}"
        lines.append(line)
    return lines


def _location(held: Mapping[str, Any]) -> str | None:
    named = [found for name in ("name", "address") if (found := reading.text(held.get(name))) is not None]
    if len(named) == 2 and named[1].startswith(named[0]):
        named = named[1:]
    return ", ".join(named) or reading.place(held.get("latitude"), held.get("longitude"))


def _basket(held: Mapping[str, Any]) -> Attachment:
    return reading.attachment("order", id=held.get("catalog_id"), lines=_ordered(held, priced=True))


def _place(held: Mapping[str, Any]) -> Attachment:
    return reading.attachment(
        "location",
        held.get("url"),
        latitude=held.get("latitude"),
        longitude=held.get("longitude"),
        title=held.get("name"),
        label=held.get("address"),
    )


def _contacts(listed: Any) -> tuple[Attachment, ...]:
    """One attachment for each contact that has a name or a number."""
    cards = [reading.mapping(raw) for raw in reading.sequence(listed)[: reading.MAX_ATTACHMENTS]]
    return tuple(
        reading.attachment(
            "contacts",
            title=reading.mapping(card.get("name")).get("formatted_name"),
            label=", ".join(_phones(card)),
            lines=_contact_lines(card),
        )
        for card in cards
        if _card(card)
    )


def _cards(listed: Any) -> str | None:
    """The contacts somebody passes on: names and numbers."""
    cards: Sequence[Any] = reading.sequence(listed)
    return reading.text("\n".join(line for card in cards[:_MAX_LINES] if (line := _card(reading.mapping(card)))))


def _card(card: Mapping[str, Any]) -> str:
    shown = reading.name(reading.mapping(card.get("name")).get("formatted_name"))
    return ", ".join(part for part in (shown, *_phones(card)) if part)


def _contact_lines(card: Mapping[str, Any]) -> list[str]:
    """What else is known of a contact: mail addresses, pages, the firm, postal addresses."""
    firm = reading.mapping(card.get("org"))
    found = [reading.name(reading.mapping(raw).get("email")) for raw in reading.sequence(card.get("emails"))]
    found += [reading.name(reading.mapping(raw).get("url")) for raw in reading.sequence(card.get("urls"))]
    found.append(", ".join(part for key in ("company", "title") if (part := reading.name(firm.get(key)))))
    for raw in reading.sequence(card.get("addresses")):
        address = reading.mapping(raw)
        parts = (reading.name(address.get(key)) for key in ("street", "zip", "city", "country"))
        found.append(", ".join(part for part in parts if part))
    return [line for line in found if line]


def _phones(card: Mapping[str, Any]) -> list[str]:
    listed = [reading.name(reading.mapping(raw).get("phone")) for raw in reading.sequence(card.get("phones"))]
    return [phone for phone in listed if phone]
