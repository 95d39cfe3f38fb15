"""What a webhook answers: the table of the design, row by row, on Facebook unless a row needs another channel."""

import hmac
import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest

from functions.ingest.service import MAX_BODY_BYTES, WebhookCall
from shared.channels.body import MAX_ITEMS, MAX_REJECTED
from shared.domain.brand.model import Account
from shared.domain.channels.quarantine import quarantine_key
from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest, WebhookResponse
from shared.domain.errors import ConflictError, InvalidBrandError, LimitExceededError, RejectedError, UpstreamError
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind
from tests.fakes.brands import FakeBrands
from tests.fakes.inbound import FakeSecrets, brand_with
from tests.unit.channels.samples import facebook, messenger
from tests.unit.channels.samples._meta import SECRETS, headers
from tests.unit.ingest.fakes import Fakes, encode


@pytest.fixture
def fakes() -> Fakes:
    return Fakes.of("facebook", facebook.PAGE, SECRETS)


def deliver(fakes: Fakes, payload: Any, *, brand: str = "acme", secrets: Secrets = SECRETS) -> WebhookResponse:
    body = payload if isinstance(payload, bytes) else encode(payload)
    return fakes.post("facebook", body, headers(body, secrets), brand)


def comment(number: int = 1, **value: Any) -> dict[str, Any]:
    return facebook.change(f"500500500500500_{number}", **value)


def test_a_wrongly_signed_delivery_is_refused_after_the_secret_was_read_again(fakes: Fakes) -> None:
    assert deliver(fakes, facebook.page(comment()), secrets={"app_secret": ["wrong"]}).status == 401
    assert fakes.secrets.fresh_reads == 1
    assert fakes.metrics.of("WebhooksReceived", outcome="refused_signature") == 1


def test_a_rotation_refuses_nobody(fakes: Fakes) -> None:
    fakes.secrets.newer["acme-key"] = {"app_secret": ["rotated", *SECRETS["app_secret"]]}
    assert deliver(fakes, facebook.page(comment()), secrets={"app_secret": ["rotated"]}).status == 200


def test_a_delivery_for_a_brand_whose_secret_does_not_exist_is_refused(fakes: Fakes) -> None:
    del fakes.secrets.stored["acme-key"]
    assert deliver(fakes, facebook.page(comment())).status == 401


def test_a_body_of_four_mebibytes_is_taken_and_one_byte_more_is_not(fakes: Fakes) -> None:
    body = encode(facebook.page(comment()))
    assert deliver(fakes, body.ljust(MAX_BODY_BYTES)).status == 200
    assert deliver(fakes, body.ljust(MAX_BODY_BYTES + 1)).status == 413
    assert fakes.metrics.of("WebhooksReceived", outcome="too_large") == 1


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe\x00", b"hello", b"[" * 200_000, b'{"a": 1' + b"0" * 5000 + b"}"],
    ids=["cut", "no text", "no json", "too deep", "a number of 5000 digits"],
)
def test_signed_but_not_json_is_quarantined_once(fakes: Fakes, body: bytes) -> None:
    for _ in range(2):
        assert deliver(fakes, body).status == 200
    assert fakes.quarantine.kept == {quarantine_key("facebook", "acme", body): ("not_json", body)}
    assert fakes.metrics.of("ItemsQuarantined", reason="not_json") == 2
    assert fakes.queue.all == []


@pytest.mark.parametrize(
    "payload",
    [1, "x", {"object": "page", "entry": [None]}, {"object": "holograms", "entry": [{"id": "1"}]}],
)  # fmt: skip
def test_signed_but_not_understood_is_quarantined(fakes: Fakes, payload: Any) -> None:
    assert deliver(fakes, payload).status == 200
    assert len(fakes.quarantine.kept) == 1
    assert fakes.metrics.of("WebhooksReceived", outcome="unreadable") == 1


@pytest.mark.parametrize(
    "body",
    [b"", b" \n", b'{"object": "page"}', b'{"object": "page", "entry": []}', b'{"entry": [], "object": "instagram"}',
     encode({"object": "page", "entry": [{"id": facebook.PAGE, "time": 1}]})],
)  # fmt: skip
def test_signed_and_empty_rings_no_alarm(fakes: Fakes, body: bytes) -> None:
    assert deliver(fakes, body).status == 200
    assert fakes.quarantine.kept == {}
    (event,) = fakes.queue.all
    assert event.details["reason"] == "empty_body"


def test_a_broken_item_and_an_unknown_account_are_counted_and_the_others_handled(fakes: Fakes) -> None:
    good, stranger = facebook.page(comment(1)), facebook.page(comment(2), account_id="1")
    good["entry"][0]["changes"].append({"field": "feed", "value": 7})
    good["entry"].append(stranger["entry"][0])
    assert deliver(fakes, good).status == 200
    assert len(fakes.queue.all) == 1
    assert fakes.quarantine.reasons == ["malformed_item", "unknown_account"]
    assert fakes.metrics.of("WebhooksReceived", outcome="accepted") == 1


def test_what_is_quarantined_can_be_delivered_again_once_the_account_is_known(fakes: Fakes) -> None:
    deliver(fakes, facebook.page(comment(1), comment(2), account_id="1"))
    fakes.brands.stored["acme"] = brand_with(
        "acme", Account(channel="facebook", id="1", handle="acme", secret="acme-key")
    )
    for _, body in list(fakes.quarantine.kept.values()):
        assert deliver(fakes, body).status == 200
    assert [event.message_id for event in fakes.queue.all] == ["500500500500500_1", "500500500500500_2"]


def test_a_message_from_the_future_is_of_now(fakes: Fakes) -> None:
    """Its deadline would never come, and no answer would ever be later than it."""
    ahead = int(fakes.clock.now().timestamp()) + 10 * 365 * 86_400

    assert deliver(fakes, facebook.page(comment(created_time=ahead))).status == 200

    (event,) = fakes.queue.events.values()
    assert event.occurred_at == event.received_at


def test_a_delivery_seen_before_has_no_effect(fakes: Fakes) -> None:
    for _ in range(3):
        assert deliver(fakes, facebook.page(comment())).status == 200
    assert len(fakes.queue.all) == 1


def test_a_signature_that_is_too_old_is_refused_without_reading_the_secret_again(fakes: Fakes) -> None:
    class Stale:
        family = ("facebook",)

        def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
            raise AssertionError

        def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
            return Verdict.STALE

        def parse(self, *_: Any) -> Any:
            raise AssertionError

    receive = replace(fakes.receive, webhook=lambda _: Stale())
    request = WebhookRequest(method="POST", headers={}, query={}, body=b"{}")
    assert receive(WebhookCall(channel="facebook", brand="acme", request=request))[0].status == 401
    assert fakes.secrets.fresh_reads == 0
    assert fakes.metrics.of("WebhooksReceived", outcome="refused_stale") == 1


def test_when_the_queue_refuses_a_part_the_platform_is_asked_to_send_again(fakes: Fakes) -> None:
    body = facebook.page(comment(1), comment(2))
    fakes.queue.refuses = {f"facebook:{facebook.PAGE}:500500500500500_2:created"}
    assert deliver(fakes, body).status == 503
    assert fakes.metrics.of("WebhooksReceived", outcome="queue_refused") == 1
    fakes.queue.refuses = set()
    assert deliver(fakes, body).status == 200
    assert len(fakes.queue.all) == 2


def test_signals_of_a_refused_delivery_are_counted_once_it_is_taken(fakes: Fakes) -> None:
    body = facebook.page(comment(1, item="reaction"))
    fakes.queue.down = True
    assert deliver(fakes, body).status == 503
    assert fakes.metrics.total("SignalsCounted") == 0
    fakes.queue.down = False
    assert deliver(fakes, body).status == 200
    assert fakes.metrics.total("SignalsCounted") == 1


def test_when_an_item_cannot_be_put_aside_the_platform_is_asked_to_send_again(fakes: Fakes) -> None:
    fakes.quarantine.down = True
    assert deliver(fakes, facebook.page({"field": "feed", "value": None})).status == 503
    fakes.quarantine.down = False
    fakes.texts.down = True
    assert deliver(fakes, facebook.page(comment(message="long " * 20_000))).status == 503
    assert fakes.metrics.of("WebhooksReceived", outcome="unavailable") == 2


@pytest.mark.parametrize("error", [RejectedError, LimitExceededError, ConflictError])
def test_whatever_a_service_says_to_what_is_put_aside_the_platform_is_asked_to_send_again(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error("s3 PutObject")

    monkeypatch.setattr(fakes.quarantine, "keep", refuse)
    assert deliver(fakes, facebook.page({"field": "feed", "value": None})).status == 503
    assert fakes.metrics.of("WebhooksReceived", outcome="unavailable") == 1


def test_while_secrets_or_brands_cannot_be_read_the_platform_is_asked_to_send_again(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.secrets.down = True
    assert deliver(fakes, facebook.page(comment())).status == 503
    fakes.secrets.down = False
    for error in (UpstreamError("dynamodb"), InvalidBrandError(("name: missing",))):

        def fail(_: str, error: Exception = error) -> Any:
            raise error

        monkeypatch.setattr(fakes.brands, "current", fail)
        assert deliver(fakes, facebook.page(comment())).status == 503


@pytest.mark.parametrize("challenge", ['{"object":"page"}', "[]", "a b", "<script>", "x" * 257, "", "é", "1\n"])
def test_a_challenge_that_could_be_a_body_is_refused(fakes: Fakes, challenge: str) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": challenge}
    assert fakes.get("facebook", query).status == 400
    assert fakes.metrics.of("WebhooksReceived", outcome="refused_challenge") == 1


@pytest.mark.parametrize(
    "change",
    [{"hub.verify_token": "wrong"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}, {"hub.mode": ""}],
)
def test_a_wrong_verify_token_or_mode_is_refused(fakes: Fakes, change: dict[str, str]) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "yarchallenge", **change}
    assert fakes.get("facebook", query).status == 403
    assert fakes.get("facebook", {}).status == 403
    assert fakes.metrics.of("WebhooksReceived", outcome="refused_token") == 2


def test_the_challenge_comes_back_as_plain_text(fakes: Fakes) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "yarchallenge"}
    assert fakes.get("facebook", query) == WebhookResponse(status=200, body="yarchallenge", content_type="text/plain")
    assert fakes.metrics.of("WebhooksReceived", outcome="handshake") == 1


@pytest.mark.parametrize(
    ("channel", "brand"), [("fax", "acme"), ("facebook", "nobody"), ("x", "acme"), ("../meta", "acme"), ("", "")]
)
def test_an_unknown_channel_or_brand_is_not_found(fakes: Fakes, channel: str, brand: str) -> None:
    assert fakes.post(channel, b"{}", {}, brand).status == 404
    assert fakes.get(channel, {}, brand).status == 404
    assert fakes.metrics.of("WebhooksReceived", outcome="unknown_target") == 2


def test_one_app_delivers_all_its_products_to_one_url(fakes: Fakes) -> None:
    accounts = [
        Account(channel=channel, id=account_id, handle="acmeshop", secret="acme-key")
        for channel, account_id in (("facebook", "100"), ("messenger", "100"), ("instagram", "178"))
    ]
    fakes.brands.stored["acme"] = brand_with("acme", *accounts)
    body = [
        facebook.page(comment(), account_id="100"),
        messenger.page(messenger.message("m_1", recipient="100"), account_id="100"),
        {"object": "instagram", "entry": [{"id": "178", "time": 1, "field": "comments", "value": {"id": "5"}}]},
    ]
    assert deliver(fakes, body).status == 200
    assert [event.channel for event in fakes.queue.all] == ["facebook", "messenger", "instagram"]


def test_a_button_whose_payload_the_brand_file_lists_only_opens_the_chat(fakes: Fakes) -> None:
    account = Account(
        channel="messenger", id="100", handle="acmeshop", secret="acme-key", opening_payloads=("ACME:OPEN",)
    )
    fakes.brands.stored["acme"] = brand_with("acme", account)
    pressed = {"mid": "m_1", "title": "Commencer avec Acme", "payload": "ACME:OPEN"}
    assert deliver(fakes, messenger.page(messenger.element(postback=pressed), account_id="100")).status == 200
    (event,) = fakes.queue.all
    assert (event.kind, event.counts) == (EventKind.SIGNAL, {"opened": 1})


def test_the_account_of_another_brand_with_the_same_secret_goes_to_its_own_brand(fakes: Fakes) -> None:
    shared = Account(channel="facebook", id="200", handle="sister", secret="acme-key")
    apart = Account(channel="facebook", id="300", handle="rival", secret="rival-key")
    fakes.brands.stored["sister"] = brand_with("sister", shared)
    fakes.brands.stored["rival"] = brand_with("rival", apart)
    body = [facebook.page(comment(number), account_id=page) for number, page in enumerate(("200", "300"), 1)]
    assert deliver(fakes, body).status == 200
    assert [event.brand for event in fakes.queue.all] == ["sister"]
    assert fakes.quarantine.reasons == ["unknown_account"]


def test_likes_and_receipts_are_one_event_of_counts_per_account_and_body(fakes: Fakes) -> None:
    fakes.brands.stored["acme"] = brand_with(
        "acme",
        Account(channel="facebook", id=facebook.PAGE, handle="acme", secret="acme-key"),
        Account(channel="messenger", id=facebook.PAGE, handle="acme", secret="acme-key"),
    )
    body = facebook.page(
        comment(1, item="like"), comment(2, item="reaction", reaction_type="anger"), comment(3, item="like")
    )
    body["entry"][0]["messaging"] = [
        messenger.element(read={"watermark": 1}),
        messenger.element(delivery={"mids": ["m"], "watermark": 1}),
        messenger.element(reaction={"action": "react", "emoji": "❤"}),
        messenger.element(reaction={"action": "unreact"}),
    ]
    for _ in range(2):
        assert deliver(fakes, body).status == 200
    first, second = fakes.queue.all
    assert (first.kind, first.channel, dict(first.counts)) == (
        EventKind.SIGNAL, "facebook", {"like": 2, "reaction": 1},
    )  # fmt: skip
    assert dict(second.counts) == {"read": 1, "delivered": 1, "reaction": 1, "reaction_removed": 1}
    assert fakes.metrics.total("SignalsCounted") == 14  # of both channels


def test_a_body_of_receipts_alone_is_one_event_of_receipts(fakes: Fakes) -> None:
    page = Account(channel="messenger", id=messenger.PAGE, handle="acme", secret="acme-key")
    fakes.brands.stored["acme"] = brand_with("acme", page)
    body = messenger.page(messenger.element(read={"watermark": 1}), messenger.element(delivery={"watermark": 1}))
    assert deliver(fakes, body).status == 200
    (event,) = fakes.queue.all
    assert (event.kind, dict(event.counts)) == (EventKind.RECEIPT, {"read": 1, "delivered": 1})
    assert event.event_id.startswith(f"messenger:{messenger.PAGE}:receipts:")


def test_a_body_of_a_thousand_changes_is_handled(fakes: Fakes) -> None:
    assert deliver(fakes, facebook.page(*(comment(number) for number in range(1000)))).status == 200
    assert len(fakes.queue.all) == 1000


def test_a_body_of_a_thousand_unreadable_items_is_quarantined_item_by_item(fakes: Fakes) -> None:
    body = facebook.page(*(comment(number) for number in range(1000)), account_id="1")
    assert deliver(fakes, body).status == 200
    assert len(fakes.quarantine.kept) == 1000
    assert fakes.metrics.of("ItemsQuarantined", reason="unknown_account") == 1000


def test_a_body_of_four_megabytes_of_nothing_is_a_bounded_number_of_objects(fakes: Fakes) -> None:
    body = b"[" + b"0," * (2 * 1024 * 1024 - 2) + b"0]"
    assert deliver(fakes, body).status == 200
    assert len(fakes.quarantine.kept) <= MAX_REJECTED + 1
    assert fakes.metrics.of("ItemsQuarantined", reason="too_many_items") == 1
    assert ("too_many_items", body) in fakes.quarantine.kept.values()


def test_what_comes_after_the_last_item_that_is_read_is_quarantined_as_one_object(fakes: Fakes) -> None:
    body = encode(facebook.page(*(comment(number) for number in range(MAX_ITEMS + 2000))))
    assert deliver(fakes, body).status == 200
    assert len(fakes.queue.all) == MAX_ITEMS
    assert list(fakes.quarantine.kept.values()) == [("too_many_items", body)]


def test_the_largest_event_a_body_can_make_still_fits_the_queue(fakes: Fakes) -> None:
    wide = "\N{GRINNING FACE}" * 3000
    value = {
        "message": "\x01" * 10_900,
        "from": {"id": "7" * 700, "name": wide},
        "photos": [f"https://cdn.example/{number}/{'é' * 2000}" for number in range(50)],
        "permalink_url": "https://www.example/" + "é" * 2000,
    }
    assert deliver(fakes, facebook.page(comment(1, **value))).status == 200
    assert isinstance(fakes.queue.all[0], InboundEvent)


def test_a_body_that_can_never_be_queued_is_put_aside_whole(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(_: Any) -> tuple[str, ...]:
        raise LimitExceededError("queue message")

    monkeypatch.setattr(fakes.queue, "put", put)
    body = encode(facebook.page(comment()))
    assert deliver(fakes, body).status == 200
    assert list(fakes.quarantine.kept.values()) == [("malformed_item", body)]


def test_an_item_that_can_never_be_queued_costs_its_neighbours_nothing(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_put = fakes.queue.put

    def put(events: Any) -> tuple[str, ...]:
        if any(event.text == "too much" for event in events):
            raise LimitExceededError("queue message")
        return really_put(events)

    monkeypatch.setattr(fakes.queue, "put", put)
    body = encode(facebook.page(comment(1), comment(2, message="too much"), comment(3)))
    assert deliver(fakes, body).status == 200
    assert [event.message_id for event in fakes.queue.all] == ["500500500500500_1", "500500500500500_3"]
    assert list(fakes.quarantine.kept.values()) == [("malformed_item", body)]
    assert fakes.metrics.of("WebhooksReceived", outcome="accepted") == 1


def test_a_faulty_file_of_another_brand_costs_this_one_nothing(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.brands.stored["faulty"] = brand_with("faulty")
    current = fakes.brands.current

    def read(brand_id: str) -> Any:
        if brand_id == "faulty":
            raise InvalidBrandError(("name: missing",))
        return current(brand_id)

    monkeypatch.setattr(fakes.brands, "current", read)
    assert deliver(fakes, [facebook.page(comment()), facebook.page(comment(2), account_id="1")]).status == 200
    assert len(fakes.queue.all) == 1
    assert fakes.quarantine.reasons == ["unknown_account"]


def test_a_long_text_travels_as_the_name_of_where_it_is_kept(fakes: Fakes) -> None:
    deliver(fakes, facebook.page(comment(1, message="x" * 65_534), comment(2, message="x" * 65_535)))
    short, long = fakes.queue.all
    assert short.text is not None
    assert short.text_key is None
    assert long.text is None
    assert long.text_key is not None


def test_a_quarantined_item_is_named_by_its_content_whatever_the_order_of_its_keys() -> None:
    first = json.dumps({"a": 1, "b": 2}).encode()
    assert quarantine_key("facebook", "acme", first) == quarantine_key("facebook", "acme", first)
    assert quarantine_key("facebook", "acme", first) != quarantine_key("facebook", "other", first)


@pytest.mark.parametrize(
    ("application", "signs"), [("111", "first"), ("222", "second"), ("999", "first"), ("", "first")]
)
def test_a_challenge_that_names_its_application_is_signed_with_the_secret_of_that(application: str, signs: str) -> None:
    first = Account(channel="linkedin", id="1", handle="acme", secret="acme-one", app_id="111")
    second = replace(first, id="2", secret="acme-two", app_id="222")
    secrets = {"acme-one": {"client_secret": ["first"]}, "acme-two": {"client_secret": ["second"]}}
    fakes = Fakes(FakeBrands.of(brand_with("acme", first, second)), FakeSecrets(secrets))
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    query = {"challengeCode": code, **({"applicationId": application} if application else {})}
    request = WebhookRequest(method="GET", headers={}, query=query)
    answer = fakes.receive(WebhookCall(channel="linkedin", brand="acme", request=request))[0]
    expected = hmac.new(signs.encode(), code.encode(), sha256).hexdigest()
    assert json.loads(answer.body) == {"challengeCode": code, "challengeResponse": expected}
