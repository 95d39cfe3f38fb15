"""The weekly letter as a mail: tables and inline styles only, which mail programs show alike. No script, no picture."""

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import Any

from babel.dates import format_date

from functions.report.texts import (
    TEXTS,
    category,
    duration,
    key_figures,
    number,
    rising_lines,
    sentence_of_acknowledgements,
    sentence_of_counting,
    sentence_of_words,
    sentences_of_hours,
)

MAX_ROWS = 12  # of one table
_CELL = "padding:6px 8px;border-bottom:1px solid #dddddd;"
_H2 = "font-size:17px;margin:28px 0 6px;color:#111111;"
_BAR = "#0b5cad"
_WHOLE = 100  # per cent


def letter(reports: Mapping[str, Any], monday: date, language: str) -> tuple[str, str, str]:
    """Subject, HTML and plain text of the week before ``monday``, from what the reports of the API say."""
    text = TEXTS[language]
    listening, service, topics = reports["listening"], reports["service"], reports["topics"]
    begin, end = (format_date(day, "long", locale=language) for day in (monday - timedelta(7), monday - timedelta(1)))
    title = text["title"].format(brand=service["brand"])
    span = text["span"].format(begin=begin, end=end)
    late = sentence_of_counting(listening, service, text, language)
    figures = key_figures(listening, service, text, language)
    hours = " ".join(sentences_of_hours(listening, text, language))
    again = sentence_of_acknowledgements(service, text, language)
    rising = rising_lines(topics, text, language) or [text["nothing"]]
    words = sentence_of_words(reports.get("words", ()), text, language)
    categories = {category(name, language): count for name, count in service["by_category"].items()}
    parts = [
        f'<h1 style="font-size:22px;margin:0;color:#111111">{escape(title)}</h1>',
        f'<p style="margin:4px 0 16px;color:#555555">{escape(span)}</p>',
        f'<p style="margin:0 0 16px;font-weight:bold">{escape(late)}</p>' if late else "",
        _figures(figures),
        f'<h2 style="{_H2}">{escape(text["hours"])}</h2><p style="margin:0 0 8px">{escape(hours)}</p>',
        _bars({f"{each['hour']:02d}": each["messages"] for each in listening["hours"]}, language, ordered=False),
        f'<h2 style="{_H2}">{escape(text["channels"])}</h2>{_bars(service["by_channel"], language)}',
        f'<h2 style="{_H2}">{escape(text["categories"])}</h2>{_bars(categories, language)}',
        f'<p style="margin:12px 0">{escape(again)}</p>' if again else "",
        f'<h2 style="{_H2}">{escape(text["rising"])}</h2>',
        "".join(f'<p style="margin:0 0 4px">{escape(line)}</p>' for line in rising),
        f'<p style="margin:8px 0 0">{escape(words)}</p>' if words else "",
        *(_parts(text[name], service[name], text, language) for name in ("teams", "agents")),
        f'<p style="margin:16px 0 0;color:#555555">{escape(text["attached"])}</p>',
    ]
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title></head>'
        '<body style="margin:0;padding:16px;background:#ffffff;color:#222222;'
        'font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px">'
        f"<tr><td>{''.join(parts)}</td></tr></table></body></html>"
    )
    colon = " :" if language == "fr" else ":"
    plain = [span, *([late] if late else []), "", *(f"{label}{colon} {value}" for value, label in figures), "", hours]
    plain += [again] if again else []
    plain += ["", f"{text['rising']}{colon}", *(f"- {line}" for line in rising)]
    plain += ["", words] if words else []
    return f"{title}, {span}", html, "\n".join([title, *plain])


def _figures(figures: list[tuple[str, str]]) -> str:
    """Four in a row: narrow enough for a telephone."""
    cells = [
        f'<td width="25%" valign="top" style="padding:4px 12px 8px 0"><div style="font-size:22px;font-weight:bold">'
        f'{escape(value)}</div><div style="font-size:13px;color:#555555">{escape(label)}</div></td>'
        for value, label in figures
    ]
    rows = "".join(f"<tr>{''.join(cells[start : start + 4])}</tr>" for start in range(0, len(cells), 4))
    return f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table>'


def _bars(counts: Mapping[str, int], language: str, *, ordered: bool = True) -> str:
    """A bar is a cell with a background, as wide as its share of the largest."""
    found = sorted(counts.items(), key=lambda each: -each[1])[:MAX_ROWS] if ordered else list(counts.items())
    largest = max((count for _, count in found), default=0) or 1
    rows = []
    for name, count in found:
        filled = round(_WHOLE * count / largest)
        widths = ((filled, f"background:{_BAR};"), (_WHOLE - filled, ""))
        cells = "".join(
            f'<td width="{width}%" height="12" style="{style}font-size:1px;line-height:12px">&nbsp;</td>'
            for width, style in widths
            if width
        )
        bar = f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>{cells}</tr></table>'
        label = escape(name.replace("_", " "))
        rows.append(
            f'<tr><td width="30%" style="padding:1px 8px 1px 0;font-size:13px">{label}</td>'
            f'<td style="padding:1px 0">{bar}</td><td width="12%" align="right" '
            f'style="padding:1px 0 1px 8px;font-size:13px">{number(count, language)}</td></tr>'
        )
    return f'<table width="100%" cellpadding="0" cellspacing="0">{"".join(rows)}</table>'


def _parts(title: str, parts: list[Mapping[str, Any]], text: Mapping[str, str], language: str) -> str:
    if not parts:
        return ""
    names = ("answered", "resolved", "breached")
    head = "".join(
        f'<th align="{"right" if label else "left"}" style="{_CELL}font-size:13px;font-weight:normal;color:#555555">'
        f"{escape(label)}</th>"
        for label in ("", *(text[name] for name in names), text["median"])
    )
    rows = "".join(
        f'<tr><td style="{_CELL}">{escape(part["name"] or text["former"])}</td>'
        + "".join(f'<td align="right" style="{_CELL}">{number(part[name], language)}</td>' for name in names)
        + f'<td align="right" style="{_CELL}">{duration(part["first_response"]["median_seconds"])}</td></tr>'
        for part in parts[:MAX_ROWS]
    )
    return (
        f'<h2 style="{_H2}">{escape(title)}</h2>'
        f'<table width="100%" cellpadding="0" cellspacing="0"><tr>{head}</tr>{rows}</table>'
    )
