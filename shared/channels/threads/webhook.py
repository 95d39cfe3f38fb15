"""The way in of Threads: replies to our posts, mentions of us, what we publish, what is deleted.

Threads API, "Webhooks". Handshake and signature are those of Meta's other products, with the secret of the Threads app
(it has a pair of its own beside the main one: list both). The envelope is not that of the Graph API. Keys of the
secret record: ``app_secret``, ``verify_token``.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.events import EMPTY_BODY, event_of, ignored, unsupported
from shared.channels.meta.webhook import MetaWebhook
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals, Unreadable
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

CHANNEL = "threads"

_SURFACES = {"replies": Surface.COMMENT, "mentions": Surface.MENTION}
_TEXT_ONLY = frozenset({"", "TEXT_POST", "TEXT"})
_FILES = {"IMAGE": "image", "VIDEO": "video", "AUDIO": "audio", "CAROUSEL_ALBUM": "image"}


class ThreadsWebhook(MetaWebhook):
    family: tuple[str, ...] = (CHANNEL,)

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        """``values`` is one change in the documentation; others report a list of changes. Both are read."""
        for body in reading.bodies(payload):
            if reading.is_empty(body):
                yield ignored(accounts, self.family, arrival, EMPTY_BODY, body)
            elif not isinstance(body, dict) or "values" not in body:
                yield Unreadable(reason="unknown_object" if isinstance(body, dict) else "malformed_item", item=body)
            else:
                yield from _changes(body, accounts, arrival)


def _changes(body: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
    values = body["values"]
    changes = values if isinstance(values, list) else [values]
    if values in ([], {}, None):
        yield ignored(accounts, (CHANNEL,), arrival, EMPTY_BODY, body)
        return
    for change in changes:
        try:
            found = _read(body, change, accounts, arrival)
        except reading.UNREADABLE:
            # A shape that nobody has foreseen costs this change, not its neighbours.
            found = Unreadable(reason="malformed_item")
        if isinstance(found, Unreadable):
            found = Unreadable(reason=found.reason, account_id=found.account_id, item={**body, "values": change})
        yield found


def _read(body: Mapping[str, Any], change: Any, accounts: AccountDirectory, arrival: Arrival) -> ParsedItem:
    if not isinstance(change, dict) or not isinstance(change.get("field"), str):
        return Unreadable(reason="malformed_item", account_id=reading.identifier(body.get("target_id")))
    field, value = change["field"], change.get("value")
    account = _account(body, reading.mapping(value), accounts)
    if account is None:
        return Unreadable(reason="unknown_account", account_id=reading.identifier(body.get("target_id")))
    at = reading.instant(body.get("time"))
    if field not in ("replies", "mentions", "publish", "delete"):
        return unsupported(account, arrival, field, change, occurred_at=at)
    if not isinstance(value, dict):
        return Unreadable(reason="malformed_item", account_id=account.id)
    return _post(account, field, value, at, arrival)


def _account(body: Mapping[str, Any], value: Mapping[str, Any], accounts: AccountDirectory) -> OwnAccount | None:
    """The documentation's samples name another id as target than as owner of the post: whichever of them is ours."""
    named = (body.get("target_id"), reading.mapping(value.get("root_post")).get("owner_id"))
    ids = (found for each in named if (found := reading.identifier(each)) is not None)
    return next((account for each in ids if (account := accounts(CHANNEL, each)) is not None), None)


def _post(
    account: OwnAccount, field: str, value: Mapping[str, Any], told_at: datetime | None, arrival: Arrival
) -> ParsedItem:
    message_id = reading.first_identifier(value, "id", "media_id")
    if message_id is None:
        return Unreadable(reason="malformed_item", account_id=account.id)
    author = _author(value)
    # Names are all that tells people apart here: ours, and those that it had before or has elsewhere (`aliases`).
    ours = {_name(name) for name in (account.handle, *account.aliases)}
    own = author is not None and author.id in ours
    root = reading.mapping(value.get("root_post"))
    parent_id = reading.identifier(reading.mapping(value.get("replied_to")).get("id"))
    root_id = reading.identifier(root.get("id")) or parent_id or message_id
    if field == "publish" and parent_id is None:
        return Signals(account=account, name="own_post")
    kind = _kind(field, own)
    text = None if kind is EventKind.DELETED else reading.text(value.get("text"))
    mentions = reading.handles(text)
    if kind is EventKind.CREATED and field == "replies" and reading.names_friends_only(text, mentions, account.handle):
        return Signals(account=account, name="tag")
    attachments = _attachments(value, message_id)
    missing = kind is EventKind.CREATED and text is None and not attachments
    occasion = {EventKind.DELETED: "deleted", EventKind.ECHO: "echo"}.get(
        kind, "mentioned" if field == "mentions" else "created"
    )
    return event_of(
        account,
        arrival,
        kind,
        message_id,
        occasion,
        surface=Surface.QUOTE if reading.flag(value.get("is_quote_post")) else _SURFACES.get(field, Surface.COMMENT),
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else f"{root_id}:{author.id if author is not None else message_id}",
        message_id=message_id,
        parent_id=parent_id,
        text=text,
        author=author,
        mentions=mentions,
        attachments=() if kind is EventKind.DELETED else attachments,
        permalink=reading.url(value.get("permalink")),
        occurred_at=reading.instant(value.get("timestamp")) or told_at,
        details={LOOK_UP: WANTED} if missing else {},
    )


def _kind(field: str, own: bool) -> EventKind:
    if field == "delete":
        return EventKind.DELETED
    return EventKind.ECHO if own or field == "publish" else EventKind.CREATED


def _author(value: Mapping[str, Any]) -> Author | None:
    """The API tells no id of a person: the name, which is unique at a time, stands for it."""
    handle = reading.name(value.get("username")) or reading.name(reading.mapping(value.get("owner")).get("username"))
    return None if handle is None else Author(id=_name(handle), handle=handle)


def _name(handle: str) -> str | None:
    return reading.identifier(handle.lstrip("@").casefold())


def _attachments(value: Mapping[str, Any], message_id: str) -> tuple[Attachment, ...]:
    """What the post shows. Its address is told where the field is subscribed with it; the id finds it otherwise."""
    kind = reading.name(value.get("media_type")) or ""
    if kind in _TEXT_ONLY:
        gif = reading.url(value.get("gif_url"))
        return () if gif is None else (reading.attachment("image", gif, id=message_id, mime_type="image/gif"),)
    if kind not in _FILES:
        return ()
    return (reading.attachment(_FILES[kind], value.get("media_url"), id=message_id, title=value.get("alt_text")),)


WEBHOOK = ThreadsWebhook()
