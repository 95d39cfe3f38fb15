"""``nightdesk oncall``: who is on duty, and exceptions from the plan."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cli.commands.secret import brands_in_force
from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, printable_name, show_json, show_table
from shared.adapters.dynamodb.on_call import DynamoDBCalendars, DynamoDBOverrides
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.system_clock import SystemClock
from shared.domain.brand.model import Brand
from shared.domain.on_call.calendar import ImportedCalendar
from shared.domain.on_call.rotation import Duty, Override, next_duty, on_duty

app = typer.Typer(help="Who is on duty, and exceptions from the plan.", no_args_is_help=True)

BrandOption = Annotated[str | None, typer.Option(help="The brand, where there are several.")]


@app.command("show")
def show(
    brand: BrandOption = None,
    *,
    at: Annotated[str | None, typer.Option(help="Another instant, such as 2026-03-29T02:30.")] = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Who is on duty now, and who is next, for each rotation; what became of its calendar."""
    place = find(stack, stage)
    table = DynamoDBTable(place.table)
    overrides, calendars = DynamoDBOverrides(table), DynamoDBCalendars(table)
    rows: list[dict[str, str | None]] = []
    with errors_in_words():
        for each in brands_in_force(place):
            if brand not in (None, each.id):
                continue
            instant = SystemClock().now() if at is None else _instant(at, each)
            known = each.usable(overrides.since(each.id, instant))
            for rotation in each.rotations:
                following = next_duty(rotation, known, instant)
                rows.append(
                    {
                        "brand": each.id,
                        "rotation": rotation.name,
                        "now": _words(each, on_duty(rotation, known, instant)),
                        "next": None if following is None else _words(each, following),
                        "calendar": None
                        if rotation.calendar is None
                        else _calendar(each, calendars.get(each.id, rotation.name)),
                    }
                )
    if as_json:
        show_json(rows)
        return
    columns = ("brand", "rotation", "now", "next", "calendar")
    show_table("On duty", columns, [tuple(row.values()) for row in rows], empty="No brand has a rotation.")


@app.command("override")
def override(
    person: Annotated[str, typer.Argument(help="The id of one of the people of the brand file.")],
    start: Annotated[str, typer.Option("--from", help="Such as 2026-12-24T18:00, in the zone of the brand.")],
    end: Annotated[str, typer.Option("--to", help="When the plan counts again.")],
    *,
    rotation: Annotated[str | None, typer.Option(help="The rotation, where there are several.")] = None,
    by: Annotated[str, typer.Option(help="Who decides it.")] = "operator",
    brand: BrandOption = None,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Somebody has duty instead of whoever the plan names. Of overrides that overlap the last one counts."""
    place = find(stack, stage)
    with errors_in_words():
        chosen = _brand(place, brand)
        found = [each for each in chosen.rotations if rotation in (None, each.name)]
        if len(found) != 1:
            fail("There is no such rotation." if rotation else "There are several rotations, or none: name --rotation.")
        known = chosen.person(person)
        if known is None or not known.targets:
            fail(f"{person} is none of the people of {chosen.id} who can be told.")
        begins, ends = _instant(start, chosen), _instant(end, chosen)
        now = SystemClock().now()
        if ends <= begins or ends <= now:
            fail("--to is not after --from, or is over.")
        DynamoDBOverrides(DynamoDBTable(place.table)).add(
            chosen.id,
            Override(
                id=secrets.token_hex(4),
                rotation=found[0].name,
                person=person,
                start=begins,
                end=ends,
                created_at=now,
                created_by=printable_name(by),
            ),
        )
    typer.echo(f"{known.name} has duty of {found[0].name} from {_local(begins, chosen)} to {_local(ends, chosen)}.")


@app.command("overrides")
def list_overrides(
    brand: BrandOption = None,
    *,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """The overrides that are not over, and who decided them."""
    place = find(stack, stage)
    rows = []
    with errors_in_words():
        for each in brands_in_force(place):
            if brand in (None, each.id):
                rows += [_row(each, override) for override in _made(place, each)]
    if as_json:
        show_json(rows)
        return
    columns = ("brand", "id", "rotation", "person", "from", "to", "by", "counts")
    show_table("Overrides", columns, [tuple(row.values()) for row in rows], empty="The plans count as they are.")


@app.command("revoke")
def revoke(
    override_id: Annotated[str, typer.Argument(metavar="ID", help="As `nightdesk oncall overrides` shows it.")],
    *,
    brand: BrandOption = None,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Take an override back: the plan counts again."""
    place = find(stack, stage)
    with errors_in_words():
        chosen = _brand(place, brand)
        found = next((each for each in _made(place, chosen) if each.id == override_id), None)
        if found is None:
            fail(f"{chosen.id} has no override {printable_name(override_id)} that is not over.")
        DynamoDBOverrides(DynamoDBTable(place.table)).remove(chosen.id, found)
    typer.echo(f"The plan of {found.rotation} counts again.")


def _made(place: Deployment, brand: Brand) -> tuple[Override, ...]:
    known = DynamoDBOverrides(DynamoDBTable(place.table)).since(brand.id, SystemClock().now())
    return tuple(each for each in known if not each.imported)


def _row(brand: Brand, override: Override) -> dict[str, Any]:
    """``counts`` no more where its person has left the brand file, or cannot be told: the plan counts."""
    return {
        "brand": brand.id,
        "id": override.id,
        "rotation": override.rotation,
        "person": override.person,
        "from": _local(override.start, brand),
        "to": _local(override.end, brand),
        "by": override.created_by,
        "counts": bool(brand.usable([override])),
    }


def _brand(place: Deployment, wanted: str | None) -> Brand:
    found = [brand for brand in brands_in_force(place) if wanted in (None, brand.id)]
    if len(found) != 1:
        fail("There is no such brand." if wanted else "There are several brands: name one with --brand.")
    return found[0]


def _instant(text: str, brand: Brand) -> datetime:
    """An instant with a zone, or local to the brand. Ends the command for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{text} is no instant such as 2026-12-24T18:00.")
    zone = ZoneInfo(brand.calendar.time_zone)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _words(brand: Brand, duty: Duty) -> str:
    person = brand.person(duty.person)
    name = duty.person if person is None else person.name
    return f"{name} until {_local(duty.until, brand)}" + (
        " (override)" if duty.overridden else " (calendar)" if duty.imported else ""
    )


def _calendar(brand: Brand, known: ImportedCalendar | None) -> str:
    """Whether a calendar is read, and what in it helps nobody."""
    if known is None:
        return "not read yet"
    parts = ["never read"]
    if known.read_at is not None:
        parts = [f"{len(known.shifts)} entries, read {_local(known.read_at, brand)}"]
    if known.problem and known.failing_since is not None:
        parts.append(f"{known.problem} since {_local(known.failing_since, brand)}")
    if known.unreadable:
        parts.append(f"{known.unreadable} unreadable")
    if known.unknown:
        parts.append(f"names nobody who can be told: {', '.join(known.unknown)}")
    return "; ".join(parts)


def _local(at: datetime, brand: Brand) -> str:
    return f"{at.astimezone(ZoneInfo(brand.calendar.time_zone)):%Y-%m-%d %H:%M}"
