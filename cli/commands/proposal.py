"""``nightdesk proposal``: what is proposed to be said in public, and the decision on it."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli import api_client
from cli.deployment import StackOption, StageOption, find_api
from cli.output import JsonOption, lines, show_json, show_table
from functions.api.message_names import message_name
from shared.domain.proposals.model import ProposalKind, ProposalState

app = typer.Typer(help="Thank-yous, likes, posts and first words that wait for a decision.", no_args_is_help=True)

IdArgument = Annotated[str, typer.Argument(metavar="ID")]
BrandOption = Annotated[str | None, typer.Option("--brand", help="Needed when there are several.")]
AgentOption = Annotated[str | None, typer.Option(help='Who decides, such as "Sophie Bernard".')]


@app.command("list")
def list_proposals(
    *,
    brand: BrandOption = None,
    decided: Annotated[bool, typer.Option(help="Those that were decided on, too: by whom, when.")] = False,
    state: Annotated[ProposalState | None, typer.Option(help="In one state, such as done or dismissed.")] = None,
    kind: Annotated[ProposalKind | None, typer.Option(help="Of one kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=5000, help="At most so many.")] = 200,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What waits for a decision, or was decided, newest first."""
    address, given = find_api(stack, stage), {"kind": kind and kind.value, "state": state and state.value}
    with api_client.open_client(address) as client:
        given["brand"] = api_client.only_brand(client, address, brand)
        query = {"decided": str(decided).lower()} | {name: value for name, value in given.items() if value}
        found, _ = api_client.read_up_to(client, "/proposals", query, limit)
    if as_json:
        show_json(found)
        return
    columns = ["id", "kind", "state", "channel", "customer", "says"]
    rows = [
        [each["id"], each["kind"], each["state"], each["channel"], lines(each["excerpt"]), lines(each["text"])]
        for each in found
    ]
    if decided or state is not None:
        columns += ["by", "at"]
        rows = [[*row, *_last_decision(each)] for row, each in zip(rows, found, strict=True)]
    show_table("Proposals", columns, rows, empty="Nothing is proposed.")


def _last_decision(proposal: dict[str, Any]) -> tuple[str, str]:
    """By whom and when; of what was hidden and shown again, who did the latter."""
    taken_back = ("reverted_by", "reverted_at")
    by, at = taken_back if proposal["reverted_at"] else ("decided_by", "decided_at")
    return proposal[by] or "", proposal[at] or ""


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
    """With the brand where the body has a place for it."""
    address = find_api(stack, stage)
    with api_client.open_client(address) as client:
        if "brand" in given:
            given = {**given, "brand": api_client.only_brand(client, address, given["brand"])}
        body = {name: value for name, value in given.items() if value is not None}
        found = api_client.request(client, "POST", path, json=body).json()
    if as_json:
        show_json(found)
    else:
        typer.echo(f"{found['id']} is {found['state']}" + (f": {found['error']}." if found["error"] else "."))
