"""The simulated platforms give customers' files away as theirs do."""

from itertools import islice
from typing import Any

import pytest

from local.simulator.exchange import Answer, Request
from local.simulator.platforms import PLATFORMS, media
from local.simulator.platforms.telegram import without_token
from local.simulator.world import World

TOKEN = {"authorization": "Bearer token", "host": "127.0.0.1:4000"}


def ask(channel: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
    request = Request(
        channel=channel, method=method, path=path, body=body, headers=TOKEN if headers is None else headers
    )
    return PLATFORMS[channel](request, World())


def test_whatsapp_gives_an_address_for_an_id_and_wants_the_token_for_both():
    told = ask("whatsapp", "GET", "/v26.0/7-photo").body
    assert told["url"] == "http://127.0.0.1:4000/whatsapp/v1.0/attachments/7-photo"
    found = ask("whatsapp", "GET", "/v1.0/attachments/7-photo")
    assert (found.status, len(found.content)) == (200, told["file_size"])
    for path in ("/v26.0/7-photo", "/v1.0/attachments/7-photo"):
        assert ask("whatsapp", "GET", path, headers={}).status == 401
    assert ask("whatsapp", "GET", "/v26.0/7-expired").body["error"]["error_subcode"] == 33


def test_telegram_gives_a_path_for_an_id_below_the_token():
    told = ask("telegram", "POST", "/bot1:abc/getFile", {"file_id": "7-voice"}).body
    assert told["result"]["file_path"] == "files/7-voice"
    assert ask("telegram", "GET", "/file/bot1:abc/files/7-voice").content.startswith(b"OggS")
    assert ask("telegram", "GET", "/file/botrevoked/files/7-voice").status == 401
    assert ask("telegram", "POST", "/bot1:abc/getFile", {"file_id": "7-toolarge"}).body["ok"] is False
    assert ask("telegram", "POST", "/bot1:abc/getFile", {"file_id": "7-expired"}).status == 400
    asked = Request(channel="telegram", method="GET", path="/file/bot1:abc/files/7-voice")
    assert "abc" not in without_token(asked).path


@pytest.mark.parametrize(("name", "start"), [("photo", b"\x89PNG"), ("document", b"%PDF"), ("page", b"<!doctype")])
def test_a_file_is_what_its_name_says(name: str, start: bytes):
    assert media.file(f"1-{name}").content.startswith(start)
    assert media.size_of(f"1-{name}") == len(media.file(f"1-{name}").content)


def test_two_pictures_differ_and_one_stays_the_same():
    assert media.file("1-photo").content == media.file("1-photo").content
    assert media.file("1-photo").content != media.file("2-photo").content


def test_what_is_wrong_with_a_file_is_in_its_name():
    assert media.file("1-expired-photo").status == 404
    assert media.file("1-private").headers["Location"].startswith("http://169.254.169.254/")
    endless = media.file("1-endless").file
    assert endless is not None
    assert len(list(islice(endless, 100))) == 100
