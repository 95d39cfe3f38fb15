"""``nightdesk proposal``: what is proposed to be said in public, and the decision on it."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli import api_client
from cli.deployment import StackOption, StageOption, find_api
from cli.output import JsonOption, lines, show_json, show_table
from functions.api.message_names import message_name
from shared.domain.proposals.model import ProposalKind

app = typer.Typer(help="Thank-yous, likes, posts and first words that wait for a decision.", no_args_is_help=True)

IdArgument = Annotated[str, typer.Argument(metavar="ID")]
BrandOption = Annotated[str | None, typer.Option("--brand", help="Needed when there are several.")]
AgentOption = Annotated[str | None, typer.Option(help='Who decides, such as "Sophie Bernard".')]


@app.command("list")
def list_proposals(
    *,
    brand: BrandOption = None,
    decided: Annotated[bool, typer.Option(help="Those of the last 30 days that were decided on, too.")] = False,
    kind: Annotated[ProposalKind | None, typer.Option(help="Of one kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=5000, help="At most so many.")] = 200,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What waits for a decision, newest first."""
    given = {"brand": brand, "kind": kind and kind.value}
    query: dict[str, Any] = {"decided": str(decided).lower()} | {name: value for name, value in given.items() if value}
    with api_client.open_client(find_api(stack, stage)) as client:
        found, _ = api_client.read_up_to(client, "/proposals", query, limit)
    if as_json:
        show_json(found)
        return
    rows = [
        (each["id"], each["kind"], each["state"], each["channel"], lines(each["excerpt"]), lines(each["text"]))
        for each in found
    ]
    show_table("Proposals", ("id", "kind", "state", "channel", "customer", "says"), rows, empty="Nothing is proposed.")


@app.command()
def accept(
    proposal_id: IdArgument,
    *,
    text: Annotated[str | None, typer.Option(help="Other words than those proposed.")] = None,
    agent: AgentOption = None,
    initials: Annotated[str | None, typer.Option(help="SB, for ^SB; signs a public answer.")] = None,
    brand: BrandOption = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Have it said. Repeating the command says nothing again, and tells what became of it."""
    given = {"text": text, "agent": agent, "initials": initials, "brand": brand}
    _decide(proposal_id, "accept", given, as_json=as_json, stack=stack, stage=stage)


@app.command()
def dismiss(
    proposal_id: IdArgument,
    *,
    agent: AgentOption = None,
    brand: BrandOption = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Say nothing. The same is not proposed again."""
    _decide(proposal_id, "dismiss", {"agent": agent, "brand": brand}, as_json=as_json, stack=stack, stage=stage)


@app.command()
def revert(
    proposal_id: IdArgument,
    *,
    agent: AgentOption = None,
    brand: BrandOption = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Show again what was hidden."""
    _decide(proposal_id, "revert", {"agent": agent, "brand": brand}, as_json=as_json, stack=stack, stage=stage)


TicketArgument = Annotated[str, typer.Argument(metavar="TICKET", help="The ticket whose message it is.")]
MessageArgument = Annotated[str, typer.Argument(metavar="MESSAGE", help="The message's id.")]


@app.command()
def hide(
    ticket: TicketArgument,
    message: MessageArgument,
    *,
    agent: AgentOption = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Hide spam or abuse under one of our posts from the public. Criticism is refused."""
    _decide_on_message(message, "hide", ticket, agent, as_json=as_json, stack=stack, stage=stage)


@app.command()
def show(
    ticket: TicketArgument,
    message: MessageArgument,
    *,
    agent: AgentOption = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Show a message again that was hidden here."""
    _decide_on_message(message, "show", ticket, agent, as_json=as_json, stack=stack, stage=stage)


def _decide_on_message(
    message: str, decision: str, ticket: str, agent: str | None, *, as_json: bool, stack: Path | None, stage: str | None
) -> None:
    given = {"ticket": ticket, "agent": agent}
    _post(f"/messages/{message_name(message)}/{decision}", given, as_json=as_json, stack=stack, stage=stage)


def _decide(
    proposal_id: str,
    decision: str,
    given: dict[str, str | None],
    *,
    as_json: bool,
    stack: Path | None,
    stage: str | None,
) -> None:
    path = f"/proposals/{quote(proposal_id, safe='')}/{decision}"
    _post(path, given, as_json=as_json, stack=stack, stage=stage)


def _post(path: str, given: dict[str, str | None], *, as_json: bool, stack: Path | None, stage: str | None) -> None:
    body = {name: value for name, value in given.items() if value is not None}
    with api_client.open_client(find_api(stack, stage)) as client:
        found = api_client.request(client, "POST", path, json=body).json()
    if as_json:
        show_json(found)
    else:
        typer.echo(f"{found['id']} is {found['state']}" + (f": {found['error']}." if found["error"] else "."))
