"""Options and answers that the commands for parked and quarantined items share."""

import json
from typing import Annotated

import typer

from cli.output import show_json

HoldingOption = Annotated[
    str, typer.Option(help="Only where this stands in the body, such as the id of a person on their channel.")
]


def say_forgotten(name: str, as_json: bool) -> None:
    if as_json:
        show_json({"forgotten": name})
    else:
        typer.echo(f"{name} is gone.")


def holds(body: bytes, words: str) -> bool:
    """Whether it stands in a body, however its JSON spells what is not English."""
    return any(spelled.encode() in body for spelled in (words, json.dumps(words)[1:-1]))
