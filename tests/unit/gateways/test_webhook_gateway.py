"""How answers leave by the open channel."""

import json

from standardwebhooks.webhooks import Webhook

from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass
from tests.fakes.platform import ADDRESS, NOW, SIGNING_SECRET, answering, outbound


def test_an_answer_is_signed_and_says_what_it_answers():
    platform = answering({"message_id": "f-992"})
    result = platform.gateway("webhook").send(outbound("webhook"))
    assert result == SendResult(outcome=SendClass.SENT, message_id="f-992")
    (request,) = platform.requests
    assert str(request.url) == ADDRESS
    assert request.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    signed = Webhook(SIGNING_SECRET).sign(request.headers["webhook-id"], NOW, request.content.decode())
    assert request.headers["webhook-signature"] == signed
    body = json.loads(request.content)
    assert (body["type"], body["timestamp"]) == ("reply.created", "2026-07-31T21:10:00Z")
    assert (body["data"]["in_reply_to"], body["data"]["reference"]) == ("900", "ack:T-1")


def test_the_same_answer_has_the_same_id_each_time():
    platform = answering(None, 204)
    gateway = platform.gateway("webhook")
    first, second = gateway.send(outbound("webhook")), gateway.send(outbound("webhook"))
    assert first == second == SendResult(outcome=SendClass.SENT, message_id="reply_ack:T-1")
    assert gateway.settle(outbound("webhook"), NOW).outcome is SendClass.RETRY_BACKOFF


def test_without_an_address_or_a_secret_nothing_is_sent():
    platform = answering()
    assert platform.gateway("webhook", base_url="").send(outbound("webhook")).error == "no_address"
    for tokens in ([], [""], ["whsec_"], ["whsec_not base64"]):
        result = platform.gateway("webhook", tokens=tokens).send(outbound("webhook"))
        assert (result.outcome, result.error) == (SendClass.AUTH_BROKEN, "no_token")
    assert platform.requests == []
