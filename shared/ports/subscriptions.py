"""Subscribers of events, how far each was told, and the calls to them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from shared.domain.subscriptions.model import Attempt, Progress, Subscription


class SubscriptionRepository(Protocol):
    def of_brand(self, brand_id: str) -> tuple[Subscription, ...]:
        """The subscribers of a brand; may be a minute old."""
        ...

    def get(self, subscription_id: str) -> Subscription | None: ...

    def progress(self, subscription_id: str) -> Progress | None:
        """``None`` for one that was never told anything and has no beginning."""
        ...

    def save_progress(self, subscription_id: str, progress: Progress) -> Progress:
        """Conditional on the version that was read. Raises ``ConflictError``."""
        ...

    def log(self, subscription_id: str, attempts: Sequence[Attempt]) -> None:
        """Keep what was tried, for some days."""
        ...


class SubscriptionRegister(SubscriptionRepository, Protocol):
    """For those who add and remove subscribers."""

    def every(self) -> tuple[Subscription, ...]:
        """Those of all brands."""
        ...

    def add(self, subscription: Subscription, *, entry: int) -> None:
        """It is told what comes behind that entry of the log."""
        ...

    def remove(self, subscription_id: str) -> Subscription:
        """Raises ``NotFoundError``."""
        ...

    def attempts(self, subscription_id: str, since: datetime, *, limit: int) -> tuple[Attempt, ...]:
        """The latest attempts, the newest first."""
        ...


class SubscriberSecrets(Protocol):
    def of(self, subscription_id: str) -> tuple[str, ...]:
        """The secrets that sign, the newest first. Raises ``UpstreamError``."""
        ...

    def add(self, subscription_id: str, secret: str, *, keep: int) -> None:
        """It signs from now on, beside those before it: the newest ``keep``. Raises ``UpstreamError``, and
        ``ConflictError`` while somebody else changes secrets."""
        ...

    def remove(self, subscription_id: str) -> None:
        """All of a subscriber. Raises as ``add`` does."""
        ...


class Subscribers(Protocol):
    def line(self, subscription: Subscription) -> AbstractContextManager[Callable[[Mapping[str, Any]], str | None]]:
        """What delivers one envelope, signed, over connections that are kept until the block ends. ``None`` when it was
        taken, otherwise what went wrong. Several threads may call it at a time.

        Raises ``UpstreamError`` when a service of ours failed, also at the beginning of the block.
        """
        ...


class DeliveryQueue(Protocol):
    def wake(self, subscription_ids: Sequence[str], reference: str) -> None:
        """Have the subscribers told what is new. Raises ``UpstreamError``."""
        ...


class MessageTexts(Protocol):
    def text_of(self, ticket_id: str, message_reference: str, occurred_at: datetime | None) -> str | None:
        """What a message of that time (the platform's) says now; ``None`` for one that was deleted or erased.

        Raises ``UpstreamError``.
        """
        ...


class FailureNotices(Protocol):
    def endpoint_fails(self, subscription: Subscription, progress: Progress, at: datetime) -> None:
        """Tell people that nothing goes on, once for each outage. Raises ``UpstreamError``."""
        ...

    def events_given_up(self, subscription: Subscription, count: int, at: datetime) -> None:
        """Tell people that so many events were refused for three days and are not tried again. Raises
        ``UpstreamError``."""
        ...

    def falls_behind(self, subscription: Subscription, since: datetime, at: datetime) -> None:
        """Tell people that what was written at that instant was not told yet, though it works. Raises
        ``UpstreamError``."""
        ...

    def events_lost(self, subscription: Subscription, since: datetime, until: datetime, at: datetime) -> None:
        """Tell people that what was written in that span is no longer kept, and was not told. Raises
        ``UpstreamError``."""
        ...
