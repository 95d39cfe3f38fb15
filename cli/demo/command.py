"""``nightdesk demo``: a day and an evening of a brand's social media in a few minutes, and its outcome."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from cli.commands.brand import prepared
from cli.demo.play import BRAND, Play
from cli.deployment import StackOption, find
from cli.output import steps
from cli.traffic.local_stack import LocalStack
from local import stack as local_stack
from local.background import StartError
from local.deploy import DeployError
from local.state import FOLDER, NoStackError
from local.traffic.extras import NEEDED
from local.traffic.messages import messages, shortened
from shared.domain.errors import InvalidBrandError

UNSEEN_WIDTH = 120  # columns, where the output goes to a file


def demo(
    brands: Annotated[Path, typer.Option(help="The folder of the brand files.")] = Path("brands"),
    short: Annotated[bool, typer.Option("--short", help="Tell a third of the story.")] = False,
    stack: StackOption = None,
) -> None:
    """Run the whole desk on this machine and let a day and an evening of customers write to it.

    It ends with 0 only if every item that was delivered has exactly one outcome, and every ticket of the outage came to
    its end. A stack that runs is used as it is.
    """
    errors = Console(stderr=True)
    folder = stack.parent if stack else FOLDER
    try:
        document, _ = prepared(brands / f"{BRAND}.yaml", datetime.now(UTC))
        if stack is None and not local_stack.is_up():
            with steps(errors, "Starting") as say:
                local_stack.up(brands, say=say)
        running = LocalStack.running(folder)
    except InvalidBrandError as error:
        for problem in error.problems:
            errors.print(problem, markup=False, highlight=False)
        raise typer.Exit(2) from None
    except (StartError, DeployError, NoStackError, FileNotFoundError) as error:
        errors.print(str(error), markup=False, highlight=False)
        raise typer.Exit(1) from None
    if BRAND not in running.stack.brands:
        errors.print(f"The running stack has no brand {BRAND}: `make down`, and start again with it.")
        raise typer.Exit(2)
    console = Console()
    if not console.is_terminal:
        console = Console(width=UNSEEN_WIDTH)
    story = shortened(messages(), NEEDED) if short else messages()
    play = Play(running, find(folder / "stack.json"), document, story, console)
    try:
        result = play.tell()
        play.report(result)
    except httpx.HTTPError as error:
        errors.print(f"The local stack does not answer: {error}", markup=False)
        raise typer.Exit(1) from None
    trouble = play.in_public.outage_trouble
    if trouble is not None:
        errors.print(f"[bold red]{trouble}[/]")
    if not result.account.settled or trouble is not None:
        raise typer.Exit(1)
