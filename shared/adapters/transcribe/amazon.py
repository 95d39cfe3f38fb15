"""Amazon Transcribe: a sound in the bucket becomes words, in French or English."""

import json
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shared.adapters.aws_errors import code_of, translated
from shared.adapters.s3.bucket import S3Bucket
from shared.domain.errors import NotFoundError
from shared.domain.media.transcription import FORMATS, Transcript, TranscriptState

TRANSCRIPTS = "transcripts/"
LANGUAGES = ("fr-FR", "en-US")

CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})

_FINISHED = "COMPLETED"
_FAILED = "FAILED"
_UNKNOWN = frozenset({"NotFoundException", "BadRequestException"})  # the service says either of a name it does not know
_BEGUN = "ConflictException"


class AmazonTranscriber:
    """Implements the port ``Transcriber``. The service reads and writes the bucket with this function's permissions."""

    def __init__(self, bucket_name: str, *, prefix: str) -> None:
        """``prefix`` keeps the stacks of an account apart."""
        self._bucket = S3Bucket(bucket_name)
        self._prefix = prefix

    @cached_property
    def client(self) -> Any:
        return boto3.client("transcribe", config=CONFIG)

    def transcript(self, name: str, key: str, *, mime_type: str) -> Transcript:
        job = self._job(name)
        if job is None:
            self._start(name, key, mime_type)
            return Transcript(state=TranscriptState.RUNNING)
        status = job.get("TranscriptionJobStatus")
        if status == _FAILED:
            return Transcript(state=TranscriptState.FAILED)
        if status != _FINISHED:
            return Transcript(state=TranscriptState.RUNNING)
        try:
            text = _text(self._bucket.get(_output(name)))
        except NotFoundError:
            return Transcript(state=TranscriptState.FAILED)  # another run has read it
        language = str(job.get("LanguageCode") or "").partition("-")[0]
        return Transcript(state=TranscriptState.DONE, text=text, language=language or None)

    def forget(self, name: str) -> None:
        self._bucket.delete(_output(name))
        with translated("transcribe"):
            try:
                self.client.delete_transcription_job(TranscriptionJobName=self._called(name))
            except ClientError as error:
                if code_of(error) not in _UNKNOWN:
                    raise

    def _called(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    def _job(self, name: str) -> dict[str, Any] | None:
        with translated("transcribe"):
            try:
                found: dict[str, Any] = self.client.get_transcription_job(TranscriptionJobName=self._called(name))[
                    "TranscriptionJob"
                ]
            except ClientError as error:
                if code_of(error) in _UNKNOWN:
                    return None
                raise
        return found

    def _start(self, name: str, key: str, mime_type: str) -> None:
        with translated("transcribe"):
            try:
                self.client.start_transcription_job(
                    TranscriptionJobName=self._called(name),
                    Media={"MediaFileUri": f"s3://{self._bucket.name}/{key}"},
                    MediaFormat=FORMATS[mime_type],
                    IdentifyLanguage=True,
                    LanguageOptions=list(LANGUAGES),
                    OutputBucketName=self._bucket.name,
                    OutputKey=_output(name),
                )
            except ClientError as error:
                if code_of(error) != _BEGUN:
                    raise


def _output(name: str) -> str:
    return f"{TRANSCRIPTS}{name}.json"


def _text(document: bytes) -> str:
    """The words in what the service wrote (Amazon Transcribe developer guide, "Data input and output")."""
    try:
        said = json.loads(document)["results"]["transcripts"]
        return " ".join(str(one["transcript"]) for one in said)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
