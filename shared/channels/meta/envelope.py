"""Walks a Meta body: every section of every entry, and who reads what stands there.

``object`` → ``entry[]`` → ``changes[]``, ``messaging[]``, ``standby[]``, ``changed_fields[]``, or ``field`` and
``value`` on the entry itself (Instagram Login); the documentation's own samples of the last are wrapped in a list.
Up to 1000 items per body. Whatever cannot be read is handed on as a body of its own with that item alone, so that
it can be delivered again once the reason is gone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from shared.channels import reading
from shared.channels.events import EMPTY_BODY, UNWANTED_OBJECT, ignored
from shared.channels.meta import instagram_media, page, phone_number
from shared.channels.meta.direct_messages import read_direct_message
from shared.channels.meta.items import MALFORMED, Item
from shared.domain.channels.webhook import Arrival, ParsedItem, Unreadable
from shared.ports.configuration import AccountDirectory

Reader = Callable[[Item], ParsedItem]

WHATSAPP = "whatsapp_business_account"

# Objects of Meta's webhooks that an app may be subscribed to and that hold no message of a customer (Graph API,
# "Webhooks": reference).
_UNWANTED = frozenset({"permissions", "application", "payments", "certificate_transparency", "ad_account", "catalog"})

_SECTIONS = ("changes", "messaging", "standby", "changed_fields")

# Messaging events may also come as changes with the same content under `value`.
_MESSAGING_FIELDS = frozenset(
    {
        "messages", "message_echoes", "message_edits", "message_edit", "message_reactions", "message_reads",
        "message_deliveries", "messaging_postbacks", "messaging_seen", "messaging_referrals", "messaging_referral",
        "messaging_optins", "messaging_handovers", "messaging_handover", "messaging_policy_enforcement", "standby",
    }
)  # fmt: skip

_READERS: Mapping[str, Mapping[str, Reader]] = {
    "page": {"feed": page.read_feed, "mention": page.read_mention, "ratings": page.read_rating},
    "instagram": {
        "comments": instagram_media.read_comment,
        "live_comments": instagram_media.read_comment,
        "mentions": instagram_media.read_mention,
    },
    WHATSAPP: {
        **dict.fromkeys(phone_number.MESSAGE_FIELDS, phone_number.read_change),
        **dict.fromkeys(phone_number.WARNING_FIELDS, phone_number.read_warning),
    },
}
_PUBLIC_CHANNEL = {"page": "facebook", "instagram": "instagram", WHATSAPP: "whatsapp"}
_PRIVATE_CHANNEL = {"page": "messenger", "instagram": "instagram"}
_CHANNELS = ("facebook", "messenger", "instagram", "whatsapp")


def walk(payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
    """Every item of a body, or of a list of bodies."""
    for body in reading.bodies(payload):
        if reading.is_empty(body):
            yield ignored(accounts, _CHANNELS, arrival, EMPTY_BODY, body)
            continue
        what = body.get("object") if isinstance(body, dict) else None
        if isinstance(what, str) and what in _UNWANTED:
            yield ignored(accounts, _CHANNELS, arrival, UNWANTED_OBJECT, body)
            continue
        if what is None and isinstance(body, dict):
            what = _told_by_its_account(reading.sequence(body.get("entry")), accounts)
        if not isinstance(what, str) or what not in _READERS:
            yield Unreadable(reason="unknown_object" if isinstance(body, dict) else MALFORMED, item=body)
            continue
        entries = body.get("entry")
        if isinstance(entries, dict):
            entries = (entries,)
        if entries is None or entries == []:
            yield ignored(accounts, _CHANNELS, arrival, EMPTY_BODY, body)
            continue
        if not isinstance(entries, list | tuple):
            yield Unreadable(reason=MALFORMED, item=body)
            continue
        for entry in entries:
            if isinstance(entry, dict):
                yield from _entry(what, entry, accounts, arrival)
            else:
                yield Unreadable(reason=MALFORMED, item={"object": what, "entry": [entry]})


def _told_by_its_account(entries: Sequence[Any], accounts: AccountDirectory) -> str | None:
    """The object of a body that does not name it, as recordings of others do: whichever of us its first entry names."""
    entry = reading.mapping(entries[0]) if entries else {}
    elements = [reading.mapping(raw) for _, raw in islice(_elements(entry), 3)]
    values = [reading.mapping(element.get("value")) for element in elements]
    found = [found for element in (*elements, *values) for found in _parties(entry, element)]
    found += [reading.identifier(reading.mapping(value.get("metadata")).get("phone_number_id")) for value in values]
    for what, channel in (*_PUBLIC_CHANNEL.items(), *_PRIVATE_CHANNEL.items()):
        if any(account_id is not None and accounts(channel, account_id) for account_id in dict.fromkeys(found)):
            return what
    return None


def _entry(what: str, entry: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
    sent = reading.identifier(entry.get("time")) or ""
    sent_at = reading.instant(entry.get("time")) or arrival.received_at
    empty = True
    elements = _elements(entry)
    for section, raw in _split_changes(elements) if what == WHATSAPP else elements:
        empty = False
        try:
            found = _read(what, entry, section, raw, (sent, sent_at, accounts, arrival))
        except reading.UNREADABLE:
            # A shape that nobody has foreseen costs this item, not its neighbours.
            found = Unreadable(reason=MALFORMED)
        yield replace(found, item=_alone(what, entry, section, raw)) if isinstance(found, Unreadable) else found
    if empty:
        yield ignored(accounts, _CHANNELS, arrival, EMPTY_BODY, {"object": what, "entry": [entry]})


def _elements(entry: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section in _SECTIONS:
        held = entry.get(section)
        if isinstance(held, list):
            for raw in held:
                yield section, raw
        elif held is not None:
            yield section, held
    if "field" in entry:
        yield "flat", {"field": entry["field"], "value": entry.get("value")}


def _split_changes(elements: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    for section, raw in elements:
        if section == "changes" and isinstance(raw, dict):
            for one in phone_number.split(raw):
                yield section, one
        else:
            yield section, raw


def _read(what: str, entry: Mapping[str, Any], section: str, raw: Any, rest: tuple[Any, ...]) -> ParsedItem:
    sent, sent_at, accounts, arrival = rest
    field, value = section, raw
    if section in ("changes", "flat"):
        if not isinstance(raw, dict) or not isinstance(raw.get("field"), str):
            return Unreadable(reason=MALFORMED)
        field, value = raw["field"], raw.get("value")
    elif section == "changed_fields":
        # "Include values" is off in the app's settings: all we learn is that something changed.
        field, value = f"changed.{reading.word(raw)}", {"changed": raw}
    private = what != WHATSAPP and (section in ("messaging", "standby") or field in _MESSAGING_FIELDS)
    reader = read_direct_message if private else _READERS[what].get(field)
    if not isinstance(value, dict):
        if reader is not None:
            return Unreadable(reason=MALFORMED)
        value = {"value": value}
    if what == WHATSAPP:
        account_ids = phone_number.account_ids(entry, value, field)
    else:
        account_ids = _parties(entry, value) if private else (reading.identifier(entry.get("id")),)
    channel = _PRIVATE_CHANNEL[what] if private else _PUBLIC_CHANNEL[what]
    found = (accounts(channel, account_id) for account_id in account_ids if account_id is not None)
    account = next((known for known in found if known is not None), None)
    if account is None:
        return Unreadable(reason="unknown_account", account_id=reading.identifier(entry.get("id")))
    item = Item(account, field, value, sent, sent_at, arrival, "standby" in (section, field))
    return item.unsupported(field) if reader is None else reader(item)


def _parties(entry: Mapping[str, Any], value: Mapping[str, Any]) -> tuple[str | None, ...]:
    """The ids under which a private event may be ours: a party's, and then the entry's.

    One of the two is us. An account has several ids on Instagram, so where neither is known the entry decides.
    """
    recipient, sender = (
        reading.first_identifier(reading.mapping(value.get(role)), "id") for role in ("recipient", "sender")
    )
    return (recipient, sender, reading.identifier(entry.get("id")))


def _alone(what: str, entry: Mapping[str, Any], section: str, raw: Any) -> dict[str, Any]:
    """A body that holds this item and nothing else."""
    outer = {field: entry[field] for field in ("id", "time") if field in entry}
    held = raw if section == "flat" else {section: [raw]}
    return {"object": what, "entry": [{**outer, **held}]}
