"""How many acknowledgements one author, one post and one account get."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.respond.acknowledgement.ticket_context import TicketContext
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import OutboxRecord
from shared.domain.vocabulary import SuppressionReason, Visibility

MINUTE = timedelta(minutes=1)
MAX_MINUTES_AHEAD = 30  # in which a free minute is looked for at once


@dataclass(frozen=True, slots=True)
class ReservedMinute:
    """When a record may be sent, if not now: a minute of its account that is not full yet."""

    begins: datetime
    name: str


def check_rate_limits(
    context: TicketContext, record: OutboxRecord, until: datetime, *, first: bool
) -> SuppressionReason | ReservedMinute | None:
    """Count this acknowledgement. ``None``: it may be sent now; else the reason against it, or the minute it waits for.

    The limits of an author and of a post suppress it. The limit of an account only delays it: in a burst everybody
    gets their acknowledgement, unless the desk opens (``until``) before there is a free minute.
    ``first``: this record was not counted before.
    """
    policy, ticket = context.brand.acknowledgement, context.ticket
    place = f"{ticket.channel}/{ticket.account_id}"
    wanted: list[tuple[RateLimit, SuppressionReason]] = []
    if first:
        day = context.now.astimezone(ZoneInfo(context.brand.calendar.time_zone))
        per_day = policy.max_per_author_and_day
        author = _rate_limit(f"author/{place}/{ticket.author_id}", f"{day:%Y-%m-%d}", per_day, context.now, days=2)
        wanted.append((author, SuppressionReason.AUTHOR_RATE_LIMIT))
        if context.visibility is Visibility.PUBLIC:
            allowed = context.policy.public_acknowledgements_per_post_and_hour
            per_hour = min(policy.max_per_post_and_hour, allowed or policy.max_per_post_and_hour)
            hour = f"{context.now:%Y-%m-%dT%H}"
            post = _rate_limit(f"post/{place}/{context.root_id}", hour, per_hour, context.now, hours=2)
            wanted.append((post, SuppressionReason.POST_RATE_LIMIT))
    for rate_limit, reason in wanted:
        if not context.ports.rate_limits.take(rate_limit):
            return reason
    return _reserve_minute(context, record, f"account/{place}", until)


def _reserve_minute(
    context: TicketContext, record: OutboxRecord, scope: str, until: datetime
) -> SuppressionReason | ReservedMinute | None:
    """The first minute of the account that is not full. A place that was reserved is kept for its minute.

    In a burst the counters of all later minutes are read at once, so that a full minute costs no failed write.
    """
    minute = context.now.replace(second=0, microsecond=0)
    limit = context.brand.acknowledgement.max_per_account_and_minute
    rate_limits = context.ports.rate_limits
    if record.reserved_minute == minute_name(minute):
        return None
    if rate_limits.take(_rate_limit(scope, minute_name(minute), limit, minute, minutes=5)):
        return None
    later = [minute + ahead * MINUTE for ahead in range(1, MAX_MINUTES_AHEAD)]
    taken = rate_limits.taken(scope, minute_name(later[0]), minute_name(later[-1]))
    for begins in later:
        if begins >= until:
            return SuppressionReason.ACCOUNT_RATE_LIMIT
        if taken.get(minute_name(begins), 0) >= limit:
            continue
        if rate_limits.take(_rate_limit(scope, minute_name(begins), limit, begins, minutes=5)):
            return ReservedMinute(begins, minute_name(begins))
    return ReservedMinute(minute + MAX_MINUTES_AHEAD * MINUTE, "")  # hundreds wait: it asks again then


def minute_name(minute: datetime) -> str:
    return f"{minute:%Y-%m-%dT%H:%M}"


def _rate_limit(scope: str, window: str, limit: int, now: datetime, **lasts: int) -> RateLimit:
    return RateLimit(scope=scope, window=window, limit=limit, ends_at=now + timedelta(**lasts))
