"""Known answers of Meta's handshake and signature."""

import json
from datetime import UTC, datetime

import pytest

from shared.channels.meta.webhook import WEBHOOK
from shared.domain.channels.webhook import Verdict, WebhookRequest, WebhookResponse

NOW = datetime(2026, 7, 31, tzinfo=UTC)
BODY_M = (
    rb'{"object":"page","entry":[{"id":"1001","time":1785500000,"changes":[{"field":"feed","value":{"item":"comment",'
    rb'"verb":"add","message":"Gr\u00fc\u00dfe \ud83d\ude00"}}]}]}'
)
MESSENGER4J = (
    b'{"object":"page","entry":[{"id":"1717527131834678","time":1475942721780,"messaging":[{"sender":{"id":'
    b'"1256217357730577"},"recipient":{"id":"1717527131834678"},"timestamp":1475942721741,"message":{"mid":'
    b'"mid.1475942721728:3b9e3646712f9bed52","seq":123,"text":"34wrr3wr"}}]}]}'
)
SECRET_M, SIGNED_M = "test-app-secret", "sha256=3ab69a00a72fe90c2031e18cc023f7acfabd9e63fb22d9d73a077aa95a7e49e4"
SECRET_4J = "60efff025951cddde78c8d03de52cc90"
SIGNED_4J = "sha256=2c28be6e4b8c62b732b3487f445dbec6624868db6844b347567ebc86d7da3ad4"


def verify(body: bytes, header: str | None, *secrets: str, name: str = "x-hub-signature-256") -> Verdict:
    headers = {} if header is None else {name: header}
    request = WebhookRequest(method="POST", headers=headers, query={}, body=body)
    return WEBHOOK.verify(request, {"app_secret": list(secrets)}, NOW)


@pytest.mark.parametrize(
    ("secret", "body", "header"), [(SECRET_M, BODY_M, SIGNED_M), (SECRET_4J, MESSENGER4J, SIGNED_4J)]
)
def test_a_known_answer_is_accepted(secret: str, body: bytes, header: str) -> None:
    assert verify(body, header, secret) is Verdict.VALID
    assert verify(body, header, "other", "", secret) is Verdict.VALID


def test_the_vector_has_the_length_it_was_published_with() -> None:
    assert len(BODY_M) == 169


def test_the_body_written_again_in_utf_8_is_another_body() -> None:
    again = json.dumps(json.loads(BODY_M), ensure_ascii=False, separators=(",", ":")).encode()
    assert len(again) == 153
    assert verify(again, SIGNED_M, SECRET_M) is Verdict.INVALID


def test_a_tampered_body_is_refused() -> None:
    changed = MESSENGER4J.replace(b"34wrr3wr", b"CHANGED_TEXT_SO_SIGNATURE_IS_INVALID")
    assert verify(changed, SIGNED_4J, SECRET_4J) is Verdict.INVALID


def test_the_legacy_signature_is_not_enough() -> None:
    sha1 = "sha1=dca4ba87f4de65664151110b953efcc1221af6c4"
    assert verify(BODY_M, sha1, SECRET_M, name="x-hub-signature") is Verdict.MISSING
    assert verify(BODY_M, sha1, SECRET_M) is Verdict.INVALID
    published = "sha1=3daa41999293ff66c3eb313e04bcf77861bb0276"
    assert verify(MESSENGER4J, published, SECRET_4J, name="x-hub-signature") is Verdict.MISSING


@pytest.mark.parametrize("header", ["", SIGNED_M[7:], SIGNED_M[:-1], "sha256=", f"{SIGNED_M},{SIGNED_M}", "md5=0"])
def test_anything_but_the_whole_signature_is_refused(header: str) -> None:
    assert verify(BODY_M, header, SECRET_M) is not Verdict.VALID


def test_an_empty_secret_accepts_nothing() -> None:
    empty_key = "sha256=" + "0" * 64
    assert verify(BODY_M, empty_key, "") is Verdict.INVALID
    assert verify(BODY_M, SIGNED_M) is Verdict.INVALID


def test_the_published_handshake_is_answered() -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "fb_webhook_secret", "hub.challenge": "yarchallenge"}
    request = WebhookRequest(method="GET", headers={}, query=query)
    answer = WEBHOOK.handshake(request, {"verify_token": ["other", "fb_webhook_secret"]})
    assert answer == WebhookResponse(status=200, body="yarchallenge", content_type="text/plain")
