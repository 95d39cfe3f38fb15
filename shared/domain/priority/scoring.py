"""How urgent a ticket is, and why.

Facts are weighed in points with the brand's weights; thresholds turn the sum into a priority. Three rules stand
above the sum: where somebody may be hurt it is ``urgent``; an author's audience never lifts a message into ``urgent``,
so that a famous complaint cannot pass a stranger's emergency; and spam or abuse is always ``low``.
"""

from dataclasses import dataclass
from math import log10

from shared.domain.brand.model import PriorityWeights
from shared.domain.classification.model import Classification
from shared.domain.vocabulary import Category, Danger, Priority, Sentiment, Stage

MAX_FOLLOWERS = 10**10  # more than there are people: what says so is no number to reckon with

ORDER = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT)


DANGER = "danger: somebody may be hurt"
UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityFactors:
    """What is known beside the message itself.

    ``hours_waiting``: how long the customer has been without an answer. ``unanswered``: messages since then, this
    one included. ``earlier_complaints``: other tickets of this customer that were complaints.
    """

    account_id: str
    followers: int | None = None
    hours_waiting: float = 0
    unanswered: int = 1
    earlier_complaints: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    priority: Priority
    reasons: tuple[str, ...]


def assess(classification: Classification, factors: PriorityFactors, weights: PriorityWeights) -> Assessment:
    """The priority, with one short reason for everything that weighed in."""
    if classification.danger is not Danger.NONE:
        return Assessment(priority=Priority.URGENT, reasons=(DANGER,))
    if classification.category in (Category.SPAM, Category.ABUSE) and classification.sure:
        return Assessment(priority=Priority.LOW, reasons=(f"category: {classification.category}",))
    points = _points(classification, factors, weights)
    reach = _reach(factors.followers, weights)
    total = sum(weight for _, weight in points)
    priority = level(total, weights)
    if reach:
        points.append((f"reach: {factors.followers} followers", reach))
        lifted = level(total + reach, weights)
        priority = max(priority, min(lifted, Priority.HIGH, key=ORDER.index), key=ORDER.index)
    reasons = [reason for reason, weight in points if weight]
    if not classification.sure:
        priority = _doubted(priority, classification, weights)
        reasons.append(UNSURE)
    return Assessment(priority=priority, reasons=tuple(reasons))


def _doubted(priority: Priority, classification: Classification, weights: PriorityWeights) -> Priority:
    """The safe side of a doubt: what looks unimportant is looked at like an ordinary question.

    A doubt about the category alone wakes nobody at night.
    """
    if priority is Priority.URGENT and not classification.urgent:
        return Priority.HIGH
    raised = ORDER[min(ORDER.index(priority) + weights.unsure_step, ORDER.index(Priority.NORMAL))]
    return higher(priority, raised)


def level(points: float, weights: PriorityWeights) -> Priority:
    """The priority of a sum of points."""
    if points >= weights.urgent_from:
        return Priority.URGENT
    if points >= weights.high_from:
        return Priority.HIGH
    return Priority.NORMAL if points >= weights.normal_from else Priority.LOW


def higher(one: Priority, other: Priority) -> Priority:
    """The more urgent of two."""
    return max(one, other, key=ORDER.index)


def _points(
    classification: Classification, factors: PriorityFactors, weights: PriorityWeights
) -> list[tuple[str, float]]:
    stages = {Stage.DIRECT: weights.direct, Stage.BROAD: weights.broad, Stage.PROACTIVE: weights.proactive}
    points: list[tuple[str, float]] = [
        (f"category: {classification.category}", weights.category.get(classification.category, 0)),
        (f"stage: {classification.stage}", stages[classification.stage]),
    ]
    if classification.urgent:
        points.append(("urgent words", weights.urgent_words))
    if classification.sentiment is Sentiment.NEGATIVE:
        points.append(("unhappy", weights.negative))
    elif classification.sentiment is Sentiment.POSITIVE:
        points.append(("friendly", weights.positive))
    waiting = min(factors.hours_waiting * weights.waiting_per_hour, weights.waiting_cap)
    if waiting >= 1:
        points.append((f"waiting for {factors.hours_waiting:.0f} h", waiting))
    repeated = min((factors.unanswered - 1) * weights.repeated_message, weights.repeated_cap)
    if repeated > 0:
        points.append((f"{factors.unanswered} messages unanswered", repeated))
    if factors.earlier_complaints > 0:
        points.append(("complained before", weights.earlier_complaint))
    if factors.account_id in weights.accounts:
        points.append(("written to a priority account", weights.accounts[factors.account_id]))
    return points


def _reach(followers: int | None, weights: PriorityWeights) -> int:
    """Points for an audience: some for each power of ten above 100, capped."""
    if followers is None or followers <= 100:  # noqa: PLR2004  everybody's friends and family
        return 0
    return min(int(log10(min(followers, MAX_FOLLOWERS) / 100) * weights.reach_per_tenfold), weights.reach_cap)
