"""What commands print: tables for people, JSON for programs (``--json``), and one sentence when it does not work."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shared.contracts.events import iso
from shared.domain.errors import NightdeskError, NotFoundError

MAX_NAME_LENGTH = 100


def printable_name(given: str) -> str:
    """Who does it, as the history will name them: no control or direction characters. Ends the command otherwise."""
    if not given.strip() or len(given) > MAX_NAME_LENGTH or not given.isprintable():
        raise typer.BadParameter(f"A name has 1 to {MAX_NAME_LENGTH} printable characters.")
    return given.strip()


ByOption = Annotated[str, typer.Option("--by", help="Who does it.", callback=printable_name)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

# A customer's text must not be able to steer the terminal: control characters, and marks that turn the direction.
_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PRIORITY_STYLE = {"urgent": "bold red", "high": "yellow", "normal": "", "low": "dim"}


def console() -> Console:
    """Made anew each time, so that it writes to where output goes now."""
    return Console(soft_wrap=False)


@contextmanager
def steps(shown: Console, first: str) -> Iterator[Callable[[str], None]]:
    """What takes minutes says where it is: one line that changes on a terminal, a line a step in a file."""
    if shown.is_terminal:
        with shown.status(first) as status:
            yield status.update
    else:
        shown.print(first, highlight=False)
        yield lambda step: shown.print(step, highlight=False)


def show_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


ID_COLUMNS = frozenset({"ticket", "id", "event"})
"""Columns whose values are copied by hand: they are never broken across lines."""


def table_of(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, empty: str = "nothing") -> Table:
    """A table for people; says ``empty`` when there are no rows. Without ``columns`` it has no heading."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", show_header=bool(columns))
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in ID_COLUMNS)
    for row in rows:
        table.add_row(*(cell(value) for value in row))
    if not rows:
        table.caption = empty
        table.caption_justify = "left"
    return table


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, empty: str = "nothing") -> None:
    console().print(table_of(title, columns, rows, empty=empty))


def show_list(title: str, entries: Sequence[tuple[str, Sequence[Any]]], *, empty: str = "nothing") -> None:
    """Things that people name by long ids: each id on a line of its own, never folded, so that it can be copied."""
    screen = console()
    screen.print(Text(title, style="bold"))
    for name, facts in entries:
        screen.print(cell(name), soft_wrap=True)
        screen.print(
            Text("   ").append_text(Text(" · ", style="dim").join(cell(fact) for fact in facts)), soft_wrap=True
        )
    if not entries:
        screen.print(empty, style="dim")


def lines(*values: Any) -> Text:
    """Several values in one cell, one under the other."""
    return Text("\n").join(cell(value) for value in values if value not in (None, "", [], ()))


def show_fields(title: str, fields: Mapping[str, Any]) -> None:
    """One thing, a line per field. The terminal folds long lines, so that ids can be copied whole."""
    screen = console()
    screen.print(Text(title, style="bold"))
    width = max((len(name) for name in fields), default=0)
    for name, value in fields.items():
        label = Text(f"  {name:<{width}}  ", style="dim")
        screen.print(label.append_text(cell(value)), soft_wrap=True)


def cell(value: Any) -> Text:
    """A value as text without markup."""
    if isinstance(value, Text):
        return value
    if value is None or value in ("", [], ()):
        return Text("–", style="dim")
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, list | tuple | frozenset):
        value = ", ".join(str(part) for part in value)
    if isinstance(value, datetime):
        value = when(value)
    shown = _STEERS.sub("�", str(value))
    return Text(shown, style=_PRIORITY_STYLE.get(shown, ""))


def when(at: datetime, zone: ZoneInfo | None = None) -> str:
    """An instant for people: in a brand's time zone, with its short name, or in UTC."""
    if zone is None:
        return f"{iso(at)[:16].replace('T', ' ')} UTC"
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def distance(at: datetime, now: datetime) -> str:
    """How far away: "in 2 h 5 min", "3 min ago"."""
    past = at < now
    seconds = int(abs((at - now) / timedelta(seconds=1)))
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")) if n]
    words = " ".join(parts[:2]) or "0 s"
    return f"{words} ago" if past else f"in {words}"


def fail(sentence: str, code: int = 2) -> NoReturn:
    """Say why it does not work and end. 2: used wrongly, or there is no stack; 1: tried and refused."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(type(value).__name__)


@contextmanager
def errors_in_words() -> Iterator[None]:
    """What a service behind refuses is said in one sentence. What is not found is left to the command."""
    try:
        yield
    except NotFoundError:
        raise
    except NightdeskError as error:
        unreachable = "EndpointConnectionError" in str(error)
        hint = ". Nothing answers there; a stack on this machine is started by `make up`." if unreachable else ""
        fail(f"It did not work: {error}{hint}", code=1)
