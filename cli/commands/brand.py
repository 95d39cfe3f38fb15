"""``nightdesk brand``: check a brand file, put it in force, see what is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.deployment import StackOption, StageOption, find
from cli.output import JsonOption, console, errors_in_words, fail, show_json, show_table
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.dynamodb.article_meanings import DynamoDBArticleMeanings
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.deadline_moves import DynamoDBDeadlineMoves
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.holiday_calendar import LibraryHolidays
from shared.adapters.system_clock import SystemClock
from shared.brand import notes, read
from shared.brand.push import article_meanings, prepare
from shared.channels import CHANNELS, load_policy
from shared.domain.brand.model import Brand
from shared.domain.errors import ConflictError, InvalidBrandError, UnknownBrandError
from shared.domain.tickets.moving import DeadlineMove, begun

app = typer.Typer(help="Brand files: everything that a person decides.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A brand file; its name is the brand's id.")]
MAX_ATTEMPTS = 5  # of a write beside the sweep's
HOLIDAYS_RUN_OUT = timedelta(days=180)


def prepared(file: Path, now: datetime) -> tuple[dict[str, Any], Brand]:
    """The document of a brand file as it is stored. Raises ``InvalidBrandError``."""
    try:
        document = read(file.read_bytes())
    except OSError as error:
        raise InvalidBrandError((f"{file}: cannot be read ({error.strerror})",)) from error
    return prepare(
        document,
        file.stem,
        holidays=LibraryHolidays(),
        formatter=BabelDateTimeFormatter(),
        policies={channel: load_policy(channel) for channel in CHANNELS},
        now=now,
    )


@app.command()
def check(file: FileArgument, as_json: JsonOption = False) -> None:
    """Say everything that is wrong with a brand file, and where. Changes nothing."""
    try:
        document, brand = prepared(file, datetime.now(UTC))
    except InvalidBrandError as error:
        _refuse(file, error, as_json)
    found = notes(document, brand.id)
    if as_json:
        show_json({"brand": brand.id, "valid": True, "problems": [], "notes": found})
        return
    typer.echo(f"{file} is in order: {brand.name}, {len(brand.accounts)} accounts, {', '.join(brand.languages)}.")
    for note in found:
        typer.echo(f"  note: {note}")


@app.command()
def push(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Brand files; their names are the ids.")],
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Put brand files in force. If one of them is not in order, none is pushed."""
    ready = []
    for file in files:
        try:
            ready.append((file.stem, prepared(file, datetime.now(UTC))[0]))
        except InvalidBrandError as error:
            _refuse(file, error, as_json)
    place = find(stack, stage)
    brands = _brands(place.table)
    pushed = []
    with errors_in_words():
        for brand_id, document in ready:
            before = _in_force(brands, brand_id)
            brand, new = brands.push(brand_id, document)
            moving = new and before is not None and _move_deadlines(place.table, before, brand)
            _keep_meanings(place.table, brand)
            pushed.append({"brand": brand_id, "version": brand.version, "new": new, "deadlines_moving": moving})
    if as_json:
        show_json(pushed)
        return
    for each in pushed:
        typer.echo(
            f"{each['brand']}: version {each['version']} is " + ("now" if each["new"] else "already") + " in force."
        )
        if each["deadlines_moving"]:
            typer.echo(
                f"{each['brand']}: open tickets get its deadlines within some minutes; "
                "`nightdesk brand status` says how far."
            )


@app.command()
def status(as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Show the versions in force, and whether their holidays are about to run out."""
    place = find(stack, stage)
    brands = _brands(place.table)
    today = datetime.now(UTC).date()
    rows = []
    with errors_in_words():
        for brand_id in brands.ids():
            brand = brands.current(brand_id)
            until = brand.calendar.holidays_until
            rows.append(
                {
                    "brand": brand_id,
                    "version": brand.version,
                    "degraded": brands.is_degraded(brand_id),
                    "accounts": len(brand.accounts),
                    "holidays_until": None if until is None else until.isoformat(),
                    "deadlines": _progress(DynamoDBDeadlineMoves(DynamoDBTable(place.table)).get(brand_id)),
                    "push_again": until is not None and until - today < HOLIDAYS_RUN_OUT,
                }
            )
    if as_json:
        show_json(rows)
        return
    show_table("Brands", tuple(rows[0]) if rows else ("brand",), [tuple(row.values()) for row in rows], empty="none")
    for row in rows:
        if row["push_again"]:
            typer.echo(
                f"Push {row['brand']} again: its holidays are known until {row['holidays_until']} only.", err=True
            )
        if row["degraded"]:
            typer.echo(f"{row['brand']}: the version in force cannot be read; an earlier one stands in.", err=True)


def _move_deadlines(table: str, before: Brand, after: Brand) -> bool:
    """Ask the sweep to give open tickets the deadlines of the new version. One that is not finished goes on to it."""
    moves = DynamoDBDeadlineMoves(DynamoDBTable(table))
    for attempt in range(MAX_ATTEMPTS):
        known = moves.get(after.id)
        try:
            moves.save(begun(known, after.id, before=before.version, after=after.version, now=datetime.now(UTC)))
        except ConflictError:  # the sweep has just moved some
            if attempt == MAX_ATTEMPTS - 1:
                raise
        else:
            return True
    return False


def _progress(move: DeadlineMove | None) -> str:
    if move is None:
        return "-"
    state = "done" if move.is_finished else f"pass {move.passes + 1}"
    return f"version {move.after}: {state}, {move.moved} moved, {move.looked_at} looked at"


def _keep_meanings(table: str, brand: Brand) -> None:
    """What the help pages mean, beside the version. Also of one that was pushed before without them."""
    if not brand.articles:
        return
    # No other command waits for the encoder.
    from functions.classify.encoder.meanings import ENCODER, meanings  # noqa: PLC0415  it takes a second to load

    kept = DynamoDBArticleMeanings(DynamoDBTable(table), encoder=ENCODER, cache_seconds=0, clock=SystemClock())
    if kept.of(brand) is None:
        kept.keep(brand, article_meanings(brand, meanings))


def _in_force(brands: DynamoDBBrands, brand_id: str) -> Brand | None:
    try:
        return brands.current(brand_id)
    except (UnknownBrandError, InvalidBrandError):
        return None


def _brands(table: str) -> DynamoDBBrands:
    return DynamoDBBrands(DynamoDBTable(table), cache_seconds=0, clock=SystemClock())


def _refuse(file: Path, error: InvalidBrandError, as_json: bool) -> None:
    if as_json:
        show_json({"brand": file.stem, "valid": False, "problems": list(error.problems)})
        raise typer.Exit(1)
    count = len(error.problems)
    console().print(f"[bold]{file}[/bold] is not in order ({count} problem{'s' if count > 1 else ''}):")
    for problem in error.problems:
        typer.echo(f"  {problem}")
    fail("Nothing was changed.", code=1)
