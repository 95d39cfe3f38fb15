"""Requests and views of notes."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from functions.api.http.access import AgentName
from functions.api.http.models import AgentId, Instant, RequestModel, ResponseModel, described
from shared.domain.tickets.collaboration import MAX_MENTIONS, MAX_NOTE_LENGTH, Note

_TEXT = described(
    r"^[^\x00-\x08\x0b-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b-\x1f\x7f]*$",
    "must contain a visible character, and no control characters",
)


class CreateNoteRequest(RequestModel):
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_NOTE_LENGTH, pattern=_TEXT)]
    mentions: Annotated[list[AgentId], Field(max_length=MAX_MENTIONS)] = Field(
        default=[], description="ids of agents who should see it"
    )
    agent: AgentName | None = Field(default=None, description="who writes; left out by an agent")


class ReadNotesRequest(RequestModel):
    agent: AgentName | None = Field(default=None, description="who has read them; left out by an agent")


class NoteAuthorView(ResponseModel):
    id: str
    name: str


class NoteView(ResponseModel):
    """A note that customers never see."""

    id: str
    ticket_id: str = Field(description="where it was written; another one where that was merged into this ticket")
    at: Instant
    author: NoteAuthorView
    text: str
    mentions: list[str]

    @classmethod
    def of(cls, note: Note) -> Self:
        author = NoteAuthorView(id=note.author_id, name=note.author_name)
        return cls(
            id=note.id,
            ticket_id=note.ticket_id,
            at=note.at,
            author=author,
            text=note.text,
            mentions=list(note.mentions),
        )


class NoteList(ResponseModel):
    """The notes of a ticket, oldest first."""

    items: list[NoteView]
