"""Requests and views of uploads."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from functions.api.http.models import BrandQuery, Instant, ResponseModel, WholeNumber, described
from shared.domain.channels.attachments import MAX_FILE_SIZE, SENDABLE
from shared.ports.uploads import UploadForm


def _check_type(given: str) -> str:
    if given not in SENDABLE:
        raise ValueError(f"should be one of {', '.join(sorted(SENDABLE))}")
    return given


_NAME = described(
    r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
    "must contain a visible character and no control characters",
)
FileName = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=_NAME)]
SendableType = Annotated[str, AfterValidator(_check_type), Field(json_schema_extra={"enum": sorted(SENDABLE)})]


class CreateUploadRequest(BrandQuery):
    """A file that is going to be sent. What the content is decides when it is sent, not what is said here."""

    file_name: FileName = Field(description="shown to the customer where the channel shows names")
    mime_type: SendableType
    size: WholeNumber = Field(ge=1, le=MAX_FILE_SIZE, description="bytes; the form takes no more")


class UploadView(ResponseModel):
    """A form: post `fields`, and then the file as the field `file`, to `url` as `multipart/form-data`."""

    id: str = Field(description="for `attachments` of a reply, within a day of the upload")
    url: str
    fields: dict[str, str]
    expires_at: Instant = Field(description="until when the form is taken")

    @classmethod
    def of(cls, upload_id: str, form: UploadForm) -> Self:
        return cls(id=upload_id, url=form.url, fields=dict(form.fields), expires_at=form.expires_at)
