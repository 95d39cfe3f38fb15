"""``nightdesk classify``: what the classifier makes of messages, one JSON line in, one out."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from cli.output import show_table
from functions.classify.model.reading import Reading, read
from functions.classify.model.reasons import READERS
from functions.classify.model.rules import CATEGORIES, SENTIMENTS
from shared.domain.brand.model import PriorityWeights
from shared.domain.classification.model import Classification
from shared.domain.priority.scoring import PriorityFactors, assess
from shared.domain.privacy import personal_data
from shared.domain.vocabulary import Danger, Stage, Surface

_STAGES: dict[str, Stage] = {Surface.BROAD_MATCH: Stage.BROAD, Surface.SECTOR_MATCH: Stage.PROACTIVE}


def classify(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines, for programs.")] = False,
    reader: Annotated[str, typer.Option("--reasons", help="The language of the reasons: fr or en.")] = "en",
) -> None:
    """Classify messages from standard input: lines like {"id": "1", "text": "..."}, if known with "surface"."""
    if reader not in READERS:
        raise typer.BadParameter(f"reasons are written in {' or '.join(READERS)}", param_hint="--reasons")
    lines = sys.stdin.buffer
    if as_json:
        for answer in answers(lines, reader):
            if "error" in answer:
                typer.echo(f"line {answer['id']}: {answer['error']}", err=True)
            # What came in as half a character cannot be written out again.
            line = json.dumps(answer, ensure_ascii=False).encode(errors="replace").decode()
            sys.stdout.write(line + "\n")
        return
    columns = ("id", "language", "sentiment", "category", "danger", "priority", "confidence", "reasons")
    rows = [
        [one[name] for name in columns[:-1]]
        + ["; ".join([*one["reasons"], *([one["error"]] if "error" in one else [])])]
        for one in answers(lines, reader)
    ]
    show_table("Messages", columns, rows)


def answers(lines: Iterable[bytes], reader: str = "en") -> Iterator[dict[str, Any]]:
    """One answer for each line, also for a line that cannot be read: it then has an ``error``."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except (ValueError, RecursionError):  # the latter: brackets within brackets within brackets
            given = None
        if not isinstance(given, dict):
            yield {**_answer(str(number), "", None, reader), "error": "not a JSON object"}
            continue
        text, surface = given.get("text"), given.get("surface")
        yield _answer(
            given.get("id", str(number)),
            text if isinstance(text, str) else "",
            surface if isinstance(surface, str) else None,
            reader,
        )


def _answer(identity: Any, text: str, surface: str | None, reader: str) -> dict[str, Any]:
    reading = read(text, reader=reader)
    return {
        "id": identity,
        "language": reading.language,
        "sentiment": reading.sentiment,
        "category": reading.category,
        "needs_response": reading.needs_response,
        "urgent": round(reading.urgent_probability, 4),
        "danger": Danger.POSSIBLE if reading.danger else Danger.NONE,
        "priority": _priority(reading, surface),
        "personal_data": [
            {"kind": found.kind, "start": found.start, "end": found.end} for found in reading.personal_data
        ],
        "confidence": round(reading.category_probability, 4),
        "probabilities": {
            "sentiment": _shares(SENTIMENTS, reading.sentiments),
            "category": _shares(CATEGORIES, reading.categories),
            "needs_response": round(reading.needs_response_probability, 4),
            "urgent": round(reading.urgent_probability, 4),
            "danger": round(reading.danger_probability, 4),
        },
        "abstained": reading.abstained,
        "reasons": list(reading.reasons),
    }


def _shares(labels: Iterable[str], shares: Iterable[float]) -> dict[str, float]:
    return {str(label): round(share, 4) for label, share in zip(labels, shares, strict=True)}


def _priority(reading: Reading, surface: str | None) -> str:
    """As store would give it to a first message, with the default weights and nothing known of the author."""
    classification = Classification(
        language=reading.language,
        sentiment=reading.sentiment,
        category=reading.category,
        stage=_STAGES.get(surface or "", Stage.DIRECT),
        needs_response=reading.needs_response,
        urgent=reading.urgent,
        danger=Danger.POSSIBLE if reading.danger else Danger.NONE,
        confidence=round(reading.category_probability * 100),
        sure=not reading.abstained,
        personal_data=personal_data.kinds(reading.personal_data),
    )
    return assess(classification, PriorityFactors(account_id=""), PriorityWeights()).priority
