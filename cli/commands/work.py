"""``nightdesk claim``, ``release`` and ``resolve``: what an agent does with a ticket, through the API."""

from typing import Annotated

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
