"""Request and views of reports."""

from typing import Self

from pydantic import Field

from functions.api.http.models import BrandQuery, Instant, InstantParameter, ResponseModel
from functions.api.reports.listening import ListeningFigures
from functions.api.reports.service import Percentiles, ServiceFigures


class ReportQuery(BrandQuery):
    since: InstantParameter | None = Field(
        default=None,
        alias="from",
        description="counted from its hour; at most 92 days before `to`; one day if left out",
    )
    until: InstantParameter | None = Field(default=None, alias="to", description="now if left out")


class HourView(ResponseModel):
    """One hour of the day in the brand's time zone, over all days of the report."""

    hour: int = Field(description="0 to 23")
    messages: int
    open_share: float = Field(description="how much of this hour the desk was open, 0 to 1")


class ListeningView(ResponseModel):
    """The six questions of social listening."""

    brand: str
    since: Instant = Field(alias="from")
    until: Instant = Field(alias="to")
    time_zone: str
    messages: int
    frustrated: int = Field(description="written in frustration")
    account_or_technical: int = Field(description="technical, or about the customer's account")
    feedback_good: int
    feedback_bad: int
    answered_by_a_page: int = Field(description="an existing page would have answered")
    deserved_an_answer: int
    desk_closed: int = Field(description="written while the desk was closed")
    hours: list[HourView]

    @classmethod
    def of(cls, figures: ListeningFigures) -> Self:
        return cls(
            brand=figures.brand,
            since=figures.since,
            until=figures.until,
            time_zone=figures.time_zone,
            hours=[
                HourView(hour=h.hour, messages=h.messages, open_share=round(h.open_share, 3)) for h in figures.hours
            ],
            **figures.totals,
        )


class PercentilesView(ResponseModel):
    """How long something took, in seconds; null if it never happened."""

    count: int
    median_seconds: int | None
    p90_seconds: int | None

    @classmethod
    def of(cls, percentiles: Percentiles) -> Self:
        return cls(count=percentiles.count, median_seconds=percentiles.median, p90_seconds=percentiles.p90)


class AcknowledgementsView(ResponseModel):
    """Automatic acknowledgements in the hours of the span."""

    sent: int
    suppressed: dict[str, int] = Field(description="not sent, by reason")
    failed: dict[str, int] = Field(description="not sent, by class of failure")
    delay: PercentilesView = Field(
        description="from the message to its acknowledgement, for tickets opened in the span"
    )


class ServiceView(ResponseModel):
    """Service figures of the tickets that were opened in a span of time."""

    brand: str
    since: Instant = Field(alias="from")
    until: Instant = Field(alias="to")
    complete: bool = Field(description="false if there are more tickets than one report reads: choose a shorter span")
    opened: int
    by_priority: dict[str, int]
    by_category: dict[str, int]
    by_channel: dict[str, int]
    by_status: dict[str, int]
    corrected: int = Field(description="tickets of which a person corrected or confirmed the classification")
    acknowledged: int
    answered: int
    resolved: int
    resolution_breached: int = Field(description="tickets whose resolution target was missed")
    breached: int = Field(description="tickets whose first response came after its deadline, or has not come")
    acknowledgements: AcknowledgementsView
    first_response: PercentilesView = Field(
        description="from the first unanswered message to a person's answer, here or in the platform's own app"
    )
    first_response_business: PercentilesView = Field(description="the same, counted while the desk is open only")
    resolution: PercentilesView = Field(description="from the opening of a ticket to its solution")

    @classmethod
    def of(cls, figures: ServiceFigures) -> Self:
        durations = ("first_response", "first_response_business", "resolution")
        same = {n: getattr(figures, n) for n in cls.model_fields if n not in (*durations, "acknowledgements")}
        acknowledgements = figures.acknowledgements
        acknowledgements_view = AcknowledgementsView(
            sent=acknowledgements.sent,
            suppressed=dict(acknowledgements.suppressed),
            failed=dict(acknowledgements.failed),
            delay=PercentilesView.of(acknowledgements.delay),
        )
        shown = {name: PercentilesView.of(getattr(figures, name)) for name in durations}
        return cls(acknowledgements=acknowledgements_view, **shown, **same)
