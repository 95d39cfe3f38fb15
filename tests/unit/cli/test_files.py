"""``nightdesk reply --attach`` and ``nightdesk attachment``: files on their way out, and saved."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli import uploading
from cli.commands import attachment as attachments
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import AttachmentStatus, AttachmentType
from tests.unit.api.fake_api import FakeApi, a_message, a_photo, a_ticket
from tests.unit.api.test_replies import done, part
from tests.unit.cli.conftest import Run

PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"pixel" * 50


class Bucket:
    """Takes what is posted, and gives away what it holds."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, dict[str, str], bytes]] = []
        self.holds: list[httpx.Response] = []
        self.answers = 204

    def post(self, url: str, fields: dict[str, str], name: str, content: bytes, mime_type: str) -> httpx.Response:
        self.posted.append((name, fields, content))
        return httpx.Response(self.answers)

    def open(self, url: str) -> AbstractContextManager[httpx.Response]:
        return nullcontext(self.holds[-1])


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    held = Bucket()
    monkeypatch.setattr(uploading, "post_form", held.post)
    monkeypatch.setattr(attachments, "open_file", held.open)
    return held


@pytest.fixture(autouse=True)
def _ready(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api.store(a_ticket())
    api.replier.says = done(part())
    monkeypatch.chdir(tmp_path)


# --- sending ----------------------------------------------------------------------------------------------------------


def test_a_file_is_uploaded_and_named_in_the_reply(run: Run, api: FakeApi, bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "label.bin").write_bytes(PICTURE)
    shown = run("reply", "T1", "Ici.", "--initials", "SB", "--attach", str(tmp_path / "label.bin"))
    assert shown.exit_code == 0, shown.output
    ((name, fields, content),) = bucket.posted
    assert (name, content, fields["Content-Type"]) == ("label.bin", PICTURE, "image/jpeg")
    assert fields["key"].startswith("uploads/acme/")
    assert api.replier.asked[0].attachments == ("0123456789abcdef" * 2,)


def test_a_file_may_go_in_private_without_a_text(run: Run, api: FakeApi, bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(PICTURE)
    assert run("reply", "T1", "--visibility", "private", "--attach", str(tmp_path / "a.jpg")).exit_code == 0
    assert api.replier.asked[0].text == ""


@pytest.mark.parametrize(
    ("name", "content"), [("page.jpg", b"<html>"), ("run.png", b"MZ\x90\x00" + bytes(300)), ("a", b"")]
)
def test_what_may_not_be_sent_never_leaves_this_machine(
    run: Run, api: FakeApi, bucket: Bucket, tmp_path: Path, *, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    shown = run("reply", "T1", "Ici.", "--initials", "SB", "--attach", str(tmp_path / name))
    assert shown.exit_code != 0
    assert "no type that may be sent" in shown.output
    assert (bucket.posted, api.replier.asked) == ([], [])


def test_an_upload_that_the_bucket_refuses_sends_no_reply(
    run: Run, api: FakeApi, bucket: Bucket, tmp_path: Path
) -> None:
    bucket.answers = 403
    (tmp_path / "a.jpg").write_bytes(PICTURE)
    shown = run("reply", "T1", "Ici.", "--initials", "SB", "--attach", str(tmp_path / "a.jpg"))
    assert (shown.exit_code, "answered 403" in shown.output) == (1, True)
    assert api.replier.asked == []


# --- looking and saving -----------------------------------------------------------------------------------------------


def message_with(api: FakeApi, *held: Attachment) -> None:
    api.messages.save(a_message("m1", attachments=held))


def save(run: Run, *more: str) -> Any:
    return run("attachment", "T1", "m1", "a1", *more)


def test_a_file_is_saved_under_its_own_harmless_name(run: Run, api: FakeApi, bucket: Bucket, tmp_path: Path) -> None:
    message_with(api, a_photo(title="../../../tmp/étiquette.jpg"))
    bucket.holds.append(httpx.Response(200, content=PICTURE))
    shown = save(run)
    assert shown.exit_code == 0, shown.output
    assert [path.name for path in tmp_path.iterdir() if path.name != "stack.json"] == ["étiquette.jpg"]
    assert (tmp_path / "étiquette.jpg").read_bytes() == PICTURE


def test_a_file_that_is_there_is_kept_unless_it_is_to_be_replaced(
    run: Run, api: FakeApi, bucket: Bucket, tmp_path: Path
) -> None:
    message_with(api, a_photo(title="a.jpg"))
    bucket.holds.append(httpx.Response(200, content=PICTURE))
    (tmp_path / "a.jpg").write_bytes(b"mine")
    shown = save(run)
    assert (shown.exit_code != 0, "--force" in shown.output) == (True, True)
    assert (tmp_path / "a.jpg").read_bytes() == b"mine"
    assert save(run, "--force").exit_code == 0
    assert (tmp_path / "a.jpg").read_bytes() == PICTURE


def test_a_file_that_cannot_be_read_to_its_end_leaves_nothing(
    run: Run, api: FakeApi, bucket: Bucket, tmp_path: Path
) -> None:
    message_with(api, a_photo(title="a.jpg"))
    bucket.holds.append(httpx.Response(403, content=b"<Error/>"))
    shown = save(run)
    assert (shown.exit_code, "answered 403" in shown.output) == (1, True)
    assert [path.name for path in tmp_path.iterdir() if path.name != "stack.json"] == []


def test_a_folder_takes_it_under_its_name(run: Run, api: FakeApi, bucket: Bucket, tmp_path: Path) -> None:
    message_with(api, a_photo(title=None))
    bucket.holds.append(httpx.Response(200, content=PICTURE))
    (tmp_path / "files").mkdir()
    assert save(run, "--output", str(tmp_path / "files")).exit_code == 0
    assert (tmp_path / "files" / "image-a1.jpg").read_bytes() == PICTURE


@pytest.mark.parametrize("status", [AttachmentStatus.PENDING, AttachmentStatus.REFUSED])
def test_a_file_that_is_not_there_says_why(run: Run, api: FakeApi, bucket: Bucket, status: AttachmentStatus) -> None:
    message_with(api, a_photo(status=status))
    shown = save(run)
    assert (shown.exit_code, status.value in shown.output) == (1, True)
    assert save(run, "--force").exit_code == 1


def test_a_ticket_shows_what_came_with_its_messages(run: Run, api: FakeApi) -> None:
    voice = a_photo(id="v1", type=AttachmentType.AUDIO, title=None, duration=74, status=AttachmentStatus.PENDING)
    place = Attachment(type=AttachmentType.LOCATION, id="p1", latitude=48.8566, longitude=2.3522, label="Paris")
    message_with(api, a_photo(), voice, place)
    shown = run("ticket", "T1").output
    assert "[image] étiquette.jpg, 146 kB (nightdesk attachment … m1 a1)" in shown
    assert "[audio] 1:14, 146 kB (pending)" in shown
    assert "[location] Paris, 48.85660, 2.35220" in shown
