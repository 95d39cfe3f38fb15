"""How each platform is given a file, and what it means when one of the calls for it fails."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import httpx
import pytest

from shared.channels import CHANNELS, load_policy
from shared.channels.sending import PlatformApi, utc_now
from shared.channels.x.errors import failure
from shared.channels.x.uploads import MAX_LOOKS, SEGMENT, upload
from shared.domain.channels.attachments import AUDIO, FILE, GIF, IMAGE, JPEG, MP4, OGG, PDF, VIDEO
from shared.domain.channels.sending import OutboundAttachment, OutboundMessage, SendResult
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, FakePlatform, answering, outbound, raising, response

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
URL = "https://bucket.example/uploads/acme/1?X-Amz-Signature=abc"
BYTES = b"\xff\xd8\xff\xe0 a picture"


def a_file(kind: str = IMAGE, mime_type: str = JPEG, content: bytes = BYTES, **fields: Any) -> OutboundAttachment:
    return OutboundAttachment(
        **{
            "type": kind,
            "mime_type": mime_type,
            "size": len(content),
            "title": "tracking-label.jpg",
            "url": URL,
            "content": lambda: content,
            **fields,
        }
    )


def with_file(
    channel: str, visibility: Visibility = PRIVATE, text: str = "", *files: OutboundAttachment, **fields: Any
) -> OutboundMessage:
    return outbound(channel, visibility, text, **{"attachments": files or (a_file(),), **fields})


def form_of(request: httpx.Request) -> dict[str, Message]:
    """The parts of a form by their names."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    whole = message_from_bytes(head + request.content)
    parts: Any = whole.get_payload()
    return {str(part.get_param("name", header="content-disposition")): part for part in parts}


def said(part: Message) -> str:
    return bytes(part.get_payload(decode=True)).decode()


# --- by URL -----------------------------------------------------------------------------------------------------------


def test_messenger_fetches_the_file_and_sends_our_reference_back():
    platform = answering({"message_id": "m_9"})
    result = platform.gateway("messenger").send(with_file("messenger", PRIVATE, "", a_file(VIDEO, MP4)))
    assert result == SendResult(outcome=SendClass.SENT, message_id="m_9")
    assert platform.body() == {
        "recipient": {"id": "700"},
        "messaging_type": "RESPONSE",
        "message": {
            "attachment": {"type": "video", "payload": {"url": URL, "is_reusable": False}},
            "metadata": "ack:T-1",
        },
    }


def test_instagram_fetches_the_file():
    platform = answering({"message_id": "aWd9"})
    platform.gateway("instagram").send(with_file("instagram"))
    assert platform.body()["message"] == {
        "attachment": {"type": "image", "payload": {"url": URL, "is_reusable": False}}
    }


def test_a_comment_on_facebook_has_its_picture_beside_the_text():
    platform = answering({"id": "5_9"})
    platform.gateway("facebook").send(with_file("facebook", PUBLIC, "Like this. ^SB"))
    assert platform.asked == [("POST", "/v26.0/900/comments")]
    assert platform.body() == {"message": "Like this. ^SB", "attachment_url": URL}


def test_the_open_channel_links_every_file_beside_the_text():
    platform = answering({"message_id": "9"})
    files = (a_file(), a_file(FILE, PDF, title="form.pdf"))
    platform.gateway("webhook").send(with_file("webhook", PUBLIC, "Both.", *files))
    assert platform.body()["data"]["attachments"] == [
        {"type": "image", "url": URL, "mime_type": JPEG, "size": len(BYTES), "title": "tracking-label.jpg"},
        {"type": "file", "url": URL, "mime_type": PDF, "size": len(BYTES), "title": "form.pdf"},
    ]


# --- handed over ------------------------------------------------------------------------------------------------------


def test_whatsapp_is_handed_the_file_and_then_sent_its_id_with_the_text_as_caption():
    platform = FakePlatform([response({"id": "media-1"}), response({"messages": [{"id": "wamid.9"}]})])
    result = platform.gateway("whatsapp").send(with_file("whatsapp", PRIVATE, "Like this."))
    assert result == SendResult(outcome=SendClass.SENT, message_id="wamid.9")
    assert [path for _, path in platform.asked] == ["/v26.0/106540352242922/media", "/v26.0/106540352242922/messages"]
    form = form_of(platform.requests[0])
    assert (said(form["messaging_product"]), said(form["type"])) == ("whatsapp", JPEG)
    assert (form["file"].get_payload(decode=True), form["file"].get_content_type()) == (BYTES, JPEG)
    sent = platform.body()
    assert (sent["type"], sent["image"]) == ("image", {"id": "media-1", "caption": "Like this."})
    assert "text" not in sent


def test_a_document_on_whatsapp_keeps_its_name():
    platform = FakePlatform([response({"id": "media-1"}), response({"messages": [{"id": "wamid.9"}]})])
    platform.gateway("whatsapp").send(with_file("whatsapp", PRIVATE, "", a_file(FILE, PDF, title="formulaire.pdf")))
    assert platform.body()["document"] == {"id": "media-1", "filename": "formulaire.pdf"}


@pytest.mark.parametrize(
    ("file", "method", "field"),
    [
        (a_file(), "sendPhoto", "photo"),
        (a_file(IMAGE, GIF), "sendAnimation", "animation"),
        (a_file(VIDEO, MP4), "sendVideo", "video"),
        (a_file(AUDIO, "audio/mpeg"), "sendAudio", "audio"),
        (a_file(AUDIO, OGG), "sendVoice", "voice"),
        (a_file(FILE, PDF), "sendDocument", "document"),
    ],
)
def test_telegram_has_a_method_for_each_kind_of_file(file: OutboundAttachment, method: str, field: str):
    platform = answering({"ok": True, "result": {"message_id": 9}})
    message = with_file("telegram", PRIVATE, "Comme ceci.", file, in_reply_to="700:5")
    assert platform.gateway("telegram").send(message).message_id == "700:9"
    assert platform.asked == [("POST", f"/botcurrent/{method}")]
    form = form_of(platform.requests[0])
    assert (said(form["chat_id"]), said(form["caption"])) == ("700", "Comme ceci.")
    assert json.loads(said(form["reply_parameters"])) == {"message_id": 5, "allow_sending_without_reply": True}
    assert form[field].get_payload(decode=True) == BYTES
    assert form[field].get_filename() == "tracking-label.jpg"


def on_x(*, finalized: Any = None, sent: Any = None) -> FakePlatform:
    return FakePlatform(
        [
            response({"data": {"id": "77", "media_key": "3_77"}}),
            response(b"", 204),
            response(finalized or {"data": {"id": "77"}}),
            response(sent or {"data": {"id": "1900", "dm_event_id": "1901"}}),
        ]
    )


@pytest.mark.parametrize(
    ("visibility", "category", "named", "message_id"),
    [
        (PUBLIC, "tweet_image", {"media": {"media_ids": ["77"]}}, "1900"),
        (PRIVATE, "dm_image", {"attachments": [{"media_id": "77"}]}, "1901"),
    ],
)
def test_x_is_handed_the_file_in_pieces_and_then_sent_its_id(
    visibility: Visibility, category: str, named: dict[str, Any], message_id: str
):
    platform = on_x()
    result = platform.gateway("x").send(with_file("x", visibility, "Like this."))
    assert result == SendResult(outcome=SendClass.SENT, message_id=message_id)
    assert [path for _, path in platform.asked[:3]] == [
        "/2/media/upload/initialize",
        "/2/media/upload/77/append",
        "/2/media/upload/77/finalize",
    ]
    assert platform.body(0) == {"media_type": JPEG, "total_bytes": len(BYTES), "media_category": category}
    piece = form_of(platform.requests[1])
    assert (said(piece["segment_index"]), piece["media"].get_payload(decode=True)) == ("0", BYTES)
    assert {**platform.body(), "text": "Like this."} == {**platform.body(), **named, "text": "Like this."}


def test_four_pictures_stand_in_one_post():
    answers = [response({"data": {"id": "77"}}), response(b"", 204), response({"data": {"id": "77"}})]
    platform = FakePlatform([*answers * 4, response({"data": {"id": "1900"}})])
    platform.gateway("x").send(with_file("x", PUBLIC, "These. ^SB", *[a_file()] * 4))
    assert platform.body()["media"] == {"media_ids": ["77"] * 4}


def x_api(platform: FakePlatform) -> PlatformApi:
    http = httpx.Client(transport=httpx.MockTransport(platform))
    return PlatformApi(http=http, base_url="https://api.x.com", tokens=("current",), failure=failure, now=utc_now)


def processing(state: str, pause: Any = 1) -> httpx.Response:
    return response({"data": {"id": "77", "processing_info": {"state": state, "check_after_secs": pause}}})


def test_a_large_file_goes_to_x_in_several_pieces():
    content = b"x" * (2 * SEGMENT + 1)
    platform = FakePlatform(
        [response({"data": {"id": "77"}}), *[response(b"", 204)] * 3, response({"data": {"id": "77"}})]
    )
    assert upload(x_api(platform), a_file(VIDEO, MP4, content), PUBLIC) == "77"
    pieces = [form_of(request) for request in platform.requests[1:4]]
    assert [said(piece["segment_index"]) for piece in pieces] == ["0", "1", "2"]
    assert b"".join(bytes(piece["media"].get_payload(decode=True)) for piece in pieces) == content


def test_a_video_on_x_is_named_only_after_it_was_processed():
    begun = [response({"data": {"id": "77"}}), response(b"", 204)]
    platform = FakePlatform([*begun, processing("pending"), processing("in_progress", 600), processing("succeeded")])
    slept: list[float] = []
    assert upload(x_api(platform), a_file(VIDEO, MP4), PRIVATE, slept.append) == "77"
    assert slept == [1, 2]  # never as long as a platform likes
    assert platform.asked[-1] == ("GET", "/2/media/upload?command=STATUS&media_id=77")
    assert platform.body(0)["media_category"] == "dm_video"


def test_a_video_that_x_cannot_process_is_refused_and_one_that_takes_long_is_tried_again():
    begun = [response({"data": {"id": "77"}}), response(b"", 204)]
    failed = upload(x_api(FakePlatform([*begun, processing("failed")])), a_file(VIDEO, MP4), PUBLIC)
    assert failed == SendResult(outcome=SendClass.PERMANENT, error="upload_x_processing_failed")
    platform = FakePlatform([*begun, processing("pending")])
    slow = upload(x_api(platform), a_file(VIDEO, MP4), PUBLIC, lambda _: None)
    assert slow == SendResult(outcome=SendClass.RETRY_BACKOFF, error="upload_still_processing")
    assert len(platform.requests) == 3 + MAX_LOOKS


# --- what goes wrong --------------------------------------------------------------------------------------------------

UPLOADS: list[tuple[str, list[httpx.Response]]] = [
    ("whatsapp", []),
    ("x", []),
    ("x", [response({"data": {"id": "77"}})]),
    ("x", [response({"data": {"id": "77"}}), response(b"", 204)]),
    ("x", [response({"data": {"id": "77"}}), response(b"", 204), processing("pending", 0)]),
]
STEPS = ["whatsapp media", "x initialize", "x append", "x finalize", "x status"]


@pytest.mark.parametrize(("channel", "before"), UPLOADS, ids=STEPS)
@pytest.mark.parametrize(
    ("answer", "expected", "error"),
    [
        (httpx.ReadTimeout("x"), SendClass.RETRY_BACKOFF, "upload_timeout"),
        (httpx.RemoteProtocolError("x"), SendClass.RETRY_BACKOFF, "upload_connection_lost"),
        (httpx.ConnectTimeout("x"), SendClass.RETRY_BACKOFF, "upload_connect_timeout"),
        (response(b"", 503), SendClass.RETRY_BACKOFF, "upload_http_503"),
        (response(b"", 429, {"Retry-After": "90"}), SendClass.RETRY_AT, None),
        (response(b"", 413), SendClass.PERMANENT, None),
        (response(b"", 401), SendClass.AUTH_BROKEN, None),
    ],
)
def test_an_upload_that_fails_surely_sent_nothing(
    channel: str,
    before: list[httpx.Response],
    answer: httpx.Response | Exception,
    expected: SendClass,
    error: str | None,
):
    platform = FakePlatform([*before, answer])
    result = platform.gateway(channel).send(with_file(channel, PRIVATE, "Like this."))
    assert result.outcome is expected
    assert (result.error or "").startswith("upload_")
    assert error in (None, result.error)
    assert len(platform.requests) == len(before) + 1  # no message names what is not there


@pytest.mark.parametrize("channel", ["whatsapp", "x"])
def test_an_upload_without_an_id_sends_nothing(channel: str):
    result = answering({}).gateway(channel).send(with_file(channel))
    assert result == SendResult(outcome=SendClass.RETRY_BACKOFF, error="upload_answer_without_id")


@pytest.mark.parametrize(
    ("channel", "uploads"), [("whatsapp", [response({"id": "media-1"})]), ("x", on_x().answers[:3])]
)
def test_a_lost_answer_to_the_message_itself_stays_unknown(channel: str, uploads: list[Any]):
    platform = FakePlatform([*uploads, httpx.ReadTimeout("x")])
    result = platform.gateway(channel).send(with_file(channel))
    assert result == SendResult(outcome=SendClass.UNKNOWN, error="timeout")


def test_a_lost_answer_to_a_file_that_travels_with_its_message_stays_unknown():
    result = raising(httpx.ReadTimeout("x")).gateway("telegram").send(with_file("telegram"))
    assert result == SendResult(outcome=SendClass.UNKNOWN, error="timeout")


def unreadable(error: Exception) -> Callable[[], bytes]:
    def read() -> bytes:
        raise error

    return read


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "x"])
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NotFoundError("k"), SendResult(outcome=SendClass.PERMANENT, error="attachment_gone")),
        (UpstreamError("s3"), SendResult(outcome=SendClass.RETRY_BACKOFF, error="upload_unreadable")),
    ],
)
def test_a_file_that_cannot_be_read_is_not_sent(channel: str, error: Exception, expected: SendResult):
    platform = answering({"id": "1"})
    message = with_file(channel, PRIVATE, "", replace(a_file(), content=unreadable(error)))
    assert platform.gateway(channel).send(message) == expected
    assert platform.requests == []


CARRYING_NONE = [
    (channel, visibility)
    for channel in CHANNELS
    for visibility in load_policy(channel).lengths
    if visibility not in load_policy(channel).attachments
]


@pytest.mark.parametrize(("channel", "visibility"), CARRYING_NONE)
def test_a_channel_that_carries_no_files_there_says_so_and_calls_nobody(channel: str, visibility: Visibility):
    platform = answering({"id": "1"})
    result = platform.gateway(channel).send(with_file(channel, visibility, "Like this."))
    assert result == SendResult(outcome=SendClass.PERMANENT, error="attachments_not_supported")
    assert platform.requests == []


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_a_message_of_meta_has_a_text_or_a_file(channel: str):
    result = answering({"message_id": "1"}).gateway(channel).send(with_file(channel, PRIVATE, "Like this."))
    assert result.error == "attachments_not_supported"


# --- what became of it ------------------------------------------------------------------------------------------------


def conversation(channel: str, *messages: dict[str, Any]) -> FakePlatform:
    at = NOW.strftime("%Y-%m-%dT%H:%M:%S+0000")
    theirs = {"id": "m_0", "message": "?", "from": {"id": "700"}, "created_time": at}
    listed = [{"from": {"id": "me"}, "created_time": at, **message} for message in messages]
    return answering({"data": [{"messages": {"data": [*listed, theirs]}}]})


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_a_file_without_words_is_found_among_what_stands_there(channel: str):
    message = with_file(channel, sent_before=("m_1",))
    since = NOW - timedelta(minutes=1)
    shown = {"id": "m_2", "message": "", "attachments": {"data": [{"mime_type": JPEG}]}}

    def settle(*messages: dict[str, Any]) -> SendResult:
        result: SendResult = conversation(channel, *messages).gateway(channel).settle(message, since)
        return result

    assert settle({"id": "m_3", "message": "Bonjour"}, shown).message_id == "m_2"
    assert settle({**shown, "id": "m_1"}).outcome is SendClass.RETRY_BACKOFF  # the picture that was sent before it
    assert settle({**shown, "message": "Avec des mots"}).outcome is SendClass.RETRY_BACKOFF
    assert settle({**shown, "from": {"id": "700"}}).outcome is SendClass.RETRY_BACKOFF  # the customer's own
    assert settle({**shown, "attachments": None}).outcome is SendClass.RETRY_BACKOFF


def test_a_direct_message_on_x_without_words_is_found_by_its_file():
    event = {"id": "1901", "text": "https://t.co/abc", "sender_id": "3000000001", "created_at": NOW.isoformat()}
    shown = {**event, "attachments": {"media_keys": ["3_77"]}}
    message, since = with_file("x"), NOW - timedelta(minutes=1)
    assert answering({"data": [shown]}).gateway("x").settle(message, since).message_id == "1901"
    assert answering({"data": [event]}).gateway("x").settle(message, since).outcome is SendClass.RETRY_BACKOFF
    known = replace(message, sent_before=("1901",))
    assert answering({"data": [shown]}).gateway("x").settle(known, since).outcome is SendClass.RETRY_BACKOFF
