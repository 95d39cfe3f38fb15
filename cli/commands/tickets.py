"""``nightdesk tickets`` and ``nightdesk ticket ID``: what agents see, through the API."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from cli import api_client
from cli.api_client import get, read_all, read_up_to, ticket_path
from cli.deployment import StackOption, StageOption, find_api
from cli.output import JsonOption, cell, console, distance, lines, show_fields, show_json, show_table, when
from shared.domain.tickets.excerpt import Excerpt, in_words
from shared.domain.tickets.reasons_in_words import shown as reasons_in_words
from shared.domain.vocabulary import ExcerptKind

Several = list[str] | None


def tickets(
    *,
    brand: Annotated[str | None, typer.Option(help="Needed when there are several.")] = None,
    status: Annotated[
        Several, typer.Option(help="new, open, pending, resolved or closed; may be repeated, as all filters.")
    ] = None,
    priority: Annotated[Several, typer.Option(help="urgent, high, normal or low.")] = None,
    category: Annotated[Several, typer.Option(help="What it is about.")] = None,
    channel: Annotated[Several, typer.Option(help="Where it was written.")] = None,
    team: Annotated[Several, typer.Option(help="Who it is for.")] = None,
    claimed_by: Annotated[Several, typer.Option(help="Whose it is.")] = None,
    unassigned: Annotated[bool, typer.Option("--unassigned", help="Only tickets that nobody has claimed.")] = False,
    tag: Annotated[Several, typer.Option(help="A tag it has.")] = None,
    language: Annotated[Several, typer.Option(help="Its language, such as fr.")] = None,
    customer: Annotated[Several, typer.Option(help="The id of the customer.")] = None,
    incident: Annotated[Several, typer.Option(help="The id of the incident it belongs to.")] = None,
    updated_since: Annotated[
        str | None, typer.Option(help="Every ticket that changed since (2026-03-02T21:00:00Z), whatever its status.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 25,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Open tickets: those that wait for us first, in each half the most urgent deadline first."""
    address = find_api(stack, stage)
    query: dict[str, Any] = {
        "status": status,
        "priority": priority,
        "category": category,
        "channel": channel,
        "team": team,
        "claimed_by": claimed_by,
        "unassigned": "true" if unassigned else None,
        "tag": tag,
        "language": language,
        "customer": customer,
        "incident": incident,
        "updated_since": updated_since,
    }
    with api_client.open_client(address) as client:
        query["brand"] = api_client.only_brand(client, address, brand)
        wanted = {name: value for name, value in query.items() if value}
        found, more = read_up_to(client, "/tickets", wanted, limit)
        languages = {} if as_json else api_client.languages_of(client)
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
            lines(_shown(t), Text("because: ", style="dim").append_text(cell(_because(t, languages)))),
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
    address = find_api(stack, stage)
    path = ticket_path(ticket_id)
    with api_client.open_client(address) as client:
        found = get(client, path)
        zone = api_client.time_zone_of(client, found["brand"])
        languages = api_client.languages_of(client)
        messages = list(read_all(client, f"{path}/messages"))
        history = list(read_all(client, f"{path}/history"))
    if as_json:
        show_json({"ticket": found, "messages": messages, "history": history})
        return
    customer = found.pop("customer")
    local = {name: _local(value, zone) for name, value in found.items() if name.endswith("_at") and value}
    shown = {"customer": customer["name"] or customer["handle"] or customer["id"], **found, **local}
    shown["reasons"] = _because(found, languages)
    show_fields(f"Ticket {ticket_id}", {n: v for n, v in shown.items() if v not in (None, [], {}, "")})
    rows = [
        (
            _local(m["occurred_at"], zone),
            _writer(m),
            "deleted" if m["deleted_at"] else lines(m["text"], *(_attached(m, each) for each in m["attachments"])),
            [r["emoji"] for r in m["reactions"]],
            m["delivery_error"],
        )
        for m in messages
    ]
    show_table("Conversation", ("when", "who", "says", "reactions", "error"), rows)
    entries = [
        (_local(h["at"], zone), h["what"], h["actor"], [f"{k}: {v}" for k, v in h["details"].items()]) for h in history
    ]
    show_table("History", ("when", "what", "who", "details"), entries)


def _attached(message: Mapping[str, Any], held: Mapping[str, Any]) -> Text:
    """What it is, what is known of it, and how to get it."""
    place = None if held["latitude"] is None else f"{held['latitude']:.5f}, {held['longitude']:.5f}"
    length = None if held["duration"] is None else f"{held['duration'] // 60}:{held['duration'] % 60:02}"
    size = None if held["size"] is None else f"{max(held['size'] // 1000, 1)} kB"
    told = [held["title"], held["label"], place, length, size, *held["lines"]]
    shown = f"[{held['type']}] {', '.join(str(each) for each in told if each)}".rstrip()
    if held["href"]:
        return Text(f"{shown} (nightdesk attachment … {message['id']} {held['id']})", style="dim")
    return Text(f"{shown} ({held['status']})" if held["status"] else shown, style="dim")


def _local(instant: str | None, zone: ZoneInfo) -> str | None:
    return None if instant is None else when(datetime.fromisoformat(instant), zone)


def _shown(found: Mapping[str, Any]) -> str:
    kind = ExcerptKind(found["excerpt_kind"])
    excerpt = Excerpt(
        text=found["excerpt"], kind=kind, title=found["excerpt_title"], duration=found["excerpt_duration"]
    )
    stars = found.get("rating")  # an older API has none
    return in_words(excerpt, "en") if stars is None else f"{stars}/5 {in_words(excerpt, 'en')}"


def _because(found: Mapping[str, Any], languages: Mapping[str, str]) -> list[str]:
    """Why it has its priority, in the brand's language."""
    return list(reasons_in_words(found["reasons"], languages.get(found["brand"], "en")))


def _due(found: Mapping[str, Any], now: datetime) -> str | None:
    waits = found["needs_response"] and found["first_response_due_at"]
    due = found["first_response_due_at"] if waits else found["resolution_due_at"]
    return None if due is None else distance(datetime.fromisoformat(due), now)


def _writer(message: Mapping[str, Any]) -> str:
    if message["direction"] == "outbound":
        return "desk (automatic)" if message["automatic"] else "desk"
    author = message["author"]
    return author["handle"] or author["name"] or author["id"] or "?"
