"""Saved replies and views in memory. Held to the same suite as DynamoDB: tests/integration/test_saved.py."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.domain.access.views import SavedView
from shared.domain.errors import ConflictError, InvalidCursorError, NotFoundError
from shared.domain.replies.saved import KEPT_AFTER_DELETION, SavedReply, SavedReplyChange
from shared.ports.pages import Page


@dataclass
class FakeSavedReplies:
    stored: dict[tuple[str, str], SavedReply] = field(default_factory=dict)
    noted: list[SavedReplyChange] = field(default_factory=list)

    def of_brand(self, brand_id: str) -> tuple[SavedReply, ...]:
        found = [reply for reply in self.stored.values() if reply.brand == brand_id and reply.deleted_at is None]
        return tuple(sorted(found, key=lambda reply: (reply.title.casefold(), reply.id)))

    def get(self, brand_id: str, reply_id: str) -> SavedReply | None:
        found = self.stored.get((brand_id, reply_id))
        return None if found is None or found.deleted_at is not None else found

    def put(self, reply: SavedReply, *, seen: datetime | None = None) -> SavedReply:
        known = self.get(reply.brand, reply.id)
        if seen is not None and (known is None or known.updated_at != seen):
            raise ConflictError("changed")
        stored = replace(reply, uses=0 if known is None else known.uses)
        self.noted.append(SavedReplyChange.put(stored, known))
        self.stored[reply.brand, reply.id] = stored
        return stored

    def delete(self, brand_id: str, reply_id: str, *, by: str, at: datetime, by_id: str | None = None) -> None:
        known = self.get(brand_id, reply_id)
        if known is None:
            raise NotFoundError("There is no such saved reply.")
        self.noted.append(SavedReplyChange.deleted(known, by=by, by_id=by_id, at=at))
        self.stored[brand_id, reply_id] = replace(
            known, deleted_at=at, deleted_by=by, expires_at=at + KEPT_AFTER_DELETION
        )

    def changes(self, brand_id: str, *, limit: int, cursor: str | None = None) -> Page[SavedReplyChange]:
        found = [each for each in reversed(self.noted) if each.brand == brand_id]
        of_list = f"{brand_id}:"
        if cursor is not None and not (cursor.startswith(of_list) and cursor.removeprefix(of_list).isdecimal()):
            raise InvalidCursorError("belongs to another list")
        first = 0 if cursor is None else int(cursor.removeprefix(of_list))
        last = first + limit
        return Page(items=tuple(found[first:last]), cursor=f"{of_list}{last}" if last < len(found) else None)

    def count_use(self, brand_id: str, reply_id: str) -> None:
        known = self.get(brand_id, reply_id)
        if known is not None:
            self.stored[brand_id, reply_id] = replace(known, uses=known.uses + 1)


@dataclass
class FakeSavedViews:
    stored: dict[str, tuple[SavedView, ...]] = field(default_factory=dict)

    def of(self, caller_id: str) -> tuple[SavedView, ...]:
        return self.stored.get(caller_id, ())

    def put(self, caller_id: str, views: tuple[SavedView, ...], at: datetime) -> None:
        self.stored[caller_id] = views
