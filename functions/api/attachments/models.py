"""Requests and views of the files of messages."""

from pydantic import Field

from functions.api.http.models import Flag, Instant, RequestModel, ResponseModel


class AttachmentQuery(RequestModel):
    redirect: Flag = Field(default=True, description="false: answer the address (200) instead of leading there (302)")


class AttachmentLinkView(ResponseModel):
    """An address that needs no token."""

    url: str
    expires_at: Instant
