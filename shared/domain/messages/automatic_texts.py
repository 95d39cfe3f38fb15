"""Texts that the automatic replies of a platform's own app send: away messages, instant replies."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

QUICK = timedelta(seconds=10)
"""Between the customer's message and the answer, by the platform's time. Nobody reads and answers as quickly."""

MIN_LENGTH = 20
"""Characters. People type what is shorter as quickly, again and again: "Bonjour", "Oui", "One moment please"."""

LIVE_CHAT = timedelta(hours=1)
"""After a person's answer the next ones may be as quick; the platform's app answers the first message only."""

REMEMBERED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickAnswer:
    """An answer from our own account, within ``QUICK`` of the customer's message. It names no customer.

    ``conversation`` is a digest of the conversation's id; ``at`` the platform's time.
    """

    conversation: str
    ticket_id: str
    at: datetime


def is_listed(text: str | None, automatic_texts: Iterable[str]) -> bool:
    """Whether the brand file names this text. Case and spacing do not matter; ``*`` stands for anything."""
    if text is None:
        return False
    said = _plain(text)
    return any(_is_match(_plain(listed), said) for listed in automatic_texts)


def may_be_automatic(text: str, *, waited: timedelta, last_person_answer: timedelta | None) -> bool:
    """Whether an answer came too quickly for a person.

    ``waited`` is the time since the customer's message, ``last_person_answer`` since a person's answer before it.
    """
    if len(_plain(text)) < MIN_LENGTH or not QUICK >= waited >= -QUICK:
        return False
    return last_person_answer is None or last_person_answer > LIVE_CHAT


def digest_of(text: str) -> str:
    """The same for texts that differ in case and spacing only. Names a text without holding it."""
    return sha256(_plain(text).encode()).hexdigest()[:32]


def _is_match(listed: str, said: str) -> bool:
    """In linear time, unlike a regular expression with several ``.*``."""
    first, *rest = re.split(r"\*+", listed)
    if not rest:
        return said == first
    *middle, last = rest
    position, end = len(first), len(said) - len(last)
    if position > end or not (said.startswith(first) and said.endswith(last)):
        return False
    for part in middle:
        found = said.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
