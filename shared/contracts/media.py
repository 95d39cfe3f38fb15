"""Entries of the media queue, and what GuardDuty says about an object."""

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.domain.errors import UnreadableEventError
from shared.domain.media.fetching import MediaRequest

_REQUEST = TypeAdapter(MediaRequest)


def load_media_request(body: str) -> MediaRequest:
    """Raises ``UnreadableEventError``."""
    try:
        return _REQUEST.validate_json(body)
    except ValidationError as error:
        raise UnreadableEventError(f"media request: {error.error_count()} wrong fields") from None


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Object(_Part):
    key: str = Field(alias="objectKey")


class _Result(_Part):
    status: str = Field(alias="scanResultStatus")


class ScanVerdict(_Part):
    """The detail of ``GuardDuty Malware Protection Object Scan Result`` (Amazon GuardDuty user guide)."""

    scanned: _Object = Field(alias="s3ObjectDetails")
    result: _Result = Field(alias="scanResultDetails")

    @property
    def is_threat(self) -> bool:
        return self.result.status == "THREATS_FOUND"
