"""Requests and views of saved replies."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from functions.api.http.access import AgentName
from functions.api.http.models import (
    ID_PATTERN,
    NO_OTHER_KEYS,
    BrandQuery,
    Instant,
    LanguageKey,
    ListModel,
    NotNull,
    PageQuery,
    RequestModel,
    ResponseModel,
    ShortText,
    described,
)
from shared.domain.replies.saved import MAX_LENGTH, PLACEHOLDERS, SavedReply, SavedReplyAct, SavedReplyChange

# Braces stand for the placeholders and for nothing else, so that the schema says what the code checks.
_TEXT = described(
    rf"^(?:[^\x00-\x08\x0b-\x1f\x7f{{}}]|\{{(?:{'|'.join(PLACEHOLDERS)})\}})+$",
    f"must contain no control characters, and no braces but {', '.join('{' + name + '}' for name in PLACEHOLDERS)}",
)
_TICKET = described(ID_PATTERN, "should be the id of a ticket")


SavedText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH, pattern=_TEXT)]


class PutSavedReplyRequest(RequestModel):
    """Placeholders: `{customer}`, `{agent}`, `{ticket}`."""

    title: ShortText
    texts: Annotated[
        dict[LanguageKey, SavedText],
        Field(
            min_length=1,
            max_length=10,
            description="language → text",
            json_schema_extra=NO_OTHER_KEYS,
        ),
    ]


class UseSavedReplyRequest(RequestModel):
    ticket_id: Annotated[str, StringConstraints(pattern=_TICKET)]
    language: NotNull[LanguageKey] = Field(default=None, description="that of the ticket if left out")
    agent: AgentName | None = Field(default=None, description="who answers; left out by an agent")


class SavedReplyView(ResponseModel):
    id: str
    brand: str
    title: str
    texts: dict[str, str]
    uses: int = Field(description="how often it was filled in for a ticket")
    updated_at: Instant
    updated_by: str
    updated_by_id: str | None = Field(description="their id; null for one of an earlier version")

    @classmethod
    def of(cls, reply: SavedReply) -> Self:
        same = {name: getattr(reply, name) for name in cls.model_fields if name != "texts"}
        return cls(texts=dict(reply.texts), **same)


class SavedReplyList(ResponseModel):
    """The saved replies of a brand, in the order of their titles."""

    items: list[SavedReplyView]


class EarlierReplyView(ResponseModel):
    title: str
    texts: dict[str, str]
    updated_at: Instant
    updated_by: str

    @classmethod
    def of(cls, reply: SavedReply) -> Self:
        return cls(title=reply.title, texts=dict(reply.texts), updated_at=reply.updated_at, updated_by=reply.updated_by)


class SavedReplyChangeView(ResponseModel):
    """What somebody did to a saved reply."""

    id: str = Field(description="of the saved reply")
    at: Instant
    by: str
    by_id: str | None = Field(description="the id of the agent, or of the token")
    act: SavedReplyAct
    title: str
    before: EarlierReplyView | None = Field(description="how it read until then, and whose text that was")

    @classmethod
    def of(cls, change: SavedReplyChange) -> Self:
        return cls(
            id=change.reply_id,
            at=change.at,
            by=change.by,
            by_id=change.by_id,
            act=change.act,
            title=change.title,
            before=None if change.before is None else EarlierReplyView.of(change.before),
        )


class SavedReplyChangeList(ListModel[SavedReplyChangeView]):
    """A page of what was done to the saved replies of a brand, the newest first."""


class SavedReplyChangesQuery(PageQuery, BrandQuery):
    pass


class FilledReplyView(ResponseModel):
    """A saved reply for one ticket. It is a draft: nothing was sent."""

    language: str
    text: str
