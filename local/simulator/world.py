"""What the simulated platforms remember: every call, and everything that was published through them."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from local.simulator.exchange import Request
from local.simulator.files import ReceivedFile
from local.simulator.sign_ins import SIGN_INS

_STORED_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_HIDDEN = frozenset({"access_token", "routing_key", "password", "client_secret", "refresh_token", "input_token"})


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Something that stands on a platform because we sent it. ``under`` is what it answers, ``to`` who gets it."""

    channel: str
    id: str
    account_id: str
    text: str
    under: str | None = None
    to: str | None = None
    files: tuple[ReceivedFile, ...] = ()
    at: str = field(default_factory=now)
    content: Mapping[str, Any] = field(default_factory=dict)  # what else was sent, of targets that tell people


class World:
    """Safe for the many threads of the server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[dict[str, Any]] = []
        self._published: dict[tuple[str, str], Published] = {}
        self._uploads: dict[tuple[str, str], ReceivedFile] = {}
        self._drafts: dict[tuple[str, str], Published] = {}
        self._required: dict[tuple[str, str], str] = {}
        self._spent: set[tuple[str, str]] = set()
        self._hidden: set[tuple[str, str]] = set()
        self._subscribed: dict[tuple[str, str], str] = {}
        self._entries: dict[tuple[str, str], list[dict[str, Any]]] = {}
        # Platforms never give an id twice, not even to a simulator that was started again.
        self._ids = count(time.time_ns() // 1_000_000)

    def require(self, channel: str, chat: str, field: str) -> None:
        """From now on that chat is one to which nothing can be sent without this field, as on the platform."""
        with self._lock:
            self._required[channel, chat] = field

    def subscribe(self, channel: str, account_id: str, fields: str) -> None:
        """From now on the platform delivers these fields of the account to us; none of them when it is empty."""
        with self._lock:
            self._subscribed[channel, account_id] = fields

    def subscribed(self, channel: str, account_id: str) -> str | None:
        """``None``: nobody has changed it, so it is as it was when the account was connected."""
        with self._lock:
            return self._subscribed.get((channel, account_id))

    def required(self, channel: str, chat: str) -> str | None:
        with self._lock:
            return self._required.get((channel, chat))

    def write(self, channel: str, list_name: str, entry: dict[str, Any]) -> None:
        """Something that a customer wrote on a platform that has to be asked: it stands in that list, the newest."""
        with self._lock:
            self._entries.setdefault((channel, list_name), []).insert(0, entry)

    def entries(self, channel: str, list_name: str) -> list[dict[str, Any]]:
        """What stands in that list, the newest first."""
        with self._lock:
            return list(self._entries.get((channel, list_name), ()))

    def new_id(self) -> str:
        with self._lock:
            return str(next(self._ids))

    def record(self, request: Request, *, at: str, status: int | None) -> None:
        """Remember a call, without anything that could be used to make one: no token, no other header."""
        if request.path in SIGN_INS:
            return
        kept = {name: request.headers[name] for name in _STORED_HEADERS if name in request.headers}
        call: dict[str, Any] = {
            "at": at,
            "channel": request.channel,
            "method": request.method,
            "path": request.path,
            "query": _without_secrets(request.query),
            "body": _without_secrets(request.body),
            "status": status,
        }
        with self._lock:
            self._calls.append(call | ({"headers": kept} if kept else {}))

    def calls(self, channel: str | None = None) -> list[dict[str, Any]]:
        with self._lock:
            return [call for call in self._calls if channel in (None, call["channel"])]

    def spend(self, channel: str, token: str) -> bool:
        """``False`` when that token, which is good once, was spent before."""
        with self._lock:
            known = (channel, token) in self._spent
            self._spent.add((channel, token))
            return not known

    def hide(self, channel: str, message_id: str, *, hidden: bool) -> None:
        """Somebody's message is hidden from the public, or shown again."""
        with self._lock:
            (self._hidden.add if hidden else self._hidden.discard)((channel, message_id))

    def hidden(self, channel: str) -> set[str]:
        with self._lock:
            return {message_id for where, message_id in self._hidden if where == channel}

    def forget_calls(self) -> None:
        with self._lock:
            self._calls.clear()

    def keep(self, channel: str, file_id: str, file: ReceivedFile) -> None:
        """A file that was handed over and that nobody sees until a message names it."""
        with self._lock:
            self._uploads[channel, file_id] = file

    def upload(self, channel: str, file_id: str) -> ReceivedFile | None:
        with self._lock:
            return self._uploads.get((channel, file_id))

    def draft(self, published: Published) -> None:
        """Something that is ready and that nobody sees until it is published under its id."""
        with self._lock:
            self._drafts[published.channel, published.id] = published

    def take_draft(self, channel: str, draft_id: str) -> Published | None:
        """A draft can be published once."""
        with self._lock:
            return self._drafts.pop((channel, draft_id), None)

    def publish(self, published: Published) -> None:
        with self._lock:
            self._published[published.channel, published.id] = published

    def published(self, channel: str) -> list[dict[str, Any]]:
        """What stands on that platform because we sent it, the newest first; of files what describes them."""
        return [
            {
                "id": one.id,
                "text": one.text,
                "under": one.under,
                "to": one.to,
                "files": [f.described() for f in one.files],
                **({"content": one.content} if one.content else {}),
            }
            for one in self._all(channel)
        ]

    def withdraw(self, channel: str, published_id: str) -> bool:
        with self._lock:
            return self._published.pop((channel, published_id), None) is not None

    def find(self, channel: str, published_id: str) -> Published | None:
        with self._lock:
            return self._published.get((channel, published_id))

    def under(self, channel: str, target: str) -> list[Published]:
        """What was published in answer to that, the newest first."""
        return [one for one in self._all(channel) if one.under == target]

    def to(self, channel: str, recipient: str) -> list[Published]:
        """What was sent to that person in private, the newest first."""
        return [one for one in self._all(channel) if one.to == recipient]

    def in_private(self, channel: str) -> list[Published]:
        """What was sent in private, the newest first."""
        return [one for one in self._all(channel) if one.to is not None]

    def by(self, channel: str, account_id: str) -> list[Published]:
        """What that account published in public, the newest first."""
        return [one for one in self._all(channel) if one.account_id == account_id and one.to is None]

    def _all(self, channel: str) -> list[Published]:
        with self._lock:
            return [one for one in reversed(self._published.values()) if one.channel == channel]


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _shown(inner) for name, inner in value.items() if name not in _HIDDEN}
    return value


def _shown(value: Any) -> Any:
    return value.described() if isinstance(value, ReceivedFile) else value
