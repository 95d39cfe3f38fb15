"""``nightdesk notify``: the places in which people are told."""

from datetime import datetime
from typing import Annotated

import typer

from cli.commands.secret import brands_in_force, secret_store
from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_table
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.on_call import DynamoDBOverrides
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.targets import NotificationRouter
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.notify.webhook import SignedWebhooks
from shared.adapters.system_clock import SystemClock
from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError
from shared.domain.escalation.recipients import recipients
from shared.domain.notifications.target import TOPIC, TargetType, parts_of
from shared.domain.notifications.trial import trial_key, trial_notification, trial_text
from shared.domain.vocabulary import NoticeState

app = typer.Typer(help="Where people are told: what there is, and a test.", no_args_is_help=True)

_LOCAL = frozenset({"127.0.0.1", "localhost"})  # the simulator


_SWALLOWS = frozenset({TargetType.PAGERDUTY, TargetType.OPSGENIE})  # a second alert while the first is open
_KEEPS = _SWALLOWS | {TargetType.ZENDESK}


@app.command("list")
def list_targets(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Every target of the brands in force, and the tiers that name it."""
    with errors_in_words():
        rows = [row for brand in brands_in_force(find(stack, stage)) for row in _rows(brand)]
    if as_json:
        show_json(rows)
        return
    columns = ("brand", "target", "type", "trusted", "tiers")
    show_table("Notification targets", columns, [_cells(row) for row in rows], empty="No brand was ever pushed.")


@app.command("test")
def send_test(
    target: Annotated[str, typer.Argument(help="A name of the list: slack-care, a person, a rotation; or sms@lea.")],
    brand: Annotated[str | None, typer.Option(help="The brand, where there are several.")] = None,
    *,
    close: Annotated[bool, typer.Option("--close", help="End the test there instead: nobody is told.")] = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Send a notification that is marked as a test, and say what came back.

    A rotation is whoever has duty now, a team all its people. PagerDuty, Opsgenie and Zendesk keep a test until it is
    closed; a new one closes the one before in PagerDuty and Opsgenie, which would swallow it.
    """
    place = find(stack, stage)
    with errors_in_words():
        chosen = _brand(place, brand)
        now = SystemClock().now()
        places = _places(place, chosen, target, now)
    router = _router(place)
    refused = False
    for each in places:
        kind = _type(chosen, each)
        try:
            if kind in (_KEEPS if close else _SWALLOWS):
                router.follow(
                    target=each,
                    notification=trial_notification(chosen.id, at=now),
                    text=trial_text(chosen),
                    state=NoticeState.RESOLVED,
                    reference=None,
                )
            if close:
                typer.echo(f"{each}: closed." if kind in _KEEPS else f"{each}: nothing to close there.")
                continue
            reference = router.notify(
                target=each,
                notification=trial_notification(chosen.id, at=now),
                text=trial_text(chosen),
                idempotency_key=trial_key(each, at=now),
            )
        except NightdeskError as error:
            refused = True
            typer.echo(f"{each}: not taken: {error}.", err=True)
        else:
            typer.echo(f"{each}: taken" + (f"; it is {reference} there." if reference else "."))
            if kind in _KEEPS:
                typer.echo(f"It stays open there: `nightdesk notify test {target} --close` ends it.")
    if refused:
        raise typer.Exit(1)


def _type(brand: Brand, target: str) -> TargetType | None:
    found = brand.notification_target(parts_of(target)[0])
    return None if found is None else found.type


def _places(place: Deployment, brand: Brand, name: str, now: datetime) -> tuple[str, ...]:
    """What a tier would tell that names it. Raises ``UpstreamError``. Ends the command when there is nothing."""
    known = {str(row["target"]) for row in _rows(brand)}
    if parts_of(name)[0] not in known:
        fail(f"{brand.id} has no target {name}: `nightdesk notify list` shows what there is.")
    rotation = brand.rotation(name)
    overrides = () if rotation is None else DynamoDBOverrides(DynamoDBTable(place.table)).since(brand.id, now)
    found = recipients(brand, (name,), now, overrides)
    return found or fail(f"{name} has no targets: nobody would be told.")


def _brand(place: Deployment, wanted: str | None) -> Brand:
    found = [brand for brand in brands_in_force(place) if wanted in (None, brand.id)]
    if len(found) != 1:
        fail("There is no such brand." if wanted else "There are several brands: name one with --brand.")
    return found[0]


def target_http(place: Deployment) -> TargetHttp:
    return TargetHttp(allowed_hosts=_LOCAL if place.is_local else frozenset())


def _router(place: Deployment) -> NotificationRouter:
    clock = SystemClock()
    brands = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=60, clock=clock)
    secrets = secret_store(place)
    http = target_http(place)
    webhooks = SignedWebhooks(brands=brands, secrets=secrets, clock=clock, http=http)
    topic = NotificationTopic(place.topic_arn)
    return NotificationRouter(
        topic=topic, webhooks=webhooks, brands=brands, secrets=secrets, http=http, mail_sender=place.mail_sender
    )


def _cells(row: dict[str, object]) -> tuple[object, ...]:
    tiers = row["tiers"]
    shown = ", ".join(str(tier) for tier in tiers) if isinstance(tiers, list) else ""
    return (row["brand"], row["target"], row["type"], "yes" if row["trusted"] else "", shown)


def _rows(brand: Brand) -> list[dict[str, object]]:
    kinds = {TOPIC: ("topic", False)}
    kinds |= {webhook.name: ("webhook", False) for webhook in brand.webhooks}
    kinds |= {target.name: (str(target.type), target.trusted) for target in brand.notification_targets}
    kinds |= {person.id: ("person", False) for person in brand.people}
    kinds |= {rotation.name: ("rotation", False) for rotation in brand.rotations}
    kinds |= dict.fromkeys(brand.duty_teams, ("team", False))
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
