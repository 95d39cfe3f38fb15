"""What reports look like."""

from typing import Self

from pydantic import Field

from functions.api.contracts import Answer, Instant
from functions.api.reports import ListeningFigures, Percentiles, ServiceFigures


class HourView(Answer):
    """One hour of the day in the brand's time zone, over all days of the report."""

    hour: int = Field(description="0 to 23")
    messages: int
    open_share: float = Field(description="how much of this hour the desk was open, 0 to 1")


class ListeningView(Answer):
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
    def of(cls, found: ListeningFigures) -> Self:
        return cls(
            brand=found.brand,
            since=found.since,
            until=found.until,
            time_zone=found.time_zone,
            hours=[HourView(hour=h.hour, messages=h.messages, open_share=round(h.open_share, 3)) for h in found.hours],
            **found.totals,
        )


class PercentilesView(Answer):
    """How long something took, in seconds; null when it never happened."""

    count: int
    median_seconds: int | None
    p90_seconds: int | None

    @classmethod
    def of(cls, spread: Percentiles) -> Self:
        return cls(count=spread.count, median_seconds=spread.median, p90_seconds=spread.p90)


class AcknowledgementsView(Answer):
    """What became of automatic acknowledgements in the hours of the span."""

    sent: int
    suppressed: dict[str, int] = Field(description="not sent, by reason")
    failed: dict[str, int] = Field(description="not sent, by class of failure")
    delay: PercentilesView = Field(
        description="from the message to its acknowledgement, for tickets opened in the span"
    )


class ServiceView(Answer):
    """Service figures of the tickets that were opened in a span of time."""

    brand: str
    since: Instant = Field(alias="from")
    until: Instant = Field(alias="to")
    complete: bool = Field(description="false: there were more tickets than one report looks at; take a shorter span")
    opened: int
    by_priority: dict[str, int]
    by_category: dict[str, int]
    by_channel: dict[str, int]
    by_status: dict[str, int]
    acknowledged: int
    answered: int
    resolved: int
    breached: int = Field(description="first answers that came after their deadline, or not at all")
    acknowledgements: AcknowledgementsView
    first_response: PercentilesView = Field(
        description="from the first unanswered message to a person's answer, here or in the platform's own app"
    )
    first_response_business: PercentilesView = Field(description="the same, counted while the desk is open only")
    resolution: PercentilesView = Field(description="from the opening of a ticket to its solution")

    @classmethod
    def of(cls, found: ServiceFigures) -> Self:
        spreads = ("first_response", "first_response_business", "resolution")
        same = {n: getattr(found, n) for n in cls.model_fields if n not in (*spreads, "acknowledgements")}
        told = found.acknowledgements
        acknowledgements = AcknowledgementsView(
            sent=told.sent,
            suppressed=dict(told.suppressed),
            failed=dict(told.failed),
            delay=PercentilesView.of(told.delay),
        )
        shown = {name: PercentilesView.of(getattr(found, name)) for name in spreads}
        return cls(acknowledgements=acknowledgements, **shown, **same)
