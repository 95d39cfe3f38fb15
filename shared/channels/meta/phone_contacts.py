"""Who the messages of one change on a WhatsApp number are from: its contacts.

Source of the fields: Meta's WhatsApp Cloud API webhook reference. The customer is the business-scoped user id where
there is one: the phone number may be missing or empty.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.channels import reading
from shared.domain.messages.event import Author


class Contacts:
    """Who the messages of one change are from, found without looking through all of them for each."""

    def __init__(self, contacts: Sequence[Any]) -> None:
        self._all = contacts
        self._by_id: dict[str, list[Any]] = {}
        for raw in contacts if len(contacts) > 1 else ():
            for name in ("wa_id", "user_id"):
                found = reading.identifier(reading.mapping(raw).get(name))
                if found is not None:
                    self._by_id[found] = [raw]

    def of(self, message: Any) -> list[Any] | None:
        """The contact of a message as a list of its own; ``None`` leaves the contacts as they are."""
        if not self._by_id:
            return None
        named = (reading.identifier(reading.mapping(message).get(name)) for name in ("from_user_id", "from"))
        return next((self._by_id[found] for found in named if found in self._by_id), [])


def author_of(value: Mapping[str, Any], message: Mapping[str, Any]) -> Author | None:
    """The contact that belongs to the message; names are told there only."""
    contacts = reading.sequence(value.get("contacts"))
    user_id, phone = reading.identifier(message.get("from_user_id")), reading.identifier(message.get("from"))
    contact = contact_of(value, user_id, phone) or reading.mapping(contacts[0] if len(contacts) == 1 else None)
    author_id = user_id or reading.identifier(contact.get("user_id")) or phone
    author_id = author_id or reading.identifier(contact.get("wa_id"))
    if author_id is None:
        return None
    profile = reading.mapping(contact.get("profile"))
    handle = (reading.name(profile.get("username")) or "").lstrip("@")  # told with and without it
    return Author(id=author_id, handle=handle or None, name=reading.name(profile.get("name")))


def contact_of(value: Mapping[str, Any], user_id: str | None, phone: str | None) -> Mapping[str, Any]:
    """The contact with this id or this number; an empty one where there is none."""
    for held in map(reading.mapping, reading.sequence(value.get("contacts"))):
        if user_id is not None and reading.identifier(held.get("user_id")) == user_id:
            return held
        if phone and reading.identifier(held.get("wa_id")) == phone:
            return held
    return {}
