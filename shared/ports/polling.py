"""Platforms that tell nothing by themselves and have to be asked."""

from datetime import datetime
from typing import Any, Protocol

from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.polling.cursor import Cursor
from shared.domain.polling.page import FoundItem, Page, Query
from shared.domain.polling.source import PolledSource
from shared.domain.polling.terms import SourceTerms


class Source(Protocol):
    """One list of a platform."""

    def fetch(self, query: Query) -> Page | SendResult:
        """One page, or what the failure means. Never raises for what the platform answers."""
        ...

    def body(self, account_id: str, items: list[FoundItem]) -> Any:
        """The entries as the channel's reader takes them."""
        ...


class Sources(Protocol):
    def __call__(self, account: Account, source: str, *, fresh: bool = False) -> Source | None:
        """The source of one of our accounts; ``None`` when there is no such source or its secret holds no token.

        With ``fresh`` its tokens are read again, and ``None`` also says that they are still the same.
        """
        ...


class SourceList(Protocol):
    def __call__(self, channel: str) -> tuple[SourceTerms, ...]:
        """Every source of a channel."""
        ...


class CursorRepository(Protocol):
    def known(self) -> tuple[Cursor, ...]:
        """Every cursor of the stack. It may be a moment old: ``claim`` finds out."""
        ...

    def claim(self, cursor: Cursor, claimed: Cursor) -> bool:
        """Write ``claimed`` if nobody has claimed or moved the cursor since it was read.

        A cursor that is not there is made.
        """
        ...

    def save(self, cursor: Cursor, lease: str) -> bool:
        """Write what a poll found out, if that lease is still the one in force; ``False``: another run has it."""
        ...


class PolledSources(Protocol):
    """What is known of sources beside their cursors. ``key``: channel, account, source."""

    def known(self) -> tuple[PolledSource, ...]: ...

    def begin(self, key: tuple[str, str, str], at: datetime) -> datetime:
        """Keep since when the source is read; an instant that is kept already stays. Returns the one that is kept."""
        ...

    def pause(self, key: tuple[str, str, str], *, by: str, at: datetime) -> None: ...

    def resume(self, key: tuple[str, str, str]) -> None: ...
