"""Requests and views of proposals."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from functions.api.http.access import AgentName
from functions.api.http.models import (
    BrandQuery,
    Flag,
    Instant,
    ListItem,
    ListModel,
    NotNull,
    PageQuery,
    RequestModel,
    ResponseModel,
    described,
)
from functions.api.proposals.use_cases import excerpt_in_list
from shared.domain.messages.model import Message
from shared.domain.proposals.model import MAX_TEXT, WAITING, Proposal, ProposalKind, ProposalState

_TEXT = described(r"^[^\x00-\x08\x0b-\x1f\x7f]+$", "must contain no control characters")
_INITIALS = described(r"^[A-Za-zÀ-ÿ]{1,4}$", "should be one to four letters")
ProposalText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=_TEXT)]
Initials = Annotated[str, StringConstraints(pattern=_INITIALS)]


class ListProposalsQuery(BrandQuery, PageQuery):
    decided: Flag = Field(default=False, description="those that were decided on and are still kept, too")
    state: ProposalState | None = Field(default=None, description="in this state, whatever `decided` says")
    kind: ProposalKind | None = Field(default=None, description="of one kind")
    ticket: ListItem | None = Field(
        default=None, description="the thank-you for this ticket; the rest is not looked at"
    )

    @property
    def states(self) -> frozenset[ProposalState]:
        if self.state is not None:
            return frozenset({self.state})
        return frozenset(ProposalState) if self.decided else WAITING


class AcceptProposalRequest(BrandQuery, RequestModel):
    text: NotNull[ProposalText] = Field(default=None, description="in other words; not of a like")
    agent: NotNull[AgentName] = Field(default=None, description="who decides; needed of programs")
    initials: NotNull[Initials] = Field(default=None, description="signs a public answer")


class DismissProposalRequest(BrandQuery, RequestModel):
    agent: NotNull[AgentName] = Field(default=None, description="who decides; needed of programs")


class HideMessageRequest(RequestModel):
    ticket: ListItem = Field(description="the id of the ticket whose message it is")
    agent: NotNull[AgentName] = Field(default=None, description="who decides; needed of programs")


class RevertProposalRequest(BrandQuery, RequestModel):
    agent: NotNull[AgentName] = Field(default=None, description="who decides; needed of programs")


class ProposalView(ResponseModel):
    """What a person decides on before it is said in public."""

    id: str
    brand: str
    kind: ProposalKind
    state: ProposalState
    channel: str
    account_id: str
    ticket_id: str | None
    text: str = Field(description="what would be said; empty for a like and for hiding")
    language: str
    team: str
    created_at: Instant
    expires_at: Instant
    decided_at: Instant | None
    decided_by: str | None = Field(description="`nightdesk` where the brand file decided")
    reverted_at: Instant | None
    reverted_by: str | None = Field(description="who had shown again what was hidden")
    error: str | None = Field(description="why it was not carried out")
    excerpt: str = Field(description="the beginning of the customer's message that it is about")
    permalink: str | None = Field(description="of that message")

    @classmethod
    def of(cls, proposal: Proposal, message: Message | None = None) -> Self:
        own = ("excerpt", "permalink")
        same = {name: getattr(proposal, name) for name in cls.model_fields if name not in own}
        return cls(excerpt=excerpt_in_list(message), permalink=message and message.permalink, **same)


class ProposalList(ListModel[ProposalView]):
    """The proposals of a brand, newest first. A page has at most 50."""
