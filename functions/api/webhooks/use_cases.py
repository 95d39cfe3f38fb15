"""Webhooks of other systems: added, watched, replayed and removed. For the API and for ``nightdesk webhook``."""

from base64 import b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from shared.domain.errors import NotFoundError, RefusedError
from shared.domain.events.model import LOG_KEPT
from shared.domain.subscriptions.model import Attempt, Lag, Progress, Subscription, entry_of
from shared.ports.events import EventLog, LogEntry
from shared.ports.subscriptions import DeliveryQueue, SubscriberSecrets, SubscriptionRegister
from shared.ports.time_and_language import Clock

MAX_URL_LENGTH = 2_000
MAX_WEBHOOKS = 20
"""Of one brand: whatever happens is posted to each."""
KEPT_SECRETS = 2
"""While a subscriber changes from one to the other, both sign."""
SECRET_BYTES = 32

COUNTED_ENTRIES = 100
"""Entries of the log behind a webhook's place in which what waits for it is counted."""

Brands = Collection[str] | None
"""Those that the caller may see; ``None`` for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWebhook:
    subscription: Subscription
    progress: Progress | None
    lag: Lag


class TooLongAgoError(RefusedError):
    """A span begins before what is kept. The message says from when on it can be had."""


def problem_of_address(url: str, *, local: bool) -> str | None:
    """Why an address cannot be a webhook's. Whether it leads into a private network is checked with each delivery:
    a name may point elsewhere tomorrow. ``local``: a stack on a laptop may call plain http."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or len(url) > MAX_URL_LENGTH or not url.isprintable() or parts.username or parts.password:
        return "The address is no URL that can be called."
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        return "The address should begin with https://."
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManageWebhooks:
    """``random``: so many bytes that nobody can guess. An id or a brand that the caller may not see does not exist."""

    subscriptions: SubscriptionRegister
    secrets: SubscriberSecrets
    queue: DeliveryQueue
    log: EventLog
    clock: Clock
    random: Callable[[int], bytes]
    local: bool = False

    def add(
        self, brand_id: str, *, url: str, events: tuple[str, ...], owner: str, trusted: bool
    ) -> tuple[KnownWebhook, str]:
        """The webhook, which is told from now on, and its secret. Raises ``RefusedError``.

        Its first run looks for what is new until publish knows of it.
        """
        problem = problem_of_address(url, local=self.local)
        if problem is not None:
            raise RefusedError(problem)
        if sum(each.brand == brand_id for each in self.subscriptions.every()) >= MAX_WEBHOOKS:
            raise RefusedError(f"A brand has at most {MAX_WEBHOOKS} webhooks.")
        now = self.clock.now()
        made = Subscription(
            id="wh" + self.random(5).hex(),
            brand=brand_id,
            url=url,
            events=events,
            owner=owner.strip(),
            created_at=now,
            trusted=trusted,
        )
        secret = self._new_secret()
        self.secrets.add(made.id, secret, keep=KEPT_SECRETS)
        self.subscriptions.add(made, entry=entry_of(now))
        self.queue.wake([made.id], self.random(8).hex())
        return KnownWebhook(subscription=made, progress=None, lag=_none(now)), secret

    def every(self, brands: Brands = None) -> tuple[KnownWebhook, ...]:
        found = (each for each in self.subscriptions.every() if brands is None or each.brand in brands)
        return tuple(self._known(each, self.subscriptions.progress(each.id)) for each in found)

    def find(self, webhook_id: str, brands: Brands = None) -> KnownWebhook:
        """Raises ``NotFoundError``."""
        return self._known(self._found(webhook_id, brands), self.subscriptions.progress(webhook_id))

    def remove(self, webhook_id: str, brands: Brands = None) -> KnownWebhook:
        """The one that was removed. Raises ``NotFoundError``."""
        known = self.find(webhook_id, brands)
        self.subscriptions.remove(webhook_id)
        self.secrets.remove(webhook_id)
        return known

    def rotate(self, webhook_id: str, brands: Brands = None) -> str:
        """A new secret. The one before goes on signing beside it until the next rotation. Raises ``NotFoundError``."""
        self._found(webhook_id, brands)
        secret = self._new_secret()
        self.secrets.add(webhook_id, secret, keep=KEPT_SECRETS)
        return secret

    def attempts(self, webhook_id: str, since: datetime, *, limit: int, brands: Brands = None) -> tuple[Attempt, ...]:
        """What was tried to deliver, the newest first. Raises ``NotFoundError``."""
        self._found(webhook_id, brands)
        return self.subscriptions.attempts(webhook_id, since, limit=limit)

    def replay(self, webhook_id: str, since: datetime, until: datetime, brands: Brands = None) -> KnownWebhook:
        """It is told a span of time once more, with the same ids. What is new waits until then.

        Raises ``TooLongAgoError``, ``RefusedError``, ``NotFoundError``, ``ConflictError`` while it is being told
        something.
        """
        if not since < until:
            raise RefusedError("The beginning should be before the end.")
        kept_since = self.clock.now() - LOG_KEPT
        if since < kept_since:
            whole = kept_since.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            raise TooLongAgoError(
                f"Events are kept for {LOG_KEPT.days} days: a span may begin at {whole:%Y-%m-%dT%H:%M:%SZ} or later."
            )

        def told_again(progress: Progress) -> Progress:
            if progress.stopped_at is not None:
                raise RefusedError("It is stopped, and is told nothing until it is resumed: resume it first.")
            return progress.replay(entry_of(since) - 1, entry_of(until))

        return self._change(webhook_id, brands, told_again)

    def resume(self, webhook_id: str, brands: Brands = None) -> KnownWebhook:
        """It works again: it is told at once what it missed. Raises as ``replay`` does."""
        return self._change(webhook_id, brands, lambda progress: progress.resumed(self.clock.now()))

    def _change(self, webhook_id: str, brands: Brands, change: Callable[[Progress], Progress]) -> KnownWebhook:
        subscription, progress = self._found(webhook_id, brands), self.subscriptions.progress(webhook_id)
        if progress is None:
            raise NotFoundError(f"There is no webhook {webhook_id}.")
        saved = self.subscriptions.save_progress(webhook_id, change(progress))
        self.queue.wake([webhook_id], self.random(8).hex())
        return self._known(subscription, saved)

    def _found(self, webhook_id: str, brands: Brands) -> Subscription:
        found = self.subscriptions.get(webhook_id)
        if found is None or (brands is not None and found.brand not in brands):
            raise NotFoundError(f"There is no webhook {webhook_id}.")
        return found

    def _known(self, subscription: Subscription, progress: Progress | None) -> KnownWebhook:
        lag = _none(self.clock.now()) if progress is None else self._lag(subscription, progress)
        return KnownWebhook(subscription=subscription, progress=progress, lag=lag)

    def _lag(self, subscription: Subscription, progress: Progress) -> Lag:
        """Only events that it wants count. One that is told all costs one read."""
        entries: list[LogEntry] = []
        while len(entries) < COUNTED_ENTRIES:
            place = entries[-1].number if entries else progress.told_up_to
            found = self.log.after(subscription.brand, place, limit=COUNTED_ENTRIES - len(entries))
            if not found:
                break
            entries += found
        now, counted_all = self.clock.now(), len(entries) < COUNTED_ENTRIES
        waiting = [_wanted(subscription, progress, entry) for entry in entries]
        if counted_all and not any(waiting):
            return _none(now)
        first = next((entry for entry, events in zip(entries, waiting, strict=True) if events), entries[-1])
        return Lag(
            told_until=first.written_at,
            behind=max(now - first.written_at, timedelta()),
            waiting=sum(waiting) if counted_all else None,
        )

    def _new_secret(self) -> str:
        return "whsec_" + b64encode(self.random(SECRET_BYTES)).decode()


def _wanted(subscription: Subscription, progress: Progress, entry: LogEntry) -> int:
    """How many events of an entry it is still to be told."""
    told = 0 if progress.resume_at is not None else progress.begin_in(entry.number)
    return sum(subscription.wants(str(event["type"])) for event in entry.events[told:])


def _none(now: datetime) -> Lag:
    return Lag(told_until=now, behind=timedelta(), waiting=0)
