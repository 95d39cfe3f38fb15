"""The trained artefact: tables of bytes and one page of figures, read once, when first needed."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from functions.classify.model.features import ROWS, letter_rows
from functions.classify.model.heads import Heads, heads_of
from functions.classify.model.language import LANGUAGES, LanguageTable, runs
from functions.classify.model.rules import CATEGORIES, SENTIMENTS
from functions.classify.model.sums import Rows, WordSums

FOLDER = Path(__file__).parent
TRAINED = ("fr", "en")
LANES = len(SENTIMENTS) + len(CATEGORIES) + 2
"""Columns of a weight table: the sentiments, the categories, that it cannot wait, that somebody may be hurt."""
URGENT_LANE, DANGER_LANE = LANES - 2, LANES - 1
WITH_NETS = (URGENT_LANE, DANGER_LANE)
"""The lanes for which the encoder has a net beside a line."""
FILES = (
    "figures.json",
    "fr.weights",
    "en.weights",
    "language.weights",
    "encoder.weights",
    "nets.weights",
    "examples.json",
    "examples.vectors",
)


class Weights(NamedTuple):
    """One language. A block's sum times its scale over the root of its size is a score."""

    rows: Rows
    letters: WordSums
    word_scale: tuple[float, ...]
    letter_scale: tuple[float, ...]
    bias: tuple[float, ...]
    cues: Mapping[str, tuple[float, ...]]


class Artefact(NamedTuple):
    """``temperature`` calibrates each probability; below ``sure_from`` the category is not to be trusted.

    ``sure_from_encoder`` is the same for a language in which only the encoder knows words. A danger that our lists name
    still needs a probability of ``danger_listed_from``, any other one of ``danger_from``. Somebody has to answer from
    ``respond_from`` on, and where the category is not to be trusted already from ``respond_in_doubt_from`` on.
    """

    weights: Mapping[str, Weights]
    heads: Heads
    language: LanguageTable
    temperature: Mapping[str, float]
    sure_from: float
    sure_from_encoder: float
    urgent_from: float
    danger_from: float
    danger_listed_from: float
    respond_from: float
    respond_in_doubt_from: float


@cache
def artefact(folder: Path = FOLDER) -> Artefact:
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    weights = {}
    for language in TRAINED:
        page = figures["weights"][language]
        table = (folder / f"{language}.weights").read_bytes()
        if len(table) != ROWS * LANES:
            raise ValueError(f"{language}.weights has {len(table)} bytes, not {ROWS * LANES}")
        rows = Rows(table, LANES)
        weights[language] = Weights(
            rows=rows,
            letters=WordSums(rows, letter_rows),
            word_scale=tuple(page["word_scale"]),
            letter_scale=tuple(page["letter_scale"]),
            bias=tuple(page["bias"]),
            cues={name: tuple(row) for name, row in page["cues"].items()},
        )
    page = figures["language"]
    sums = WordSums(Rows((folder / "language.weights").read_bytes(), len(LANGUAGES)), runs)
    return Artefact(
        weights,
        heads_of((folder / "encoder.weights").read_bytes(), LANES, (folder / "nets.weights").read_bytes(), WITH_NETS),
        LanguageTable(sums, page["scale"], tuple(page["bias"])),
        figures["temperature"],
        sure_from=figures["sure_from"],
        sure_from_encoder=figures["sure_from_encoder"],
        urgent_from=figures["urgent_from"],
        danger_from=figures["danger_from"],
        danger_listed_from=figures["danger_listed_from"],
        respond_from=figures["respond_from"],
        respond_in_doubt_from=figures["respond_in_doubt_from"],
    )
