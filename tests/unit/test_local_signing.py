"""What the local stack signs is what the channels take."""

from datetime import UTC, datetime

import pytest

from local import signing
from local.credentials import made_up
from shared import channels
from shared.domain.brand.model import Account
from shared.domain.channels.webhook import VERIFICATION_KEYS, Verdict, WebhookRequest
from tests.fakes.inbound import brand_with

BODY = '{"text":"Grüße 😀"}'.encode()


@pytest.mark.parametrize("channel", channels.CHANNELS)
def test_every_channel_takes_what_we_sign_with_its_made_up_secret(channel: str):
    brand = brand_with("acme", Account(channel=channel, id="1", handle="acmeshop", secret="acme-key"))
    secret = made_up([brand], "http://127.0.0.1:1")["acme-key"]
    signed = WebhookRequest(method="POST", headers=signing.headers(channel, BODY, secret), query={}, body=BODY)
    assert channels.load_webhook(channel).verify(signed, secret, datetime.now(UTC)) is Verdict.VALID
    foreign = made_up([brand], "http://127.0.0.1:1")["acme-key"]
    assert channels.load_webhook(channel).verify(signed, foreign, datetime.now(UTC)) is Verdict.INVALID


@pytest.mark.parametrize("channel", channels.CHANNELS)
def test_a_channel_verifies_with_the_keys_that_ingest_keeps_and_these_hold_no_token(channel: str):
    brand = brand_with("acme", Account(channel=channel, id="1", handle="acmeshop", secret="acme-key"))
    secret = made_up([brand], "http://127.0.0.1:1")["acme-key"]
    kept = {key: values for key, values in secret.items() if key in VERIFICATION_KEYS}
    signed = WebhookRequest(method="POST", headers=signing.headers(channel, BODY, secret), query={}, body=BODY)
    assert channels.load_webhook(channel).verify(signed, kept, datetime.now(UTC)) is Verdict.VALID
    if channel != "webhook":  # it signs both ways with one key
        assert channels.load_policy(channel).token_key not in kept


@pytest.mark.parametrize("channel", channels.CHANNELS)
def test_every_channels_made_up_secret_holds_what_its_gateway_needs(channel: str):
    brand = brand_with("acme", Account(channel=channel, id="1", handle="acmeshop", secret="acme-key"))
    secret = made_up([brand], "http://127.0.0.1:1")["acme-key"]
    assert secret[channels.load_policy(channel).token_key][0]
