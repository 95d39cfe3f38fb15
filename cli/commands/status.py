"""``nightdesk status``: whether messages flow, where they wait, and what was refused."""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Annotated, Any

import boto3
import typer
from botocore.config import Config
from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.metrics import CloudWatchFigures, Figures, FigureSource, LogFigures, Percentiles
from cli.output import JsonOption, console, errors_in_words, fail, show_json, table_of, when
from shared.adapters.aws_errors import translated
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.s3.quarantine import S3Quarantine
from shared.adapters.system_clock import SystemClock
from shared.domain.brand.model import Account
from shared.domain.errors import InvalidBrandError, NightdeskError, UnknownBrandError
from shared.domain.outbox.accounts import AccountState
from shared.domain.subscriptions.model import Progress, Subscription
from shared.domain.vocabulary import Priority
from shared.ports.pages import TicketFilter

CONFIG = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})
COUNTED = 1000  # open tickets of a brand, and quarantined objects, that are counted; beyond it is "more than"
_SPAN = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """``oldest_seconds`` is the age of the oldest message; the emulator does not tell it."""

    waiting: int
    in_flight: int
    oldest_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    at: datetime
    since: datetime
    inbound: Queue
    dead_letters: int
    quarantined: int
    open_tickets: Mapping[str, int]
    open_incidents: tuple[str, ...]
    stopped_accounts: tuple[AccountState, ...] = ()
    webhooks_in_trouble: tuple[tuple[Subscription, Progress], ...] = ()
    unreadable_brands: tuple[str, ...] = ()
    figures: Figures
    counted_all: bool


def status(
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Look again every few seconds, until Ctrl-C.")] = False,
    since: Annotated[str, typer.Option(help="How far back the figures go: 30m, 24h, 7d.")] = "24h",
    every: Annotated[float, typer.Option(min=0.5, max=3600, help="Seconds between two looks.")] = 3,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Queue, parked and quarantined messages, open tickets, acknowledgements, escalations."""
    if watch and as_json:
        fail("--watch draws a screen; take --json without it.")
    beginning = datetime.now(UTC) - span(since)
    place = find(stack, stage)
    source = figure_source(place, beginning)
    if not watch:
        with errors_in_words():
            found = look(place, source, beginning)
        show_json(as_plain(found)) if as_json else console().print(screen(found))
        return
    with Live(console=console(), screen=False, auto_refresh=False) as live:
        try:
            while True:
                live.update(_attempt(place, source, beginning), refresh=True)
                time.sleep(every)
        except KeyboardInterrupt:
            return


def span(given: str) -> timedelta:
    """A duration as people type it. Ends the command when it is none."""
    found = _SPAN.fullmatch(given)
    if found is None or int(found[1]) == 0:
        fail("--since is a number and m, h or d, such as 30m, 24h or 7d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def figure_source(place: Deployment, since: datetime) -> FigureSource:
    return LogFigures(place.stack_name, since) if place.is_local else CloudWatchFigures(place.stack_name, since)


def look(place: Deployment, source: FigureSource, since: datetime) -> Status:
    """Raises ``UpstreamError``."""
    clock = SystemClock()
    table = DynamoDBTable(place.table)
    all_brands = DynamoDBBrands(table, cache_seconds=0, clock=clock)
    brands = all_brands.ids()
    states = DynamoDBAccountStates(table)
    accounts, unreadable = _accounts(all_brands, brands)
    incidents = DynamoDBIncidents(table, cache_seconds=0, clock=clock)
    tickets, whole = _open_tickets(table, brands)
    quarantined = sum(1 for _ in islice(S3Quarantine(place.bucket).keys(), COUNTED))
    return Status(
        at=clock.now(),
        since=since,
        inbound=_queue(place.inbound_queue_url, with_age=not place.is_local),
        dead_letters=_queue(place.dead_letter_queue_url, with_age=False).waiting,
        quarantined=quarantined,
        open_tickets=tickets,
        open_incidents=tuple(incident.id for brand in brands for incident in incidents.open_for(brand)),
        stopped_accounts=tuple(
            state for state in (states.get(account.channel, account.id) for account in accounts) if state.stopped
        ),
        webhooks_in_trouble=_webhooks_in_trouble(DynamoDBSubscriptions(table, cache_seconds=0, clock=clock)),
        unreadable_brands=unreadable,
        figures=source.read(),
        counted_all=whole and quarantined < COUNTED,
    )


def _accounts(all_brands: DynamoDBBrands, brands: Iterable[str]) -> tuple[list[Account], tuple[str, ...]]:
    """The accounts of every brand, and the brands that cannot be read: everything else must still be shown."""
    accounts: list[Account] = []
    unreadable: list[str] = []
    for brand in brands:
        try:
            accounts += all_brands.current(brand).accounts
        except (UnknownBrandError, InvalidBrandError):
            unreadable.append(brand)
    return accounts, tuple(unreadable)


def _webhooks_in_trouble(subscriptions: DynamoDBSubscriptions) -> tuple[tuple[Subscription, Progress], ...]:
    """Those that are stopped, fail, are blocked, or are told far too late."""
    known = ((each, subscriptions.progress(each.id)) for each in subscriptions.every())
    return tuple((each, told) for each, told in known if told is not None and told.in_trouble)


def as_plain(found: Status) -> dict[str, Any]:
    figures = found.figures
    return {
        "at": found.at,
        "since": found.since,
        "inbound_queue": {
            "waiting": found.inbound.waiting,
            "in_flight": found.inbound.in_flight,
            "oldest_seconds": found.inbound.oldest_seconds,
        },
        "dead_letters": found.dead_letters,
        "quarantined": found.quarantined,
        "open_tickets": dict(found.open_tickets),
        "open_incidents": list(found.open_incidents),
        "unreadable_brands": list(found.unreadable_brands),
        "stopped_accounts": [
            {"channel": s.channel, "account": s.account_id, "since": s.stopped_at, "because": s.stopped_because}
            for s in found.stopped_accounts
        ],
        "webhooks_in_trouble": [
            {"id": w.id, "brand": w.brand, "state": told.state, "since": told.in_trouble_since}
            for w, told in found.webhooks_in_trouble
        ],
        "counted_all": found.counted_all,
        "metrics": [
            {"name": name, "dimensions": dict(labels), "sum": value}
            for (name, labels), value in sorted(figures.counts.items())
        ],
        "durations": {
            name: {"count": s.count, "median": s.median, "p95": s.p95}
            for name, s in sorted(figures.percentiles.items())
        },
    }


def screen(found: Status) -> RenderableType:
    figures = found.figures
    more = "" if found.counted_all else "+"
    inbound = found.inbound
    age = "" if inbound.oldest_seconds is None else f", oldest {inbound.oldest_seconds} s"
    now = [
        ("inbound queue", f"{inbound.waiting} waiting, {inbound.in_flight} being handled{age}"),
        ("parked (dead letters)", found.dead_letters),
        ("quarantined", f"{found.quarantined}{more}"),
        ("open tickets", _counts(found.open_tickets, more) or "none"),
        ("open incidents", list(found.open_incidents) or "none"),
        ("stopped accounts", [_stopped(state) for state in found.stopped_accounts] or "none"),
        ("webhooks in trouble", [_webhook(*each) for each in found.webhooks_in_trouble] or "none"),
        *([("brands that cannot be read", list(found.unreadable_brands))] if found.unreadable_brands else []),
    ]
    flow = [
        ("webhooks", figures.total("WebhooksReceived"), _counts(figures.by("WebhooksReceived"))),
        ("signatures refused", figures.total("SignaturesRefused"), _counts(figures.by("SignaturesRefused"))),
        ("signals", figures.total("SignalsCounted"), ""),
        ("items quarantined", figures.total("ItemsQuarantined"), _counts(figures.by("ItemsQuarantined"))),
        ("events stored", figures.total("EventsTriaged"), _counts(figures.by("EventsTriaged"))),
        ("events parked", figures.total("EventsParked"), _counts(figures.by("EventsParked"))),
        ("events tried again", figures.total("EventsReturned"), ""),
        ("tickets opened", figures.total("TicketsOpened"), _counts(figures.by("TicketsOpened"))),
        ("tickets reopened", figures.total("TicketsReopened"), ""),
        ("acknowledgements sent", figures.total("AcknowledgementsSent"), _counts(figures.by("AcknowledgementsSent"))),
        (
            "  suppressed",
            figures.total("AcknowledgementsSuppressed"),
            _counts(figures.by("AcknowledgementsSuppressed")),
        ),
        ("  failed", figures.total("AcknowledgementsFailed"), _counts(figures.by("AcknowledgementsFailed"))),
        ("escalations started", figures.total("EscalationsStarted"), _counts(figures.by("EscalationsStarted"))),
        ("  ended", figures.total("EscalationsEnded"), _counts(figures.by("EscalationsEnded"))),
        ("notifications", figures.total("NotificationsSent"), f"{figures.total('NotificationsFailed')} not taken"),
        ("deadlines missed", figures.total("DeadlinesMissed"), ""),
        ("looks at what is due", figures.total("SweepsDone"), ""),
    ]
    durations = [
        ("webhook to stored message", *_percentiles(figures.percentiles.get("StoreDelay"), "ms")),
        ("message to acknowledgement", *_percentiles(figures.percentiles.get("AcknowledgementDelay"), "s")),
        ("first answer by a person", *_percentiles(figures.percentiles.get("FirstResponseTime"), "s")),
    ]
    return Group(
        table_of(f"Now ({when(found.at)})", (), now),
        table_of(f"Since {when(found.since)}", ("", "count", "of which"), flow),
        table_of("How long", ("", "median", "p95", "measured"), durations),
    )


def _stopped(state: AccountState) -> str:
    since = "" if state.stopped_at is None else f" since {when(state.stopped_at)}"
    return f"{state.channel} {state.account_id}: {state.stopped_because}{since}"


def _webhook(subscription: Subscription, told: Progress) -> str:
    at = told.in_trouble_since
    since = "" if at is None else f" since {when(at)}"
    return f"{subscription.id} of {subscription.brand}: {told.state}{since}"


def _attempt(place: Deployment, source: FigureSource, since: datetime) -> RenderableType:
    try:
        return screen(look(place, source, since))
    except NightdeskError as error:
        return Text(f"It did not work, trying again: {error}", style="red")


def _counts(found: Mapping[str, int], more: str = "") -> str:
    return ", ".join(f"{count}{more} {name}" for name, count in found.items() if count)


def _percentiles(found: Percentiles | None, unit: str) -> tuple[str | None, str | None, int | None]:
    if found is None:
        return None, None, None
    return _duration(found.median, unit), _duration(found.p95, unit), found.count


def _duration(value: float, unit: str) -> str:
    seconds = value / 1000 if unit == "ms" else value
    if seconds < 1:
        return f"{round(seconds * 1000)} ms"
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _open_tickets(table: DynamoDBTable, brands: tuple[str, ...]) -> tuple[Mapping[str, int], bool]:
    counts = dict.fromkeys((priority.value for priority in Priority), 0)
    whole = True
    tickets = DynamoDBTickets(table)
    for brand in brands:
        cursor: str | None = None
        counted = 0
        while True:
            page = tickets.open_page(brand, TicketFilter(), limit=100, cursor=cursor)
            for ticket in page.items:
                counts[ticket.priority.value] += 1
            counted += len(page.items)
            cursor = page.cursor
            if cursor is None:
                break
            if counted >= COUNTED:
                whole = False
                break
    return counts, whole


def _queue(url: str, *, with_age: bool) -> Queue:
    names: Any = (
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    )
    with translated("sqs"):
        found: Any = boto3.client("sqs", config=CONFIG).get_queue_attributes(QueueUrl=url, AttributeNames=names)
        attributes = found.get("Attributes", {})
        age = _oldest(url.rsplit("/", 1)[-1]) if with_age else None
    waiting, in_flight, delayed = (int(attributes.get(name, 0)) for name in names)
    return Queue(waiting=waiting + delayed, in_flight=in_flight, oldest_seconds=age)


def _oldest(queue_name: str) -> int | None:
    now = datetime.now(UTC)
    points: Any = boto3.client("cloudwatch", config=CONFIG).get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": queue_name}],
        StartTime=now - timedelta(minutes=10),
        EndTime=now,
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    return int(max(points, key=lambda point: point["Timestamp"])["Maximum"]) if points else None
