"""The outbox and what surrounds it, in memory. Held to the same suite as DynamoDB: tests/integration/test_outbox.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.sending import OutboundMessage, OutboundPost, SendResult
from shared.domain.errors import ConflictError
from shared.domain.outbox.accounts import AccountState, accounts_of_app
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.public_post import PublicPost
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import OutboxRecord
from shared.domain.replies.record import Reply
from shared.domain.vocabulary import SendClass


@dataclass
class FakeOutbox:
    stored: dict[tuple[str, str, str, datetime], OutboxRecord] = field(default_factory=dict)

    def latest(self, channel: str, account_id: str, conversation_id: str) -> OutboxRecord | None:
        return max(self._of(channel, account_id, conversation_id), key=lambda r: r.period_start, default=None)

    def save(self, record: OutboxRecord) -> OutboxRecord:
        key = (record.channel, record.account_id, record.conversation_id, record.period_start)
        current = self.stored.get(key)
        if (current.revision if current else 0) != record.revision:
            raise ConflictError("outbox")
        self.stored[key] = replace(record, revision=record.revision + 1)
        return self.stored[key]

    def has_text(self, channel: str, account_id: str, conversation_id: str, text: str) -> bool:
        return any(record.text in text for record in self._of(channel, account_id, conversation_id))

    def recent(self, channel: str, account_id: str, conversation_id: str) -> tuple[OutboxRecord, ...]:
        found = sorted(self._of(channel, account_id, conversation_id), key=lambda r: r.period_start, reverse=True)
        return tuple(found[:10])

    def _of(self, channel: str, account_id: str, conversation_id: str) -> list[OutboxRecord]:
        place = (channel, account_id, conversation_id)
        return [record for key, record in self.stored.items() if key[:3] == place]


@dataclass
class FakeAccountStates:
    stored: dict[tuple[str, str], AccountState] = field(default_factory=dict)
    asked: list[tuple[str, str, datetime]] = field(default_factory=list)
    brands: Sequence[Brand] = ()

    def get(self, channel: str, account_id: str) -> AccountState:
        return self.stored.get((channel, account_id)) or AccountState(channel=channel, account_id=account_id)

    def pause(self, channel: str, account_id: str, until: datetime, *, of_app: bool = False) -> None:
        others = accounts_of_app(self.brands, channel, account_id) if of_app else ()
        for place in ((channel, account_id), *((each.channel, each.id) for each in others)):
            known = self.get(*place)
            latest = until if known.paused_until is None else max(until, known.paused_until)
            self.stored[place] = replace(known, paused_until=latest)

    def stop(self, channel: str, account_id: str, *, because: str, at: datetime) -> None:
        known = self.get(channel, account_id)
        self.stored[channel, account_id] = replace(known, stopped_at=at, stopped_because=because)

    def resume(self, channel: str, account_id: str) -> None:
        self.stored.pop((channel, account_id), None)

    def warn(self, channel: str, account_id: str, *, because: str, at: datetime) -> None:
        self.stored[channel, account_id] = replace(self.get(channel, account_id), warned_at=at, warned_because=because)

    def note_asked(self, channel: str, account_id: str, *, at: datetime) -> None:
        self.asked.append((channel, account_id, at))

    def mark_silent(self, channel: str, account_id: str, *, since: datetime | None) -> None:
        self.stored[channel, account_id] = replace(self.get(channel, account_id), silent_since=since)


@dataclass
class FakeUnits:
    stored: dict[tuple[str, str, date], int] = field(default_factory=dict)

    def spent(self, account: Account, day: date) -> int:
        return self.stored.get((account.channel, account.secret, day), 0)

    def spend(self, account: Account, day: date, units: int) -> None:
        self.stored[account.channel, account.secret, day] = self.spent(account, day) + units


@dataclass
class FakeAutomaticTexts:
    """``hidden``: whose setting an erasure made anonymous."""

    stored: dict[tuple[str, str, str], tuple[datetime, AutomaticTexts]] = field(default_factory=dict)
    hidden: set[tuple[str, str, str]] = field(default_factory=set)

    def are_off(self, channel: str, account_id: str, author_id: str) -> bool:
        known = self.stored.get((channel, account_id, author_id))
        return known is not None and known[1] is AutomaticTexts.OFF

    def set(
        self, channel: str, account_id: str, author_id: str, setting: AutomaticTexts, *, by: str, at: datetime
    ) -> None:
        known = self.stored.get((channel, account_id, author_id))
        if known is None or known[0] < at:
            self.stored[channel, account_id, author_id] = (at, setting)

    def hide(self, channel: str, account_id: str, author_id: str) -> None:
        self.hidden.add((channel, account_id, author_id))


@dataclass
class FakeRateLimits:
    """``refused`` counts the writes that found a full window: on DynamoDB each of them is billed."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    refused: int = 0
    reads: int = 0

    def take(self, rate_limit: RateLimit) -> bool:
        key = (rate_limit.scope, rate_limit.window)
        if self.counts.get(key, 0) >= rate_limit.limit:
            self.refused += 1
            return False
        self.counts[key] = self.counts.get(key, 0) + 1
        return True

    def taken(self, scope: str, first: str, last: str) -> dict[str, int]:
        self.reads += 1
        return {window: count for (of, window), count in self.counts.items() if of == scope and first <= window <= last}


@dataclass
class FakePlatform:
    """A platform behind its gateway: ``posts`` is what its users see.

    ``answers`` are given in order, one per call, and then it takes everything. An answer ``unknown`` is given after
    the post was taken; ``lost`` is one that never reached the platform although we cannot know it. With
    ``readable`` false it lists nothing. One that refuses with the error ``taken`` took the post all the same.
    """

    answers: list[SendResult] = field(default_factory=list)
    posts: list[OutboundMessage] = field(default_factory=list)
    calls: int = 0
    reads: int = 0
    readable: bool = True
    before_send: Callable[[], None] = lambda: None
    after_send: Callable[[], None] = lambda: None
    own_posts: list[OutboundPost] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    pin_answers: list[SendResult] = field(default_factory=list)  # of those that do not succeed
    unpin_answers: list[SendResult] = field(default_factory=list)
    likes: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    def send(self, message: OutboundMessage) -> SendResult:
        return self._take(self.posts, message, "post")

    def publish(self, post: OutboundPost) -> SendResult:
        return self._take(self.own_posts, post, f"{post.channel}-own")

    def _take(self, taken_so_far: list[Any], new: Any, prefix: str) -> SendResult:
        self.calls += 1
        self.before_send()
        answer = self.answers.pop(0) if self.answers else SendResult(outcome=SendClass.SENT)
        taken = answer.outcome in (SendClass.SENT, SendClass.UNKNOWN) and answer.error != "lost"
        if taken or answer.error == "taken":
            taken_so_far.append(new)
        self.after_send()
        if answer.outcome is SendClass.SENT:
            return replace(answer, message_id=answer.message_id or f"{prefix}-{len(taken_so_far)}")
        return answer

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        self.reads += 1
        if not self.readable:
            return SendResult(outcome=SendClass.UNKNOWN, error="not_listed_by_platform")
        for number, own in enumerate(self.own_posts, start=1):
            if own == post:
                return SendResult(outcome=SendClass.SENT, message_id=f"{post.channel}-own-{number}")
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error="not_sent")

    def pin(self, message_id: str) -> SendResult:
        if self.pin_answers:
            answer = self.pin_answers.pop(0)
            if answer.outcome is SendClass.UNKNOWN and message_id not in self.pins:
                self.pins.append(message_id)  # it was done, and the answer lost
            return answer
        if message_id not in self.pins:
            self.pins.append(message_id)
        return SendResult(outcome=SendClass.SENT, message_id=message_id)

    def unpin(self, message_id: str) -> SendResult:
        if self.unpin_answers:
            return self.unpin_answers.pop(0)
        self.pins.remove(message_id)
        return SendResult(outcome=SendClass.SENT, message_id=message_id)

    def hide(self, message_id: str, *, hidden: bool) -> SendResult:
        self.calls += 1
        self.before_send()
        answer = self.answers.pop(0) if self.answers else SendResult(outcome=SendClass.SENT)
        if answer.outcome in (SendClass.SENT, SendClass.UNKNOWN):
            (self.hidden.add if hidden else self.hidden.discard)(message_id)
        self.after_send()
        return answer

    def like(self, message_id: str) -> SendResult:
        self.calls += 1
        self.before_send()
        answer = self.answers.pop(0) if self.answers else SendResult(outcome=SendClass.SENT)
        if answer.outcome in (SendClass.SENT, SendClass.UNKNOWN):
            self.likes.append(message_id)
        self.after_send()
        return answer

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        self.reads += 1
        if not self.readable:
            return SendResult(outcome=SendClass.UNKNOWN, error="not_listed_by_platform")
        for number, post in enumerate(self.posts, start=1):
            if bool(post.attachments) is not bool(message.attachments):
                continue
            if message.attachments and not message.text and f"post-{number}" in message.sent_before:
                continue
            if (post.text, post.recipient_id, post.in_reply_to) == (
                message.text,
                message.recipient_id,
                message.in_reply_to,
            ):
                return SendResult(outcome=SendClass.SENT, message_id=f"post-{number}")
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error="not_sent")


@dataclass
class FakePublicPosts:
    stored: dict[tuple[str, str], PublicPost] = field(default_factory=dict)

    def get(self, group: str, key: str) -> PublicPost | None:
        return self.stored.get((group, key))

    def of_group(self, group: str) -> tuple[PublicPost, ...]:
        return tuple(self.stored[place] for place in sorted(self.stored) if place[0] == group)

    def save(self, post: PublicPost) -> PublicPost:
        place = (post.group, post.key)
        current = self.stored.get(place)
        if (current.revision if current else 0) != post.revision:
            raise ConflictError("public post")
        self.stored[place] = replace(post, revision=post.revision + 1)
        return self.stored[place]


@dataclass
class FakeGateways:
    """``tokens`` false: the secret store has none. ``after_rotation``: what is there when tokens are read again."""

    platform: FakePlatform = field(default_factory=FakePlatform)
    tokens: bool = True
    after_rotation: FakePlatform | None = None

    def __call__(self, account: Account, *, fresh: bool = False) -> FakePlatform | None:
        if fresh:
            return self.after_rotation
        return self.platform if self.tokens else None


class PlainWords:
    def opening(
        self,
        opening: datetime,
        now: datetime,
        language: str,
        time_zone: str,
        *,
        name_zone: bool = False,
        name_day: bool = False,
    ) -> str:
        return f"{opening:%A %H:%M}" + (f" ({time_zone})" if name_zone else "")


@dataclass
class FakeReplies:
    stored: dict[tuple[str, str, int], Reply] = field(default_factory=dict)

    def get(self, ticket_id: str, key: str, number: int) -> Reply | None:
        return self.stored.get((ticket_id, key, number))

    def save(self, reply: Reply) -> Reply:
        place = (reply.ticket_id, reply.key, reply.number)
        current = self.stored.get(place)
        if (current.revision if current else 0) != reply.revision:
            raise ConflictError("reply")
        self.stored[place] = replace(reply, revision=reply.revision + 1)
        return self.stored[place]

    def forget(self, ticket_id: str) -> None:
        for place in [place for place in self.stored if place[0] == ticket_id]:
            del self.stored[place]

    def of_ticket(self, ticket_id: str) -> tuple[Reply, ...]:
        found = [reply for place, reply in self.stored.items() if place[0] == ticket_id]
        return tuple(sorted(found, key=lambda reply: (reply.created_at, reply.number)))


@dataclass
class FakeAutomaticMessages:
    stored: dict[tuple[str, AutomaticKind, str], AutomaticMessage] = field(default_factory=dict)

    def get(self, ticket_id: str, kind: AutomaticKind, about: str = "") -> AutomaticMessage | None:
        return self.stored.get((ticket_id, kind, about))

    def save(self, message: AutomaticMessage) -> AutomaticMessage:
        place = (message.ticket_id, message.kind, message.about)
        current = self.stored.get(place)
        if (current.revision if current else 0) != message.revision:
            raise ConflictError("automatic message")
        self.stored[place] = replace(message, revision=message.revision + 1)
        return self.stored[place]

    def of_ticket(self, ticket_id: str) -> tuple[AutomaticMessage, ...]:
        return tuple(self.stored[place] for place in sorted(self.stored) if place[0] == ticket_id)

    def forget(self, ticket_id: str) -> None:
        for place in [place for place in self.stored if place[0] == ticket_id]:
            del self.stored[place]
