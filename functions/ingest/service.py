"""The use case: a platform calls one of our webhooks."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from functions.ingest.accounts import SignedAccounts
from shared.channels.body import RejectedItem, split_body
from shared.channels.contract import AnsweringWebhook, ChannelWebhook, NamedWebhook, TokenWebhook
from shared.channels.intake import Intake
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.webhook import Arrival, Secrets, Verdict, WebhookRequest, WebhookResponse
from shared.domain.errors import NightdeskError, NotFoundError, RefusedError, UnknownBrandError
from shared.ports.configuration import BrandRepository, SecretStore
from shared.ports.objects import Quarantine, TextStore
from shared.ports.queues import InboundQueue
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock
from shared.ports.tokens import SignedTokens

MAX_BODY_BYTES = 4 * 1024 * 1024  # bytes

ACCEPTED = 200
NOT_FOUND = 404
HANDSHAKES = {200: "handshake", 400: "refused_challenge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCall:
    """One request to ``/webhooks/{channel}/{brand}``."""

    channel: str
    brand: str
    request: WebhookRequest
    trace_id: str | None = None


@dataclass(slots=True)
class DeliveryCounts:
    """What one body held: counts only, for the log and the metrics."""

    events: int = 0
    signals: Counter[str] = field(default_factory=Counter)  # by channel
    quarantined: Counter[str] = field(default_factory=Counter)  # by reason
    refused: int = 0


@dataclass(frozen=True)
class ReceiveWebhook:
    """Answer handshakes, and receive deliveries: verify the body, split it, queue its events, quarantine the rest.

    ``webhook`` returns the webhook of a channel and raises ``KeyError`` for a channel that does not exist. The answer
    is 200 only when every item is queued or quarantined. Until then the platform keeps the body and sends it again.
    """

    webhook: Callable[[str], ChannelWebhook]
    brands: BrandRepository
    secrets: SecretStore
    tokens: SignedTokens
    queue: InboundQueue
    quarantine: Quarantine
    texts: TextStore
    policies: Callable[[str], ChannelPolicy]
    metrics: Metrics
    clock: Clock

    def __call__(self, call: WebhookCall) -> tuple[WebhookResponse, DeliveryCounts]:
        """The answer to the platform, and what the body held."""
        delivery = DeliveryCounts()
        status, outcome = ACCEPTED, "accepted"
        if len(call.request.body) > MAX_BODY_BYTES:
            status, outcome = 413, "too_large"
        else:
            try:
                webhook, brand = self._target(call)
                names = () if webhook is None or brand is None else _secret_names(webhook, brand)
                if webhook is None or brand is None or not names:
                    status, outcome = NOT_FOUND, "unknown_target"
                elif call.request.method == "GET":
                    answer = self._handshake(webhook, _in_order(names, webhook, brand, call.request), call.request)
                    self.metrics.count("WebhooksReceived", outcome=HANDSHAKES.get(answer.status, "refused_token"))
                    return answer, delivery
                else:
                    status, outcome = self._receive(call, webhook, brand, names, delivery)
            except NightdeskError:
                # The platform sends the body again; what was queued already is deduplicated.
                status, outcome = 503, "unavailable"
        self._count(call.channel, status, outcome, delivery)
        asked = self._answer_to(call) if outcome == "accepted" else None
        if asked is not None:
            return WebhookResponse(status=status, body=asked, content_type="application/json"), delivery
        return WebhookResponse(status=status, body=outcome), delivery

    def _answer_to(self, call: WebhookCall) -> str | None:
        webhook = self.webhook(call.channel)
        return webhook.answer_to(call.request.body) if isinstance(webhook, AnsweringWebhook) else None

    def _target(self, call: WebhookCall) -> tuple[ChannelWebhook | None, Brand | None]:
        try:
            return self.webhook(call.channel), self.brands.current(call.brand)
        except (KeyError, UnknownBrandError):
            return None, None

    def _receive(
        self, call: WebhookCall, webhook: ChannelWebhook, brand: Brand, names: Sequence[str], delivery: DeliveryCounts
    ) -> tuple[int, str]:
        verdict, signers = self._verify(webhook, names, call.request)
        if verdict is Verdict.STALE:
            return 401, "refused_stale"
        if verdict is not Verdict.VALID:
            return 401, "refused_signature"
        arrival = Arrival(received_at=self.clock.now(), trace_id=call.trace_id)
        accounts = SignedAccounts(self.brands, brand, signers, webhook.family)
        split = split_body(webhook, accounts, call.request.body, arrival)
        intake = Intake(self.queue, self.quarantine, self.texts, self.policies)
        delivery.events, delivery.signals = len(split.events), split.signals
        rejected = split.rejected
        if split.events:
            refused, too_large = intake.put(split.events, kept_by_brand=brand.retention.messages)
            delivery.refused = refused
            if too_large:  # a redelivery cannot help; what was queued beside it is deduplicated then
                delivery.events -= too_large
                rejected = [*rejected, RejectedItem(reason="malformed_item", content=call.request.body)]
        intake.set_aside(rejected, channel=call.channel, brand=call.brand, arrival=arrival)
        delivery.quarantined = Counter(item.reason for item in rejected)
        if delivery.refused:
            return 503, "queue_refused"
        return ACCEPTED, "accepted" if delivery.events or not rejected else "unreadable"

    def _count(self, channel: str, status: int, outcome: str, delivery: DeliveryCounts) -> None:
        """Items of a body that the platform will send again are counted when it is accepted."""
        self.metrics.count("WebhooksReceived", outcome=outcome)
        if outcome == "refused_signature":
            self.metrics.count("SignaturesRefused", channel=channel)
        if status != ACCEPTED:
            return
        if delivery.signals:
            self.metrics.count("SignalsCounted", delivery.signals.total())
        for reason, count in delivery.quarantined.items():
            self.metrics.count("ItemsQuarantined", count, reason=reason)

    def _handshake(self, webhook: ChannelWebhook, names: Sequence[str], request: WebhookRequest) -> WebhookResponse:
        # A handshake is rare and may follow a rotation, so the secret is read without the cache.
        merged: dict[str, list[str]] = {}
        for name in names:
            for key, values in self._secret(name, fresh=True).items():
                merged.setdefault(key, []).extend(values)
        return webhook.handshake(request, merged)

    def _verify(
        self, webhook: ChannelWebhook, names: Sequence[str], request: WebhookRequest
    ) -> tuple[Verdict, frozenset[str]]:
        """The verdict, and the names of the secret records that verified the body.

        Before a refusal the secrets are read again, so that a rotation refuses nobody.
        """
        now = self.clock.now()
        if isinstance(webhook, TokenWebhook):
            request = self._with_claims(webhook, request)
        for fresh in (False, True):
            verdicts = {name: webhook.verify(request, self._secret(name, fresh=fresh), now) for name in names}
            signers = frozenset(name for name, verdict in verdicts.items() if verdict is Verdict.VALID)
            if signers:
                return Verdict.VALID, signers
            if Verdict.STALE in verdicts.values():
                return Verdict.STALE, signers
        return Verdict.INVALID, frozenset()

    def _with_claims(self, webhook: TokenWebhook, request: WebhookRequest) -> WebhookRequest:
        """Raises ``UpstreamError`` while the issuer's keys cannot be read: the platform delivers again."""
        token = request.bearer_token
        try:
            return replace(request, claims=self.tokens.claims(webhook.issuer, token)) if token else request
        except RefusedError:
            return request

    def _secret(self, name: str, *, fresh: bool) -> Secrets:
        try:
            return self.secrets.get(name, fresh=fresh)
        except NotFoundError:
            return {}


def _in_order(names: Sequence[str], webhook: ChannelWebhook, brand: Brand, request: WebhookRequest) -> Sequence[str]:
    """The record of the application first that the handshake names: of several secrets a channel signs with the first.

    Signatures are checked with every record; a challenge has one answer.
    """
    named = request.query.get(webhook.application) if isinstance(webhook, NamedWebhook) else None
    if not named:
        return names
    its = {each.secret for each in brand.accounts if each.channel in webhook.family and each.app_id == named}
    return sorted(names, key=lambda name: name not in its)


def _secret_names(webhook: ChannelWebhook, brand: Brand) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a.secret for a in brand.accounts if a.channel in webhook.family))
