"""What LinkedIn asks and sends."""

import json
from typing import Any

import pytest

from shared.channels.linkedin.webhook import WEBHOOK
from shared.domain.channels.webhook import ParsedItem, Secrets, Signals, Unreadable, Verdict, WebhookRequest
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels import parsed
from tests.unit.channels.samples.linkedin import COMMENT, CUSTOMER, ORGANIZATION, POST, body, notification

KEY = "client-secret-di-prova"
SIGNED = b'{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[]}'
DOCUMENTED = "66a5897c03e237be4a60eba21b699bdbc286e1d15af0177e4f64ad6c5b989e6f"
BODY_ALONE = "dfe941dd07e54f835da36b7bb03ad8e92a62e22f08edc89f692bab02c345e9f3"
CODE = "890e4665-4dfe-4ab1-b689-ed553bceeed0"


def read(*notifications: Any) -> list[ParsedItem]:
    return parsed.parse("linkedin", ORGANIZATION, body(*notifications))


def one(item: Any) -> InboundEvent:
    (event,) = read(item)
    assert isinstance(event, InboundEvent), event
    return event


def challenge(code: str, secrets: Secrets) -> Any:
    return WEBHOOK.handshake(WebhookRequest(method="GET", headers={}, query={"challengeCode": code}), secrets)


def verdict(header: str, key: str = KEY, content: bytes = SIGNED) -> Verdict:
    request = WebhookRequest(method="POST", headers={"x-li-signature": header}, query={}, body=content)
    return WEBHOOK.verify(request, {"client_secret": ["newer", key]}, parsed.RECEIVED)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("test-client-secret", "05f7c3a9fc0fd9476f5fa3a0f318d460b83aba7b241196a57cc44868a392fc57"),
        (KEY, "61d6e8efd20af60586fe5c99a23f0679491a2a4d7778013f5132bc75733d51a0"),
    ],
)
def test_a_challenge_is_answered_with_its_signature(key: str, expected: str):
    answer = challenge(CODE, {"client_secret": [key]})
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert json.loads(answer.body) == {"challengeCode": CODE, "challengeResponse": expected}


@pytest.mark.parametrize(
    "code", ["", "hmacsha256={}", SIGNED.decode(), CODE[:-1], f"{CODE}0", f"{CODE}\n", CODE.replace("-", ""), "{}"]
)
def test_only_a_uuid_is_signed(code: str):
    answer = challenge(code, {"client_secret": [KEY]})
    assert (answer.status, answer.body) == (400, "")


def test_without_a_secret_no_challenge_is_answered():
    assert challenge(CODE, {}).status == 403
    assert challenge(CODE, {"client_secret": [""]}).status == 403


@pytest.mark.parametrize("header", [DOCUMENTED, f"hmacsha256={DOCUMENTED}", BODY_ALONE, f"hmacsha256={BODY_ALONE}"])
def test_both_readings_of_the_signature_are_accepted(header: str):
    assert verdict(header) is Verdict.VALID
    assert verdict(header, key="other") is Verdict.INVALID
    assert verdict(header, content=SIGNED + b" ") is Verdict.INVALID


def test_the_documented_vector_is_valid():
    header = "341cf5778654a2e246e6fc68fb6ec196f21f44f3bc76346a8896e2de2f4857a7"
    assert verdict(header, key="test-client-secret") is Verdict.VALID


def test_a_comment_belongs_to_its_post_and_its_author():
    event = one(notification(COMMENT))
    assert (event.kind, event.surface, event.visibility) == (EventKind.CREATED, Surface.COMMENT, Visibility.PUBLIC)
    assert (event.message_id, event.parent_id, event.conversation_id) == (COMMENT, POST, f"{POST}:{CUSTOMER}")
    assert event.author is not None
    assert (event.author.id, event.author.name) == (CUSTOMER, None)
    assert event.permalink == f"https://www.linkedin.com/feed/update/{POST}"
    assert event.event_id == "linkedin:5500001:2201001"


def test_the_two_spellings_of_a_comment_are_one_message():
    short = "urn:li:comment:(activity:7200000000000000001,7200000000000000002)"
    assert one(notification(short)).message_id == one(notification(COMMENT)).message_id == COMMENT


def test_a_reply_names_the_comment_it_answers():
    assert one(notification("urn:li:comment:(urn:li:activity:1,3)", parentComment=COMMENT)).parent_id == COMMENT


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("ADMIN_COMMENT", EventKind.ECHO),
        ("COMMENT_EDIT", EventKind.EDITED),
        ("COMMENT_DELETE", EventKind.DELETED),
        ("SOMETHING_NEW", EventKind.UNSUPPORTED),
    ],
)
def test_every_action_has_its_kind(action: str, kind: EventKind):
    event = one(notification(COMMENT, action=action))
    assert event.kind is kind
    assert (event.text is None) is (kind in (EventKind.DELETED, EventKind.UNSUPPORTED))


def test_what_the_page_itself_writes_is_an_echo_without_a_conversation():
    event = one(notification(COMMENT, owner=f"urn:li:organization:{ORGANIZATION}"))
    assert (event.kind, event.conversation_id) == (EventKind.ECHO, None)
    assert event.author is not None
    assert event.author.id == ORGANIZATION


def share(action: str, text: str | None) -> dict[str, Any]:
    item = notification(None, action=action)
    entity = "urn:li:share:7200000000000000011"
    shown = {"entity": entity, "owner": CUSTOMER, "text": text}
    return {**item, "generatedActivity": entity, "decoratedGeneratedActivity": {"share": shown}}


def test_a_mention_and_a_share_with_words_are_messages_and_a_bare_share_is_a_signal():
    assert one(share("SHARE_MENTION", "look at this")).surface is Surface.MENTION
    assert one(share("SHARE", "look at this")).surface is Surface.QUOTE
    (signal,) = read(share("SHARE", None))
    assert isinstance(signal, Signals)
    assert signal.name == "share"
    (like,) = read(notification(COMMENT, action="LIKE"))
    assert isinstance(like, Signals)


@pytest.mark.parametrize(
    "said", [{"text": "hello"}, {"text": {"text": "hello"}}, {"message": {"text": "hello"}}, {"commentary": "hello"}]
)
def test_the_text_and_its_author_are_found_under_each_of_their_names(said: dict[str, Any]):
    decorated = {"comment": {"entity": COMMENT, "actor": CUSTOMER, "object": POST, **said}}
    event = one({**notification(COMMENT), "decoratedGeneratedActivity": decorated})
    assert event.text == "hello"
    assert event.author is not None
    assert event.author.id == CUSTOMER


def test_the_post_may_be_spelled_as_a_share_where_it_is_decorated():
    item = {**notification(COMMENT), "decoratedSourcePost": {"entity": "urn:li:share:7094637247487995904"}}
    assert one(item).conversation_id == f"{POST}:{CUSTOMER}"


def test_what_was_fetched_later_is_read_like_what_was_pushed():
    pushed, fetched = body(notification(COMMENT)), {"elements": [notification(COMMENT)], "paging": {}}
    assert parsed.parse("linkedin", ORGANIZATION, fetched) == parsed.parse("linkedin", ORGANIZATION, pushed)
    alone = notification(COMMENT)
    assert parsed.parse("linkedin", ORGANIZATION, alone) == parsed.parse("linkedin", ORGANIZATION, pushed)
    (foreign,) = parsed.parse("linkedin", "999", alone)
    assert isinstance(foreign, Unreadable)
    assert foreign.item == alone


def test_a_mention_without_its_text_is_kept_and_a_number_too_long_for_others_is_not_shortened():
    item = share("SHARE_MENTION", None)
    event = one({**item, "notificationId": 9007199254740993123})
    assert (event.kind, event.text) == (EventKind.CREATED, None)
    assert event.event_id == "linkedin:5500001:9007199254740993123"


def test_a_share_that_is_told_without_its_content_may_have_words_and_is_kept():
    event = one({**share("SHARE", None), "decoratedGeneratedActivity": None})
    assert (event.kind, event.surface, event.text) == (EventKind.CREATED, Surface.QUOTE, None)


@pytest.mark.parametrize("action", ["SHARE", "SHARE_MENTION"])
def test_a_share_is_linked_itself_and_not_the_post_that_it_shares(action: str):
    link = "https://www.linkedin.com/feed/update/urn:li:share:7200000000000000011"
    assert one(share(action, "look at this")).permalink == link


def test_a_notification_without_its_text_is_kept():
    event = one({**notification(COMMENT), "decoratedGeneratedActivity": None})
    assert (event.text, event.author, event.message_id) == (None, None, COMMENT)
    assert event.details == {"look_up": "wanted"}
    for action in ("COMMENT_DELETE", "ADMIN_COMMENT"):
        assert one({**notification(COMMENT, action=action), "decoratedGeneratedActivity": None}).details == {}


def test_what_cannot_be_read_is_kept_as_a_body_of_its_own():
    (item,) = read("broken")
    assert isinstance(item, Unreadable)
    assert item.item == body("broken")
    (nothing,) = parsed.parse("linkedin", ORGANIZATION, body())
    assert isinstance(nothing, InboundEvent)
    assert nothing.details["reason"] == "empty_body"
    for payload in ({"notifications": None}, {"type": "HOLOGRAM"}):
        (found,) = parsed.parse("linkedin", ORGANIZATION, payload)
        assert isinstance(found, Unreadable)
        assert found.reason == "unknown_object"


@pytest.mark.parametrize(
    "lead",
    [
        {"type": "LEAD_ACTION", "leadGenFormResponse": "urn:li:leadGenFormResponse:1", "leadAction": "CREATED"},
        {"leadGenForm": "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:3,1)", "organizationalEntity": "urn:li:x:1"},
        {"action": "LEAD_ACTION", "organizationalEntity": f"urn:li:organization:{ORGANIZATION}"},
    ],
)
def test_a_filled_form_of_an_advertisement_is_ignored_with_a_reason_wherever_it_stands(lead: dict[str, Any]):
    for payload in (body(lead), {"elements": [lead]}):
        (found,) = parsed.parse("linkedin", ORGANIZATION, payload)
        assert isinstance(found, InboundEvent), found
        assert (found.kind, found.details["reason"]) == (EventKind.UNSUPPORTED, "unwanted_object")


def test_a_lead_among_comments_costs_the_comments_nothing():
    lead, comment = read({"type": "LEAD_ACTION", "leadAction": "CREATED"}, notification(COMMENT))
    assert isinstance(lead, InboundEvent)
    assert isinstance(comment, InboundEvent)
    assert (lead.details["reason"], comment.kind) == ("unwanted_object", EventKind.CREATED)
