"""``nightdesk tickets`` and ``nightdesk ticket ID``: what agents see, through the API."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import httpx
import typer
from rich.text import Text

from cli.output import JsonOption, cell, console, distance, fail, lines, show_fields, show_json, show_table
from cli.stack_file import Place, StackOption, StageOption, find

TIMEOUT = httpx.Timeout(10, connect=5)
MAX_PAGE = 100  # what the API gives at once

Several = list[str] | None


def register(app: typer.Typer) -> None:
    app.command("tickets")(tickets)
    app.command("ticket")(ticket)


def tickets(
    *,
    brand: Annotated[str | None, typer.Option(help="Needed when there are several.")] = None,
    status: Annotated[Several, typer.Option(help="new, open or pending; may be repeated, as all filters.")] = None,
    priority: Annotated[Several, typer.Option(help="urgent, high, normal or low.")] = None,
    category: Annotated[Several, typer.Option(help="What it is about.")] = None,
    channel: Annotated[Several, typer.Option(help="Where it was written.")] = None,
    team: Annotated[Several, typer.Option(help="Who it is for.")] = None,
    claimed_by: Annotated[Several, typer.Option(help="Whose it is.")] = None,
    updated_since: Annotated[
        str | None, typer.Option(help="Every ticket that changed since (2026-03-02T21:00:00Z), whatever its status.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 25,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Open tickets: those that wait for us first, in each half the most urgent deadline first."""
    place = find(stack, stage)
    query: dict[str, Any] = {
        "brand": brand or (place.brands[0] if len(place.brands) == 1 else None),
        "status": status,
        "priority": priority,
        "category": category,
        "channel": channel,
        "team": team,
        "claimed_by": claimed_by,
        "updated_since": updated_since,
    }
    with open_client(place) as client:
        wanted = {name: value for name, value in query.items() if value}
        found, more = _up_to(client, "/tickets", wanted, limit)
    if as_json:
        show_json(found)
        return
    now = datetime.now(UTC)
    rows = [
        (
            lines(t["id"], t["priority"], t["status"], due and f"due {due}"),
            lines(
                t["channel"], t["customer"]["handle"] or t["customer"]["name"], f"with {t['claimed_by'] or t['team']}"
            ),
            lines(t["excerpt"], Text("because: ", style="dim").append_text(cell(t["reasons"]))),
        )
        for t, due in ((each, _due(each, now)) for each in found)
    ]
    columns = ("ticket", "from", "says")
    show_table("Tickets", columns, rows, empty="No ticket is waiting.")
    if more:
        console().print(f"There are more; --limit {limit * 2} shows them.", style="dim")


def ticket(
    *,
    ticket_id: Annotated[str, typer.Argument(metavar="ID")],
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """One ticket: its state, the conversation, and what was done."""
    place = find(stack, stage)
    path = f"/tickets/{quote(ticket_id, safe='')}"
    with open_client(place) as client:
        found = _get(client, path, {})
        messages = list(_all(client, f"{path}/messages"))
        history = list(_all(client, f"{path}/history"))
    if as_json:
        show_json({"ticket": found, "messages": messages, "history": history})
        return
    customer = found.pop("customer")
    shown = {"customer": customer["name"] or customer["handle"] or customer["id"], **found}
    show_fields(f"Ticket {ticket_id}", {n: v for n, v in shown.items() if v not in (None, [], "")})
    rows = [
        (m["occurred_at"], _writer(m), "deleted" if m["deleted_at"] else m["text"], m["delivery_error"])
        for m in messages
    ]
    show_table("Conversation", ("when", "who", "says", "error"), rows)
    entries = [(h["at"], h["what"], h["actor"], [f"{k}: {v}" for k, v in h["details"].items()]) for h in history]
    show_table("History", ("when", "what", "who", "details"), entries)


def open_client(place: Place) -> httpx.Client:
    """The API of a place. Ends the command when there is no address or token."""
    if not place.api_url:
        fail("NIGHTDESK_API_URL is not set.")
    if not place.api_token:
        fail("A token is needed: make one with `nightdesk token create` and set NIGHTDESK_API_TOKEN.")
    return httpx.Client(base_url=place.api_url, headers={"Authorization": f"Bearer {place.api_token}"}, timeout=TIMEOUT)


def _up_to(client: httpx.Client, path: str, query: Mapping[str, Any], limit: int) -> tuple[list[dict[str, Any]], bool]:
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        asked = {**query, "limit": min(MAX_PAGE, limit - len(found)), **({"cursor": cursor} if cursor else {})}
        page = _get(client, path, asked)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None or len(found) >= limit:
            return found, cursor is not None


def _all(client: httpx.Client, path: str) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        page = _get(client, path, {"limit": MAX_PAGE, **({"cursor": cursor} if cursor else {})})
        yield from page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return


def _get(client: httpx.Client, path: str, query: Mapping[str, Any]) -> Any:
    try:
        answer = client.get(path, params=dict(query))
    except httpx.HTTPError as error:
        fail(f"The API at {client.base_url} does not answer ({type(error).__name__}).")
    if answer.is_success:
        return answer.json()
    try:
        told = answer.json()["detail"]
    except (ValueError, KeyError, TypeError):
        told = f"The API answered {answer.status_code}."
    fail(told, code=1)


def _due(found: Mapping[str, Any], now: datetime) -> str | None:
    waits = found["needs_response"] and found["first_response_due_at"]
    due = found["first_response_due_at"] if waits else found["resolution_due_at"]
    return None if due is None else distance(datetime.fromisoformat(due), now)


def _writer(message: Mapping[str, Any]) -> str:
    if message["direction"] == "outbound":
        return "desk (automatic)" if message["automatic"] else "desk"
    author = message["author"]
    return author["handle"] or author["name"] or author["id"] or "?"
