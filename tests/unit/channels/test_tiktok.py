"""What TikTok tells, and what is made of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.channels import load_webhook
from shared.domain.channels.webhook import Signals, Unreadable, Verdict, WebhookRequest
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.vocabulary import EventKind, Visibility
from tests.unit.channels.parsed import one
from tests.unit.channels.samples.tiktok import ACCOUNT, COMMENT, SECRETS, VIDEO, body, comment, headers_at

SIGNED_AT = datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)


def event(payload: Any) -> InboundEvent:
    found = one("tiktok", ACCOUNT, payload)
    assert isinstance(found, InboundEvent)
    return found


def verdict(signature: str, content: bytes, now: datetime) -> Verdict:
    request = WebhookRequest(method="POST", headers={"tiktok-signature": signature}, query={}, body=content)
    return load_webhook("tiktok").verify(request, {"client_secret": ["test-client-secret"]}, now)


def test_the_published_way_of_signing_is_understood() -> None:
    """Computed by hand from the secret, the time and the body."""
    signature = "t=1785500000,s=448a15ef6b4579f05360235ad5117cb73fa322c6fd96a71eee27120ed208d042"

    assert verdict(signature, b'{"event":"comment.update"}', SIGNED_AT) is Verdict.VALID
    assert verdict(signature, b'{"event":"comment.update" }', SIGNED_AT) is Verdict.INVALID
    assert (
        verdict(signature.replace("t=1785500000", "t=1785500001"), b'{"event":"comment.update"}', SIGNED_AT)
        is Verdict.INVALID
    )


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(hours=72), Verdict.VALID),
        (timedelta(hours=73), Verdict.STALE),
        (timedelta(minutes=-4), Verdict.VALID),
        (timedelta(minutes=-6), Verdict.STALE),
    ],
)
def test_a_signature_is_good_as_long_as_tiktok_repeats_a_delivery(later: timedelta, expected: Verdict) -> None:
    content = b"{}"
    signature = headers_at(content, {"client_secret": ["test-client-secret"]}, SIGNED_AT)["tiktok-signature"]

    assert verdict(signature, content, SIGNED_AT + later) is expected


@pytest.mark.parametrize("signature", ["", "t=1785500000", "s=00", "t=,s=", "nonsense"])
def test_half_a_signature_is_none(signature: str) -> None:
    assert verdict(signature, b"{}", SIGNED_AT) is Verdict.MISSING


def test_a_comment_belongs_to_the_conversation_of_its_author_under_our_video() -> None:
    found = event(body(comment()))

    assert found.conversation_id == f"{VIDEO}:user-u-1"
    assert (found.message_id, found.parent_id) == (COMMENT, VIDEO)
    assert found.permalink == f"https://www.tiktok.com/@acmeshop/video/{VIDEO}"
    assert found.occurred_at == SIGNED_AT


def test_a_reply_names_the_comment_it_answers() -> None:
    assert event(body(comment("3", parent_comment_id=COMMENT))).parent_id == COMMENT


def test_content_that_is_an_object_already_is_read_too() -> None:
    assert event({**body({}), "content": comment()}).message_id == COMMENT


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("delete", EventKind.DELETED),
        ("set_to_hidden", EventKind.HIDDEN),
        ("set_to_friends_only", EventKind.HIDDEN),
        ("set_to_public", EventKind.UNHIDDEN),
    ],
)
def test_what_happens_to_a_comment_names_it(action: str, kind: EventKind) -> None:
    found = event(body(comment(action=action)))

    assert (found.kind, found.message_id, found.text) == (kind, COMMENT, None)


def test_hiding_twice_is_two_events() -> None:
    first = event(body(comment(action="set_to_hidden")))
    second = event(body(comment(action="set_to_hidden", timestamp=1785500900)))

    assert first.event_id != second.event_id


def test_a_comment_without_its_text_is_looked_up() -> None:
    content = comment()
    del content["text"]

    assert event(body(content)).details[LOOK_UP] == WANTED


@pytest.mark.parametrize("content", ["{", "[" * 50_000, '"text"', "null"])
def test_content_that_is_no_event_is_set_aside(content: str) -> None:
    found = one("tiktok", ACCOUNT, {**body({}), "content": content})

    assert isinstance(found, Unreadable)
    assert found.reason == "malformed_item"


def test_a_record_without_a_secret_proves_nothing() -> None:
    request = WebhookRequest(method="POST", headers=headers_at(b"{}", SECRETS, SIGNED_AT), query={}, body=b"{}")

    assert load_webhook("tiktok").verify(request, {"client_secret": [""]}, SIGNED_AT) is Verdict.INVALID


# --- private messages -------------------------------------------------------------------------------------------------


def private(kind: str = "im_receive_msg", **changes: Any) -> dict[str, Any]:
    content = {
        "conversation_id": "u5JhpselBAhoPOlnH0tZ9y07kg==", "message_id": "m1", "type": "text",
        "timestamp": 1785500000123, "text": {"body": "Where is my parcel?"},
        "from": "mia", "from_user": {"id": "user-u-1"}, "to": "acme", "to_user": {"id": ACCOUNT}, **changes,
    }  # fmt: skip
    return body(content, event=kind)


def test_a_private_message_names_its_conversation_to_which_the_answer_goes() -> None:
    found = event(private(referenced_message_info={"referenced_message_id": "m0"}))
    assert (found.kind, found.visibility, found.text) == (EventKind.CREATED, Visibility.PRIVATE, "Where is my parcel?")
    assert found.conversation_id == "u5JhpselBAhoPOlnH0tZ9y07kg=="
    assert (found.message_id, found.parent_id) == (f"{found.conversation_id}|m1", f"{found.conversation_id}|m0")
    assert found.author is not None
    assert (found.author.id, found.author.handle) == ("user-u-1", "mia")


def test_what_we_wrote_in_private_is_an_echo_and_a_reading_is_counted() -> None:
    sent = private("im_send_msg", from_user={"id": ACCOUNT}, to_user={"id": "user-u-1"})
    assert event(sent).kind is EventKind.ECHO
    assert isinstance(one("tiktok", ACCOUNT, private("im_mark_read_msg")), Signals)


def test_pictures_and_shared_videos_come_along() -> None:
    (picture,) = event(private(type="image", text=None, image={"media_id": "md"})).attachments
    assert picture.source_id == f"{ACCOUNT}|u5JhpselBAhoPOlnH0tZ9y07kg==|m1|md"
    shared = {"video_id": "73", "embed_url": "https://www.tiktok.com/embed/73"}
    (video,) = event(private(type="share_post", text=None, share_post=shared)).attachments
    assert video.source_url == "https://www.tiktok.com/embed/73"


@pytest.mark.parametrize("missing", ["conversation_id", "message_id", "from_user"])
def test_a_private_message_without_its_parts_is_kept_for_people(missing: str) -> None:
    assert isinstance(one("tiktok", ACCOUNT, private(**{missing: None})), Unreadable)
