"""What the local stack signs is what the channels take."""

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from local import google_tokens, signing
from local.credentials import made_up
from shared import channels
from shared.adapters.oidc.deliveries import DeliveryTokens
from shared.adapters.system_clock import SystemClock
from shared.channels.contract import TokenWebhook
from shared.domain.brand.model import Account
from shared.domain.channels.webhook import VERIFICATION_KEYS, Secrets, Verdict, WebhookRequest
from tests.fakes.inbound import brand_with

KEYS = httpx.MockTransport(lambda _: httpx.Response(200, json=dict(google_tokens.key_set())))
BODY = '{"text":"Grüße 😀"}'.encode()


def verdict(channel: str, signed: WebhookRequest, secret: Secrets) -> Verdict:
    """As ingest asks: with the claims of the token, where the channel has one."""
    webhook = channels.load_webhook(channel)
    if isinstance(webhook, TokenWebhook):
        tokens = DeliveryTokens(clock=SystemClock(), base_urls={}, transport=KEYS)
        signed = replace(signed, claims=tokens.claims(webhook.issuer, signed.bearer_token))
    return webhook.verify(signed, secret, datetime.now(UTC))


@pytest.mark.parametrize("channel", channels.WEBHOOK_CHANNELS)
def test_every_channel_takes_what_we_sign_with_its_made_up_secret(channel: str):
    brand = brand_with("acme", Account(channel=channel, id="1", handle="acmeshop", secret="acme-key"))
    secret = made_up([brand], "http://127.0.0.1:1")["acme-key"]
    signed = WebhookRequest(method="POST", headers=signing.headers(channel, BODY, secret), query={}, body=BODY)
    assert verdict(channel, signed, secret) is Verdict.VALID
    foreign = made_up([brand], "http://127.0.0.1:1")["acme-key"]
    assert verdict(channel, signed, foreign) is Verdict.INVALID


@pytest.mark.parametrize("channel", channels.WEBHOOK_CHANNELS)
def test_a_channel_verifies_with_the_keys_that_ingest_keeps_and_these_hold_no_token(channel: str):
    brand = brand_with("acme", Account(channel=channel, id="1", handle="acmeshop", secret="acme-key"))
    secret = made_up([brand], "http://127.0.0.1:1")["acme-key"]
    kept = {key: values for key, values in secret.items() if key in VERIFICATION_KEYS}
    signed = WebhookRequest(method="POST", headers=signing.headers(channel, BODY, secret), query={}, body=BODY)
    assert verdict(channel, signed, kept) is Verdict.VALID
    if channel not in ("viber", "webhook"):  # they sign both ways with one key
        assert channels.load_policy(channel).token_key not in kept


@pytest.mark.parametrize("channel", channels.CHANNELS)
def test_every_channels_made_up_secret_holds_what_its_gateway_needs(channel: str):
    brand = brand_with("acme", Account(channel=channel, id="1", handle="acmeshop", secret="acme-key"))
    secret = made_up([brand], "http://127.0.0.1:1")["acme-key"]
    policy = channels.load_policy(channel)
    assert all(secret[key][0] for key in policy.credential_keys or (policy.token_key,))
