"""``nightdesk incident``: crisis mode."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, printable_name, show_json, show_table
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.system_clock import SystemClock
from shared.channels import CHANNELS
from shared.domain.errors import NotFoundError
from shared.domain.incidents.model import Incident, incident_id

app = typer.Typer(help="Crisis mode: while one is open no automatic answer is sent.", no_args_is_help=True)

MAX_TITLE_LENGTH = 100

BrandOption = Annotated[str | None, typer.Option("--brand", help="Needed when there are several.")]


@app.command("open")
def open_incident(
    *,
    title: Annotated[str, typer.Argument(help="What is wrong, in a few words.")],
    brand: BrandOption = None,
    channel: Annotated[list[str] | None, typer.Option(help="Only these channels; may be repeated.")] = None,
    by: Annotated[str, typer.Option(help="Who opens it.", callback=printable_name)] = "operator",
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Begin crisis mode: automatic answers of the brand stop."""
    unknown = sorted(set(channel or ()) - set(CHANNELS))
    if unknown:
        fail(f"{', '.join(unknown)} is not a channel; the channels are {', '.join(CHANNELS)}.")
    title = title.strip()
    if not 1 <= len(title) <= MAX_TITLE_LENGTH or not title.isprintable():
        fail(f"A title has 1 to {MAX_TITLE_LENGTH} printable characters.")
    place = find(stack, stage)
    with errors_in_words():
        opened = begin(place, _brand(place, brand), title, channels=tuple(channel or ()), by=by)
    if as_json:
        show_json(_incident(opened))
    else:
        typer.echo(f"{opened.id} is open: on {_where(opened)} no automatic answer is sent.")


def begin(place: Deployment, brand: str, title: str, *, channels: tuple[str, ...] = (), by: str) -> Incident:
    """Open an incident; automatic answers of the brand stop."""
    now = datetime.now(UTC)
    opened = Incident(
        id=incident_id(brand, now, secrets.token_hex(2)),
        brand=brand,
        title=title,
        opened_at=now,
        opened_by=by,
        channels=channels,
    )
    incident_store(place).open(opened)
    return opened


@app.command("resolve")
def resolve_incident(
    *,
    incident_ref: Annotated[str, typer.Argument(metavar="ID")],
    by: Annotated[str, typer.Option(help="Who ends it.", callback=printable_name)] = "operator",
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """End crisis mode."""
    place = find(stack, stage)
    try:
        with errors_in_words():
            ended = incident_store(place).resolve(incident_ref, by=by, at=datetime.now(UTC))
    except NotFoundError:
        fail(f"There is no incident {incident_ref}.", code=1)
    if as_json:
        show_json(_incident(ended))
    else:
        typer.echo(f"{ended.id} is resolved.")


@app.command("list")
def list_incidents(
    *,
    brand: BrandOption = None,
    open_only: Annotated[bool, typer.Option("--open", help="Only those that are not resolved.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Incidents of a brand, newest first."""
    place = find(stack, stage)
    with errors_in_words():
        found = incident_store(place).of_brand(_brand(place, brand), open_only=open_only, limit=limit).items
    if as_json:
        show_json([_incident(i) for i in found])
        return
    rows = [
        (i.id, i.title, _where(i), i.ticket_count, i.opened_at, i.opened_by, i.resolved_at, i.resolved_by)
        for i in found
    ]
    columns = ("id", "title", "where", "tickets", "opened", "by", "resolved", "by")
    show_table("Incidents", columns, rows, empty="No incident.")


def incident_store(place: Deployment) -> DynamoDBIncidents:
    return DynamoDBIncidents(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def brand_store(place: Deployment) -> DynamoDBBrands:
    return DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def _brand(place: Deployment, asked: str | None) -> str:
    known = brand_store(place).ids()
    if asked is None:
        if len(known) != 1:
            fail(f"Name a brand with --brand: {', '.join(known) or 'none was ever pushed'}.")
        return known[0]
    if asked not in known:
        fail(f"There is no brand {asked}; there are: {', '.join(known) or 'none'}.")
    return asked


def _incident(known: Incident) -> dict[str, Any]:
    return {
        "id": known.id,
        "brand": known.brand,
        "title": known.title,
        "channels": list(known.channels),
        "opened_at": known.opened_at,
        "opened_by": known.opened_by,
        "resolved_at": known.resolved_at,
        "resolved_by": known.resolved_by,
        "ticket_count": known.ticket_count,
        "suspected": known.suspected,
    }


def _where(known: Incident) -> str:
    return ", ".join(known.channels) or f"every channel of {known.brand}"
