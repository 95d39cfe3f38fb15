"""A desk to deliver webhooks to: the use case with fakes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.ingest.service import ReceiveWebhook, WebhookCall
from shared import channels
from shared.channels.body import split_body
from shared.channels.intake import Intake
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.webhook import Arrival, OwnAccount, Secrets, WebhookRequest, WebhookResponse
from tests.fakes.brands import FakeBrands
from tests.fakes.inbound import FakeQuarantine, FakeQueue, FakeSecrets, FakeTexts, FakeTokens, brand_with
from tests.fakes.stored import FakeMetrics, FixedClock


def encode(payload: Any, *, ascii_only: bool = True) -> bytes:
    """As Meta does: everything outside ASCII escaped."""
    return json.dumps(payload, ensure_ascii=ascii_only).encode()


@dataclass
class Fakes:
    brands: FakeBrands
    secrets: FakeSecrets
    tokens: FakeTokens = field(default_factory=FakeTokens)
    queue: FakeQueue = field(default_factory=FakeQueue)
    quarantine: FakeQuarantine = field(default_factory=FakeQuarantine)
    texts: FakeTexts = field(default_factory=FakeTexts)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)

    @classmethod
    def of(cls, channel: str, account_id: str, secrets: Secrets, *others: Brand) -> "Fakes":
        """The brand ``acme`` with one account of that channel, whose secret record is ``acme-key``."""
        account = Account(channel=channel, id=account_id, handle="acmeshop", secret="acme-key")
        return cls(FakeBrands.of(brand_with("acme", account), *others), FakeSecrets({"acme-key": secrets}))

    @property
    def receive(self) -> ReceiveWebhook:
        return ReceiveWebhook(
            webhook=channels.load_webhook,
            brands=self.brands,
            secrets=self.secrets,
            tokens=self.tokens,
            queue=self.queue,
            quarantine=self.quarantine,
            texts=self.texts,
            policies=channels.load_policy,
            metrics=self.metrics,
            clock=self.clock,
        )

    def post(self, channel: str, body: bytes, headers: Mapping[str, str], brand: str = "acme") -> WebhookResponse:
        request = WebhookRequest(method="POST", headers=headers, query={}, body=body)
        return self.receive(WebhookCall(channel=channel, brand=brand, request=request))[0]

    def ask(self, channel: str, body: bytes) -> WebhookResponse:
        """What poll does with the entries of a platform, for the accounts of the brand."""
        brand = self.brands.current("acme")
        arrival = Arrival(received_at=self.clock.now())

        def find(named: str, account_id: str) -> OwnAccount | None:
            for account in brand.accounts:
                if account.channel == named and account_id in ("", account.id, *account.aliases):
                    return OwnAccount(brand="acme", channel=named, id=account.id, handle=account.handle)
            return None

        split = split_body(channels.load_reader(channel), find, body, arrival)
        intake = Intake(self.queue, self.quarantine, self.texts, channels.load_policy)
        intake.put(split.events, kept_by_brand=brand.retention.messages)
        intake.set_aside(split.rejected, channel=channel, brand="acme", arrival=arrival)
        for item in split.rejected:
            self.metrics.count("ItemsQuarantined", reason=item.reason)
        return WebhookResponse(status=200)

    def get(self, channel: str, query: Mapping[str, str], brand: str = "acme") -> WebhookResponse:
        request = WebhookRequest(method="GET", headers={}, query=query)
        return self.receive(WebhookCall(channel=channel, brand=brand, request=request))[0]
