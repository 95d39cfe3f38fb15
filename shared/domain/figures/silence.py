"""Whether an account is silent: far fewer messages than it ever has at that time of the week.

A platform may end a subscription without a word; nothing fails then, and nothing comes. Several spans are looked at, so
that a busy account is noticed within hours, a small one within a day and a very small one within a week.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import exp, lgamma, log
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Calendar

SPANS = (timedelta(hours=3), timedelta(hours=24))
LONG_SPAN = timedelta(days=7)
"""For accounts with a few messages a day. It is looked at once a day, and each hour while an account is silent."""
LONG_SPAN_AT = 9
"""The hour on the wall of the brand at which it is looked at."""

WEEKS = 4
MIN_WEEKS = 3
"""Weeks before with messages at that time. An account that was new, closed or silent then tells nothing."""

COMPARED_FOR = timedelta(weeks=12)
"""How long a silent account is compared with the weeks before its silence. Later, fewer messages are its usual ones."""

SHARE = 0.1
"""A working account has quiet hours: only less than this share of its quietest week is silence."""

CHANCE = 0.001
"""How likely so few messages may be, if as few customers write as in the least of the weeks before."""


def weeks_before(
    end: datetime, span: timedelta, time_zone: str, *, until: datetime | None = None
) -> tuple[tuple[datetime, datetime], ...]:
    """The same hours of the same weekday in the weeks before, as instants; by the clock on the wall of the brand.

    ``until`` leaves out the weeks that end later: the latest ones before it are taken.
    """
    zone = ZoneInfo(time_zone)
    local = end.astimezone(zone).replace(tzinfo=None)
    over = end - until if until is not None else timedelta()
    first = max(1, -(-over // timedelta(weeks=1)))  # whole weeks, rounded up
    ends = [_instant(local - timedelta(weeks=week), zone) for week in range(first, first + WEEKS)]
    return tuple((each - span, each) for each in ends)


def is_special(calendar: Calendar, begin: datetime, end: datetime) -> bool:
    """Whether a holiday or a closure lies in these hours, in which other numbers of people write."""
    zone = ZoneInfo(calendar.time_zone)
    first, last = (at.astimezone(zone).replace(tzinfo=None) for at in (begin, end))
    days = {(first + timedelta(days=day)).date() for day in range((last.date() - first.date()).days + 1)}
    closed = any(closure.start < last and first < closure.end for closure in calendar.closures)
    return closed or not days.isdisjoint(calendar.holidays)


def is_silent(count: int, before: Sequence[int]) -> bool:
    """``count`` messages came in a span; ``before``: in the same span of each of the weeks before.

    The number of messages of a span is taken for a variable whose mean is the least of those weeks, and which varies as
    those weeks did. The largest of them is left out of that: one storm says nothing of the quiet weeks.
    """
    known = sorted(each for each in before if each)
    if len(known) < MIN_WEEKS or count > SHARE * known[0]:
        return False
    return _at_most(count, known[0], _size(known[:-1])) < CHANCE


def _size(weeks: Sequence[int]) -> float | None:
    """How much they vary beyond chance: the size of a negative binomial variable, by its first two moments.

    ``None``: no more than a Poisson variable does.
    """
    usual = sum(weeks) / len(weeks)
    spread = sum((each - usual) ** 2 for each in weeks) / (len(weeks) - 1)
    return usual**2 / (spread - usual) if spread > usual else None


def _at_most(count: int, usual: int, size: float | None) -> float:
    """The probability of at most so many events, in logarithms, since ``exp(-usual)`` is 0 from 746 on.

    Source: https://en.wikipedia.org/wiki/Negative_binomial_distribution, "Gamma-Poisson mixture"
    """
    return sum(exp(_log_of(number, usual, size)) for number in range(count + 1))


def _log_of(number: int, usual: int, size: float | None) -> float:
    if size is None:
        return number * log(usual) - usual - lgamma(number + 1)
    ways = lgamma(number + size) - lgamma(size) - lgamma(number + 1)
    return ways + size * log(size / (size + usual)) + number * log(usual / (size + usual))


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))
