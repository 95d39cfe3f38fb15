"""How each platform gives a file away: by an address, or against the account's token."""

import pytest

from shared.channels import CHANNELS
from shared.domain.media.fetching import FetchClass, FetchFailure, MediaLocation
from shared.domain.messages.attachments import Attachment
from tests.fakes.platform import FakePlatform, answering, response

PHOTO = Attachment(type="image", source_id="778")
LINKED = Attachment(type="image", source_url="https://cdn.example/a.jpg")
ADDRESS = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=778"
BEARER = {"Authorization": "Bearer current"}


def headers_of(found: object) -> dict[str, str]:
    assert isinstance(found, MediaLocation), found
    return dict(found.headers)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_gives_away_what_has_an_address(channel: str):
    platform = answering({})
    found = platform.gateway(channel).locate_media(LINKED)
    assert found == MediaLocation(url=LINKED.source_url)
    assert headers_of(found) == {}  # a token is never shown to a host that is not the platform's
    assert platform.requests == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_has_neither_is_gone(channel: str):
    found = answering({}).gateway(channel).locate_media(Attachment(type="image"))
    assert found == FetchFailure(outcome=FetchClass.GONE, error="no_address")


def test_whatsapp_turns_an_id_into_an_address_that_wants_the_token_too():
    platform = answering({"url": ADDRESS, "mime_type": "image/jpeg", "file_size": 4711, "id": "778"})
    found = platform.gateway("whatsapp").locate_media(PHOTO)
    assert platform.asked == [("GET", "/v26.0/778")]
    assert found == MediaLocation(url=ADDRESS, headers=BEARER, size=4711)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a",
        "http://lookaside.fbsbx.com/a",
        "https://fbsbx.com.evil.example/a",
        "https://evilfbsbx.com/",
    ],
)
def test_the_token_of_whatsapp_goes_to_hosts_of_meta_only(url: str):
    assert headers_of(answering({"url": url}).gateway("whatsapp").locate_media(PHOTO)) == {}


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        ({"error": {"code": 100, "error_subcode": 33}}, 400, FetchClass.GONE),
        ({"error": {"code": 190}}, 401, FetchClass.BACKOFF),
        ({"error": {"code": 4}}, 400, FetchClass.LATER),
        ({}, 404, FetchClass.GONE),
        ({}, 503, FetchClass.BACKOFF),
        ({}, 200, FetchClass.BACKOFF),
        (b"not json", 200, FetchClass.BACKOFF),
    ],
)
def test_what_whatsapp_does_not_give_has_a_reason(body: object, status: int, outcome: FetchClass):
    found = answering(body, status).gateway("whatsapp").locate_media(PHOTO)
    assert isinstance(found, FetchFailure)
    assert found.outcome is outcome


def test_the_next_token_is_tried_and_goes_along():
    platform = FakePlatform([response({"error": {"code": 190}}, 401), response({"url": ADDRESS})])
    found = platform.gateway("whatsapp", tokens=("old", "new")).locate_media(PHOTO)
    assert headers_of(found) == {"Authorization": "Bearer new"}


def test_telegram_turns_an_id_into_a_path_below_the_token():
    platform = answering({"ok": True, "result": {"file_id": "B", "file_size": 12, "file_path": "photos/file 1.jpg"}})
    found = platform.gateway("telegram").locate_media(Attachment(type="image", source_id="B"))
    assert platform.asked == [("POST", "/botcurrent/getFile")]
    assert platform.body() == {"file_id": "B"}
    assert found == MediaLocation(url="https://api.telegram.org/file/botcurrent/photos/file%201.jpg", size=12)


@pytest.mark.parametrize(
    ("description", "code", "outcome"),
    [
        ("Bad Request: file is too big", 400, FetchClass.TOO_LARGE),
        ("Bad Request: wrong file_id or the file is temporarily unavailable", 400, FetchClass.GONE),
        ("Too Many Requests: retry after 9", 429, FetchClass.LATER),
        ("Unauthorized", 401, FetchClass.BACKOFF),
        ("Internal Server Error", 500, FetchClass.BACKOFF),
    ],
)
def test_what_telegram_does_not_give_has_a_reason(description: str, code: int, outcome: FetchClass):
    platform = answering({"ok": False, "error_code": code, "description": description}, code)
    found = platform.gateway("telegram").locate_media(Attachment(type="video", source_id="B"))
    assert isinstance(found, FetchFailure)
    assert found.outcome is outcome


def test_pictures_of_direct_messages_on_x_are_given_away_against_the_token():
    private = Attachment(type="image", source_url="https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg")
    gateway = answering({}).gateway("x")
    assert headers_of(gateway.locate_media(private)) == BEARER
    assert headers_of(gateway.locate_media(Attachment(type="image", source_url="https://pbs.twimg.com/media/a"))) == {}
