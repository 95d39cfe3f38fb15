"""``nightdesk dlq``: messages that dispatch parked, with the reason of each; redrive or forget them."""

import json
from typing import Annotated, Any

import typer

from cli.commands.forgetting import HoldingOption, holds, say_forgotten
from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_list
from shared.adapters.sqs.dead_letters import SqsDeadLetters

app = typer.Typer(help="Messages that were parked, with their reason.", no_args_is_help=True)


@app.command("list")
def list_parked(
    *,
    holding: HoldingOption = "",
    limit: Annotated[int, typer.Option(min=1)] = 100,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What is parked, oldest first; it stays where it is."""
    with errors_in_words():
        letters = dead_letters(find(stack, stage)).list(limit=limit)
    if holding:
        letters = tuple(letter for letter in letters if holds(letter.body.encode(), holding))
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


@app.command("redrive")
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
    with errors_in_words():
        sent = dead_letters(place).redrive(event_id)
    if event_id is not None and not sent:
        fail(f"{event_id} is not parked.", code=1)
    if as_json:
        show_json({"redriven": list(sent)})
    else:
        typer.echo(f"{len(sent)} sent back to the inbound queue.")


@app.command("forget")
def forget_parked(
    *,
    event_id: Annotated[str, typer.Argument(metavar="EVENT")],
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Delete one parked message for good: nobody will ever handle it. For a person who asked to be forgotten."""
    with errors_in_words():
        was_parked = dead_letters(find(stack, stage)).forget(event_id)
    if not was_parked:
        fail(f"{event_id} is not parked.", code=1)
    say_forgotten(event_id, as_json)


def dead_letters(place: Deployment) -> SqsDeadLetters:
    return SqsDeadLetters(place.dead_letter_queue_url, place.inbound_queue_url)


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
