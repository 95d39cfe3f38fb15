"""``nightdesk reply ID TEXT``: answer a customer through the API, once, whatever happens on the way."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
import typer

from cli import api_client
from cli.deployment import StackOption, StageOption, find_api
from cli.output import JsonOption, console, fail, lines, show_json, show_table
from cli.uploading import upload
from shared.domain.replies.model import Mode

ATTEMPTS = 3  # of a request whose answer got lost; the key makes repeating it harmless
PAUSE_SECONDS = 1.0


def reply(
    *,
    ticket_id: Annotated[str, typer.Argument(metavar="ID")],
    text: Annotated[
        str, typer.Argument(help="What the customer reads; your initials are added in public. Files may go without.")
    ] = "",
    attach: Annotated[
        list[Path] | None, typer.Option(help="A file to send with it; may be repeated.", exists=True, dir_okay=False)
    ] = None,
    visibility: Annotated[
        Mode, typer.Option(help="Where: in public, in private, or an invitation to go on in private.")
    ] = Mode.PUBLIC,
    private_text: Annotated[str | None, typer.Option(help="What follows an invitation in private.")] = None,
    agent: Annotated[str | None, typer.Option(help='Who writes, such as "Sophie Bernard".')] = None,
    initials: Annotated[str | None, typer.Option(help="SB, for ^SB; needed in public unless --agent is given.")] = None,
    allow_personal_data: Annotated[
        bool, typer.Option(help="Publish it although it looks like personal data; needs the scope replies:override.")
    ] = False,
    take_over: Annotated[bool, typer.Option(help="Reply although a colleague has claimed the ticket.")] = False,
    key: Annotated[str | None, typer.Option(help="Repeat an earlier answer's key to ask what became of it.")] = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Answer a customer on their channel. The same key sends once."""
    place = find_api(stack, stage)
    key = key or str(uuid4())
    asked: dict[str, Any] = {"visibility": visibility.value, "allow_personal_data": allow_personal_data}
    if text or not attach:
        asked["text"] = text
    given = {"private_text": private_text, "agent": agent, "initials": initials}
    if take_over:
        asked["take_over"] = True
    asked |= {name: value for name, value in given.items() if value is not None}
    with api_client.open_client(place) as client:
        if attach:
            brand = api_client.get(client, api_client.ticket_path(ticket_id))["brand"]
            asked["attachments"] = [upload(client, brand, path) for path in attach]
        answer = _posted(client, f"{api_client.ticket_path(ticket_id)}/replies", asked, key)
    if not answer.is_success:
        _explain(answer, text)
    found = answer.json()
    if as_json:
        show_json({**found, "key": key})
        return
    rows = [
        (p["status"], p["visibility"], p["channel"], lines(p["text"], *_names(p)), p["detail"] or p["retry_at"])
        for p in found["parts"]
    ]
    show_table(f"Answer to {ticket_id}: {found['status']}", ("status", "where", "channel", "says", "then"), rows)
    if answer.status_code == httpx.codes.ACCEPTED:
        console().print(f"Not sent yet; the desk goes on by itself. To ask again: --key {key}", style="dim")


def _names(part: Mapping[str, Any]) -> list[str]:
    return [f"[{each['type']}] {each['title']}" for each in part["attachments"]]


def _posted(client: httpx.Client, path: str, body: Mapping[str, Any], key: str) -> httpx.Response:
    for attempt in range(ATTEMPTS):
        try:
            answer = client.post(
                path, json=body, headers={"Idempotency-Key": key}, timeout=httpx.Timeout(25, connect=5)
            )
        except httpx.HTTPError as error:
            if attempt == ATTEMPTS - 1:
                fail(
                    f"The API at {client.base_url} does not answer ({type(error).__name__}). To ask again: --key {key}"
                )
        else:
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or attempt == ATTEMPTS - 1:
                return answer
        time.sleep(PAUSE_SECONDS)
    raise AssertionError("the last attempt returns or ends the command")


def _explain(answer: httpx.Response, text: str) -> None:
    message = api_client.problem_of(answer)
    for found in answer.json().get("findings", ()) if answer.headers.get("content-type", "").endswith("json") else ():
        message += f"\n  {found['kind']}: {text[found['start'] : found['end']]!r}"
    fail(message, code=1)
