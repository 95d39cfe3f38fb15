"""What is put aside in the bucket."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from shared.adapters.s3.media import S3Media
from shared.adapters.s3.quarantine import S3Quarantine
from shared.adapters.s3.texts import S3Texts
from shared.adapters.sqs.dead_letters import SqsDeadLetters
from shared.adapters.unhandled import CountedUnhandledItems
from shared.domain.channels.quarantine import quarantine_key
from shared.domain.errors import ContentGoneError, NotFoundError, UpstreamError
from tests.fakes.stored import FixedClock
from tests.fakes.texts import FakeMedia

pytestmark = pytest.mark.integration
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BODY = b'{"a": "\xff'


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="desk")
        yield "desk"


def keep(quarantine: S3Quarantine, body: bytes = BODY) -> str:
    key = quarantine_key("facebook", "acme", body)
    quarantine.keep(key=key, reason="not_json", channel="facebook", brand="acme", body=body, received_at=AT)
    return key


def test_what_is_quarantined_is_kept_as_it_came_with_its_reason(bucket: str) -> None:
    quarantine = S3Quarantine(bucket)
    key = keep(quarantine)
    assert quarantine.read(key) == BODY
    found = quarantine.describe(key)
    assert found is not None
    assert (found.reason, found.channel, found.brand) == ("not_json", "facebook", "acme")
    assert found.received_at == "2026-03-02T09:00:00+00:00"


def test_the_same_thing_twice_is_one_object(bucket: str) -> None:
    quarantine = S3Quarantine(bucket)
    keys = {keep(quarantine), keep(quarantine), keep(quarantine, b"other")}
    assert set(quarantine.keys()) == keys
    assert set(quarantine.keys("quarantine/acme/facebook/")) == keys
    assert set(quarantine.keys("quarantine/other/")) == set()


def test_what_was_never_quarantined_is_not_found(bucket: str) -> None:
    assert S3Quarantine(bucket).describe("quarantine/none") is None
    with pytest.raises(NotFoundError):
        S3Quarantine(bucket).read("quarantine/none")


def test_a_text_is_named_by_the_place_of_its_message(bucket: str) -> None:
    texts = S3Texts(bucket)

    def put(message_id: str, part: str, days: float = 365) -> str:
        return texts.put("Grüße 😀", message=("telegram", "1", message_id), part=part, keep_for=timedelta(days=days))

    key = put("42:7", "e1")
    assert put("42:7", "e1") == key
    assert texts.get(key) == "Grüße 😀"
    assert len({key, put("42:8", "e1"), put("42:7", "e2")}) == 3
    assert "42" not in key.removesuffix(".txt").replace(key.split("/")[-1], "").replace(key.split("/")[-2], "")
    assert [put("m", "e", days).split("/")[1] for days in (0.5, 2, 7, 90, 365, 900)] == [
        "1d", "1d", "6d", "89d", "364d", "399d",
    ]  # fmt: skip
    texts.delete(key)
    with pytest.raises(ContentGoneError):
        texts.get(key)
    texts.delete(key)
    with pytest.raises(ContentGoneError):
        texts.get("text/none")


def test_a_bucket_that_fails_is_an_upstream_error(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nobody-has-this-one", bucket):
        adapter = S3Quarantine(name)
        if name == bucket:

            def fail(**_: object) -> None:
                raise EndpointConnectionError(endpoint_url="https://x")

            for method in ("put_object", "get_object", "head_object"):
                monkeypatch.setattr(adapter._bucket.client, method, fail)
            with pytest.raises(UpstreamError):
                adapter.describe("k")
        else:
            with pytest.raises(UpstreamError):
                list(adapter.keys())
        with pytest.raises(UpstreamError):
            keep(adapter)
        with pytest.raises(UpstreamError):
            adapter.read("k")


PLACE = ("whatsapp", "1", "wamid.é=")
A_YEAR = timedelta(days=365)


@pytest.mark.parametrize("real", [True, False])
def test_a_file_lies_in_an_object_of_its_own_and_says_of_which_message_it_is(bucket: str, real: bool) -> None:
    media = S3Media(bucket) if real else FakeMedia()
    keys = [media.key("acme", message=PLACE, attachment_id=each, keep_for=A_YEAR) for each in ("A-1", "A-2")]
    assert keys[0] != keys[1]
    assert keys[0].startswith("media/364d/acme/")
    assert "wamid" not in keys[0]  # ids of messages may name a person
    for key in keys:
        media.put(key, BytesIO(b"jpeg"), mime_type="image/jpeg", message=PLACE)
    assert media.message_of(keys[0]) == PLACE
    media.delete(keys[0])
    media.delete(keys[0])
    with pytest.raises(NotFoundError):
        media.message_of(keys[0])
    assert media.message_of(keys[1]) == PLACE


def test_a_file_keeps_its_type_and_its_content(bucket: str) -> None:
    media = S3Media(bucket)
    key = media.key("acme", message=PLACE, attachment_id="A-1", keep_for=A_YEAR)
    media.put(key, BytesIO(b"jpeg"), mime_type="image/jpeg", message=PLACE)
    found = boto3.client("s3").get_object(Bucket=bucket, Key=key)
    assert (found["Body"].read(), found["ContentType"]) == (b"jpeg", "image/jpeg")


def test_an_object_that_says_nothing_of_its_message_belongs_to_none(bucket: str) -> None:
    boto3.client("s3").put_object(Bucket=bucket, Key="media/1d/acme/x/A-1", Body=b"x")
    assert S3Media(bucket).message_of("media/1d/acme/x/A-1") is None


def test_what_waits_in_the_quarantine_is_counted_for_its_brand_and_once_a_minute(bucket: str) -> None:
    quarantine, clock = S3Quarantine(bucket), FixedClock()
    queue = boto3.client("sqs").create_queue(QueueName="parked")["QueueUrl"]
    counted = CountedUnhandledItems(SqsDeadLetters(queue), quarantine, clock)
    keep(quarantine)
    assert (counted.quarantined("acme"), counted.quarantined("acm"), counted.parked()) == (1, 0, 0)

    keep(quarantine, b"another body")
    assert counted.quarantined("acme") == 1
    clock.pass_time(minutes=1)
    assert counted.quarantined("acme") == 2
