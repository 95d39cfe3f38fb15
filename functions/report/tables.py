"""Tables of the weekly letter, for the page and for the mail: inline styles only, and narrow enough for a telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from functions.report.texts import duration, number, share

MAX_ROWS = 12  # of one table

_QUESTIONS = (
    *("deserved_an_answer", "answered_by_a_page", "account_or_technical"),
    *("frustrated", "feedback_good", "feedback_bad"),
)

DARK, LIGHT = "#0b5cad", "#9db8d6"
_WHOLE = 100  # per cent
_CELL = "padding:4px;border-bottom:1px solid #dddddd;font-size:13px;"
_NAME = (
    "overflow-wrap:anywhere;word-break:break-word;"  # of a person or a team: one long word must not push the rest out
)
_TABLE = 'width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One bar: ``filled`` of it (0 to 1), and what stands behind it."""

    label: str
    filled: float
    shown: str
    dark: bool = True


def counted(counts: Mapping[str, int], language: str) -> list[Row]:
    """The largest first."""
    ordered = sorted(counts.items(), key=lambda each: -each[1])
    largest = max(counts.values(), default=0) or 1
    return [
        Row(label=name.replace("_", " "), filled=count / largest, shown=number(count, language))
        for name, count in ordered
    ]


def hours(listening: Mapping[str, Any], language: str) -> list[Row]:
    """Dark where the desk is open for most of the hour."""
    found = listening["hours"]
    largest = max((hour["messages"] for hour in found), default=0) or 1
    return [
        Row(
            label=f"{hour['hour']:02d}",
            filled=hour["messages"] / largest,
            shown=number(hour["messages"], language),
            dark=is_open(hour),
        )
        for hour in found
    ]


def is_open(hour: Mapping[str, Any]) -> bool:
    return float(hour["open_share"]) >= 1 / 2


def answers(listening: Mapping[str, Any], text: Mapping[str, str], language: str) -> list[Row]:
    """The questions of listening, each as a share of all messages."""
    total = listening["messages"] or 1
    shares = [(name, listening.get(name, 0) / total) for name in _QUESTIONS]
    return [Row(label=text[name], filled=each, shown=share(each, language)) for name, each in shares]


def bars(rows: Sequence[Row], text: Mapping[str, str], *, most: int = MAX_ROWS) -> str:
    """A bar is a cell with a background. Dark ones have a bold label, too."""
    has_light = any(not row.dark for row in rows)
    made = "".join(
        "<tr>"
        + _cell(34, "left", f"{_NAME}{'font-weight:bold;' if has_light and row.dark else ''}", escape(row.label))
        + _cell(50, "left", "", _bar(row))
        + _cell(16, "right", "white-space:nowrap;padding-left:8px;", escape(row.shown))
        + "</tr>"
        for row in rows[:most]
    )
    return f"<table {_TABLE}>{made}</table>{_more(len(rows) - most, text)}"


def _cell(width: int, align: str, style: str, content: str) -> str:
    return f'<td width="{width}%" align="{align}" style="padding:1px 0;font-size:13px;{style}">{content}</td>'


def _bar(row: Row) -> str:
    filled = round(_WHOLE * row.filled)
    widths = ((filled, f"background:{DARK if row.dark else LIGHT};"), (_WHOLE - filled, ""))
    cells = "".join(
        f'<td width="{width}%" height="12" style="{style}padding:0;font-size:1px;line-height:12px">&nbsp;</td>'
        for width, style in widths
        if width
    )
    return f'<table role="presentation" {_TABLE}><tr>{cells}</tr></table>'


def times(service: Mapping[str, Any], text: Mapping[str, str]) -> str:
    """First response and resolution by both clocks."""
    rows = [
        [text[name], *(duration(service[name][part]) for part in ("median_seconds", "p90_seconds", "p95_seconds"))]
        for name in ("first_response", "first_response_business", "resolution", "resolution_business")
        if name in service
    ]
    return _grid(["", text["half"], "90 %", "95 %"], rows)


def parts(title: str, found: Sequence[Mapping[str, Any]], text: Mapping[str, str], language: str) -> str:
    """Teams or agents, one line each; nothing without any."""
    if not found:
        return ""
    names = ("answered", "resolved", "breached")
    rows = [
        [
            part["name"] or text["former"],
            *(number(part[name], language) for name in names),
            duration(part["first_response"]["median_seconds"]),
        ]
        for part in found[:MAX_ROWS]
    ]
    head = ["", *(text[f"short_{name}"] for name in names), text["half"]]
    return f"{heading(title)}{_grid(head, rows)}{_more(len(found) - MAX_ROWS, text)}"


def heading(title: str) -> str:
    return f'<h2 style="font-size:17px;margin:28px 0 6px;color:#111111">{escape(title)}</h2>'


def lines(found: Sequence[str]) -> str:
    return "".join(f'<p style="margin:0 0 4px">{escape(line)}</p>' for line in found)


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def cells(tag: str, row: Sequence[str], style: str) -> str:
        first, *others = row
        begin = f'<{tag} align="left" style="{_CELL}{_NAME}{style}">{escape(first)}</{tag}>'
        return begin + "".join(
            f'<{tag} align="right" style="{_CELL}white-space:nowrap;{style}">{escape(each)}</{tag}>' for each in others
        )

    top = cells("th", head, "font-weight:normal;color:#555555;")
    body = "".join(f"<tr>{cells('td', row, '')}</tr>" for row in rows)
    return f"<table {_TABLE}><tr>{top}</tr>{body}</table>"


def _more(left: int, text: Mapping[str, str]) -> str:
    if left <= 0:
        return ""
    return f'<p style="margin:4px 0;color:#555555;font-size:13px">{escape(text["more"].format(count=left))}</p>'
