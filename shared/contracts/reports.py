"""Reports as the API answers them and the weekly letter shows them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from pydantic import Field

from shared.contracts.responses import Instant, ResponseModel
from shared.domain.figures.hours import ListeningFigures
from shared.domain.figures.model import Counted, Percentiles
from shared.domain.figures.service import KindFigures, PartFigures, Satisfaction, ServiceFigures, WroteAgain
from shared.domain.figures.topics import Topic
from shared.domain.figures.words import RisingWord

_COUNTED_UNTIL = (
    "when the newest change was made that is counted: changes are counted some seconds later, longer after an outage"
)
_COMPLETE = "whether all of the span is counted, as far as it has passed"


class HourView(ResponseModel):
    """One hour of the day in the brand's time zone, over all days of the report."""

    hour: int = Field(description="0 to 23")
    messages: int
    open_share: float = Field(
        description="how much of this hour the desk is open, 0 to 1, in a usual week, on the weekdays of the span"
    )


class ExtraHoursView(ResponseModel):
    """Hours of a day of the week in which the desk is closed."""

    weekday: int = Field(description="0 is Monday")
    hour: int = Field(description="where they begin: 0 to 23, in the brand's time zone")
    until_hour: int = Field(description="where they end: 1 to 24")
    messages: int
    share: float = Field(description="of all messages of the span")


class RatingView(ResponseModel):
    """The reviews with stars of one channel."""

    channel: str
    reviews: int
    average: float | None = Field(description="from 1 to 5")


class RatingsView(ResponseModel):
    """The stars that customers gave in reviews."""

    reviews: int
    average: float | None = Field(description="from 1 to 5; null without any")
    stars: dict[str, int] = Field(description="how many reviews have `1`, `2` … `5`")
    channels: list[RatingView] = Field(description="the channel of the most reviews first")

    @classmethod
    def of(cls, figures: ListeningFigures) -> Self:
        return cls(
            reviews=figures.rating.count,
            average=_rounded(figures.rating.average),
            stars={str(stars): count for stars, count in figures.stars.items()},
            channels=[
                RatingView(channel=channel, reviews=found.count, average=_rounded(found.average))
                for channel, found in figures.ratings.items()
            ],
        )


def _rounded(average: float | None) -> float | None:
    return None if average is None else round(average, 2)


class SentimentsView(ResponseModel):
    """The sentiment of all messages, whatever they are about."""

    positive: int
    neutral: int
    negative: int


class ListeningView(ResponseModel):
    """The six questions of social listening."""

    brand: str
    since: Instant = Field(alias="from")
    until: Instant = Field(alias="to")
    counted_until: Instant | None = Field(description=_COUNTED_UNTIL)
    complete: bool = Field(description=_COMPLETE)
    time_zone: str
    messages: int
    frustrated: int = Field(description="written in frustration")
    account_or_technical: int = Field(description="technical, or about the customer's account")
    feedback_good: int
    feedback_bad: int
    answered_by_a_page: int = Field(description="an existing page would have answered")
    deserved_an_answer: int
    desk_closed: int = Field(description="written while the desk was closed")
    closed_exceptionally: int = Field(
        description="of these, at hours at which it usually is open: on holidays, on other closed days, or on channels "
        "with hours of their own"
    )
    sentiments: SentimentsView
    hours: list[HourView]
    extra_hours: list[ExtraHoursView] = Field(
        description="the busiest of those in which the desk is closed, neighbours put together, and what opening them "
        "would have covered"
    )
    ratings: RatingsView
    searches: dict[str, int] = Field(description="messages by the saved search of the brand file that found them")

    @classmethod
    def of(cls, figures: ListeningFigures, counted: Counted) -> Self:
        return cls(
            brand=figures.brand,
            counted_until=counted.until,
            complete=counted.complete,
            since=figures.since,
            until=figures.until,
            time_zone=figures.time_zone,
            hours=[
                HourView(hour=h.hour, messages=h.messages, open_share=round(h.open_share, 3)) for h in figures.hours
            ],
            extra_hours=[
                ExtraHoursView(
                    weekday=e.weekday,
                    hour=e.hour,
                    until_hour=e.until_hour,
                    messages=e.messages,
                    share=round(e.share, 3),
                )
                for e in figures.extra_hours
            ],
            closed_exceptionally=figures.closed_exceptionally,
            ratings=RatingsView.of(figures),
            searches=dict(sorted(figures.searches.items())),
            sentiments=SentimentsView.model_validate(figures.sentiments),
            **figures.totals,
        )


class PercentilesView(ResponseModel):
    """How long something took, in seconds, within two per cent; null if it never happened."""

    count: int
    median_seconds: int | None
    p90_seconds: int | None
    p95_seconds: int | None

    @classmethod
    def of(cls, percentiles: Percentiles) -> Self:
        return cls(
            count=percentiles.count,
            median_seconds=percentiles.p50,
            p90_seconds=percentiles.p90,
            p95_seconds=percentiles.p95,
        )


class AcknowledgementsView(ResponseModel):
    """Automatic acknowledgements in the hours of the span."""

    sent: int
    suppressed: dict[str, int] = Field(description="not sent, by reason")
    failed: dict[str, int] = Field(description="not sent, by class of failure")
    delay: PercentilesView = Field(description="from the message to its acknowledgement")


class WroteAgainView(ResponseModel):
    """Customers who had written again, more than five minutes after their first message, before a person answered.
    Whoever was answered within them is left out."""

    answered: int
    wrote_again: int
    share: float | None

    @classmethod
    def of(cls, figures: WroteAgain) -> Self:
        share = None if figures.share is None else round(figures.share, 3)
        return cls(answered=figures.answered, wrote_again=figures.wrote_again, share=share)


class SatisfactionView(ResponseModel):
    """What customers answered to the question how it went."""

    asked: int
    answered: int
    average: float | None = Field(description="from 1 (bad) to 5 (very good)")
    scores: dict[str, int] = Field(description="how many customers gave each score")

    @classmethod
    def of(cls, figures: Satisfaction) -> Self:
        average = None if figures.average is None else round(figures.average, 2)
        scores = {str(score): count for score, count in figures.scores.items()}
        return cls(asked=figures.asked, answered=figures.answered, average=average, scores=scores)


def _by_hand(figures: ServiceFigures | PartFigures) -> dict[str, Any]:
    """What both have, and is shown otherwise than it is kept."""
    share = figures.contacts.repeat_share
    return {
        "contacts_per_customer": _rounded(figures.contacts.mean_number),
        "repeat_share": None if share is None else round(share, 3),
        "after_acknowledgement": WroteAgainView.of(figures.after_acknowledgement),
        "without_acknowledgement": WroteAgainView.of(figures.without_acknowledgement),
        "satisfaction": SatisfactionView.of(figures.satisfaction),
    }


_DURATIONS = ("first_response", "first_response_business", "resolution", "resolution_business")


class _SomeTicketsView(ResponseModel):
    """What is shown of every group of tickets: what was reopened, and how long answers and solutions took."""

    reopened: int
    reopened_share: float | None = Field(description="reopened for each that was resolved; null if none was")
    first_response: PercentilesView
    first_response_business: PercentilesView
    resolution: PercentilesView
    resolution_business: PercentilesView


class KindView(_SomeTicketsView):
    """The figures of the tickets of one category or priority, which they had when it happened."""

    id: str
    opened: int
    answered: int
    resolved: int
    breached: int = Field(description="first responses that were missed")
    near_misses: int = Field(description="first responses in the last fifth of the time that was allowed")
    resolution_breached: int = Field(description="resolution targets that were missed")
    resolution_near_misses: int = Field(description="solutions in the last fifth of the time that was allowed")
    next_breached: int = Field(description="later answers, to customers who wrote again, that were late")
    next_near_misses: int = Field(description="later answers in the last fifth of the time that was allowed")

    @classmethod
    def of(cls, kind: KindFigures) -> Self:
        made = _with_percentiles(kind)
        return cls(**made, **{name: getattr(kind, name) for name in cls.model_fields if name not in made})


def _with_percentiles(part: KindFigures) -> dict[str, Any]:
    """What is shown otherwise than it is kept."""
    share = None if part.reopened_share is None else round(part.reopened_share, 3)
    return {"reopened_share": share, **{name: PercentilesView.of(getattr(part, name)) for name in _DURATIONS}}


class KindsView(ResponseModel):
    """The figures of the service by category or by priority."""

    brand: str
    since: Instant = Field(alias="from")
    until: Instant = Field(alias="to")
    counted_until: Instant | None = Field(description=_COUNTED_UNTIL)
    complete: bool = Field(description=_COMPLETE)
    by: str = Field(description="`category` or `priority`")
    kinds: list[KindView]

    @classmethod
    def of(
        cls,
        brand: str,
        span: tuple[datetime, datetime],
        by: str,
        kinds: Iterable[KindFigures],
        counted: Counted,
    ) -> Self:
        return cls(
            brand=brand,
            since=span[0],
            until=span[1],
            counted_until=counted.until,
            complete=counted.complete,
            by=by,
            kinds=[KindView.of(each) for each in kinds],
        )


class PartView(_SomeTicketsView):
    """The figures of one channel, team or agent."""

    id: str = Field(description="of an agent: their id, or what a program called them; else as `name`")
    name: str | None = Field(description="null for an agent who is known no more")
    opened: int | None = Field(description="null for agents: nobody has a ticket when it is opened")
    answered: int
    resolved: int
    breached: int = Field(description="first responses that were missed; of an agent, of tickets that they held then")
    near_misses: int
    resolution_breached: int = Field(description="resolution targets that were missed; of an agent likewise")
    resolution_near_misses: int
    next_breached: int = Field(description="later answers, to customers who wrote again, that were late")
    next_near_misses: int
    contacts_per_customer: float | None = Field(description="as of all; null for agents")
    repeat_share: float | None = Field(description="as of all; null for agents")
    after_acknowledgement: WroteAgainView
    without_acknowledgement: WroteAgainView
    satisfaction: SatisfactionView

    @classmethod
    def of(cls, part: PartFigures) -> Self:
        made = {**_with_percentiles(part), **_by_hand(part)}
        return cls(**made, **{name: getattr(part, name) for name in cls.model_fields if name not in made})


class ServiceView(ResponseModel):
    """What happened in a span of time. Each figure counts what happened in it, whenever its ticket was opened."""

    brand: str
    since: Instant = Field(alias="from")
    until: Instant = Field(alias="to")
    counted_until: Instant | None = Field(description=_COUNTED_UNTIL)
    complete: bool = Field(description=_COMPLETE)
    opened: int
    came_back: int = Field(
        description="tickets of customers who had one before in the same conversation, which was closed"
    )
    by_priority: dict[str, int]
    by_category: dict[str, int]
    by_channel: dict[str, int]
    corrected: int = Field(description="tickets of which a person corrected or confirmed the classification")
    acknowledged: int = Field(description="tickets that were acknowledged")
    answered: int = Field(description="tickets that got their first answer of a person")
    resolved: int
    withdrawn: int = Field(
        description="tickets whose customer deleted everything before anybody had touched them; not in `resolved`"
    )
    reopened: int
    resolution_breached: int = Field(description="tickets whose resolution target was missed")
    resolution_near_misses: int = Field(description="solutions in the last fifth of the time that was allowed")
    breached: int = Field(description="tickets whose deadline for a first response was missed")
    near_misses: int = Field(description="first responses in the last fifth of the time that was allowed")
    next_breached: int = Field(description="later answers, to customers who wrote again, that were late")
    next_near_misses: int = Field(description="later answers in the last fifth of the time that was allowed")
    dangers: int = Field(description="tickets in which somebody may be hurt")
    messages_per_ticket: float | None = Field(description="messages of the customer, of tickets that were resolved")
    contacts_per_customer: float | None = Field(
        description="which ticket of its customer within 30 days a ticket was that was opened, the mean: 1 if nobody "
        "came twice; null if there was none"
    )
    repeat_share: float | None = Field(
        description="how many of the tickets that were opened came from a customer who had another in the 30 days "
        "before, 0 to 1; null if there was none"
    )
    acknowledgements: AcknowledgementsView
    after_acknowledgement: WroteAgainView
    without_acknowledgement: WroteAgainView
    satisfaction: SatisfactionView
    first_response: PercentilesView = Field(
        description="from the first unanswered message to a person's answer, here or in the platform's own app"
    )
    first_response_business: PercentilesView = Field(description="the same, counted while the desk is open only")
    resolution: PercentilesView = Field(description="from the opening of a ticket to its solution")
    resolution_business: PercentilesView = Field(description="the same, counted while the desk is open only")
    channels: list[PartView]
    teams: list[PartView]
    agents: list[PartView]

    @classmethod
    def of(cls, figures: ServiceFigures, counted: Counted) -> Self:
        acknowledgements = figures.acknowledgements
        made = {
            "acknowledgements": AcknowledgementsView(
                sent=acknowledgements.sent,
                suppressed=dict(acknowledgements.suppressed),
                failed=dict(acknowledgements.failed),
                delay=PercentilesView.of(acknowledgements.delay),
            ),
            "counted_until": counted.until,
            "complete": counted.complete,
            **_by_hand(figures),
            **{name: PercentilesView.of(getattr(figures, name)) for name in _DURATIONS},
            **{
                name: [PartView.of(each) for each in getattr(figures, name)] for name in ("channels", "teams", "agents")
            },
        }
        return cls(**made, **{name: getattr(figures, name) for name in cls.model_fields if name not in made})


class TopicView(ResponseModel):
    """Something that customers write about more than usual."""

    kind: str = Field(description="`category`, or `page` for a help page that answers it")
    name: str
    tickets: int
    usual: float = Field(description="the mean of the time before: see the report")
    factor: float | None = Field(description="how many times as often as usual; null for what never came before")


class WordView(ResponseModel):
    """A word that customers use more than usual."""

    word: str
    messages: int = Field(description="that hold it")
    usual: float = Field(description="how many of as many messages held it before")
    factor: float | None = Field(description="how many times as often as usual; null for what never came before")


class TopicsView(ResponseModel):
    """What rose against the four spans of the same length before, or those of a year where four are longer.

    A span of four weeks or more is compared with whole months: what it would have had if it had been as they were.
    """

    brand: str
    since: Instant = Field(alias="from")
    until: Instant = Field(alias="to")
    counted_until: Instant | None = Field(description=_COUNTED_UNTIL)
    complete: bool = Field(description=_COMPLETE)
    topics: list[TopicView]
    words: list[WordView] = Field(
        description="of lists that ship with the desk (French and English): no name and no number is ever counted"
    )

    @classmethod
    def of(
        cls,
        brand: str,
        span: tuple[datetime, datetime],
        rising: tuple[tuple[Topic, ...], tuple[RisingWord, ...]],
        counted: Counted,
    ) -> Self:
        (since, until), (topics, words) = span, rising
        shown = [
            TopicView(
                kind=topic.kind,
                name=topic.name,
                tickets=topic.tickets,
                usual=round(topic.usual, 2),
                factor=None if topic.factor is None else round(topic.factor, 2),
            )
            for topic in topics
        ]
        found = [
            WordView(
                word=each.word,
                messages=each.messages,
                usual=round(each.usual, 1),
                factor=None if each.factor is None else round(each.factor, 1),
            )
            for each in words
        ]
        return cls(
            brand=brand,
            since=since,
            until=until,
            counted_until=counted.until,
            complete=counted.complete,
            topics=shown,
            words=found,
        )
