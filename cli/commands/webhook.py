"""``nightdesk webhook``: other systems that are told of events."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_table
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds
from shared.adapters.notify.subscribers import SECRETS
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.sqs.deliveries import SqsDeliveries
from shared.adapters.system_clock import SystemClock
from shared.domain.errors import NotFoundError
from shared.domain.events.model import EventType, is_pattern
from shared.domain.subscriptions.model import Progress, Subscription

app = typer.Typer(help="Webhooks of other systems that are told of events.", no_args_is_help=True)

MAX_URL_LENGTH = 2_000
KEPT_SECRETS = 2  # while a subscriber changes from one to the other, both sign

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
    _check_url(url, local=place.is_local)
    now = datetime.now(UTC)
    secret = _new_secret()
    with errors_in_words():
        made = Subscription(
            id="wh" + secrets.token_hex(5),
            brand=_brand(place, brand),
            url=url,
            events=tuple(event),
            owner=owner.strip(),
            created_at=now,
            trusted=trusted,
        )
        _put_secrets(place, made.id, [secret])
        store(place).add(made, entry=milliseconds(now))
    if as_json:
        show_json({**_shown(made, None), "secret": secret})
    else:
        typer.echo(f"{made.id} is told of {', '.join(event)} of {made.brand}.\n\n{secret}\n\nKeep the secret now.")


@app.command("list")
def list_webhooks(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Every webhook and how far it was told."""
    place = find(stack, stage)
    with errors_in_words():
        known = store(place)
        found = [_shown(each, known.progress(each.id)) for each in known.every()]
    if as_json:
        show_json({"items": found})
        return
    columns = ("webhook", "brand", "events", "host", "state", "waiting tickets", "owner")
    rows = [
        (w["id"], w["brand"], ", ".join(w["events"]), w["host"], w["state"], str(w["held_tickets"]), w["owner"])
        for w in found
    ]
    show_table("Webhooks", columns, rows)


@app.command("remove")
def remove(*, webhook: WebhookArgument, stack: StackOption = None, stage: StageOption = None) -> None:
    """Tell a webhook nothing more."""
    place = find(stack, stage)
    try:
        with errors_in_words():
            store(place).remove(webhook)
            _put_secrets(place, webhook, [])
    except NotFoundError:
        fail(f"There is no webhook {webhook}.", code=1)
    typer.echo(f"{webhook} is removed.")


@app.command("rotate")
def rotate(
    *, webhook: WebhookArgument, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """Make a new secret. The one before goes on signing beside it until the next rotation."""
    place = find(stack, stage)
    secret = _new_secret()
    with errors_in_words():
        _existing(place, webhook)
        held = _secrets_of(place).get(webhook, ())
        _put_secrets(place, webhook, [secret, *held][:KEPT_SECRETS])
    if as_json:
        show_json({"id": webhook, "secret": secret})
    else:
        typer.echo(f"{secret}\n\nBoth secrets sign from now on. Run this again to end the older one.")


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
    place = find(stack, stage)
    with errors_in_words():
        _existing(place, webhook)
        found = store(place).attempts(webhook, datetime.now(UTC) - timedelta(hours=hours), limit=limit)
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
    place = find(stack, stage)
    end = datetime.now(UTC) if until is None else until.replace(tzinfo=UTC)
    begin = since.replace(tzinfo=UTC)
    if not begin < end:
        fail("--since should be before --until.")
    _change(place, webhook, lambda progress: progress.replay(milliseconds(begin) - 1, milliseconds(end)))
    typer.echo(f"{webhook} is told once more what happened since {begin.isoformat()}.")


@app.command("resume")
def resume(*, webhook: WebhookArgument, stack: StackOption = None, stage: StageOption = None) -> None:
    """It works again: go on where it stopped, at once."""
    _change(find(stack, stage), webhook, Progress.resumed)
    typer.echo(f"{webhook} goes on where it was.")


def store(place: Deployment) -> DynamoDBSubscriptions:
    return DynamoDBSubscriptions(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def _change(place: Deployment, webhook: str, change: Any) -> None:
    with errors_in_words():
        _existing(place, webhook)
        known = store(place)
        progress = known.progress(webhook)
        if progress is None:
            fail(f"There is no webhook {webhook}.", code=1)
        known.save_progress(webhook, change(progress))
        if place.delivery_queue_url:
            SqsDeliveries(place.delivery_queue_url).wake([webhook], secrets.token_hex(8))


def _existing(place: Deployment, webhook: str) -> Subscription:
    found = store(place).get(webhook)
    return found if found is not None else fail(f"There is no webhook {webhook}.", code=1)


def _check_url(url: str, *, local: bool) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or len(url) > MAX_URL_LENGTH or not url.isprintable() or parts.username or parts.password:
        fail("The address is no URL that can be called.")
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        fail("The address should begin with https://.")


def _brand(place: Deployment, wanted: str | None) -> str:
    known = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock()).ids()
    if wanted is None and len(known) == 1:
        return known[0]
    if wanted not in known:
        fail(f"Name a brand with --brand: {', '.join(known)}.")
    return str(wanted)


def _new_secret() -> str:
    return "whsec_" + b64encode(secrets.token_bytes(32)).decode()


def _secrets_of(place: Deployment) -> dict[str, Sequence[str]]:
    try:
        return dict(SecretsManagerSecrets(place.secret_prefix, cache_seconds=0).get(SECRETS))
    except NotFoundError:
        return {}


def _put_secrets(place: Deployment, webhook: str, values: list[str]) -> None:
    record = {**_secrets_of(place), webhook: tuple(values)}
    kept = {name: held for name, held in record.items() if held}
    SecretsManagerSecrets(place.secret_prefix, cache_seconds=0).put(SECRETS, kept)


def _shown(subscription: Subscription, progress: Progress | None) -> dict[str, Any]:
    """The host and no more of the address, which may be a secret."""
    state = "told"
    if progress is not None and progress.stopped_at is not None:
        state = "stopped"
    elif progress is not None and progress.circuit_open:
        state = "failing"
    elif progress is not None and progress.replay_until is not None:
        state = "replaying"
    return {
        "id": subscription.id,
        "brand": subscription.brand,
        "events": list(subscription.events),
        "host": urlsplit(subscription.url).hostname,
        "owner": subscription.owner,
        "trusted": subscription.trusted,
        "created_at": subscription.created_at.isoformat(),
        "state": state,
        "failing_since": None
        if progress is None or progress.failing_since is None
        else progress.failing_since.isoformat(),
        "held_tickets": 0 if progress is None else len(progress.held),
    }


def event_log(place: Deployment) -> DynamoDBEventLog:
    return DynamoDBEventLog(DynamoDBTable(place.table))
