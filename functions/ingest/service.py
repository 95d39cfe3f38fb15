"""The use case: a platform calls one of our webhooks."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta

from shared.channels.contract import ChannelWebhook
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.quarantine import quarantine_key, quarantined_bytes
from shared.domain.channels.webhook import (
    Arrival,
    OwnAccount,
    Secrets,
    Signals,
    Verdict,
    WebhookRequest,
    WebhookResponse,
    folded,
)
from shared.domain.errors import InvalidBrandError, LimitExceededError, NotFoundError, UnknownBrandError, UpstreamError
from shared.domain.messages.event import InboundEvent
from shared.ports.configuration import BrandRepository, SecretStore
from shared.ports.objects import Quarantine, TextStore
from shared.ports.queues import InboundQueue
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

MAX_BODY_BYTES = 4 * 1024 * 1024  # bytes
MAX_TEXT_BYTES = 64 * 1024  # bytes of JSON; a longer text is put aside so that the state of triage stays small

MAX_CLOCK_SKEW = timedelta(minutes=5)  # by which a platform's clock may be before ours

FEW = 4  # items put into quarantine one after the other

TAKEN = 200
NOT_FOUND = 404
HANDSHAKES = {200: "handshake", 400: "refused_challenge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to ``/webhooks/{channel}/{brand}``."""

    channel: str
    brand: str
    request: WebhookRequest
    trace_id: str | None = None


@dataclass(slots=True)
class Delivery:
    """What one body held, for the log and the metrics: counts only."""

    events: int = 0
    signals: Counter[str] = field(default_factory=Counter)  # by channel
    quarantined: Counter[str] = field(default_factory=Counter)  # by reason
    refused: int = 0


@dataclass(frozen=True)
class ReceiveWebhook:
    """Answers handshakes and takes deliveries: verify, split, put aside what cannot be read, queue the rest.

    ``webhook`` gives a channel's way in and raises ``KeyError`` for a channel that does not exist. The answer is
    200 only when every item is queued or quarantined: until then the platform still has it and sends it again.
    """

    webhook: Callable[[str], ChannelWebhook]
    brands: BrandRepository
    secrets: SecretStore
    queue: InboundQueue
    quarantine: Quarantine
    texts: TextStore
    metrics: Metrics
    clock: Clock

    def __call__(self, call: Call) -> tuple[WebhookResponse, Delivery]:
        """The answer to the platform, and what the body held."""
        delivery = Delivery()
        status, outcome = TAKEN, "accepted"
        if len(call.request.body) > MAX_BODY_BYTES:
            status, outcome = 413, "too_large"
        else:
            try:
                webhook, brand = self._target(call)
                names = () if webhook is None or brand is None else _secret_names(webhook, brand)
                if webhook is None or brand is None or not names:
                    status, outcome = NOT_FOUND, "unknown_target"
                elif call.request.method == "GET":
                    answer = self._handshake(webhook, names, call.request)
                    self.metrics.count("WebhooksReceived", outcome=HANDSHAKES.get(answer.status, "refused_token"))
                    return answer, delivery
                else:
                    status, outcome = self._receive(call, webhook, brand, names, delivery)
            except (InvalidBrandError, UpstreamError):
                # Nothing was promised yet: the platform sends it again, and what was queued is deduplicated.
                status, outcome = 503, "unavailable"
        self._count(call.channel, status, outcome, delivery)
        return WebhookResponse(status=status, body=outcome), delivery

    def _target(self, call: Call) -> tuple[ChannelWebhook | None, Brand | None]:
        try:
            return self.webhook(call.channel), self.brands.current(call.brand)
        except (KeyError, UnknownBrandError):
            return None, None

    def _receive(
        self, call: Call, webhook: ChannelWebhook, brand: Brand, names: Sequence[str], delivery: Delivery
    ) -> tuple[int, str]:
        verdict, signer = self._verify(webhook, names, call.request)
        if verdict is Verdict.STALE:
            return 401, "refused_stale"
        if verdict is not Verdict.VALID:
            return 401, "refused_signature"
        arrival = Arrival(received_at=self.clock.now(), trace_id=call.trace_id)
        accounts = Accounts(self.brands, brand, signer, webhook.family)
        events, unreadable = _split(webhook, accounts, call.request.body, arrival, delivery)
        delivery.events = len(events)
        if events:
            refused, too_large = self._queue([self._put_text_aside(event) for event in events])
            delivery.refused = refused
            if too_large:  # sending it again cannot help; what was queued beside it is known when it is redelivered
                delivery.events -= too_large
                unreadable = [*unreadable, ("malformed_item", call.request.body)]
        self._keep(call, unreadable, arrival)
        delivery.quarantined = Counter(reason for reason, _ in unreadable)
        if delivery.refused:
            return 503, "queue_refused"
        return TAKEN, "accepted" if delivery.events or not unreadable else "unreadable"

    def _queue(self, events: Sequence[InboundEvent]) -> tuple[int, int]:
        """How many the queue refused for now, and how many are larger than it will ever take."""
        try:
            return len(self.queue.put(events)), 0
        except LimitExceededError:
            if len(events) == 1:
                return 0, 1
        apart = [self._queue([event]) for event in events]
        return sum(refused for refused, _ in apart), sum(too_large for _, too_large in apart)

    def _count(self, channel: str, status: int, outcome: str, delivery: Delivery) -> None:
        """What the platform will send again is counted when it is taken."""
        self.metrics.count("WebhooksReceived", outcome=outcome)
        if outcome == "refused_signature":
            self.metrics.count("SignaturesRefused", channel=channel)
        if status != TAKEN:
            return
        self.metrics.count("WebhooksAccepted", channel=channel)
        for signal_channel, count in delivery.signals.items():
            self.metrics.count("SignalsCounted", count, channel=signal_channel)
        for reason, count in delivery.quarantined.items():
            self.metrics.count("ItemsQuarantined", count, reason=reason)

    def _handshake(self, webhook: ChannelWebhook, names: Sequence[str], request: WebhookRequest) -> WebhookResponse:
        # Handshakes are rare and may have to be answered with the newest secret, so it is read freshly.
        merged: dict[str, list[str]] = {}
        for name in names:
            for key, values in self._secret(name, fresh=True).items():
                merged.setdefault(key, []).extend(values)
        return webhook.handshake(request, merged)

    def _verify(
        self, webhook: ChannelWebhook, names: Sequence[str], request: WebhookRequest
    ) -> tuple[Verdict, str | None]:
        """The verdict, and the secret record that verified. A rotated secret must not refuse anybody: read again."""
        now = self.clock.now()
        verdicts: set[Verdict] = set()
        for fresh in (False, True):
            for name in names:
                verdict = webhook.verify(request, self._secret(name, fresh=fresh), now)
                if verdict is Verdict.VALID:
                    return verdict, name
                verdicts.add(verdict)
            if Verdict.STALE in verdicts:
                return Verdict.STALE, None
        return Verdict.INVALID, None

    def _secret(self, name: str, *, fresh: bool) -> Secrets:
        try:
            return self.secrets.get(name, fresh=fresh)
        except NotFoundError:
            return {}

    def _put_text_aside(self, event: InboundEvent) -> InboundEvent:
        text = event.text
        if text is None or len(text) <= MAX_TEXT_BYTES // 6:  # six bytes is the most a character takes in JSON
            return event
        if len(json.dumps(text, ensure_ascii=False).encode()) <= MAX_TEXT_BYTES:
            return event
        return replace(event, text=None, text_key=self.texts.put(text))

    def _keep(self, call: Call, unreadable: Sequence[tuple[str, bytes]], arrival: Arrival) -> None:
        def keep(found: tuple[str, bytes]) -> None:
            reason, content = found
            self.quarantine.keep(
                key=quarantine_key(call.channel, call.brand, content),
                reason=reason,
                channel=call.channel,
                brand=call.brand,
                body=content,
                received_at=arrival.received_at,
            )

        if len(unreadable) > FEW:
            # A body of a thousand items for an unknown account must be answered within the platform's seconds.
            with ThreadPoolExecutor(max_workers=16) as pool:
                list(pool.map(keep, unreadable))
        else:
            for found in unreadable:
                keep(found)


def _split(
    webhook: ChannelWebhook, accounts: "Accounts", body: bytes, arrival: Arrival, delivery: Delivery
) -> tuple[Collection[InboundEvent], list[tuple[str, bytes]]]:
    """The events of a body, and what is not one: its reason and its bytes."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return (), [("not_json", body)]
    events: dict[str, InboundEvent] = {}
    signals: dict[OwnAccount, Counter[str]] = {}
    unreadable: list[tuple[str, bytes]] = []
    for item in webhook.parse(payload, accounts, arrival):
        if isinstance(item, InboundEvent):
            events.setdefault(item.event_id, _not_ahead(item, arrival))
        elif isinstance(item, Signals):
            signals.setdefault(item.account, Counter())[item.name] += item.count
        else:
            unreadable.append((item.reason, quarantined_bytes(item.item)))
    for counted in folded(signals, body, arrival):
        events[counted.event_id] = counted
        delivery.signals[counted.channel] += sum(counted.counts.values())
    return events.values(), unreadable


def _not_ahead(event: InboundEvent, arrival: Arrival) -> InboundEvent:
    """No platform writes tomorrow's messages: a time too far ahead would have a deadline that never comes."""
    latest = arrival.received_at + MAX_CLOCK_SKEW
    return event if event.occurred_at <= latest else replace(event, occurred_at=arrival.received_at)


def _secret_names(webhook: ChannelWebhook, brand: Brand) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a.secret for a in brand.accounts if a.channel in webhook.family))


class Accounts:
    """Our accounts as one delivery may speak of them (the port ``AccountDirectory``).

    The brand in the URL comes first. Another brand's account is found only if it names the very secret that signed
    the body: whoever holds one app's secret cannot speak for another app.
    """

    def __init__(self, brands: BrandRepository, brand: Brand, signer: str | None, family: Sequence[str]) -> None:
        self.brand = brand
        self._brands = brands
        self._signer = signer
        self._family = family
        self._known: dict[tuple[str, str], OwnAccount | None] = {}

    def __call__(self, channel: str, account_id: str) -> OwnAccount | None:
        """The account, or ``None``; looked up once per body."""
        key = (channel, account_id)
        if key not in self._known:
            self._known[key] = self._find(channel, account_id) if channel in self._family else None
        return self._known[key]

    def _find(self, channel: str, account_id: str) -> OwnAccount | None:
        if account_id:
            account = self.brand.account(channel, account_id)
        else:  # a body that names no account is for the brand whose address was called
            own = [each for each in self.brand.accounts if each.channel == channel]
            account = next((each for each in own if each.secret == self._signer), own[0] if own else None)
        if account is not None:
            return _own(self.brand, account)
        for brand_id in self._brands.ids():
            if brand_id == self.brand.id:
                continue
            try:
                other = self._brands.current(brand_id)
            except (InvalidBrandError, UnknownBrandError):
                continue  # a faulty brand file costs its own brand, not this one
            account = other.account(channel, account_id)
            if account is not None and account.secret == self._signer:
                return _own(other, account)
        return None


def _own(brand: Brand, account: Account) -> OwnAccount:
    return OwnAccount(
        brand=brand.id, channel=account.channel, id=account.id, handle=account.handle, aliases=account.aliases
    )
