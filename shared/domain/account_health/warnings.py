"""Of what people are told: an end that comes near, and what is wrong with an account. Each once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.account_health.model import CLIENT_REFUSED, REFUSALS_TOLERATED, AccountHealth, Check

DAYS_AHEAD = (14, 7, 1)
SAME_END = timedelta(days=1)
"""Platforms compute an end anew with each answer: one that moves by less is the same end."""
FAILURES_TOLERATED = 2
"""A refresh that fails twice is no passing trouble any more: the end of its token counts."""


def end_of(health: AccountHealth) -> datetime | None:
    """The instant from which nothing works unless a person does something before.

    The end of an access token that we exchange ourselves is none of it, as long as that works.
    """
    ends = [health.grant_ends_at]
    if not health.refreshes or health.sign_in_again or health.refresh_failures >= FAILURES_TOLERATED:
        ends.append(health.token_ends_at)
    return min((end for end in ends if end is not None), default=None)


def problems_of(health: AccountHealth) -> tuple[str, ...]:
    """What is wrong now, as codes. What is not known is not wrong."""
    found = []
    if health.token is Check.FAILED:
        found.append("token_refused")
    if health.sign_in_again:
        found.append("sign_in_again")
    if health.refresh_error in CLIENT_REFUSED:
        found.append("client_refused")
    if health.probe_refusals > REFUSALS_TOLERATED and health.token is not Check.FAILED:
        found.append("not_readable")
    if health.renamed_to is not None:
        found.append("handle_changed")
    if health.missing_permissions:
        found.append("permissions_missing")
    if health.subscription is Check.FAILED:
        found.append("subscription_missing")
    elif health.missing_events:
        found.append("subscription_incomplete")
    if health.webhook is Check.FAILED:
        found.append("webhook_unreachable")
    return tuple(found)


def warnings_of(health: AccountHealth, now: datetime) -> tuple[AccountHealth, Sequence[str]]:
    """What people have to be told now, as codes, and what is known once they were."""
    problems = problems_of(health)
    news = [problem for problem in problems if problem not in health.problems]
    after = replace(health, problems=problems)
    end = end_of(health)
    if end is None:
        return replace(after, told_for=None, told_days=None), news
    known = health.told_for is not None and abs(health.told_for - end) <= SAME_END
    told = health.told_days if known else None
    near = min((days for days in (*DAYS_AHEAD, 0) if end - now <= timedelta(days=days)), default=None)
    if near is None:
        return replace(after, told_for=None, told_days=None), news
    if told is None or near < told:
        after = replace(after, told_for=end, told_days=near)
        news.append("access_ended" if near == 0 else _code(end - now))
    return after, news


def _code(left: timedelta) -> str:
    """The step decides whether people are told; told is how many days are left, the last one begun included."""
    days = -(-left // timedelta(days=1))
    return f"access_ends_in_{days}_day{'s' if days > 1 else ''}"
