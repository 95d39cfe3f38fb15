"""The weekly letter: one page that needs nothing else, with pictures, in French or English."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from babel.dates import format_date

from functions.report.charts import NARROW, Bar, HorizontalBar, chart, picture
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

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 sans-serif; color: #222; background: #fff; }}
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.6rem; margin-bottom: 0; }} h2 {{ font-size: 1.15rem; margin: 2rem 0 .5rem; }}
.figures {{ display: flex; flex-wrap: wrap; gap: 1rem 2rem; margin: 1.5rem 0; padding: 0; list-style: none; }}
.figures b {{ display: block; font-size: 1.7rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: right; padding: .3rem .5rem; border-bottom: 1px solid #ddd; }}
th:first-child, td:first-child {{ text-align: left; }}
svg {{ width: 100%; height: auto; }}
.wide {{ overflow-x: auto; }} td:first-child {{ min-width: 6rem; }}
li, td:first-child {{ overflow-wrap: anywhere; }}
.narrow {{ display: none; }}
@media (max-width: 40rem) {{
  .narrow {{ display: block; }} .broad {{ display: none; }}
  table {{ font-size: .75rem; }} th, td {{ padding: .3rem .15rem; }} td:first-child {{ min-width: 4rem; }}
  th {{ hyphens: auto; overflow-wrap: anywhere; }}
}}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def page(
    listening: Mapping[str, Any],
    service: Mapping[str, Any],
    topics: Sequence[Mapping[str, Any]],
    *,
    language: str,
    begin: str,
    end: str,
    words: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The whole page, from what the reports of the API say. ``begin`` and ``end`` are shown as they are."""
    text = TEXTS[language]
    title = text["title"].format(brand=service["brand"])
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(text['span'].format(begin=begin, end=end))}</p>",
        _paragraph(sentence_of_counting(listening, service, text, language)),
        _numbers(listening, service, text, language),
        _hours(listening, text, language),
        _bars(text["channels"], service["by_channel"]),
        _bars(text["categories"], {category(name, language): n for name, n in service["by_category"].items()}),
        _paragraph(sentence_of_acknowledgements(service, text, language)),
        _rising(topics, text, language),
        _paragraph(sentence_of_words(words, text, language)),
        _parts(text["teams"], service["teams"], text, language),
        _parts(text["agents"], service["agents"], text, language),
    ]
    return _PAGE.format(language=language, title=escape(title), body="\n".join(parts))


def week_page(reports: Mapping[str, Any], monday: date, language: str) -> str:
    """The page of the week before ``monday``, from what the reports of the API say."""
    begin, end = (format_date(day, "long", locale=language) for day in (monday - timedelta(7), monday - timedelta(1)))
    told = (reports["listening"], reports["service"], reports["topics"])
    return page(*told, language=language, begin=begin, end=end, words=reports.get("words", ()))


def _numbers(listening: Mapping[str, Any], service: Mapping[str, Any], text: Mapping[str, str], language: str) -> str:
    found = key_figures(listening, service, text, language)
    items = "".join(f"<li><b>{escape(value)}</b>{escape(label)}</li>" for value, label in found)
    return f'<ul class="figures">{items}</ul>'


def _hours(listening: Mapping[str, Any], text: Mapping[str, str], language: str) -> str:
    hours = [str(hour["hour"]) for hour in listening["hours"]]

    def drawn(width: int) -> Any:
        bars = chart(Bar, width=width)
        bars.x_labels = hours
        if width == NARROW:
            bars.x_labels_major, bars.show_minor_x_labels = hours[::4], False
        bars.add(text["messages"], [hour["messages"] for hour in listening["hours"]])
        return bars

    sentences = sentences_of_hours(listening, text, language)
    return f"<h2>{escape(text['hours'])}</h2><p>{escape(' '.join(sentences))}</p>{picture(drawn)}"


def _bars(title: str, counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda each: each[1])
    if not ordered:
        return ""

    def drawn(width: int) -> Any:
        bars = chart(HorizontalBar, width=width, height=80 + 28 * len(ordered))
        bars.x_labels = [name.replace("_", " ") for name, _ in ordered]
        bars.add(title, [count for _, count in ordered])
        return bars

    return f"<h2>{escape(title)}</h2>{picture(drawn)}"


def _paragraph(sentence: str) -> str:
    return f"<p>{escape(sentence)}</p>" if sentence else ""


def _rising(topics: Sequence[Mapping[str, Any]], text: Mapping[str, str], language: str) -> str:
    rows = rising_lines(topics, text, language)
    listed = (
        f"<ul>{''.join(f'<li>{escape(row)}</li>' for row in rows)}</ul>"
        if rows
        else f"<p>{escape(text['nothing'])}</p>"
    )
    return f"<h2>{escape(text['rising'])}</h2>{listed}"


def _parts(title: str, parts: Sequence[Mapping[str, Any]], text: Mapping[str, str], language: str) -> str:
    if not parts:
        return ""
    names = ("answered", "resolved", "breached")
    head = "".join(f"<th>{escape(label)}</th>" for label in ("", *(text[name] for name in names), text["median"]))
    rows = "".join(
        "<tr>"
        + f"<td>{escape(part['name'] or text['former'])}</td>"
        + "".join(f"<td>{number(part[name], language)}</td>" for name in names)
        + f"<td>{duration(part['first_response']['median_seconds'])}</td></tr>"
        for part in parts
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>{escape(title)}</h2><div class="wide">{table}</div>'
