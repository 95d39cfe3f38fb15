"""``nightdesk webhook``: other systems that are told of events."""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_table
from functions.api.webhooks.use_cases import KnownWebhook, ManageWebhooks, problem_of_address
from shared.adapters.dynamodb.account_health import DynamoDBSecretLeases
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.notify.subscriber_secrets import SubscriberSecretStore
from shared.adapters.sqs.deliveries import SqsDeliveries
from shared.adapters.system_clock import SystemClock
from shared.domain.errors import NotFoundError, RefusedError
from shared.domain.events.model import EventType, is_pattern

app = typer.Typer(help="Webhooks of other systems that are told of events.", no_args_is_help=True)

WebhookArgument = Annotated[str, typer.Argument(metavar="ID")]


@app.command("add")
def add(
    *,
    url: Annotated[str, typer.Argument(help="Where to; https, and on the public internet.")],
    event: Annotated[list[str], typer.Option(help="A type or a pattern such as ticket.*; may be repeated.")],
    owner: Annotated[str, typer.Option(help="Who is told when it fails: a name or an address.")],
    brand: Annotated[str | None, typer.Option("--brand", help="Needed when there are several.")] = None,
    trusted: Annotated[bool, typer.Option("--trusted", help="It is told the texts of messages, too.")] = False,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Tell a webhook what happens from now on. Its secret is shown once."""
    unknown = [each for each in event if not is_pattern(each)]
    if unknown:
        fail(f"{', '.join(unknown)} names no event. The types: {', '.join(EventType)}.")
    if not owner.strip() or len(owner) > 100 or not owner.isprintable():
        fail("An owner has 1 to 100 printable characters.")
    place = find(stack, stage)
    problem = problem_of_address(url, local=place.is_local)
    if problem is not None:
        fail(problem)
    with errors_in_words():
        made, secret = _told(
            lambda: webhooks(place).add(
                _brand(place, brand), url=url, events=tuple(event), owner=owner, trusted=trusted
            )
        )
    if as_json:
        show_json({**_shown(made), "secret": secret})
    else:
        webhook = made.subscription
        typer.echo(
            f"{webhook.id} is told of {', '.join(event)} of {webhook.brand}.\n\n{secret}\n\nKeep the secret now."
        )


@app.command("list")
def list_webhooks(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Every webhook and how far it was told."""
    place = find(stack, stage)
    with errors_in_words():
        found = [_shown(each) for each in webhooks(place).every()]
    if as_json:
        show_json({"items": found})
        return
    columns = ("webhook", "brand", "events", "host", "state", "behind", "waiting", "held tickets", "owner")
    rows = [
        (w["id"], w["brand"], ", ".join(w["events"]), w["host"], w["state"], *_late(w), w["held_tickets"], w["owner"])
        for w in found
    ]
    show_table("Webhooks", columns, [tuple(map(str, row)) for row in rows])


@app.command("show")
def show(
    *, webhook: WebhookArgument, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """One webhook: until when it was told, how far it is behind, and what waits."""
    with errors_in_words():
        found = _shown(_told(lambda: webhooks(find(stack, stage)).find(webhook)))
    if as_json:
        show_json(found)
        return
    behind, waiting = _late(found)
    facts = {
        "brand": found["brand"],
        "events": ", ".join(found["events"]) + (", with texts" if found["trusted"] else ""),
        "host": found["host"],
        "owner": found["owner"],
        "state": found["state"],
        "fails since": found["failing_since"] or "it does not",
        "told until": found["told_until"],
        "behind by": behind,
        "waiting events": waiting,
        "held tickets": found["held_tickets"],
    }
    show_table(f"Webhook {webhook}", (), [(name, str(value)) for name, value in facts.items()])


@app.command("remove")
def remove(*, webhook: WebhookArgument, stack: StackOption = None, stage: StageOption = None) -> None:
    """Tell a webhook nothing more."""
    with errors_in_words():
        _told(lambda: webhooks(find(stack, stage)).remove(webhook))
    typer.echo(f"{webhook} is removed.")


@app.command("rotate")
def rotate(
    *, webhook: WebhookArgument, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """Make a new secret. The one before goes on signing beside it until the next rotation."""
    with errors_in_words():
        secret = _told(lambda: webhooks(find(stack, stage)).rotate(webhook))
    if as_json:
        show_json({"id": webhook, "secret": secret})
    else:
        typer.echo(f"{secret}\n\nBoth secrets sign within a minute. Run this again to end the older one.")


@app.command("deliveries")
def deliveries(
    *,
    webhook: WebhookArgument,
    hours: Annotated[int, typer.Option(min=1, max=336, help="How far back.")] = 24,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What was tried to deliver, the newest first. Kept for 14 days."""
    since = datetime.now(UTC) - timedelta(hours=hours)
    with errors_in_words():
        found = _told(lambda: webhooks(find(stack, stage)).attempts(webhook, since, limit=limit))
    shown = [
        {
            "at": each.at.isoformat(timespec="milliseconds"),
            "event_id": each.event_id,
            "type": each.event_type,
            "subject": each.subject,
            "problem": each.problem,
        }
        for each in found
    ]
    if as_json:
        show_json({"items": shown})
        return
    rows = [(d["at"], d["type"], d["subject"], d["event_id"], d["problem"] or "taken") for d in shown]
    show_table("Deliveries", ("at", "type", "subject", "event", "answer"), [tuple(map(str, row)) for row in rows])


@app.command("replay")
def replay(
    *,
    webhook: WebhookArgument,
    since: Annotated[datetime, typer.Option(help="UTC; at most 14 days ago.", formats=["%Y-%m-%dT%H:%M:%SZ"])],
    until: Annotated[
        datetime | None, typer.Option(help="UTC; now if left out.", formats=["%Y-%m-%dT%H:%M:%SZ"])
    ] = None,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Tell it a span of time once more, with the same ids. What is new waits until the span was told."""
    end = datetime.now(UTC) if until is None else until.replace(tzinfo=UTC)
    begin = since.replace(tzinfo=UTC)
    if not begin < end:
        fail("--since should be before --until.")
    with errors_in_words():
        _told(lambda: webhooks(find(stack, stage)).replay(webhook, begin, end))
    typer.echo(f"{webhook} is told once more what happened since {begin.isoformat()}.")


@app.command("resume")
def resume(*, webhook: WebhookArgument, stack: StackOption = None, stage: StageOption = None) -> None:
    """It works again: go on where it stopped, at once."""
    with errors_in_words():
        _told(lambda: webhooks(find(stack, stage)).resume(webhook))
    typer.echo(f"{webhook} goes on where it was.")


T = TypeVar("T")


def webhooks(place: Deployment) -> ManageWebhooks:
    """What the API does, too."""
    table, clock = DynamoDBTable(place.table), SystemClock()
    return ManageWebhooks(
        subscriptions=DynamoDBSubscriptions(table, cache_seconds=0, clock=clock),
        secrets=SubscriberSecretStore(place.secret_prefix, DynamoDBSecretLeases(table), clock),
        queue=SqsDeliveries(place.delivery_queue_url) if place.delivery_queue_url else NobodyWakes(),
        log=event_log(place),
        clock=clock,
        random=secrets.token_bytes,
        local=place.is_local,
    )


class NobodyWakes:
    """A stack whose queue is not known: what is to be told is told with the next event."""

    def wake(self, subscription_ids: Sequence[str], reference: str) -> None:
        return


def _told(action: Callable[[], T]) -> T:
    try:
        return action()
    except (NotFoundError, RefusedError) as error:
        fail(str(error), code=1)


def _brand(place: Deployment, wanted: str | None) -> str:
    known = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock()).ids()
    if wanted is None and len(known) == 1:
        return known[0]
    if wanted not in known:
        fail(f"Name a brand with --brand: {', '.join(known)}.")
    return str(wanted)


def _shown(known: KnownWebhook) -> dict[str, Any]:
    """The host and no more of the address, which may be a secret."""
    subscription, progress = known.subscription, known.progress
    failing_since = None if progress is None else progress.failing_since
    return {
        "id": subscription.id,
        "brand": subscription.brand,
        "events": list(subscription.events),
        "host": urlsplit(subscription.url).hostname,
        "owner": subscription.owner,
        "trusted": subscription.trusted,
        "created_at": subscription.created_at.isoformat(),
        "state": "told" if progress is None else progress.state,
        "told_until": known.lag.told_until.isoformat(timespec="milliseconds"),
        "behind_seconds": int(known.lag.behind.total_seconds()),
        "waiting_events": known.lag.waiting,
        "failing_since": None if failing_since is None else failing_since.isoformat(),
        "held_tickets": 0 if progress is None else len(progress.held),
    }


def _late(shown: dict[str, Any]) -> tuple[str, str]:
    """How far it is behind, and how many events wait, for people."""
    waiting = shown["waiting_events"]
    return str(timedelta(seconds=shown["behind_seconds"])), "many" if waiting is None else str(waiting)


def event_log(place: Deployment) -> DynamoDBEventLog:
    return DynamoDBEventLog(DynamoDBTable(place.table))
