"""What the API takes. Requests refuse what they do not know: a misspelt filter must not be ignored in silence."""

import re
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from shared.channels import CHANNELS
from shared.domain.replies.rules import MAX_INITIALS, Mode
from shared.domain.tickets.changes import Change
from shared.domain.vocabulary import Category, Priority, Status
from shared.ports.pages import TicketFilter


def _space_was_plus(given: Any) -> Any:
    """``+01:00`` arrives as `` 01:00`` when the caller did not escape the plus sign."""
    return re.sub(r" (\d\d:?\d\d)$", r"+\1", given) if isinstance(given, str) else given


def _is_no_number(given: Any) -> Any:
    """Seconds or milliseconds since 1970: which of them is meant could only be guessed."""
    if isinstance(given, str) and re.fullmatch(r"[\s+-]*[\d._]+\s*", given):
        raise ValueError("should be an instant with its zone, such as 2026-03-02T21:10:00Z")
    return given


def _in_our_time(given: datetime) -> datetime:
    if not 1970 < given.year < 9999:  # noqa: PLR2004  beyond it, UTC cannot always be told
        raise ValueError("lies outside the years 1971 to 9998")
    return given


def _known_channel(given: str) -> str:
    if given not in CHANNELS:
        raise ValueError(f"should be one of {', '.join(CHANNELS)}")
    return given


AskedInstant = Annotated[
    AwareDatetime,
    BeforeValidator(_is_no_number),
    BeforeValidator(_space_was_plus),
    AfterValidator(_in_our_time),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T21:10:00Z"]}),
]
_WORD, _TAG = r"^[^\x00-\x1f]*$", r"^[a-z0-9][a-z0-9_-]{0,49}$"
_TEXT, _INITIALS = r"^[^\x00-\x08\x0b-\x1f\x7f]*$", rf"^[A-Za-zÀ-ÖØ-öø-ÿ]{{1,{MAX_INITIALS}}}$"
IN_WORDS = {
    _WORD: "must not hold control characters",
    _TAG: "must be 1 to 50 small letters, digits, hyphens or underscores, the first a letter or a digit",
    _TEXT: "must not hold control characters",
    _INITIALS: f"must be 1 to {MAX_INITIALS} letters",
}
"""What a pattern asks for, for whoever did not follow it."""
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_WORD)]
Channel = Annotated[str, AfterValidator(_known_channel)]
Tag = Annotated[str, StringConstraints(pattern=_TAG)]
Cursor = Annotated[str, Field(description="where to go on: `next_cursor` of the part before", max_length=1000)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=_TEXT)]
Initials = Annotated[str, StringConstraints(pattern=_INITIALS)]
LIMIT = 100


class RequestModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Empty(RequestModel):
    """No parameters."""


class PageQuery(RequestModel):
    limit: int = Field(default=50, ge=1, le=LIMIT)
    cursor: Cursor | None = None


class ListTicketsQuery(RequestModel):
    """Filters are alternatives within one name, conditions between names; repeat a name or separate by commas."""

    brand: Word | None = Field(default=None, description="may be left out when the token is for one brand")
    status: frozenset[Status] = frozenset()
    priority: frozenset[Priority] = frozenset()
    category: frozenset[Category] = frozenset()
    channel: frozenset[Channel] = frozenset()
    team: frozenset[Word] = frozenset()
    claimed_by: frozenset[Word] = frozenset()
    updated_since: AskedInstant | None = Field(
        default=None, description="every ticket that changed since, by the time of change, whatever its status"
    )
    limit: int = Field(default=25, ge=1, le=LIMIT)
    cursor: Cursor | None = None

    @property
    def wanted(self) -> TicketFilter:
        return TicketFilter(
            status=frozenset(self.status),
            priority=frozenset(self.priority),
            category=frozenset(self.category),
            channel=self.channel,
            team=self.team,
            claimed_by=self.claimed_by,
        )


class ClaimRequest(RequestModel):
    agent: Word | None = Field(default=None, description="who takes it; the name of the token when left out")
    take_over: bool = Field(default=False, description="take it even from somebody else")


class CreateReplyRequest(RequestModel):
    """`move_to_private` publishes `text` as an invitation; `private_text` then follows in private."""

    text: Text
    visibility: Mode
    private_text: Text | None = Field(default=None, description="for `move_to_private` only")
    agent: Word | None = Field(default=None, description="who writes; the name of the token when left out")
    initials: Initials | None = Field(
        default=None, description="sign a public answer, as in `^SB`; those of the agent's name when left out"
    )
    allow_personal_data: bool = Field(
        default=False, description="publish what looks like personal data all the same; needs `replies:override`"
    )

    @model_validator(mode="after")
    def _private_text_has_a_use(self) -> Self:
        if self.private_text is not None and self.visibility is not Mode.MOVE_TO_PRIVATE:
            raise ValueError("private_text goes with the visibility move_to_private only")
        return self


class UpdateTicketRequest(RequestModel):
    """At least one field. `tags` replace the present ones."""

    status: Status | None = None
    team: Word | None = None
    priority: Priority | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, given: Any) -> Any:
        if isinstance(given, dict):
            if not given:
                raise ValueError("name at least one of status, team, priority, tags")
            empty = next((name for name, value in given.items() if value is None), None)
            if empty is not None:
                raise ValueError(f"{empty} may not be null")
        return given

    @property
    def change(self) -> Change:
        tags = None if self.tags is None else tuple(dict.fromkeys(self.tags))
        return Change(status=self.status, team=self.team, priority=self.priority, tags=tags)


class ListIncidentsQuery(PageQuery):
    brand: Word | None = Field(default=None, description="may be left out when the token is for one brand")
    open: bool = Field(default=False, description="only those that are not resolved")


class OpenIncidentRequest(RequestModel):
    brand: Word | None = Field(default=None, description="may be left out when the token is for one brand")
    title: Word
    channels: Annotated[tuple[Channel, ...], Field(max_length=30)] = ()


class ReportQuery(RequestModel):
    brand: Word | None = Field(default=None, description="may be left out when the token is for one brand")
    since: AskedInstant | None = Field(
        default=None, alias="from", description="counted by whole hours; a day before `to` when left out"
    )
    until: AskedInstant | None = Field(default=None, alias="to", description="now when left out")
