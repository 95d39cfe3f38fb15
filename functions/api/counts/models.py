"""Views of the counts of a caller's lists."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from functions.api.counts.use_cases import Arrival, Counts
from functions.api.http.models import BrandQuery, Instant, ResponseModel


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


class CountsQuery(BrandQuery):
    shown: str | None = Field(
        default=None,
        max_length=2000,
        description="the query of a list of `GET /tickets`, such as `unassigned=true&status=new`: the answer names the "
        "tickets that came into it last, wherever they stand in it",
    )


class ArrivalView(ResponseModel):
    ticket: str
    at: Instant = Field(description="when it was opened, or its customer began to wait once more")
    due_at: Instant | None


class ShownListView(ResponseModel):
    query: str
    arrivals: list[ArrivalView] | None = Field(
        description="open tickets of the list, the latest first, at most a hundred; null for a list of resolved or "
        "closed tickets, and for a query that is not understood"
    )

    @classmethod
    def of(cls, query: str, arrivals: Sequence[Arrival] | None) -> Self:
        if arrivals is None:
            return cls(query=query, arrivals=None)
        found = [ArrivalView(ticket=each.ticket_id, at=each.at, due_at=each.due_at) for each in arrivals]
        return cls(query=query, arrivals=found)


class CountsView(ResponseModel):
    """How many tickets are in each list of the caller, as they are now; what neither moves a ticket in a list nor is
    done by a person is seen after thirty seconds."""

    brand: str
    complete: bool = Field(
        description="false: only the first 1,000 open tickets were looked at, or not yet all changes of today, and "
        "every count is a floor"
    )
    lists: ListCountsView
    views: list[OwnCountView] = Field(description="the caller's own, in the order of `GET /views`")
    open_incidents: list[str] = Field(description="ids, of suspicions too")
    shown: ShownListView | None = Field(description="the list that was asked about")

    @classmethod
    def of(cls, counts: Counts, shown: str | None) -> Self:
        return cls(
            brand=counts.brand,
            complete=counts.complete,
            lists=ListCountsView(**counts.lists),
            views=[OwnCountView(name=each.name, query=each.query, count=each.count) for each in counts.own],
            open_incidents=list(counts.incidents),
            shown=None if shown is None else ShownListView.of(shown, counts.arrivals),
        )
