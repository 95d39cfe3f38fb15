"""``nightdesk events``: what happens, as other systems are told."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from cli.commands.webhook import event_log
from cli.deployment import StackOption, StageOption, find
from cli.output import errors_in_words, fail
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds
from shared.adapters.system_clock import SystemClock
from shared.domain.events.model import is_pattern, matches

app = typer.Typer(help="Events: what happens, as other systems are told.", no_args_is_help=True)

PAUSE_SECONDS = 2.0


@app.command("tail")
def tail(
    *,
    event: Annotated[list[str] | None, typer.Option(help="A type or a pattern such as ticket.*.")] = None,
    brand: Annotated[list[str] | None, typer.Option(help="Only this brand; may be repeated.")] = None,
    minutes: Annotated[int, typer.Option(min=0, max=20_160, help="Begin so long ago.")] = 5,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Wait for what comes.")] = True,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Show events as they happen, one line of JSON each, until you stop it."""
    patterns = event or ["*"]
    unknown = [each for each in patterns if not is_pattern(each)]
    if unknown:
        fail(f"{', '.join(unknown)} names no event.")
    place = find(stack, stage)
    log = event_log(place)
    with errors_in_words():
        known = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock()).ids()
        begin = milliseconds(datetime.now(UTC) - timedelta(minutes=minutes))
        places = dict.fromkeys([each for each in known if not brand or each in brand], begin)
        while True:
            found = 0
            for brand_id in places:
                for entry in log.after(brand_id, places[brand_id], limit=50):
                    places[brand_id] = entry.number
                    found += 1
                    for told in entry.events:
                        if any(matches(pattern, str(told["type"])) for pattern in patterns):
                            typer.echo(json.dumps(told, ensure_ascii=False))
            if not found:
                if not follow:
                    return
                time.sleep(PAUSE_SECONDS)
