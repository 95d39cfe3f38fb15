"""The weekly letter as a mail: tables and inline styles only, which mail programs show alike. No script, no picture."""

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import Any

from babel.dates import format_date

from functions.report.tables import answers, bars, counted, heading, hours, lines, parts, times
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


def letter(reports: Mapping[str, Any], monday: date, language: str) -> tuple[str, str, str]:
    """Subject, HTML and plain text of the week before ``monday``, from what the reports of the API say."""
    text = TEXTS[language]
    listening, service, topics = reports["listening"], reports["service"], reports["topics"]
    begin, end = (format_date(day, "long", locale=language) for day in (monday - timedelta(7), monday - timedelta(1)))
    title = text["title"].format(brand=service["brand"])
    span = text["span"].format(begin=begin, end=end)
    late = sentence_of_counting(listening, service, text, language)
    figures = key_figures(listening, service, text, language)
    hours_said = " ".join(sentences_of_hours(listening, text, language))
    questions = answers(listening, text, language)
    of_service = lines_of_service(service, text, language)
    again = sentence_of_acknowledgements(service, text, language)
    rising = rising_lines(topics, text, language) or [text["nothing"]]
    words = sentence_of_words(reports.get("words", ()), text, language)
    categories = {category(name, language): count for name, count in service["by_category"].items()}
    made = [
        f'<h1 style="font-size:22px;margin:0;color:#111111">{escape(title)}</h1>',
        f'<p style="margin:4px 0 16px;color:#555555">{escape(span)}</p>',
        f'<p style="margin:0 0 16px;font-weight:bold">{escape(late)}</p>' if late else "",
        _figures(figures),
        heading(text["questions"]),
        bars(questions, text),
        heading(text["hours"]),
        lines([hours_said, text["dark"]]),
        bars(hours(listening, language), text, most=24),
        heading(text["times"]),
        times(service, text),
        lines(["", *of_service]),
        heading(text["channels"]),
        bars(counted(service["by_channel"], language), text),
        heading(text["categories"]),
        bars(counted(categories, language), text),
        f'<p style="margin:12px 0">{escape(again)}</p>' if again else "",
        heading(text["rising"]),
        lines(rising),
        f'<p style="margin:8px 0 0">{escape(words)}</p>' if words else "",
        *(parts(text[name], service[name], text, language) for name in ("teams", "agents")),
        f'<p style="margin:16px 0 0;color:#555555">{escape(text["attached"])}</p>',
    ]
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title></head>'
        '<body style="margin:0;padding:16px;background:#ffffff;color:#222222;'
        'font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px">'
        f"<tr><td>{''.join(made)}</td></tr></table></body></html>"
    )
    colon = " :" if language == "fr" else ":"
    plain = [span, *([late] if late else []), "", *(f"{label}{colon} {value}" for value, label in figures)]
    plain += ["", f"{text['questions']}{colon}", *(f"- {row.label}{colon} {row.shown}" for row in questions)]
    plain += ["", hours_said, "", *of_service]
    plain += [again] if again else []
    plain += ["", f"{text['rising']}{colon}", *(f"- {line}" for line in rising)]
    plain += ["", words] if words else []
    return f"{title}, {span}", html, "\n".join([title, *plain])


def _figures(figures: list[tuple[str, str]]) -> str:
    """Two in a row: narrow enough for a telephone."""
    cells = [
        f'<td width="50%" valign="top" style="padding:4px 12px 8px 0"><div style="font-size:22px;font-weight:bold">'
        f'{escape(value)}</div><div style="font-size:13px;color:#555555">{escape(label)}</div></td>'
        for value, label in figures
    ]
    rows = "".join(f"<tr>{''.join(cells[start : start + 2])}</tr>" for start in range(0, len(cells), 2))
    return f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table>'
