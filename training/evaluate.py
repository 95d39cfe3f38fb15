"""``make evaluate``: every table of the model card, with bootstrap intervals.

Held out: messages of our corpus whose sector (and with it every template) was not seen in training. Kept apart: some
that are no part of the corpus. Real: a file of labelled messages given by ``--real``, or one found beside the
repository; it is only read.
``--record`` writes the figures that belong to the committed artefact.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from functions.classify.model.artefact import TRAINED, artefact
from functions.classify.model.language import LANGUAGES, OTHER, identify
from functions.classify.model.reading import SILENCED, read
from functions.classify.model.rules import CATEGORIES, SENTIMENTS
from functions.classify.model.tokens import tokens_of
from shared.domain.privacy import personal_data
from shared.domain.vocabulary import Category
from training.calibration import expected_calibration_error, flattened
from training.corpus import Example, alarm_examples, examples
from training.figures import Figure, Table, f1_of, lenient, recall_at_half_precision, with_interval
from training.fingerprint import fingerprint
from training.fitting import in_danger
from training.sets import (
    UNSEEN_DANGERS,
    blind_haste_table,
    blind_table,
    chatter_table,
    danger_table,
    kinds_table,
    other_hand_table,
    other_languages_table,
    told_table,
)
from training.timing import cold_start, memory, speed
from training.train import RESPONDING, by_sector, by_style, every_example, held_out, listed

REAL = Path(__file__).parent.parent.parent / "shared" / "data" / "messages_open.jsonl"
APART = Path(__file__).parent / "kept_apart.jsonl"
PRESSING = Path(__file__).parent / "urgency.jsonl"
PUBLIC = Path(__file__).parent / "urgency_public.jsonl"
POSTS = Path(__file__).parent / "urgency_posts.jsonl"
SIGNALS = Path(__file__).parent / "urgency_signals.jsonl"
SHORT = Path(__file__).parent / "short_messages.jsonl"
RECORD = Path(__file__).parent / "metrics.json"
_HIGHEST = {Category.ACCOUNT_OR_TECHNICAL, Category.COMPLAINT, Category.URGENT_REQUEST, Category.OUTAGE}
_PRESSING = {Category.URGENT_REQUEST, Category.OUTAGE}


def _tables(
    rows: Sequence[dict[str, Any]],
    sentiment: np.ndarray,
    category: np.ndarray,
    urgent: np.ndarray,
    respond: Sequence[bool],
) -> Table:
    """``rows`` carry the labels; the arrays are calibrated probabilities."""
    felt = [str(SENTIMENTS[place]) for place in sentiment.argmax(axis=1)]
    kind = [str(CATEGORIES[place]) for place in category.argmax(axis=1)]
    table: Table = {}
    everyone = list(range(len(rows)))
    for language in TRAINED:
        places = [place for place in everyone if rows[place]["language"] == language]
        truth = [rows[place]["sentiment"] for place in places]
        told = [felt[place] for place in places]
        table[f"sentiment {language}"] = with_interval(f1_of(truth, told, SENTIMENTS), len(places))
        if "sentiment_alt" in rows[0]:
            allowed = [rows[place]["sentiment_alt"] for place in places]
            kinder = lenient(truth, told, allowed)
            table[f"sentiment {language}, lenient"] = with_interval(f1_of(kinder, told, SENTIMENTS), len(places))
    truth = [row["category"] for row in rows]
    table["category"] = with_interval(f1_of(truth, kind, CATEGORIES), len(rows))
    if "category_alt" in rows[0]:
        kinder = lenient(truth, kind, [row["category_alt"] for row in rows])
        table["category, lenient"] = with_interval(f1_of(kinder, kind, CATEGORIES), len(rows))
    needs = [row["needs_response"] for row in rows]
    table["needs_response F1"] = with_interval(f1_of(needs, respond, [True]), len(rows))
    table["needs_response macro"] = with_interval(f1_of(needs, respond, [True, False]), len(rows))
    pressing = np.array([one in _PRESSING for one in truth])
    table["urgent or outage: recall at precision 0.5"] = with_interval(
        recall_at_half_precision(urgent, pressing), len(rows)
    )
    high = [one in _HIGHEST for one in truth]
    table["four highest classes F1"] = with_interval(f1_of(high, [one in _HIGHEST for one in kind], [True]), len(rows))
    right = np.array([one == other for one, other in zip(truth, kind, strict=True)])
    table["category ECE"] = (expected_calibration_error(category.max(axis=1), right),) * 3
    right = np.array([row["sentiment"] == one for row, one in zip(rows, felt, strict=True)])
    table["sentiment ECE"] = (expected_calibration_error(sentiment.max(axis=1), right),) * 3
    sure = category.max(axis=1) >= artefact().sure_from
    right = np.array([one == other for one, other in zip(truth, kind, strict=True)])
    table["sure, share"] = (float(sure.mean()),) * 3
    table["category right when sure"] = (float(right[sure].mean()) if sure.any() else 0.0,) * 3
    return table


def held_out_tables(written: list[Example], group: Callable[[Example], str]) -> Table:
    told, _ = held_out(written, alarm_examples(), group)
    sentiment, category, urgent = told.sentiment, told.category, told.urgent
    heat = artefact().temperature
    category = flattened(category, heat["category"])
    waits = flattened(np.stack([urgent, 1 - urgent], axis=1), heat["urgent"])[:, 0]
    responding, sure = category[:, RESPONDING].sum(axis=1), category.max(axis=1) >= artefact().sure_from
    answered = responding >= np.where(sure, artefact().respond_from, artefact().respond_in_doubt_from)
    kept_quiet = np.isin(category.argmax(axis=1), SILENCED)
    danger, heads = np.array(in_danger(written)), told.danger >= artefact().danger_from
    named = np.array(listed(written)) & (told.danger >= artefact().danger_listed_from)
    respond = list(answered | heads | named | ((waits >= artefact().urgent_from) & ~kept_quiet))
    rows = [
        {
            "language": one.language,
            "sentiment": one.sentiment,
            "category": one.category,
            "needs_response": one.needs_response,
        }
        for one in written
    ]
    table = _tables(rows, flattened(sentiment, heat["sentiment"]), category, waits, respond)
    for name, found in (("the heads alone", heads), ("lists or heads", heads | named)):
        table[f"danger recall, {name}"] = (float(found[danger].mean()),) * 3
        table[f"danger false alarms, {name}"] = (float(found[~danger].mean()),) * 3
    return table


def real_tables(path: Path, only: Callable[[dict[str, Any]], bool] = lambda row: True) -> Table:
    """With the run-time reader itself, message by message; ``only`` says which of them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [row for row in (json.loads(line) for line in lines if line) if only(row)]
    readings = [read(row["text"]) for row in rows]
    sentiment = np.full((len(rows), len(SENTIMENTS)), 0.0)
    category = np.full((len(rows), len(CATEGORIES)), 0.0)
    for place, reading in enumerate(readings):
        sentiment[place, SENTIMENTS.index(reading.sentiment)] = reading.sentiment_probability
        category[place, CATEGORIES.index(reading.category)] = reading.category_probability
    urgent = np.array([reading.urgent_probability for reading in readings])
    table = _tables(rows, sentiment, category, urgent, [reading.needs_response for reading in readings])
    names = [row["language"] if row["language"] in {"fr", "en", "es", "de", "it", "pt"} else "other" for row in rows]
    table["language"] = with_interval(
        lambda places: float(np.mean([names[place] == readings[place].language for place in places])), len(rows)
    )
    return table


def personal_data_table() -> Table:
    """Exact spans and kinds, over the corpus (on which the patterns were also made)."""
    hits = found = wanted = 0
    for language in TRAINED:
        for example in examples(language):
            mine = {(one.kind, one.start, one.end) for one in personal_data.find(example.text)}
            hits += len(mine & set(example.personal_data))
            found += len(mine)
            wanted += len(example.personal_data)
    return {
        "personal data precision": (hits / max(found, 1),) * 3,
        "personal data recall": (hits / max(wanted, 1),) * 3,
    }


def short_language_table() -> Table:
    """At most 40 characters, in six languages, written apart from what is trained on; py3langid beside it."""
    rows = [json.loads(line) for line in SHORT.read_text(encoding="utf-8").splitlines()]
    truth = [row["language"] for row in rows]
    told = {
        "language, up to 40 characters": [
            identify(tokens_of(row["text"]).shown, artefact().language)[0] for row in rows
        ]
    }
    others = _language_of_others()
    if others is not None:
        told["the same by py3langid, told the six languages"] = [others(row["text"]) for row in rows]

    def right(answers: Sequence[str]) -> Figure:
        return lambda places: float(np.mean([truth[place] == answers[place] for place in places]))

    return {name: with_interval(right(answers), len(rows)) for name, answers in told.items()}


def _language_of_others() -> Callable[[str], str] | None:
    """py3langid among the same six, where it is installed."""
    try:
        import py3langid  # noqa: PLC0415  may be missing
    except ImportError:
        return None
    py3langid.set_languages([language for language in LANGUAGES if language != OTHER])
    return lambda text: str(py3langid.classify(text)[0])


def _show(title: str, table: Table) -> None:
    print(f"\n{title}")
    for name, (value, low, high) in table.items():
        interval = "" if low == high == value else f"  [{low:.3f}, {high:.3f}]"
        print(f"  {name:<44} {value:.3f}{interval}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--real", type=Path, default=REAL, help="labelled real messages, only read")
    options.add_argument("--record", action="store_true", help="write the figures beside the artefact")
    options.add_argument("--styles", action="store_true", help="hold out ways of writing too: takes some minutes")
    chosen = options.parse_args()
    written = every_example()
    tables = {
        "held out (own corpus, unseen sectors)": held_out_tables(written, by_sector),
        "danger (ours, kept apart)": danger_table(written),
        "other languages (ours, kept apart)": other_languages_table(),
        "personal data (own corpus)": personal_data_table(),
        "messages of ours kept apart from training": real_tables(APART),
        "short messages (ours, kept apart)": short_language_table(),
        "danger told in passing (ours, kept apart)": told_table(),
        "urgency in posts (ours, kept apart)": real_tables(POSTS),
        "danger by somebody who saw no corpus": blind_table(),
        "urgency by somebody who saw no corpus": blind_haste_table(),
        "danger of nineteen kinds (ours, kept apart)": kinds_table(),
        "danger, written before anything was chosen": kinds_table(UNSEEN_DANGERS),
        "urgency in other signals (ours, development)": real_tables(SIGNALS),
    }
    for part in ("development", "test"):
        tables[f"danger by another hand, {part}"] = other_hand_table(part)
        tables[f"urgency among chatter, {part}"] = chatter_table(part)
        tables[f"urgency in public, {part}"] = real_tables(PUBLIC, lambda row, part=part: row["part"] == part)
        for hard, name in ((False, "as they come"), (True, "hard ones")):
            tables[f"urgency, {part}, {name}"] = real_tables(
                PRESSING, lambda row, part=part, hard=hard: row["part"] == part and row["hard"] == hard
            )
    if chosen.styles:
        tables["held out (own corpus, unseen styles)"] = held_out_tables(written, by_style)
    if chosen.real.exists():
        tables["real messages (never trained on)"] = real_tables(chosen.real)
    else:
        print(f"no real messages at {chosen.real}", file=sys.stderr)
    for title, table in tables.items():
        _show(title, table)
    if chosen.record:
        figures = {
            title: {name: [round(part, 4) for part in values] for name, values in table.items()}
            for title, table in tables.items()
        }
        RECORD.write_text(
            json.dumps({"artefact": fingerprint(), "figures": figures}, indent=1) + "\n", encoding="utf-8"
        )
    print("\ntime, on this machine as busy as it is")
    for name, value in (speed() | cold_start() | memory()).items():
        print(f"  {name:<72} {value:.{0 if value >= 10 else 2}f}")


if __name__ == "__main__":
    main()
