"""What an operator does with what was put aside: look at it, and send it on."""

import json
from datetime import datetime
from itertools import islice
from typing import Annotated, Any

import typer

from cli import incidents, redeliver, tokens
from cli.output import JsonOption, fail, show_json, show_list, told
from cli.stack_file import Place, StackOption, StageOption, find
from shared.adapters.s3 import QUARANTINE, S3Quarantine
from shared.adapters.sqs_dead_letters import SqsDeadLetters

dlq = typer.Typer(help="Messages that were parked, with their reason.", no_args_is_help=True)
quarantine = typer.Typer(help="What was signed and could not be read.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(dlq, name="dlq")
    app.add_typer(quarantine, name="quarantine")
    app.add_typer(tokens.app, name="token")
    app.add_typer(incidents.app, name="incident")


@dlq.command("list")
def list_parked(
    *,
    limit: Annotated[int, typer.Option(min=1)] = 100,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What is parked, oldest first; it stays where it is."""
    with told():
        letters = dead_letters(find(stack, stage)).list(limit=limit)
    found = [
        {
            "event_id": letter.event_id,
            "reason": letter.reason,
            "error": letter.error,
            "parked_at": letter.parked_at,
            "execution": letter.execution,
            **_facts(letter.body),
        }
        for letter in letters
    ]
    if as_json:
        show_json(found)
        return
    entries = [
        (f["event_id"], (f["reason"] or "no reason", _sentence(f["error"]), f["channel"], f["kind"], f["parked_at"]))
        for f in found
    ]
    show_list("Parked", entries, empty="Nothing is parked.")


@dlq.command("redrive")
def redrive(
    *,
    event_id: Annotated[str | None, typer.Argument(help="One event; --all for every one.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every parked message.")] = False,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Send parked messages back to the inbound queue, to be handled again."""
    if (event_id is None) == (not everything):
        fail("Name one event, or say --all.")
    place = find(stack, stage)
    with told():
        sent = dead_letters(place).redrive(event_id)
    if event_id is not None and not sent:
        fail(f"{event_id} is not parked.", code=1)
    if as_json:
        show_json({"redriven": list(sent)})
    else:
        typer.echo(f"{len(sent)} sent back to the inbound queue.")


@quarantine.command("list")
def list_quarantined(
    *,
    brand: Annotated[str, typer.Option(help="Of one brand only.")] = "",
    channel: Annotated[str, typer.Option(help="Of one channel only; needs --brand.")] = "",
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
    with told():
        described = [store.describe(key) for key in islice(store.keys(prefix), limit)]
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


quarantine.command("redeliver")(redeliver.redeliver)


def dead_letters(place: Place) -> SqsDeadLetters:
    return SqsDeadLetters(place.dead_letter_queue_url, place.inbound_queue_url)


def quarantine_store(place: Place) -> S3Quarantine:
    return S3Quarantine(place.bucket)


def _instant(told: str | None) -> datetime | str | None:
    try:
        return datetime.fromisoformat(told or "")
    except ValueError:
        return told


def _sentence(error: str | None) -> str | None:
    """What a function said, out of what Step Functions made of it (with a stack trace, on AWS)."""
    try:
        cause = json.loads(error or "")
    except ValueError:
        return error
    return str(cause["errorMessage"]) if isinstance(cause, dict) and "errorMessage" in cause else error


def _facts(body: str) -> dict[str, Any]:
    """What may be shown of a parked event: no text, no name."""
    try:
        event = json.loads(body)
    except ValueError:
        event = {}
    known = event if isinstance(event, dict) else {}
    return {name: known.get(name) for name in ("brand", "channel", "kind", "received_at")}
