"""``nightdesk up`` and ``nightdesk down``: the whole desk on this machine."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.output import steps
from local import stack as local_stack
from local import state
from local.background import StartError
from local.deploy import DeployError
from shared.domain.errors import InvalidBrandError


def up(
    brands: Annotated[Path, typer.Option(help="The folder of the brand files.")] = Path("brands"),
    permissions: Annotated[
        bool, typer.Option("--permissions", help="Let the emulator check the functions' permissions, as AWS does.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what .local/stack.json holds.")] = False,
) -> None:
    """Start the stack on this machine. One that runs already is ended first, with what it stored."""
    errors = Console(stderr=True)
    try:
        with steps(errors, "Starting") as say:
            stack = local_stack.up(brands, enforce_permissions=permissions, say=say)
    except InvalidBrandError as error:
        for problem in error.problems:
            errors.print(problem, markup=False, highlight=False)
        raise typer.Exit(2) from None
    except (StartError, DeployError, FileNotFoundError) as error:
        errors.print(str(error), markup=False, highlight=False)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(asdict(stack), indent=2))
        return
    table = Table(title="The desk is up", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(overflow="fold")  # an address that is cut off cannot be copied
    for what, where in local_stack.describe(stack):
        table.add_row(what, where)
    console = Console()
    console.print(table)
    console.print(f"All of it: {state.FOLDER / 'stack.json'}. `nightdesk down` ends it.", soft_wrap=True)


def down() -> None:
    """End the local stack. What it stored is gone."""
    ended = local_stack.down()
    typer.echo("The stack is down." if ended else "No local stack was running.")
