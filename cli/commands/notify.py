"""``nightdesk notify``: the places in which people are told."""

from typing import Annotated

import typer

from cli.commands.secret import brands_in_force, secret_store
from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_table
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.targets import NotificationRouter
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.notify.webhook import SignedWebhooks
from shared.adapters.system_clock import SystemClock
from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError
from shared.domain.notifications.target import TOPIC
from shared.domain.notifications.trial import trial_key, trial_notification, trial_text

app = typer.Typer(help="Where people are told: what there is, and a test.", no_args_is_help=True)

_LOCAL = frozenset({"127.0.0.1", "localhost"})  # the simulator


@app.command("list")
def list_targets(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Every target of the brands in force, and the tiers that name it."""
    with errors_in_words():
        rows = [row for brand in brands_in_force(find(stack, stage)) for row in _rows(brand)]
    if as_json:
        show_json(rows)
        return
    columns = ("brand", "target", "type", "trusted", "tiers")
    show_table(
        "Notification targets", columns, [tuple(row.values()) for row in rows], empty="No brand was ever pushed."
    )


@app.command("test")
def send_test(
    target: Annotated[str, typer.Argument(help="The name of the target, such as slack-care, or sms@lea.")],
    brand: Annotated[str | None, typer.Option(help="The brand, where there are several.")] = None,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Send a notification that is marked as a test, and say what came back."""
    place = find(stack, stage)
    with errors_in_words():
        chosen = _brand(place, brand)
    now = SystemClock().now()
    try:
        reference = _router(place).notify(
            target=target,
            notification=trial_notification(chosen.id, at=now),
            text=trial_text(chosen),
            idempotency_key=trial_key(target, at=now),
        )
    except NightdeskError as error:
        fail(f"{target}: not taken: {error}.", code=1)
    typer.echo(f"{target}: taken" + (f"; it is {reference} there." if reference else "."))


def _brand(place: Deployment, wanted: str | None) -> Brand:
    found = [brand for brand in brands_in_force(place) if wanted in (None, brand.id)]
    if len(found) != 1:
        fail("There is no such brand." if wanted else "There are several brands: name one with --brand.")
    return found[0]


def _router(place: Deployment) -> NotificationRouter:
    clock = SystemClock()
    brands = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=60, clock=clock)
    secrets = secret_store(place)
    http = TargetHttp(allowed_hosts=_LOCAL if place.is_local else frozenset())
    webhooks = SignedWebhooks(brands=brands, secrets=secrets, clock=clock, http=http)
    topic = NotificationTopic(place.topic_arn)
    return NotificationRouter(topic=topic, webhooks=webhooks, brands=brands, secrets=secrets, http=http)


def _rows(brand: Brand) -> list[dict[str, object]]:
    kinds = {TOPIC: ("topic", False)}
    kinds |= {webhook.name: ("webhook", False) for webhook in brand.webhooks}
    kinds |= {target.name: (str(target.type), target.trusted) for target in brand.notification_targets}
    kinds |= {person.id: ("person", False) for person in brand.people}
    return [
        {
            "brand": brand.id,
            "target": name,
            "type": kind,
            "trusted": trusted,
            "tiers": [tier.name for tier in brand.tiers if name in tier.targets],
        }
        for name, (kind, trusted) in kinds.items()
    ]
