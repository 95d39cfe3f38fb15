"""``nightdesk customer``: what is stored about a person."""

import json
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from cli import api_client
from cli.deployment import StackOption, StageOption, find_api
from cli.output import console, fail, show_json

app = typer.Typer(help="Customers.", no_args_is_help=True)


@app.callback()
def customer() -> None:
    """Customers."""


@app.command("export")
def export(
    *,
    customer_id: Annotated[str, typer.Argument(metavar="CUSTOMER")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; else it is printed.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Everything that is stored about a person, as JSON. Read it before you hand it over: notes may name others."""
    if output is not None and output.exists() and not force:
        fail(f"{output} exists; --force replaces it.")
    with api_client.open_client(find_api(stack, stage)) as client:
        entries = list(api_client.read_all(client, f"/customers/{quote(customer_id, safe='')}/export"))
    # Of each entry one member is there; the others say nothing.
    found = [{kind: part for kind, part in entry.items() if part is not None} for entry in entries]
    if output is None:
        show_json(found)
        return
    output.touch(mode=0o600)
    output.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    console().print(f"Saved {len(found)} entries in {output}.")
