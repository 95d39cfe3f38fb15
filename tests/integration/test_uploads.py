"""Uploads: the fake and the bucket answer the same; and what a form allows."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from shared.adapters.s3.media import S3Media
from shared.adapters.s3.media_links import S3MediaLinks
from shared.adapters.s3.uploads import BEGINNING, S3UploadForms, S3Uploads, upload_key
from shared.adapters.sendable_types import mime_type_of
from shared.domain.channels.attachments import CSV, JPEG
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.replies.files import ReplyFile, Upload
from shared.ports.uploads import UploadedFiles
from tests.fakes.stored import START, FixedClock
from tests.fakes.uploads import FakeUploads

pytestmark = pytest.mark.integration

ONE = "1" * 32
CONTENT = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"pixel" * 3_000
MESSAGE = ("messenger", "100", "m_1")
FILE = ReplyFile(
    id=ONE, type="image", mime_type=JPEG, size=len(CONTENT), title="étiquette.jpg", key=upload_key("acme", ONE)
)
Put = Callable[[str, bytes, str, str], None]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in {"DEFAULT_REGION": "us-east-1", "ACCESS_KEY_ID": "testing", "SECRET_ACCESS_KEY": "t"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="desk")
        yield "desk"


@pytest.fixture(params=["fake", "bucket"])
def held(request: pytest.FixtureRequest, bucket: str) -> tuple[UploadedFiles, Put]:
    if request.param == "fake":
        fake = FakeUploads()

        def put(upload_id: str, content: bytes, called: str, title: str) -> None:
            fake.put(upload_id, mime_type_of(content), title=title)
            key = upload_key("acme", upload_id)
            fake.objects[key], fake.sizes[key] = content, len(content)

        return fake, put

    def put_object(upload_id: str, content: bytes, called: str, title: str) -> None:
        boto3.client("s3").put_object(
            Bucket=bucket,
            Key=upload_key("acme", upload_id),
            Body=content,
            ContentType=called,
            Metadata={"title": quote(title, safe="")},
        )

    return S3Uploads(bucket, mime_type_of=mime_type_of), put_object


def test_an_upload_is_what_its_content_is(held: tuple[UploadedFiles, Put]) -> None:
    uploads, put = held
    put(ONE, CONTENT, "image/png", "étiquette.jpg")
    assert uploads.find("acme", ONE) == Upload(
        id=ONE, key=f"uploads/acme/{ONE}", mime_type=JPEG, size=len(CONTENT), title="étiquette.jpg"
    )
    assert len(CONTENT) > BEGINNING
    put(ONE, b"<html><script>alert(1)</script>", "image/jpeg", "photo.jpg")
    found = uploads.find("acme", ONE)
    assert found is not None
    assert found.mime_type is None  # markup is nothing that may be sent


def test_what_was_not_uploaded_or_belongs_to_another_brand_is_not_found(held: tuple[UploadedFiles, Put]) -> None:
    uploads, put = held
    put(ONE, CONTENT, JPEG, "a.jpg")
    assert uploads.find("other", ONE) is None
    assert uploads.find("acme", "2" * 32) is None


def test_a_file_is_read_and_one_that_is_gone_is_told(held: tuple[UploadedFiles, Put]) -> None:
    uploads, put = held
    put(ONE, CONTENT, JPEG, "a.jpg")
    assert uploads.content(FILE) == CONTENT
    uploads.discard(FILE)
    uploads.discard(FILE)
    with pytest.raises(NotFoundError):
        uploads.content(FILE)


def test_a_file_that_was_sent_is_kept_under_the_key_of_its_message_however_often_that_is_repeated(
    held: tuple[UploadedFiles, Put],
) -> None:
    uploads, put = held
    put(ONE, CONTENT, JPEG, "a.jpg")

    def keep() -> str | None:
        return uploads.keep(FILE, brand="acme", message=MESSAGE, keep_for=timedelta(days=365))

    first = keep()
    assert first is not None
    assert first.startswith("media/364d/acme/")
    assert keep() == first
    uploads.discard(FILE)
    assert keep() == first  # somebody was interrupted after the upload was deleted


def test_a_file_that_expired_before_it_was_kept_has_no_key(held: tuple[UploadedFiles, Put]) -> None:
    uploads, _ = held
    assert uploads.keep(FILE, brand="acme", message=MESSAGE, keep_for=timedelta(days=365)) is None


def test_what_is_kept_has_its_own_type_and_names_its_message(bucket: str) -> None:
    uploads = S3Uploads(bucket, mime_type_of=mime_type_of)
    boto3.client("s3").put_object(Bucket=bucket, Key=FILE.key, Body=CONTENT, ContentType="text/html")
    key = uploads.keep(FILE, brand="acme", message=MESSAGE, keep_for=timedelta(days=365))
    assert key is not None
    found = boto3.client("s3").get_object(Bucket=bucket, Key=key)
    assert (found["Body"].read(), found["ContentType"]) == (CONTENT, JPEG)
    assert S3Media(bucket).message_of(key) == MESSAGE


def test_a_table_of_words_is_one_where_its_sender_says_so(bucket: str) -> None:
    uploads = S3Uploads(bucket, mime_type_of=mime_type_of)
    words, address = b"colis;date\n4417;2026-03-02\n", {"Bucket": bucket, "Key": FILE.key}
    for called, expected in {CSV: CSV, "text/plain": "text/plain", "text/html": "text/plain"}.items():
        boto3.client("s3").put_object(**address, Body=words, ContentType=called)
        found = uploads.find("acme", ONE)
        assert found is not None
        assert found.mime_type == expected


def test_the_address_of_a_file_is_signed_for_minutes_and_shows_no_page(bucket: str) -> None:
    query = parse_qs(urlsplit(S3Uploads(bucket, mime_type_of=mime_type_of).url(FILE)).query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-Expires"] == ["900"]
    assert query["response-content-type"] == [JPEG]
    assert query["response-content-disposition"] == ["attachment; filename*=UTF-8''%C3%A9tiquette.jpg"]


def policy_of(fields: Any) -> list[Any]:
    found: list[Any] = json.loads(b64decode(fields["policy"]))["conditions"]
    return found


def test_a_form_takes_one_file_of_that_type_and_size_under_that_key_for_minutes(bucket: str) -> None:
    clock = FixedClock(START)
    form = S3UploadForms(bucket, clock).form("acme", ONE, title="étiquette.jpg", mime_type=JPEG, max_size=146_515)
    assert form.expires_at == START + timedelta(minutes=15)
    assert {name: form.fields[name] for name in ("key", "Content-Type", "x-amz-meta-title")} == {
        "key": f"uploads/acme/{ONE}",
        "Content-Type": JPEG,
        "x-amz-meta-title": "%C3%A9tiquette.jpg",
    }
    conditions = policy_of(form.fields)
    assert ["content-length-range", 1, 146_515] in conditions
    for fixed in ({"key": f"uploads/acme/{ONE}"}, {"Content-Type": JPEG}, {"bucket": bucket}):
        assert fixed in conditions
    assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert not any(name.lower() in ("acl", "success_action_redirect") for name in form.fields)


@pytest.mark.parametrize("call", ["find", "content", "keep", "discard"])
def test_a_bucket_that_does_not_answer_is_an_upstream_error(
    bucket: str, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def unreachable(*_: Any, **__: Any) -> Any:
        raise EndpointConnectionError(endpoint_url="https://s3")

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", unreachable)
    uploads = S3Uploads(bucket, mime_type_of=mime_type_of)
    calls: dict[str, Callable[[], object]] = {
        "find": lambda: uploads.find("acme", ONE),
        "content": lambda: uploads.content(FILE),
        "keep": lambda: uploads.keep(FILE, brand="acme", message=MESSAGE, keep_for=timedelta(days=365)),
        "discard": lambda: uploads.discard(FILE),
    }
    with pytest.raises(UpstreamError):
        calls[call]()


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-3"])
def test_forms_and_links_name_the_address_that_the_page_may_speak_to(
    bucket: str, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    """The attribute ``RegionalDomainName`` of the bucket, which its template gives to the page's policy."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    form = S3UploadForms(bucket, FixedClock(START)).form("acme", ONE, title="a.jpg", mime_type=JPEG, max_size=10)
    link, _ = S3MediaLinks(bucket, FixedClock(START)).link("media/a", content_type=JPEG, content_disposition="inline")
    assert {urlsplit(form.url).netloc, urlsplit(link).netloc} == {f"desk.s3.{region}.amazonaws.com"}
