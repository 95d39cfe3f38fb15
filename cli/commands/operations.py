"""What an operator does with what was put aside: look at it, and send it on."""

import json
from datetime import datetime
from itertools import islice
from typing import Annotated, Any

import typer

from cli.commands import incidents, redeliver, tokens
from cli.output import JsonOption, fail, show_json, show_list, told
from cli.stack_file import Place, StackOption, StageOption, find
from shared.adapters.s3.quarantine import QUARANTINE, S3Quarantine
from shared.adapters.sqs.dead_letters import SqsDeadLetters

HoldingOption = Annotated[
    str, typer.Option(help="Only where this stands in the body, such as the id of a person on their channel.")
]

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
    holding: HoldingOption = "",
    limit: Annotated[int, typer.Option(min=1)] = 100,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What is parked, oldest first; it stays where it is."""
    with told():
        letters = dead_letters(find(stack, stage)).list(limit=limit)
    if holding:
        letters = tuple(letter for letter in letters if _holds(letter.body.encode(), holding))
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


@dlq.command("forget")
def forget_parked(
    *,
    event_id: Annotated[str, typer.Argument(metavar="EVENT")],
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Delete one parked message for good: nobody will ever handle it. For a person who asked to be forgotten."""
    with told():
        gone = dead_letters(find(stack, stage)).forget(event_id)
    if not gone:
        fail(f"{event_id} is not parked.", code=1)
    _say_forgotten(event_id, as_json)


@quarantine.command("list")
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
    with told():
        keys = (key for key in store.keys(prefix) if not holding or _holds(store.read(key), holding))
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


quarantine.command("redeliver")(redeliver.redeliver)


@quarantine.command("forget")
def forget_quarantined(
    *,
    key: Annotated[str, typer.Argument(metavar="KEY")],
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Delete one quarantined body for good. For a person who asked to be forgotten, or what is of no use."""
    store = quarantine_store(find(stack, stage))
    with told():
        if not key.startswith(QUARANTINE) or store.describe(key) is None:
            fail(f"{key} is not in the quarantine.", code=1)
        store.forget(key)
    _say_forgotten(key, as_json)


def _say_forgotten(name: str, as_json: bool) -> None:
    if as_json:
        show_json({"forgotten": name})
    else:
        typer.echo(f"{name} is gone.")


def dead_letters(place: Place) -> SqsDeadLetters:
    return SqsDeadLetters(place.dead_letter_queue_url, place.inbound_queue_url)


def quarantine_store(place: Place) -> S3Quarantine:
    return S3Quarantine(place.bucket)


def _holds(body: bytes, words: str) -> bool:
    """Whether it stands in a body, however its JSON spells what is not English."""
    return any(spelled.encode() in body for spelled in (words, json.dumps(words)[1:-1]))


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
