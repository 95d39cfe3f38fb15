"""What an agent does with a ticket, through the API: claim, release, escalate, deescalate, resolve."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli import api_client
from cli.deployment import StackOption, StageOption, find_api
from cli.output import JsonOption, show_json

TicketArgument = Annotated[str, typer.Argument(metavar="ID")]
AgentOption = Annotated[str | None, typer.Option(help="Who; the name of the token if left out.")]


def claim(
    *,
    ticket_id: TicketArgument,
    agent: AgentOption = None,
    take_over: Annotated[bool, typer.Option(help="Take it even from somebody else.")] = False,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Take a ticket; its escalation ends. The same claim again changes nothing."""
    body = {"take_over": take_over, **({} if agent is None else {"agent": agent})}
    with api_client.open_client(find_api(stack, stage)) as client:
        ticket = api_client.request(client, "POST", f"{api_client.ticket_path(ticket_id)}/claim", json=body).json()
    if as_json:
        show_json(ticket)
    else:
        typer.echo(f"{ticket['id']} belongs to {ticket['claimed_by']}.")


def release(
    *, ticket_id: TicketArgument, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """Give a ticket back: anybody may claim it, and missed deadlines call people again."""
    with api_client.open_client(find_api(stack, stage)) as client:
        ticket = api_client.request(client, "POST", f"{api_client.ticket_path(ticket_id)}/release", json={}).json()
    if as_json:
        show_json(ticket)
    else:
        typer.echo(f"{ticket['id']} belongs to nobody; its team is {ticket['team']}.")


def escalate(
    *, ticket_id: TicketArgument, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """Call people for a ticket, tier by tier, within a minute. Nobody holds it until one of them takes it."""
    ticket = _post(ticket_id, "escalate", stack, stage)
    show_json(ticket) if as_json else typer.echo(f"People are called for {ticket['id']}.")


def deescalate(
    *, ticket_id: TicketArgument, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """Call nobody more for a ticket, unless a deadline is missed later."""
    ticket = _post(ticket_id, "deescalate", stack, stage)
    show_json(ticket) if as_json else typer.echo(f"Nobody more is called for {ticket['id']}.")


def _post(ticket_id: str, action: str, stack: Path | None, stage: str | None) -> dict[str, Any]:
    with api_client.open_client(find_api(stack, stage)) as client:
        path = f"{api_client.ticket_path(ticket_id)}/{action}"
        found: dict[str, Any] = api_client.request(client, "POST", path, json={}).json()
    return found


def resolve(
    *, ticket_id: TicketArgument, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """Mark a ticket as resolved. A ticket that somebody changes at that moment is refused: look at it again."""
    path = api_client.ticket_path(ticket_id)
    with api_client.open_client(find_api(stack, stage)) as client:
        version = api_client.request(client, "GET", path).headers["etag"]
        body = {"status": "resolved"}
        ticket = api_client.request(client, "PATCH", path, json=body, headers={"If-Match": version}).json()
    if as_json:
        show_json(ticket)
    else:
        typer.echo(f"{ticket['id']} is resolved.")
