"""Files on their way to the simulated platforms, over real sockets of this machine: every channel, every call."""

import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from local.simulator.server import Simulator
from shared.channels import CHANNELS, load_policy
from shared.domain.channels.attachments import AUDIO, FILE, GIF, IMAGE, JPEG, MP3, MP4, PDF, VIDEO
from shared.domain.channels.sending import OutboundAttachment, SendResult
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, outbound
from tests.integration.test_gateways_over_http import Stack

pytestmark = pytest.mark.integration

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE
CARRYING = [(channel, visibility) for channel in CHANNELS for visibility in load_policy(channel).attachments]

CONTENTS = {
    JPEG: b"\xff\xd8\xff\xe0" + b"pixel" * 300,
    GIF: b"GIF89a" + b"pixel" * 300,
    MP4: b"\0\0\0\x18ftypmp42" + b"frame" * 300,
    MP3: b"ID3\x04" + b"sound" * 300,
    PDF: b"%PDF-1.7\n" + b"page" * 300,
}
KINDS = {JPEG: IMAGE, GIF: IMAGE, MP4: VIDEO, MP3: AUDIO, PDF: FILE}


class _Bucket(BaseHTTPRequestHandler):
    """Stands for the presigned URLs of the bucket."""

    def do_GET(self) -> None:
        content = next((held for name, held in CONTENTS.items() if self.path == f"/{name}"), None)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def bucket() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Bucket) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Simulator() as simulator, httpx.Client(trust_env=False) as client:
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Stack(simulator, client)
        simulator.shutdown()
        thread.join()


def a_file(bucket: str, mime_type: str = JPEG, kind: str | None = None, **fields: Any) -> OutboundAttachment:
    content = CONTENTS[mime_type]
    return OutboundAttachment(
        **{
            "type": kind or KINDS[mime_type],
            "mime_type": mime_type,
            "size": len(content),
            "title": "étiquette.jpg",
            "url": f"{bucket}/{mime_type}",
            "content": lambda: content,
            **fields,
        }
    )


def send(
    stack: Stack, channel: str, visibility: Visibility, *files: OutboundAttachment, text: str = "", **fields: Any
) -> SendResult:
    where = {"in_reply_to": "700:5"} if channel == "telegram" else {}  # a chat's id is part of its messages' there
    return stack.send(channel, visibility, text=text, attachments=files, **where, **fields)


def published(stack: Stack, channel: str) -> list[dict[str, Any]]:
    found = stack.http.get(f"{stack.simulator.url}/published", params={"channel": channel}).json()
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(("channel", "visibility"), CARRYING)
@pytest.mark.parametrize("mime_type", sorted(CONTENTS))
def test_each_kind_of_file_that_a_channel_takes_stands_there_afterwards(
    stack: Stack, bucket: str, channel: str, visibility: Visibility, mime_type: str
):
    kind = load_policy(channel).attachments[visibility].kind_of(mime_type, len(CONTENTS[mime_type]))
    text = "Like this. ^SB" if visibility is PUBLIC else ""
    if kind is None:
        return
    result = send(stack, channel, visibility, a_file(bucket, mime_type, kind), text=text)
    assert result.outcome is SendClass.SENT, result
    (one,) = published(stack, channel)
    assert [file["sha256"] for file in one["files"]] == [sha256(CONTENTS[mime_type]).hexdigest()]
    assert (one["id"], one["text"]) == (result.message_id, text)


@pytest.mark.parametrize(("channel", "visibility"), CARRYING)
def test_no_call_that_is_remembered_holds_the_bytes(stack: Stack, bucket: str, channel: str, visibility: Visibility):
    send(stack, channel, visibility, a_file(bucket), text="^SB" if visibility is PUBLIC else "")
    assert "pixelpixel" not in str(stack.calls())


@pytest.mark.parametrize(("channel", "visibility"), CARRYING)
@pytest.mark.parametrize("trouble", ["refused", "cut before", "cut after", "took it and answered 503"])
def test_whichever_call_of_a_file_fails_it_is_never_said_to_be_surely_unsent_when_it_stands_there(
    stack: Stack, bucket: str, channel: str, visibility: Visibility, trouble: str
):
    """Each call in turn. What surely sent nothing is sent again; of all else the platform is read first."""
    text = "^SB" if visibility is PUBLIC else ""
    faults: dict[str, dict[str, Any]] = {
        "refused": {"status": 503},
        "cut before": {"cut": "before"},
        "cut after": {"cut": "after"},
        "took it and answered 503": {"status": 503, "taken": True},
    }
    assert send(stack, channel, visibility, a_file(bucket), text=text).outcome is SendClass.SENT
    paths = [call["path"] for call in stack.calls()]
    for number, path in enumerate(paths):
        stack.http.delete(f"{stack.simulator.url}/calls")
        before = len(published(stack, channel))
        pattern = path.rsplit("/", 1)[-1]
        stack.fault(match={"channel": channel, "path": f"{pattern}$"}, count=1, **faults[trouble])
        said = f"{number} {trouble} ^SB" if text else ""
        result = send(stack, channel, visibility, a_file(bucket), text=said, reference=f"reply:T-1:{number}")
        stands = len(published(stack, channel)) - before
        is_last = number == len(paths) - 1
        assert result.outcome in (SendClass.RETRY_BACKOFF, SendClass.UNKNOWN)
        surely_not = (result.error or "").startswith(("upload_", "connect_"))
        assert surely_not is not is_last, (path, result)
        assert stands == (1 if is_last and trouble in ("cut after", "took it and answered 503") else 0)


READABLE = [
    (channel, visibility) for channel, visibility in CARRYING if channel in ("facebook", "messenger", "instagram", "x")
]


@pytest.mark.parametrize(("channel", "visibility"), READABLE)
def test_a_file_whose_answer_was_lost_is_found_on_the_platform(
    stack: Stack, bucket: str, channel: str, visibility: Visibility
):
    text = "^SB" if visibility is PUBLIC else ""
    message = outbound(channel, visibility, text, attachments=(a_file(bucket),), root_id="180")
    gateway = stack.gateway(channel)
    assert gateway.settle(message, NOW).outcome is SendClass.RETRY_BACKOFF
    sent = gateway.send(message)
    assert gateway.settle(message, NOW) == SendResult(outcome=SendClass.SENT, message_id=sent.message_id)


@pytest.mark.parametrize(
    ("channel", "visibility", "file"),
    [
        ("messenger", PRIVATE, {"url": "http://127.0.0.1:9/gone"}),
        ("messenger", PRIVATE, {"mime_type": PDF, "kind": IMAGE}),
        ("facebook", PUBLIC, {"url": "http://127.0.0.1:9/gone"}),
        ("facebook", PUBLIC, {"mime_type": PDF, "kind": IMAGE}),
        ("whatsapp", PRIVATE, {"mime_type": JPEG, "content": lambda: CONTENTS[PDF]}),
        ("whatsapp", PRIVATE, {"mime_type": JPEG, "content": lambda: CONTENTS[JPEG] + bytes(6_000_000)}),
        ("telegram", PRIVATE, {"mime_type": PDF, "kind": IMAGE}),
        ("telegram", PRIVATE, {"mime_type": JPEG, "content": lambda: CONTENTS[JPEG] + bytes(11_000_000)}),
        ("x", PUBLIC, {"mime_type": JPEG, "content": lambda: CONTENTS[PDF]}),
        ("x", PRIVATE, {"mime_type": JPEG, "content": lambda: CONTENTS[JPEG] + bytes(6_000_000)}),
    ],
)
def test_a_platform_refuses_what_it_cannot_show_and_nothing_stands_there(
    stack: Stack, bucket: str, channel: str, visibility: Visibility, file: dict[str, Any]
):
    result = send(stack, channel, visibility, a_file(bucket, **file), text="^SB" if visibility is PUBLIC else "")
    assert result.outcome is SendClass.PERMANENT, result
    assert published(stack, channel) == []
