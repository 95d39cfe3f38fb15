"""The labelled sets beside the corpus that nothing is trained on: dangers and their traps, five other languages."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from functions.classify.model.artefact import artefact
from functions.classify.model.reading import Reading, read
from functions.classify.model.rules import CATEGORIES, SENTIMENTS
from training.corpus import Example
from training.figures import Table, average_precision, f1_of, recall_at_half_precision, with_interval

FOLDER = Path(__file__).parent
DANGERS, OTHERS = FOLDER / "danger.jsonl", FOLDER / "other_languages.jsonl"
OTHER_HAND = FOLDER / "danger_other_hand.jsonl"
TOLD = FOLDER / "danger_told.jsonl"
BLIND, BLIND_HASTE = FOLDER / "danger_blind.jsonl", FOLDER / "urgency_blind.jsonl"
UNSEEN_DANGERS = FOLDER / "danger_unseen.jsonl"
KINDS, CHATTER = FOLDER / "danger_kinds.jsonl", FOLDER / "urgency_chatter.jsonl"
EXPECTED_HASTE = 0.09
"""The share of real messages that cannot wait, roughly: what a set holds more of them is weighed down to it."""
ONE_IN = 3
"""Of the harmless messages of the corpus, read one by one for the false alarms: all of them take some minutes."""


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def danger_table(written: list[Example]) -> Table:
    """As the function decides: our lists or the model. False alarms also on the corpus (trained on)."""
    table: Table = {}
    rows = rows_of(DANGERS)
    for name, languages in (("fr and en", {"fr", "en"}), ("es, de, it, pt, nl", {"es", "de", "it", "pt", "nl"})):
        table |= _dangers_of(name, [row for row in rows if row["language"] in languages])
    safe = [one for one in written if one.danger == "none"][::ONE_IN]
    alarms = sum(read(one.text).danger for one in safe)
    table[f"false alarms on the corpus ({len(safe)})"] = _single(alarms / len(safe))
    return table


def other_hand_table(part: str) -> Table:
    """``part`` is ``development``, by which lists and corpus were mended, or ``test``."""
    return _dangers_of("fr and en", [row for row in rows_of(OTHER_HAND) if row["part"] == part])


def told_table() -> Table:
    """Dangers without a word of danger, told in passing, and what only sounds like one."""
    return _dangers_of("fr and en", rows_of(TOLD))


def blind_table() -> Table:
    """Dangers and traps by somebody who had seen nothing of the corpus."""
    rows = rows_of(BLIND)
    table: Table = {}
    for name, languages in (("fr", {"fr"}), ("en", {"en"}), ("others", {"es", "de", "it", "pt", "nl"})):
        table |= _dangers_of(name, [row for row in rows if row["language"] in languages])
    return table


def kinds_table(path: Path = KINDS) -> Table:
    """Dangers and their traps, written before the model that is measured: each language apart."""
    rows = rows_of(path)
    return {
        name: value
        for language in ("fr", "en")
        for name, value in _dangers_of(language, [row for row in rows if row["language"] == language]).items()
    }


def chatter_table(part: str) -> Table:
    """Public messages as they come, one in seven of which cannot wait: in what order they are, and what is decided."""
    rows = [row for row in rows_of(CHATTER) if row["part"] == part]
    readings = [read(row["text"]) for row in rows]
    table: Table = {}
    for name, languages in (("fr and en", {"fr", "en"}), ("fr", {"fr"}), ("en", {"en"})):
        places = [place for place, row in enumerate(rows) if row["language"] in languages]
        scores = np.array([readings[place].urgent_probability for place in places])
        truth = np.array([rows[place]["urgent"] for place in places])
        told = np.array([readings[place].urgent for place in places])
        label = f"{name} ({int(truth.sum())} of {len(places)})"
        table[f"recall at precision 0.5, {label}"] = with_interval(recall_at_half_precision(scores, truth), len(places))
        table[f"average precision, one in eleven, {name}"] = with_interval(
            average_precision(scores, truth, EXPECTED_HASTE), len(places)
        )
        table[f"taken for urgent, of those that cannot wait, {name}"] = _single(float(told[truth].mean()))
        table[f"taken for urgent, of the others, {name}"] = _single(float(told[~truth].mean()))
    return table


def blind_haste_table() -> Table:
    """What cannot wait, by the same hand: how well the order is, and what the function decides."""
    rows = rows_of(BLIND_HASTE)
    readings = [read(row["text"]) for row in rows]
    table: Table = {}
    for name in ("all", *sorted({row["surface"] for row in rows})):
        places = [place for place, row in enumerate(rows) if name in ("all", row["surface"])]
        scores = np.array([readings[place].urgent_probability for place in places])
        truth = np.array([rows[place]["urgent"] for place in places])
        told = np.array([readings[place].urgent for place in places])
        label = f"{name} ({int(truth.sum())} of {len(places)})"
        table[f"recall at precision 0.5, {label}"] = with_interval(recall_at_half_precision(scores, truth), len(places))
        table[f"taken for urgent, of those that cannot wait, {name}"] = _single(float(told[truth].mean()))
        table[f"taken for urgent, of the others, {name}"] = _single(float(told[~truth].mean()))
    return table


def _dangers_of(name: str, rows: list[dict[str, Any]]) -> Table:
    table: Table = {}
    readings = [read(row["text"]) for row in rows]
    yes = [one for one, row in zip(readings, rows, strict=True) if row["danger"] == "possible"]
    no = [one for one, row in zip(readings, rows, strict=True) if row["danger"] == "none"]
    table[f"danger recall, {name} ({len(yes)})"] = _single(sum(one.danger for one in yes) / len(yes))
    table[f"the same by the lists alone, {name}"] = _single(sum(bool(one.dangers) for one in yes) / len(yes))
    heads = artefact().danger_from
    table[f"the same by the heads alone, {name}"] = _single(
        sum(one.danger_probability >= heads for one in yes) / len(yes)
    )
    table[f"traps taken for danger, {name} ({len(no)})"] = _single(sum(one.danger for one in no) / len(no))
    return table


def other_languages_table() -> Table:
    """Each language apart, with the heads that were trained on French and English."""
    rows = rows_of(OTHERS)
    table: Table = {}
    for language in sorted({row["language"] for row in rows}):
        mine = [row for row in rows if row["language"] == language]
        table |= dict(_of_language(language, mine, [read(row["text"]) for row in mine]))
    return table


def _of_language(
    language: str, rows: list[dict[str, Any]], readings: list[Reading]
) -> Iterator[tuple[str, tuple[float, float, float]]]:
    size = len(rows)
    truth = [row["sentiment"] for row in rows]
    yield (
        f"{language} sentiment ({size})",
        with_interval(f1_of(truth, [r.sentiment for r in readings], SENTIMENTS), size),
    )
    truth = [row["category"] for row in rows]
    told = [str(reading.category) for reading in readings]
    yield f"{language} category", with_interval(f1_of(truth, told, [str(one) for one in CATEGORIES]), size)
    needs = [row["needs_response"] for row in rows]
    yield (
        f"{language} needs_response macro",
        with_interval(f1_of(needs, [reading.needs_response for reading in readings], [True, False]), size),
    )
    yield f"{language} sure, share", _single(sum(not reading.abstained for reading in readings) / size)
    yield f"{language} recognised", _single(sum(reading.language == language for reading in readings) / size)


def _single(value: float) -> tuple[float, float, float]:
    return (value, value, value)
