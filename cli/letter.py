"""The weekly letter: one page that needs nothing else, with pictures, in French or English."""

import re
import sys
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pygal
from babel.numbers import format_decimal, format_percent
from pygal.style import Style

# pygal leaves a finder of a kind behind that Python is giving up: every import that fails after it would warn.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#333",
    foreground_strong="#111",
    foreground_subtle="#888",
    colors=("#0b5cad", "#b3541e", "#4c7a34", "#7a3b8f"),
    font_family="sans-serif",
    label_font_size=12,
    major_label_font_size=12,
    value_font_size=12,
    value_label_font_size=12,
    tooltip_font_size=12,
)

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Customer service of {brand}",
        "rose": "{name}: {tickets} (usually {usual})",
        "span": "{begin} to {end}",
        "messages": "messages",
        "opened": "tickets opened",
        "answered": "answered by a person",
        "resolved": "resolved",
        "breached": "deadlines missed",
        "median": "first response, median",
        "p90": "nine in ten within",
        "closed": "{share} of the messages come when you are closed.",
        "extra": "{day} {hour}:00 would cover {share}.",
        "hours": "When customers write (hour of the day)",
        "open": "desk open",
        "channels": "Tickets by channel",
        "categories": "Tickets by category",
        "teams": "Teams",
        "agents": "Agents",
        "rising": "More than usual",
        "nothing": "Nothing rose.",
        "again": "{share} wrote again before a person answered, although they had been acknowledged; {other} of those "
        "who had not.",
        "days": "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday",
    },
    "fr": {
        "title": "Service client : {brand}",
        "span": "du {begin} au {end}",
        "messages": "messages",
        "opened": "tickets ouverts",
        "answered": "réponses d’une personne",
        "resolved": "résolus",
        "breached": "délais dépassés",
        "median": "première réponse, médiane",
        "p90": "neuf sur dix en moins de",
        "closed": "{share} des messages arrivent quand vous êtes fermés.",
        "extra": "{day} {hour} h en couvrirait {share}.",
        "hours": "Quand les clients écrivent (heure de la journée)",
        "open": "service ouvert",
        "channels": "Tickets par canal",
        "categories": "Tickets par catégorie",
        "teams": "Équipes",
        "agents": "Agents",
        "rising": "Plus que d’habitude",
        "rose": "{name} : {tickets} (d’habitude {usual})",
        "nothing": "Rien n’a augmenté.",
        "again": "{share} ont réécrit avant la réponse d’une personne malgré un accusé de réception ; {other} sans.",
        "days": "Lundi,Mardi,Mercredi,Jeudi,Vendredi,Samedi,Dimanche",
    },
}

_CATEGORIES_FR = {
    "account_or_technical": "compte ou technique",
    "complaint": "réclamation",
    "urgent_request": "demande urgente",
    "outage": "panne",
    "question": "question",
    "praise": "compliment",
    "mention": "mention",
    "spam": "indésirable",
    "abuse": "insulte",
}

_LEFT_OUT = re.compile(r"<script.*?</script>|<!--.*?-->", re.DOTALL)

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
.wide {{ overflow-x: auto; }} td:first-child {{ overflow-wrap: anywhere; min-width: 6rem; }}
@media (max-width: 40rem) {{ table {{ font-size: .8rem; }} th, td {{ padding: .3rem .2rem; }} }}
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
) -> str:
    """The whole page, from what the reports of the API say. ``begin`` and ``end`` are shown as they are."""
    text = TEXTS[language]
    title = text["title"].format(brand=service["brand"])
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(text['span'].format(begin=begin, end=end))}</p>",
        _numbers(listening, service, text, language),
        _hours(listening, text, language),
        _bars(text["channels"], service["by_channel"]),
        _bars(text["categories"], {_category(name, language): n for name, n in service["by_category"].items()}),
        _again(service, text, language),
        _rising(topics, text, language),
        _parts(text["teams"], service["teams"], text, language),
        _parts(text["agents"], service["agents"], text, language),
    ]
    return _PAGE.format(language=language, title=escape(title), body="\n".join(parts))


def _numbers(listening: Mapping[str, Any], service: Mapping[str, Any], text: Mapping[str, str], language: str) -> str:
    response = service["first_response"]
    found = (
        (_number(listening["messages"], language), text["messages"]),
        *((_number(service[name], language), text[name]) for name in ("opened", "answered", "resolved", "breached")),
        (duration(response["median_seconds"]), text["median"]),
        (duration(response["p90_seconds"]), text["p90"]),
    )
    items = "".join(f"<li><b>{escape(number)}</b>{escape(label)}</li>" for number, label in found)
    return f'<ul class="figures">{items}</ul>'


def _hours(listening: Mapping[str, Any], text: Mapping[str, str], language: str) -> str:
    chart = _chart(pygal.Bar)
    chart.x_labels = [str(hour["hour"]) for hour in listening["hours"]]
    chart.add(text["messages"], [hour["messages"] for hour in listening["hours"]])
    total = listening["messages"] or 1
    sentences = [text["closed"].format(share=_share(listening["desk_closed"] / total, language))]
    days = text["days"].split(",")
    sentences += [
        text["extra"].format(day=days[each["weekday"]], hour=each["hour"], share=_share(each["share"], language))
        for each in listening["extra_hours"][:3]
    ]
    return f"<h2>{escape(text['hours'])}</h2><p>{escape(' '.join(sentences))}</p>{_svg(chart)}"


def _bars(title: str, counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda each: each[1])
    if not ordered:
        return ""
    chart = _chart(pygal.HorizontalBar, height=80 + 28 * len(ordered))
    chart.x_labels = [name.replace("_", " ") for name, _ in ordered]
    chart.add(title, [count for _, count in ordered])
    return f"<h2>{escape(title)}</h2>{_svg(chart)}"


def _again(service: Mapping[str, Any], text: Mapping[str, str], language: str) -> str:
    shares = [service[name]["share"] for name in ("after_acknowledgement", "without_acknowledgement")]
    if None in shares:
        return ""
    with_one, without = (_share(share, language) for share in shares)
    return f"<p>{escape(text['again'].format(share=with_one, other=without))}</p>"


def _rising(topics: Sequence[Mapping[str, Any]], text: Mapping[str, str], language: str) -> str:
    rows = [
        text["rose"].format(
            name=_category(str(topic["name"]), language),
            tickets=_number(topic["tickets"], language),
            usual=_number(round(topic["usual"], 1), language),
        )
        for topic in topics[:8]
    ]
    listed = (
        f"<ul>{''.join(f'<li>{escape(row)}</li>' for row in rows)}</ul>"
        if rows
        else f"<p>{escape(text['nothing'])}</p>"
    )
    return f"<h2>{escape(text['rising'])}</h2>{listed}"


def _category(name: str, language: str) -> str:
    """In the language of the letter; help pages keep their names."""
    return _CATEGORIES_FR.get(name, name) if language == "fr" else name.replace("_", " ")


def _parts(title: str, parts: Sequence[Mapping[str, Any]], text: Mapping[str, str], language: str) -> str:
    if not parts:
        return ""
    names = ("answered", "resolved", "breached")
    head = "".join(f"<th>{escape(label)}</th>" for label in ("", *(text[name] for name in names), text["median"]))
    rows = "".join(
        "<tr>"
        + f"<td>{escape(str(part['name']))}</td>"
        + "".join(f"<td>{_number(part[name], language)}</td>" for name in names)
        + f"<td>{duration(part['first_response']['median_seconds'])}</td></tr>"
        for part in parts
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>{escape(title)}</h2><div class="wide">{table}</div>'


def duration(seconds: int | None) -> str:
    """``4 h 05``, ``12 min``, ``40 s``; a dash for nothing. The same in both languages."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02d}" if hours else f"{minutes} min"


def _number(number: float, language: str) -> str:
    return format_decimal(number, locale=language)


def _share(share: float, language: str) -> str:
    return format_percent(share, locale=language)


def _chart(kind: Any, *, height: int = 260) -> Any:
    """Without scripts, and without anything to load."""
    return kind(
        style=_STYLE,
        js=(),
        width=720,
        height=height,
        show_legend=False,
        print_values=False,
        disable_xml_declaration=True,
        no_prefix=True,
        value_formatter=lambda value: f"{value:.0f}",
    )


def _svg(chart: Any) -> str:
    # Its settings for a script that is not here, and the comment with the day on which it was drawn, are left out.
    return _LEFT_OUT.sub("", str(chart.render(is_unicode=True)))
