"""``nightdesk report``: the service figures and the listening questions of a span of time, through the API."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from babel.dates import format_date

from cli import api_client
from cli.deployment import StackOption, StageOption, find_api
from cli.output import JsonOption, console, fail, show_fields, show_json, show_table, when

QUESTIONS = {
    "messages": "messages of customers",
    "frustrated": "written in frustration",
    "account_or_technical": "technical, or about an account",
    "feedback_good": "good feedback",
    "feedback_bad": "bad feedback",
    "answered_by_a_page": "an existing page answers them",
    "deserved_an_answer": "deserved an answer",
    "desk_closed": "written while the desk was closed",
    "closed_exceptionally": "of these, on holidays or at other usual hours",
}
PERCENTILES = {
    "first_response": "first response",
    "first_response_business": "first response, in opening hours",
    "resolution": "resolution",
    "resolution_business": "resolution, in opening hours",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Language(StrEnum):
    EN = "en"
    FR = "fr"


class Kind(StrEnum):
    CATEGORY = "category"
    PRIORITY = "priority"


def report(
    *,
    brand: Annotated[str | None, typer.Option(help="Needed when the token is for several.")] = None,
    since: Annotated[str | None, typer.Option(help="2026-03-02T21:00:00Z; a day before --until if left out.")] = None,
    until: Annotated[str | None, typer.Option(help="Now if left out.")] = None,
    by: Annotated[Kind | None, typer.Option(help="Also how fast tickets of each category or priority were.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with pictures into this file.")] = None,
    language: Annotated[Language, typer.Option(help="Of the page.")] = Language.EN,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Service figures and listening questions of a span of time, at most 366 days."""
    if by is not None and html is not None:
        fail("--html has no table of categories or priorities: leave --by out.")
    address = find_api(stack, stage)
    with api_client.open_client(address) as client:
        only = api_client.only_brand(client, address, brand)
        query = {name: value for name, value in (("brand", only), ("from", since), ("to", until)) if value}
        listening = api_client.get(client, "/reports/listening", query)
        service = api_client.get(client, "/reports/service", query)
        by_kind = None if by is None else api_client.get(client, "/reports/service/kinds", query | {"by": by.value})
        found = api_client.get(client, "/reports/topics", query)
        topics, words = found["topics"], found.get("words", [])  # an older API has no words
        zone = api_client.time_zone_of(client, service["brand"])
    if html is not None:
        from functions.report import page  # noqa: PLC0415  the library for charts loads slowly, and only a letter draws

        begin, end = (
            format_date(datetime.fromisoformat(service[name]).astimezone(zone), "long", locale=language.value)
            for name in ("from", "to")
        )
        try:
            made = page.page(listening, service, topics, language=language.value, begin=begin, end=end, words=words)
            html.write_text(made, encoding="utf-8")
        except OSError as error:
            fail(f"{html} cannot be written: {error.strerror}.")
        typer.echo(f"{html} is written.")
        return
    if as_json:
        kinds = {} if by_kind is None else {"kinds": by_kind["kinds"]}
        show_json({"listening": listening, "service": service, "topics": topics, "words": words} | kinds)
        return
    begin, end = (when(datetime.fromisoformat(service[name]), zone) for name in ("from", "to"))
    console().print(f"{service['brand']}, {begin} to {end}")
    _show_how_far_counted(service, zone)
    tickets = (
        "opened",
        "came_back",
        "acknowledged",
        "answered",
        "resolved",
        "withdrawn",
        "reopened",
        "breached",
        "near_misses",
        "next_breached",
        "next_near_misses",
        "resolution_near_misses",
        "resolution_breached",
    )
    number, repeated = service.get("contacts_per_customer"), service.get("repeat_share")  # an older API has none
    per_customer = {
        "of a customer who had one in the 30 days before": "-" if repeated is None else f"{repeated:.0%}",
        "which one of its customer in 30 days, mean": "-" if number is None else f"{number:.2f}",
    }
    dangers = {"somebody may be hurt": service.get("dangers", 0)}
    show_fields("Tickets", {name: service.get(name, 0) for name in tickets} | dangers | per_customer)
    for part in ("priority", "category", "channel"):
        show_table(f"Opened, by {part}", (part, "tickets"), sorted(service[f"by_{part}"].items(), key=_by_count))
    rows = [
        (label, found["count"], *_durations(found)) for name, label in PERCENTILES.items() for found in (service[name],)
    ]
    show_table("Times", ("", "tickets", "median", "p90", "p95"), rows)
    for part in ("channels", "teams", "agents"):
        show_table(f"By {part.removesuffix('s')}", PART_COLUMNS, [_part(each) for each in service[part]])
    if by_kind is not None:
        rows = [_kind(each) for each in by_kind["kinds"]]
        show_table(f"By {by_kind['by']}", KIND_COLUMNS, rows)
    satisfaction = service.get("satisfaction")  # an older API has none
    if satisfaction is not None and satisfaction["asked"]:
        average = "-" if satisfaction["average"] is None else f"{satisfaction['average']:.2f}"
        found = {name: satisfaction[name] for name in ("asked", "answered")} | {"average": average}
        show_fields("How did it go? (1 to 5)", found | satisfaction["scores"])
    _show_listening(listening)
    _show_rising(topics, words)


def _show_how_far_counted(service: Mapping[str, Any], zone: ZoneInfo) -> None:
    if service.get("complete", True):
        return
    counted = service["counted_until"]
    until = "nothing yet" if counted is None else f"until {when(datetime.fromisoformat(counted), zone)}"
    console().print(f"Not everything is counted: {until}.")


def _show_listening(listening: Mapping[str, Any]) -> None:
    total = listening["messages"] or 1
    answers = {label: listening.get(name, 0) for name, label in QUESTIONS.items()}
    answers |= listening.get("sentiments", {})  # an older API has none
    rows = [(label, count, f"{count / total:.0%}") for label, count in answers.items()]
    show_table("Listening", ("", "messages", "share"), rows)
    extra = [
        (
            f"{WEEKDAYS[each['weekday']]} {each['hour']}:00-{each.get('until_hour', each['hour'] + 1)}:00",
            each["messages"],
            f"{each['share']:.0%}",
        )
        for each in listening["extra_hours"]
    ]
    show_table("What extra opening hours would have covered", ("hours", "messages", "share"), extra)
    ratings = listening.get("ratings")  # an older API has none
    if ratings is not None and ratings["reviews"]:
        rows = [("all", ratings["reviews"], f"{ratings['average']:.2f}")]
        rows += [(each["channel"], each["reviews"], f"{each['average']:.2f}") for each in ratings["channels"]]
        show_table("Stars of reviews (1 to 5)", ("", "reviews", "average"), rows)
    if listening["searches"]:
        show_table(
            "Found by saved searches", ("search", "messages"), sorted(listening["searches"].items(), key=_by_count)
        )


def _show_rising(topics: Sequence[Mapping[str, Any]], words: Sequence[Mapping[str, Any]]) -> None:
    rising = [(each["name"], each["tickets"], each["usual"]) for each in topics]
    show_table("More than usual", ("topic", "tickets", "usual"), rising)
    said = [(each["word"], each["messages"], each["usual"]) for each in words]
    show_table("Words that are written more than usual", ("word", "messages", "usual"), said)


PART_COLUMNS = (
    *("", "opened", "answered", "resolved", "reopened", "missed", "not resolved in time"),
    *("first response, median", "p90", "p95"),
    *("satisfaction", "wrote again acknowledged", "and not", "came again in 30 days"),
)


def _part(part: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("opened", "answered", "resolved", "reopened", "breached", "resolution_breached")
    counts = (part.get(name) for name in names)  # an older API has fewer
    shares = [part.get(name, {}).get("share") for name in ("after_acknowledgement", "without_acknowledgement")]
    shown = [None if each is None else f"{each:.0%}" for each in (*shares, part.get("repeat_share"))]
    average = part.get("satisfaction", {}).get("average")
    name = part["name"] or "former agent"
    return (name, *counts, *_durations(part["first_response"]), average, *shown)


KIND_COLUMNS = (
    *("", "opened", "answered", "resolved", "reopened"),
    *("missed", "just in time", "not resolved in time", "resolved just in time"),
    *("first response, median", "p90", "p95", "resolution, median", "p90", "p95"),
)


def _kind(kind: Mapping[str, Any]) -> tuple[Any, ...]:
    counts = (kind[name] for name in ("id", "opened", "answered", "resolved", "reopened"))
    misses = ("breached", "near_misses", "resolution_breached", "resolution_near_misses")
    times = (*_durations(kind["first_response"]), *_durations(kind["resolution"]))
    return (*counts, *(kind[name] for name in misses), *times)


def _by_count(row: Sequence[Any]) -> tuple[int, str]:
    return -row[1], row[0]


def _durations(found: Mapping[str, Any]) -> tuple[str | None, ...]:
    measured = (found[name] for name in ("median_seconds", "p90_seconds", "p95_seconds"))
    return tuple(None if each is None else str(timedelta(seconds=each)) for each in measured)
