"""``nightdesk quarantine``: deliveries that were signed and could not be read."""

from datetime import datetime
from itertools import islice
from typing import Annotated

import typer

from cli.commands import redeliver
from cli.commands.forgetting import HoldingOption, holds, say_forgotten
from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_list
from shared.adapters.s3.quarantine import QUARANTINE, S3Quarantine

app = typer.Typer(help="What was signed and could not be read.", no_args_is_help=True)


@app.command("list")
def list_quarantined(
    *,
    brand: Annotated[str, typer.Option(help="Of one brand only.")] = "",
    channel: Annotated[str, typer.Option(help="Of one channel only; needs --brand.")] = "",
    holding: HoldingOption = "",
    limit: Annotated[int, typer.Option(min=1)] = 100,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What was quarantined, and why."""
    if channel and not brand:
        fail("--channel needs --brand.")
    prefix = QUARANTINE + "".join(f"{part}/" for part in (brand, channel) if part)
    store = quarantine_store(find(stack, stage))
    with errors_in_words():
        keys = (key for key in store.keys(prefix) if not holding or holds(store.read(key), holding))
        described = [store.describe(key) for key in islice(keys, limit)]
    found = [q for q in described if q is not None]
    if as_json:
        show_json(
            [
                {
                    "key": q.key,
                    "reason": q.reason,
                    "channel": q.channel,
                    "brand": q.brand,
                    "received_at": q.received_at,
                }
                for q in found
            ]
        )
        return
    entries = [(q.key, (q.reason, q.brand, q.channel, _instant(q.received_at))) for q in found]
    show_list("Quarantined", entries, empty="Nothing is quarantined.")


app.command("redeliver")(redeliver.redeliver)


@app.command("forget")
def forget_quarantined(
    *,
    key: Annotated[str, typer.Argument(metavar="KEY")],
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Delete one quarantined body for good. For a person who asked to be forgotten, or what is of no use."""
    store = quarantine_store(find(stack, stage))
    with errors_in_words():
        if not key.startswith(QUARANTINE) or store.describe(key) is None:
            fail(f"{key} is not in the quarantine.", code=1)
        store.forget(key)
    say_forgotten(key, as_json)


def quarantine_store(place: Deployment) -> S3Quarantine:
    return S3Quarantine(place.bucket)


def _instant(text: str | None) -> datetime | str | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return text
