"""The call to the platform, and finding out what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.respond.desk import Case, Done, outbound
from functions.respond.records import give_up, postpone, remember_sent
from functions.respond.sending import send, spread
from shared.domain.channels.sending import SendResult
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.vocabulary import SendClass, SuppressionReason, Visibility
from shared.ports.platforms import AutomaticGateway

SKEW = timedelta(minutes=1)  # how far a platform's clock may be behind ours
MINUTE = timedelta(minutes=1)
MINUTES_AHEAD = 30  # in which we look for a place at once


def call(case: Case, claimed: OutboxRecord, gateway: AutomaticGateway | None) -> Done:
    """Send a record that is claimed, and write down what came of it before anything else."""
    desk = case.desk
    result = send(desk.gateways, case.account, outbound(claimed), gateway)
    after = desk.outbox.save(claimed.after(result, desk.clock.now()))
    spread(desk.accounts, claimed.channel, claimed.account_id, result, desk.clock.now())
    if after.status is OutboxStatus.SENT:
        return remember_sent(case, after)
    if after.status is OutboxStatus.GIVEN_UP:
        return give_up(case, after, result.outcome)
    return postpone(case, after.due_at or case.now, result.outcome)


def settle(case: Case, record: OutboxRecord) -> OutboxRecord:
    """Read the platform about a record whose outcome nobody knows. Sends nothing."""
    gateway = case.desk.gateways(case.account)
    found = SendResult(outcome=SendClass.UNKNOWN, error="no_token")
    if gateway is not None:
        found = gateway.settle(outbound(record), record.created_at - SKEW)
    return case.desk.outbox.save(record.settled(found, case.desk.clock.now()))


@dataclass(frozen=True, slots=True)
class Turn:
    """When a record may be sent, if not now: the beginning of a minute of its account that has a place for it."""

    begins: datetime
    name: str


def rate_limits(case: Case, record: OutboxRecord, until: datetime, *, first: bool) -> SuppressionReason | Turn | None:
    """Count this answer. The reason when there have been too many; when it is its turn; ``None``: now.

    What is too much for an author or a post stays unsaid. What is too much for one minute of the account only waits:
    a burst costs nobody their acknowledgement, unless the desk opens (``until``) before there is a place.
    """
    policy, ticket = case.brand.acknowledgement, case.ticket
    place = f"{ticket.channel}/{ticket.account_id}"
    wanted: list[tuple[RateLimit, SuppressionReason]] = []
    if first:
        day = case.now.astimezone(ZoneInfo(case.brand.calendar.time_zone))
        per_day = policy.max_per_author_and_day
        author = _rate_limit(f"author/{place}/{ticket.author_id}", f"{day:%Y-%m-%d}", per_day, case.now, days=2)
        wanted.append((author, SuppressionReason.AUTHOR_RATE_LIMIT))
        if case.visibility is Visibility.PUBLIC:
            allowed = case.policy.public_acknowledgements_per_post_and_hour
            per_hour = min(policy.max_per_post_and_hour, allowed or policy.max_per_post_and_hour)
            post = _rate_limit(f"post/{place}/{case.root_id}", f"{case.now:%Y-%m-%dT%H}", per_hour, case.now, hours=2)
            wanted.append((post, SuppressionReason.POST_RATE_LIMIT))
    for rate_limit, reason in wanted:
        if not case.desk.rate_limits.take(rate_limit):
            return reason
    return _turn(case, record, f"account/{place}", until)


def _turn(case: Case, record: OutboxRecord, scope: str, until: datetime) -> SuppressionReason | Turn | None:
    """The first minute of the account that has a place left. A place that was taken is kept for its minute."""
    minute = case.now.replace(second=0, microsecond=0)
    per_minute = case.brand.acknowledgement.max_per_account_and_minute
    if record.turn == _named(minute):
        return None
    for ahead in range(MINUTES_AHEAD):
        begins = minute + ahead * MINUTE
        if begins >= until:
            return SuppressionReason.ACCOUNT_RATE_LIMIT
        if case.desk.rate_limits.take(_rate_limit(scope, _named(begins), per_minute, begins, minutes=5)):
            return Turn(begins, _named(begins)) if ahead else None
    return Turn(minute + MINUTES_AHEAD * MINUTE, "")  # many hundreds before it: it asks again then


def _named(minute: datetime) -> str:
    return f"{minute:%Y-%m-%dT%H:%M}"


def _rate_limit(scope: str, window: str, limit: int, now: datetime, **lasts: int) -> RateLimit:
    return RateLimit(scope=scope, window=window, limit=limit, ends_at=now + timedelta(**lasts))
