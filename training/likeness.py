"""The short messages of the corpus that are named where no word can be: chosen, and written beside the weights."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from functions.classify.model.artefact import TRAINED
from functions.classify.model.rules import CATEGORIES
from shared.domain.classification.danger import dangers_in
from shared.domain.vocabulary import Category
from training.corpus import Example
from training.meaning import Meaning, encoded

PER_CATEGORY = 60
PLAIN_STYLES = frozenset({"", "daily", "faults", "marks", "polite", "public", "remarks", "usual"})
"""Ways of writing that most people read at once: not those of dialect, mixed languages, mockery or replies."""
_MIN_LENGTH, _MAX_LENGTH = 12, 60
_HANDLES = re.compile(r"^(?:@\w+\s+)+|(?:\s+@\w+)+$")
_SIGNS = frozenset("@#/0123456789\n")


def write_examples(written: list[Example], meaning: Meaning, folder: Path) -> None:
    """Those the encoder is surest of, one of each template first. No insults, no dangers, nothing personal."""
    page, rows = [], []
    for language in TRAINED:
        for place, category in enumerate(CATEGORIES):
            if category is Category.ABUSE:
                continue
            mine = [
                one
                for one in map(_unaddressed, written)
                if one.language == language and one.category == category and _fit(one)
            ]
            sure = meaning.probabilities([one.text for one in mine]).category[:, place]
            order = sorted(range(len(mine)), key=lambda one: (-sure[one], mine[one].text))
            seen: dict[str, int] = {}
            ranked = []
            for one in order:
                seen[mine[one].template] = seen.get(mine[one].template, 0) + 1
                ranked.append((seen[mine[one].template], -sure[one], mine[one].text))
            texts = [text for _, _, text in sorted(ranked)[:PER_CATEGORY]]
            page.append({"language": language, "category": str(category), "texts": texts})
            rows.append(np.rint(encoded(texts) * 512).clip(-127, 127).astype(np.int8))
    (folder / "examples.json").write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "examples.vectors").write_bytes(np.concatenate(rows).tobytes())


def _unaddressed(one: Example) -> Example:
    """Without the handles before and behind it."""
    return replace(one, text=_HANDLES.sub("", one.text))


def _fit(one: Example) -> bool:
    return (
        one.style in PLAIN_STYLES
        and one.text != one.text.upper()
        and _MIN_LENGTH <= len(one.text) <= _MAX_LENGTH
        and not one.personal_data
        and one.danger == "none"
        and not dangers_in(one.text)
        and not _SIGNS & set(one.text)
    )
