"""``nightdesk changes``: the log of changes that ``updated_since`` and the lists of finished tickets read."""

from datetime import timedelta

import typer

from cli.deployment import StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, show_json
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.change_log import ChangeLog
from shared.adapters.dynamodb.event_log import LONGEST_KEPT
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.system_clock import SystemClock
from shared.domain.errors import InvalidBrandError, UnknownBrandError

app = typer.Typer(help="The log of changes that `updated_since` reads.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """A group even with a single command."""


@app.command("fill")
def fill(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Enter the tickets of a table that is older than the log. It reads the whole table; it may be repeated."""
    place = find(stack, stage)
    with errors_in_words():
        table = DynamoDBTable(place.table)
        brands = DynamoDBBrands(table, cache_seconds=60, clock=SystemClock())

        def kept(brand_id: str) -> timedelta:
            try:
                return brands.current(brand_id).retention.tickets
            except (UnknownBrandError, InvalidBrandError):
                return LONGEST_KEPT

        entered = ChangeLog(table).fill(DynamoDBTickets(table).every(), kept=kept)
    if as_json:
        show_json({"tickets": entered})
    else:
        typer.echo(f"{entered} tickets entered.")
