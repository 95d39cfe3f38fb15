"""Amazon Transcribe as it answers: real calls, stubbed answers; the words of a voice message on the whole path."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from shared.adapters.transcribe.amazon import AmazonTranscriber
from shared.domain.errors import RejectedError, UpstreamError
from shared.domain.media.transcription import Transcript, TranscriptState

pytestmark = pytest.mark.integration

KEY = "media/364d/acme/0123/A-1"
JOB = {"TranscriptionJobName": "desk-n1"}
OUTPUT = "transcripts/n1.json"


@pytest.fixture
def transcriber(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[AmazonTranscriber, Stubber]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="desk", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        made = AmazonTranscriber("desk", prefix="desk")
        with Stubber(made.client) as stub:
            yield made, stub


def _job(status: str, **more: Any) -> dict[str, Any]:
    return {"TranscriptionJob": {**JOB, "TranscriptionJobStatus": status, **more}}


def _written(document: bytes) -> None:
    boto3.client("s3").put_object(Bucket="desk", Key=OUTPUT, Body=document)


def test_a_sound_nobody_began_is_begun_with_both_languages(transcriber: tuple[AmazonTranscriber, Stubber]) -> None:
    made, stub = transcriber
    stub.add_client_error("get_transcription_job", "BadRequestException", http_status_code=400, expected_params=JOB)
    expected = {
        **JOB,
        "Media": {"MediaFileUri": f"s3://desk/{KEY}"},
        "MediaFormat": "ogg",
        "IdentifyLanguage": True,
        "LanguageOptions": ["fr-FR", "en-US"],
        "OutputBucketName": "desk",
        "OutputKey": OUTPUT,
    }
    stub.add_response("start_transcription_job", _job("IN_PROGRESS"), expected)
    assert made.transcript("n1", KEY, mime_type="audio/ogg").state is TranscriptState.RUNNING
    stub.assert_no_pending_responses()


def test_one_that_another_run_began_is_under_way(transcriber: tuple[AmazonTranscriber, Stubber]) -> None:
    made, stub = transcriber
    stub.add_client_error("get_transcription_job", "NotFoundException", http_status_code=400)
    stub.add_client_error("start_transcription_job", "ConflictException", http_status_code=400)
    assert made.transcript("n1", KEY, mime_type="audio/ogg").state is TranscriptState.RUNNING


@pytest.mark.parametrize(("status", "state"), [("QUEUED", TranscriptState.RUNNING), ("FAILED", TranscriptState.FAILED)])
def test_the_state_is_told(transcriber: tuple[AmazonTranscriber, Stubber], status: str, state: TranscriptState) -> None:
    made, stub = transcriber
    stub.add_response("get_transcription_job", _job(status), JOB)
    assert made.transcript("n1", KEY, mime_type="audio/ogg").state is state


def test_the_words_are_read_from_the_bucket_and_nothing_is_left(
    transcriber: tuple[AmazonTranscriber, Stubber],
) -> None:
    made, stub = transcriber
    said = {"results": {"transcripts": [{"transcript": "Mon colis n'est pas arrivé."}], "items": []}}
    _written(json.dumps(said).encode())
    stub.add_response("get_transcription_job", _job("COMPLETED", LanguageCode="fr-FR"), JOB)
    found = made.transcript("n1", KEY, mime_type="audio/ogg")
    assert found == Transcript(state=TranscriptState.DONE, text="Mon colis n'est pas arrivé.", language="fr")
    stub.add_response("delete_transcription_job", {}, JOB)
    made.forget("n1")
    stub.add_client_error("delete_transcription_job", "NotFoundException", http_status_code=400)
    made.forget("n1")
    assert boto3.client("s3").list_objects_v2(Bucket="desk")["KeyCount"] == 0


@pytest.mark.parametrize("document", [b"{", b"[]", b'{"results": {}}', b'{"results": {"transcripts": [1]}}'])
def test_what_cannot_be_read_has_no_words(transcriber: tuple[AmazonTranscriber, Stubber], document: bytes) -> None:
    made, stub = transcriber
    _written(document)
    stub.add_response("get_transcription_job", _job("COMPLETED", LanguageCode="en-US"), JOB)
    assert made.transcript("n1", KEY, mime_type="audio/ogg").text == ""


@pytest.mark.parametrize(
    ("code", "error"), [("LimitExceededException", UpstreamError), ("BadRequestException", RejectedError)]
)
def test_what_fails_says_whether_trying_again_helps(
    transcriber: tuple[AmazonTranscriber, Stubber], code: str, error: type[Exception]
) -> None:
    made, stub = transcriber
    stub.add_client_error("get_transcription_job", "NotFoundException", http_status_code=400)
    stub.add_client_error("start_transcription_job", code, http_status_code=400)
    with pytest.raises(error):
        made.transcript("n1", KEY, mime_type="audio/ogg")
