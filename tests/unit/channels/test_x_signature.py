import json
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from hmac import new
from urllib.parse import unquote_plus

import pytest

from shared.channels.x.webhook import WEBHOOK
from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest, WebhookResponse

NOW = datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)
BODY = b'{"for_user_id":"2244994945"}'
SIGNATURE = "sha256=rUbmRF3EgLaaLBfCnZ7AIyD/GqNMshsXCjMClsCfiUM="  # of BODY with KEY
KEY = "test-consumer-secret"


def challenge(token: str, secrets: Secrets) -> WebhookResponse:
    return WEBHOOK.handshake(WebhookRequest(method="GET", headers={}, query={"crc_token": token}), secrets)


def verdict(headers: dict[str, str], secrets: Secrets, body: bytes = BODY) -> Verdict:
    return WEBHOOK.verify(WebhookRequest(method="POST", headers=headers, query={}, body=body), secrets, NOW)


@pytest.mark.parametrize(
    ("key", "token", "expected"),
    [
        ("apiSecret", unquote_plus("test+token"), "sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0="),
        (KEY, "crc-token-123", "sha256=m3yscIcSwL62BbDuWy/k/ml4+4Yfj3c0hep3IWko1Ws="),
    ],
)
@pytest.mark.parametrize("name", ["client_secret", "consumer_secret"])
def test_a_challenge_is_answered_with_its_signature(name: str, key: str, token: str, expected: str):
    answer = challenge(token, {name: [key, "previous"]})
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert json.loads(answer.body) == {"response_token": expected}


def test_the_client_secret_answers_the_challenge_where_there_is_one():
    both = challenge("token", {"client_secret": ["newer"], "consumer_secret": ["older"]})
    assert both == challenge("token", {"client_secret": ["newer"]})
    assert both != challenge("token", {"consumer_secret": ["older"]})


@pytest.mark.parametrize(
    "token", ['{"for_user_id":"1","tweet_create_events":[]}', "[", '"', "a" * 257, "", "x{", 'x"y']
)
def test_a_challenge_that_could_be_a_body_is_not_signed(token: str):
    answer = challenge(token, {"consumer_secret": ["apiSecret"]})
    assert (answer.status, answer.body) == (400, "")


def test_a_challenge_without_a_token_is_refused():
    answer = WEBHOOK.handshake(WebhookRequest(method="GET", headers={}, query={}), {"consumer_secret": ["k"]})
    assert answer.status == 400


def test_the_longest_challenge_is_still_answered():
    assert challenge("a" * 256, {"consumer_secret": ["k"]}).status == 200


@pytest.mark.parametrize("secrets", [{}, {"consumer_secret": []}, {"consumer_secret": [""]}])
def test_without_a_secret_no_challenge_is_answered(secrets: Secrets):
    assert challenge("token", secrets).status == 403


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("x-twitter-webhooks-signature", "consumer_secret"),
        ("x-twitter-webhooks-signature-oauth2", "client_secret"),
    ],
)
def test_a_delivery_signed_with_any_listed_secret_is_valid(header: str, name: str):
    assert verdict({header: SIGNATURE}, {name: [KEY]}) is Verdict.VALID
    assert verdict({header: SIGNATURE}, {name: ["newer", KEY]}) is Verdict.VALID
    assert verdict({header: SIGNATURE}, {name: ["newer"]}) is Verdict.INVALID
    assert verdict({header: SIGNATURE}, {name: [KEY]}, body=BODY + b" ") is Verdict.INVALID


def test_the_newer_header_decides_where_a_client_secret_is_configured():
    headers = {"x-twitter-webhooks-signature-oauth2": "sha256=wrong", "x-twitter-webhooks-signature": SIGNATURE}
    assert verdict(headers, {"client_secret": ["new"], "consumer_secret": [KEY]}) is Verdict.INVALID
    assert verdict(headers, {"consumer_secret": [KEY]}) is Verdict.VALID


def test_the_older_header_decides_where_the_newer_one_is_missing():
    secrets = {"client_secret": ["new"], "consumer_secret": [KEY]}
    assert verdict({"x-twitter-webhooks-signature": SIGNATURE}, secrets) is Verdict.VALID


def test_a_newer_header_that_nobody_can_check_is_refused():
    assert verdict({"x-twitter-webhooks-signature-oauth2": SIGNATURE}, {"consumer_secret": [KEY]}) is Verdict.INVALID


def test_no_header_is_no_signature():
    assert verdict({}, {"consumer_secret": [KEY], "client_secret": [KEY]}) is Verdict.MISSING


@pytest.mark.parametrize(
    "given",
    ["", "sha256=", SIGNATURE.removeprefix("sha256="), SIGNATURE.replace("sha256", "sha1"), SIGNATURE[:-1], "é" * 51],
)
def test_anything_but_the_exact_signature_is_refused(given: str):
    assert verdict({"x-twitter-webhooks-signature": given}, {"consumer_secret": [KEY]}) is not Verdict.VALID


@pytest.mark.parametrize("secrets", [{}, {"consumer_secret": [""]}, {"consumer_secret": []}])
def test_an_empty_secret_verifies_nothing(secrets: Secrets):
    forged = "sha256=" + b64encode(new(b"", BODY, sha256).digest()).decode()
    assert verdict({"x-twitter-webhooks-signature": forged}, secrets) is Verdict.INVALID
