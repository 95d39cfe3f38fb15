"""What the removal of a message's content is asked with, and answered."""

from typing import Self

from pydantic import Field

from functions.api.http.models import Instant, ListItem, RequestModel, ResponseModel
from shared.domain.messages.model import Message


class MessageQuery(RequestModel):
    ticket: ListItem = Field(description="the id of the ticket whose message it is")


class ContentRemovalView(ResponseModel):
    """The proof that nothing is left of what a message said."""

    id: str
    ticket_id: str
    deleted_at: Instant
    removed_by: str | None = Field(description="who took it away; null when its customer had deleted it before")

    @classmethod
    def of(cls, message: Message, ticket_id: str) -> Self:
        return cls.model_validate(
            {
                "id": message.message_id,
                "ticket_id": ticket_id,
                "deleted_at": message.deleted_at,
                "removed_by": message.removed_by,
            }
        )
