"""What people were told of a ticket beside its escalation: a deadline that comes near, a bad score."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from shared.domain.brand.model import Brand
from shared.domain.notifications.notice import Notice, warned_of
from shared.ports.repositories import HistoryRepository, NoticeRepository

SEPARATOR = ", "
"""Between the targets of an entry."""


def told_before(history: HistoryRepository, ticket_id: str, what: str, at: datetime) -> frozenset[str]:
    """The targets that earlier attempts reached, from the entries of that instant."""
    found: set[str] = set()
    cursor: str | None = None
    while True:
        page = history.of_ticket(ticket_id, limit=200, cursor=cursor)
        for entry in page.items:
            if entry.what == what and entry.at == at:
                found.update(filter(None, entry.details.get("targets", "").split(SEPARATOR)))
        cursor = page.cursor
        if cursor is None:
            return frozenset(found)


def key_of_attempt(key: str, before: frozenset[str]) -> str:
    """The first attempt has the plain key, a later one that of how many knew before it."""
    return f"{key}-{len(before)}" if before else key


def keep(
    notices: NoticeRepository, brand: Brand, told: Mapping[str, str | None], new: Notice, silent: Iterable[str] = ()
) -> bool:
    """Note what the targets know that keep it; ``told`` holds their references. Whether there is one.

    A pager in ``silent`` did not answer: it may ring all the same, and hears of the end.
    """
    kept = {target: reference for target, reference in told.items() if brand.follows(target)}
    ringing = [target for target in silent if brand.rings(target)]
    known = {notice.key: notice for notice in notices.of_ticket(new.ticket_id)} if kept or ringing else {}
    new_ones = [replace(new, target=target, reference=reference) for target, reference in kept.items()]
    new_ones += [replace(new, target=target, known=None, asked=True) for target in ringing]
    for mine in new_ones:
        before = known.get(mine.key)
        after = warned_of(before, mine)
        if after != before:
            notices.put(after)
    return bool(new_ones)
