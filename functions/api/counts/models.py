"""Views of the counts of a caller's lists."""

from typing import Self

from pydantic import Field

from functions.api.counts.use_cases import Counts
from functions.api.http.models import ResponseModel


class ListCountsView(ResponseModel):
    """Open tickets, but for `mentions` and `resolved_today`."""

    waiting: int = Field(description="`new` or `open`")
    waiting_longest: int = Field(description="for which a customer waits for an answer")
    mine: int = Field(description="held by the caller")
    mentions: int = Field(
        description="of any status, with a note that names the caller, who has neither written one since nor read it; "
        "at most 100"
    )
    unassigned: int = Field(description="`new` or `open`, and held by nobody")
    team: int = Field(description="of the caller's teams; of all teams for a caller who is in none")
    due_soon: int = Field(description="with a deadline within the hour")
    overdue: int
    danger: int = Field(description="in which somebody may be hurt")
    incidents: int = Field(description="of incidents that are open, or suspected")
    resolved_today: int = Field(
        description="tickets that are resolved or closed, and were so since midnight in the brand's time zone: those "
        "of `GET /tickets?resolved_after=`"
    )
    all: int


class OwnCountView(ResponseModel):
    name: str
    query: str
    count: int | None = Field(
        description="null for a list of resolved or closed tickets, of mentions or by the time of change, and for a "
        "query that is not understood"
    )


class CountsView(ResponseModel):
    """How many tickets are in each list of the caller, at most ten seconds old."""

    brand: str
    complete: bool = Field(
        description="false: only the first 1,000 open tickets were looked at, or not yet all changes of today, and "
        "every count is a floor"
    )
    lists: ListCountsView
    views: list[OwnCountView] = Field(description="the caller's own, in the order of `GET /views`")

    @classmethod
    def of(cls, counts: Counts) -> Self:
        return cls(
            brand=counts.brand,
            complete=counts.complete,
            lists=ListCountsView(**counts.lists),
            views=[OwnCountView(name=each.name, query=each.query, count=each.count) for each in counts.own],
        )
