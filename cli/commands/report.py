"""``nightdesk report``: the service figures and the listening questions of a span of time, through the API."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from cli import api_client
from cli.deployment import StackOption, StageOption, find_api
from cli.output import JsonOption, console, show_fields, show_json, show_table, when

QUESTIONS = {
    "messages": "messages of customers",
    "frustrated": "written in frustration",
    "account_or_technical": "technical, or about an account",
    "feedback_good": "good feedback",
    "feedback_bad": "bad feedback",
    "answered_by_a_page": "an existing page answers them",
    "deserved_an_answer": "deserved an answer",
    "desk_closed": "written while the desk was closed",
}
PERCENTILES = {
    "first_response": "first response",
    "first_response_business": "first response, in opening hours",
    "resolution": "resolution",
}


def report(
    *,
    brand: Annotated[str | None, typer.Option(help="Needed when the token is for several.")] = None,
    since: Annotated[str | None, typer.Option(help="2026-03-02T21:00:00Z; a day before --until if left out.")] = None,
    until: Annotated[str | None, typer.Option(help="Now if left out.")] = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Service figures and listening questions of a span of time, at most 92 days."""
    address = find_api(stack, stage)
    only = brand or (address.brands[0] if len(address.brands) == 1 else None)
    query = {name: value for name, value in (("brand", only), ("from", since), ("to", until)) if value}
    with api_client.open_client(address) as client:
        listening = api_client.get(client, "/reports/listening", query)
        service = api_client.get(client, "/reports/service", query)
        zone = api_client.time_zone_of(client, service["brand"])
    if as_json:
        show_json({"listening": listening, "service": service})
        return
    begin, end = (when(datetime.fromisoformat(service[name]), zone) for name in ("from", "to"))
    console().print(f"{service['brand']}, {begin} to {end}")
    if not service["complete"]:
        console().print("There were more tickets than one report reads: take a shorter span.", style="bold")
    tickets = ("opened", "acknowledged", "answered", "resolved", "breached", "resolution_breached")
    show_fields("Tickets", {name: service[name] for name in tickets})
    for part in ("priority", "category", "channel"):
        show_table(f"Opened, by {part}", (part, "tickets"), sorted(service[f"by_{part}"].items(), key=_by_count))
    rows = [
        (label, found["count"], *_durations(found)) for name, label in PERCENTILES.items() for found in (service[name],)
    ]
    show_table("Times", ("", "tickets", "median", "p90"), rows)
    total = listening["messages"] or 1
    answers = [(label, listening[name], f"{listening[name] / total:.0%}") for name, label in QUESTIONS.items()]
    show_table("Listening", ("", "messages", "share"), answers)


def _by_count(row: Sequence[Any]) -> tuple[int, str]:
    return -row[1], row[0]


def _durations(found: Mapping[str, Any]) -> tuple[str | None, str | None]:
    median, p90 = (found[name] for name in ("median_seconds", "p90_seconds"))
    return (
        None if median is None else str(timedelta(seconds=median)),
        None if p90 is None else str(timedelta(seconds=p90)),
    )
