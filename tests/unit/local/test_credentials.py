"""The made-up secrets: every channel finds in them what it verifies and sends with."""

import base64
from pathlib import Path

import pytest

from local import signing
from local.credentials import KEYS, made_up
from shared.brand import load, read
from shared.channels import CHANNELS, WEBHOOK_CHANNELS

ACME = load(read((Path(__file__).parents[3] / "brands" / "acme.yaml").read_bytes()), "acme", 1)
RECORDS = made_up([ACME], "http://127.0.0.1:4001")


def test_every_secret_the_brand_names_is_made() -> None:
    named = {account.secret for account in ACME.accounts} | {webhook.secret for webhook in ACME.webhooks}
    assert set(RECORDS) == named


def test_every_channel_is_known() -> None:
    assert set(CHANNELS) <= set(KEYS)


@pytest.mark.parametrize("channel", sorted({account.channel for account in ACME.accounts} & set(WEBHOOK_CHANNELS)))
def test_a_delivery_of_the_channel_can_be_signed(channel: str) -> None:
    (secret,) = {account.secret for account in ACME.accounts if account.channel == channel}
    assert signing.headers(channel, b"{}", RECORDS[secret])


def test_signing_secrets_have_the_form_of_standard_webhooks() -> None:
    (value,) = RECORDS["notify-acme-oncall"]["signing_secret"]
    assert len(base64.b64decode(value.removeprefix("whsec_"))) == 24


def test_notifications_go_to_the_simulator() -> None:
    assert RECORDS["notify-acme-oncall"]["url"] == ["http://127.0.0.1:4001/notify/oncall"]


def test_two_stacks_have_different_secrets() -> None:
    assert made_up([ACME], "")["acme-meta"]["app_secret"] != RECORDS["acme-meta"]["app_secret"]
