"""What agents keep for later: saved replies of a brand, and views of their own."""

from datetime import datetime
from typing import Protocol

from shared.domain.access.views import SavedView
from shared.domain.replies.saved import SavedReply, SavedReplyChange
from shared.ports.pages import Page


class SavedReplyRepository(Protocol):
    def of_brand(self, brand_id: str) -> tuple[SavedReply, ...]:
        """Those that are not deleted, in the order of their titles."""
        ...

    def get(self, brand_id: str, reply_id: str) -> SavedReply | None:
        """``None`` for one that is deleted."""
        ...

    def put(self, reply: SavedReply, *, seen: datetime | None = None) -> SavedReply:
        """Add or replace it, and note the change; the uses of the one before stay.

        With ``seen``, the ``updated_at`` that was read, only that one is replaced. Raises ``ConflictError`` when it has
        changed since or is deleted.
        """
        ...

    def delete(self, brand_id: str, reply_id: str, *, by: str, at: datetime, by_id: str | None = None) -> None:
        """The change is noted with it. Raises ``NotFoundError``; ``ConflictError`` while others write it."""
        ...

    def changes(self, brand_id: str, *, limit: int, cursor: str | None = None) -> Page[SavedReplyChange]:
        """The newest first; a page of long texts ends early. Raises ``InvalidCursorError``."""
        ...

    def count_use(self, brand_id: str, reply_id: str) -> None:
        """Nothing happens if it was deleted meanwhile."""
        ...


class SavedViewRepository(Protocol):
    def of(self, caller_id: str) -> tuple[SavedView, ...]: ...

    def put(self, caller_id: str, views: tuple[SavedView, ...], at: datetime) -> None:
        """Replace all views of the caller."""
        ...
