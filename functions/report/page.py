"""The weekly letter: one page that needs nothing else, with pictures, in French or English."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from babel.dates import format_date

from functions.report.charts import NARROW, Bar, HorizontalBar, chart, picture
from functions.report.tables import DARK, LIGHT, answers, bars, heading, is_open, lines, parts, times
from functions.report.texts import (
    TEXTS,
    category,
    key_figures,
    lines_of_service,
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
svg {{ width: 100%; height: auto; }}
li {{ overflow-wrap: anywhere; }}
.narrow {{ display: none; }}
@media (max-width: 40rem) {{
  .narrow {{ display: block; }} .broad {{ display: none; }}
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
    made = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(text['span'].format(begin=begin, end=end))}</p>",
        _paragraph(sentence_of_counting(listening, service, text, language)),
        _numbers(listening, service, text, language),
        heading(text["questions"]),
        bars(answers(listening, text, language), text),
        _hours(listening, text, language),
        heading(text["times"]),
        times(service, text),
        lines(["", *lines_of_service(service, text, language)]),
        _bars(text["channels"], service["by_channel"]),
        _bars(text["categories"], {category(name, language): n for name, n in service["by_category"].items()}),
        _paragraph(sentence_of_acknowledgements(service, text, language)),
        _rising(topics, text, language),
        _paragraph(sentence_of_words(words, text, language)),
        *(parts(text[name], service[name], text, language) for name in ("teams", "agents")),
    ]
    return _PAGE.format(language=language, title=escape(title), body="\n".join(made))


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
        drawing = chart(Bar, width=width)
        drawing.x_labels = hours
        if width == NARROW:
            drawing.x_labels_major, drawing.show_minor_x_labels = hours[::4], False
        found = [{"value": each["messages"], "color": DARK if is_open(each) else LIGHT} for each in listening["hours"]]
        drawing.add(text["messages"], found)
        return drawing

    sentences = sentences_of_hours(listening, text, language)
    said = " ".join([*sentences, text["dark"]])
    return f"{heading(text['hours'])}<p>{escape(said)}</p>{picture(drawn)}"


def _bars(title: str, counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda each: each[1])
    if not ordered:
        return ""

    def drawn(width: int) -> Any:
        drawing = chart(HorizontalBar, width=width, height=80 + 28 * len(ordered))
        drawing.x_labels = [name.replace("_", " ") for name, _ in ordered]
        drawing.add(title, [count for _, count in ordered])
        return drawing

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
