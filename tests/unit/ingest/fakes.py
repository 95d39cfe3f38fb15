"""A desk to deliver webhooks to: the use case with fakes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.ingest.service import ReceiveWebhook, WebhookCall
from shared import channels
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.webhook import Secrets, WebhookRequest, WebhookResponse
from tests.fakes.brands import FakeBrands
from tests.fakes.inbound import FakeQuarantine, FakeQueue, FakeSecrets, FakeTexts, brand_with
from tests.fakes.stored import FakeMetrics, FixedClock


def encode(payload: Any, *, ascii_only: bool = True) -> bytes:
    """As Meta does: everything outside ASCII escaped."""
    return json.dumps(payload, ensure_ascii=ascii_only).encode()


@dataclass
class Fakes:
    brands: FakeBrands
    secrets: FakeSecrets
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

    def get(self, channel: str, query: Mapping[str, str], brand: str = "acme") -> WebhookResponse:
        request = WebhookRequest(method="GET", headers={}, query=query)
        return self.receive(WebhookCall(channel=channel, brand=brand, request=request))[0]
