"""A form for a file: who gets one, and for what."""

from typing import Any

import pytest

from shared.domain.access.tokens import Scope
from shared.domain.channels.attachments import MAX_FILE_SIZE
from tests.unit.api.fake_api import FakeApi

BODY = {"brand": "acme", "file_name": "étiquette.jpg", "mime_type": "image/jpeg", "size": 146_515}


def test_a_form_puts_one_file_under_an_id_that_nobody_can_guess() -> None:
    answered = FakeApi().call("POST", "/uploads", body=BODY)
    upload_id = "0123456789abcdef" * 2
    assert (answered.status, answered.json) == (
        201,
        {
            "id": upload_id,
            "url": "https://bucket.example/",
            "fields": {
                "key": f"uploads/acme/{upload_id}",
                "Content-Type": "image/jpeg",
                "x-amz-meta-title": "étiquette.jpg",
                "policy": "up to 146515",
            },
            "expires_at": "2026-03-02T09:15:00.000Z",
        },
    )


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"mime_type": "text/html"}, "mime_type"),
        ({"mime_type": "image/svg+xml"}, "mime_type"),
        ({"size": 0}, "size"),
        ({"size": MAX_FILE_SIZE + 1}, "size"),
        ({"size": "12"}, "size"),
        ({"file_name": ""}, "file_name"),
        ({"file_name": "a\u0000.jpg"}, "file_name"),
        ({"acl": "public-read"}, "acl"),
    ],
)
def test_what_cannot_be_sent_gets_no_form(given: dict[str, Any], parameter: str) -> None:
    answered = FakeApi().call("POST", "/uploads", body={**BODY, **given})
    assert (answered.status, answered.json["errors"][0]["parameter"]) == (422, parameter)


def test_a_brand_that_the_token_does_not_see_does_not_exist() -> None:
    api = FakeApi()
    api.token("ndk_other", Scope.TICKETS_WRITE, brands=("other",))
    assert api.call("POST", "/uploads", body=BODY, token="ndk_other").status == 404
    unsaid = {name: value for name, value in BODY.items() if name != "brand"}
    assert (
        api.call("POST", "/uploads", body=unsaid, token="ndk_other").json["fields"]["key"].startswith("uploads/other/")
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\mia\\photo.JPEG", "photo.JPEG"),
        ('a"; filename="b.html', "a_ filename=_b.html.jpg"),
        ("photo.html", "photo.html.jpg"),
        ("...", "file.jpg"),
        ("x" * 250 + ".jpg", "x" * 116 + ".jpg"),
    ],
)
def test_a_file_name_is_made_harmless(name: str, title: str) -> None:
    answered = FakeApi().call("POST", "/uploads", body={**BODY, "file_name": name})
    assert answered.json["fields"]["x-amz-meta-title"] == title


def test_a_size_that_is_written_with_a_point_is_the_same_number(api: FakeApi) -> None:
    assert api.call("POST", "/uploads", body={**BODY, "size": 146_515.0}).status == 201
    assert api.call("POST", "/uploads", body={**BODY, "size": 146_515.5}).status == 422
