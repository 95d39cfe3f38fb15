"""The figures of a large desk: 120 tickets an hour, twelve hours a day, eight channels, five teams, twenty agents.

Customers write in words that are counted, and agents are named as a user pool names them.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.figures import apart, bucket, packed
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.events.changes import MessageChange, TicketChange
from shared.domain.figures.counting import figures_of
from shared.domain.figures.words import LISTS, MAX_OF_A_DAY, bounded
from shared.domain.vocabulary import Category, Priority, Status
from tests.fakes.brands import acme
from tests.unit.events.states import MESSAGE, NOW, TICKET

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGENTS = [str(UUID(int=Random(number).getrandbits(128))) for number in range(20)]  # noqa: S311  repeatable chance
WORDS = sorted(LISTS["fr"])
CALENDAR = acme().calendar  # times while the desk is open differ from those by the clock
CHANNELS = ("facebook", "instagram", "messenger", "whatsapp", "x", "linkedin", "telegram", "webhook")


def busy_hour(random: Random) -> Counter[str]:
    """The figures of one hour."""
    counts: Counter[str] = Counter()
    for number in range(120):
        ticket = replace(
            TICKET,
            channel=random.choice(CHANNELS),
            team=f"team-{random.randrange(5)}",
            category=random.choice(list(Category)),
            priority=random.choice(list(Priority)),
        )
        waited = timedelta(seconds=random.lognormvariate(7, 1.2))
        wrote_before = timedelta(seconds=random.lognormvariate(9, 1.0))
        before = replace(ticket, created_at=NOW - waited - wrote_before, first_response_since=NOW - waited)
        after = replace(
            before,
            version=2,
            first_response_at=NOW,
            waiting_since=None,
            resolved_at=NOW,
            status=Status.RESOLVED,
            claimed_by=random.choice(AGENTS),
        )
        facts = ("messages", "frustrated", "desk_closed")
        text = " ".join(WORDS[min(int(random.paretovariate(0.5)), len(WORDS)) - 1] for _ in range(15))
        message = replace(MESSAGE, message_id=str(number), text=text, listening=facts)
        for change in (
            TicketChange(before=None, after=ticket),
            TicketChange(before=before, after=after),
            MessageChange(before=None, after=message),
        ):
            for delta in figures_of(change, NOW, lambda _brand, _channel: CALENDAR):
                counts.update(delta.counts)
                counts.update(bucket(name, duration) for name, duration in delta.durations)
    return counts


@cache
def packed_figures() -> tuple[list[bytes], dict[str, bytes]]:
    """Of the hours of a day; by kind of item those of a day and of a month."""
    hours = [busy_hour(Random(seed)) for seed in range(12)]  # noqa: S311  repeatable chance
    day: Counter[str] = Counter()
    for each in hours:
        day.update(each)
    month = Counter({name: count * 30 for name, count in day.items()})
    sums = {
        f"{kind}{ending}": packed(bounded(part, MAX_OF_A_DAY))
        for kind, counts in (("DAY", day), ("MONTH", month))
        for ending, part in apart(counts).items()
    }
    return [packed(each) for each in hours], sums


def fill_figures(
    table: DynamoDBTable, brand_id: str, since: datetime, until: datetime, whole_days: set[datetime]
) -> None:
    """Months and days from ``since`` to ``until``, all added up but the last day.

    Hours only of ``whole_days`` (midnights): what no report of a test reads need not be there.
    """
    packed_hours, sums = packed_figures()
    with table.table.batch_writer() as batch:
        at = datetime(since.year, since.month, 1, tzinfo=UTC)
        while at < until:
            for kind, figures in sums.items():
                if kind.startswith("DAY") or at.day == 1:
                    batch.put_item(Item={**keys.figures(brand_id, at, kind), "figures": figures})
            for hour in range(8, 20) if at in whole_days else ():
                key = keys.figures(brand_id, at + hour * HOUR, "HOUR")
                batch.put_item(Item={**key, "figures": packed_hours[hour - 8]})
            at += DAY
        rolled = (until - DAY).date().isoformat()
        batch.put_item(Item={**keys.event_log_head(brand_id), "last": 1, "rolled": rolled})
