"""``make train``: the committed artefact from the corpus alone, byte for byte on the same machine."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from functions.classify.model.artefact import FOLDER, TRAINED
from functions.classify.model.rules import CATEGORIES, NEEDS_RESPONSE, SENTIMENTS
from shared.domain.classification.danger import dangers_in
from training import languages
from training.calibration import (
    best_f1_threshold,
    careful_temperature,
    flattened,
    quiet_threshold,
    temperature,
)
from training.corpus import Example, alarm_examples, examples
from training.fitting import Probabilities, in_danger, packed
from training.joined import fit
from training.likeness import write_examples

FOLDS = 4
BUILD = Path(__file__).parent.parent / "build" / "training"
ABSTAINING = 0.1
"""The share of messages of an unseen sector for which the classifier says that it is unsure."""
ABSTAINING_ABROAD = 0.3
"""The same for a language in which the encoder alone knows words."""
FALSE_ALARMS = 0.018
"""The share of the corpus's own harmless messages that lists and heads together may take for a danger.

The bound is 2 %, and read as at run time the share may be a little higher than here.
"""
DOUBTFUL_LOST = 0.05
"""The share of the messages that need an answer, among those it is unsure of, that may be taken to need none.

Nobody loses an answer by it: where the classifier is unsure, store lets the customer wait until a person has looked.
"""
LISTED_LOST = 0.005
"""The share of the dangers of an unseen sector that our lists name and the heads may still overrule."""
_CALIBRATING = (
    "train.py",
    "calibration.py",
    "evaluate.py",
    "sets.py",
    "figures.py",
    "timing.py",
    "surface.py",
    "pages.py",
)
RESPONDING = np.array([category in NEEDS_RESPONSE for category in CATEGORIES])


def held_out(
    written: list[Example], alarms: list[Example], group: Callable[[Example], str]
) -> tuple[Probabilities, Probabilities]:
    """What is told of every written message, and by the encoder alone, by models that saw its group in no language.

    Kept in ``build/training`` until the corpus or the code changes: it is most of the work, and is asked for twice.
    """
    groups = [group(one) for one in written]
    kept = BUILD / f"held-out-{_made_of(written, alarms, groups)}.npz"
    if not kept.exists():
        parts: list[np.ndarray] = []
        for known, unknown in GroupKFold(FOLDS).split(written, groups=groups):
            hidden = {groups[place] for place in unknown}
            fitted = fit([written[place] for place in known], [one for one in alarms if group(one) not in hidden])
            texts = [written[place].text for place in unknown]
            estimates = fitted.probabilities(texts, [written[place].language for place in unknown])
            both = (*estimates, *fitted.meaning.probabilities(texts))
            parts = parts or [np.zeros((len(written), *part.shape[1:])) for part in both]
            for whole, part in zip(parts, both, strict=True):
                whole[unknown] = part
        BUILD.mkdir(parents=True, exist_ok=True)
        np.savez(kept, *parts)
    with np.load(kept) as read:
        parts = [read[name] for name in read.files]
    return Probabilities(*parts[:4]), Probabilities(*parts[4:])


def _made_of(written: list[Example], alarms: list[Example], groups: list[str]) -> str:
    """Everything that the held-out probabilities depend on; how they are calibrated is none of it."""
    digest = sha256(repr((written, alarms, groups)).encode())
    for folder in (Path(__file__).parent, FOLDER, FOLDER.parent / "encoder"):
        for path in sorted(folder.glob("*.py")):
            if path.name not in _CALIBRATING:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def every_example() -> list[Example]:
    return [example for language in TRAINED for example in examples(language)]


def by_sector(example: Example) -> str:
    return example.sector


def by_style(example: Example) -> str:
    return example.style or example.sector


def train(folder: Path = FOLDER) -> None:
    figures: dict = {"weights": {}}
    written, alarms = every_example(), alarm_examples()
    estimates, meant = held_out(written, alarms, by_sector)
    fitted = fit(written, alarms)
    for language, words in fitted.words.items():
        rows, page = packed(words)
        (folder / f"{language}.weights").write_bytes(rows)
        figures["weights"][language] = page
        print(f"{language}: {sum(one.language == language for one in written)} messages, {len(page['cues'])} cues")
    (folder / "encoder.weights").write_bytes(fitted.meaning.packed())
    (folder / "nets.weights").write_bytes(fitted.meaning.packed_nets())
    write_examples(written, fitted.meaning, folder)
    table, figures["language"] = languages.fit()
    (folder / "language.weights").write_bytes(table)
    known = fitted.probabilities([one.text for one in written], [one.language for one in written])
    figures |= calibrated(written, estimates, meant, known.danger)
    (folder / "figures.json").write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def calibrated(written: list[Example], estimates: Probabilities, meant: Probabilities, alarming: np.ndarray) -> dict:
    """``estimates`` and ``meant`` are of models that did not see the message, ``alarming`` is of the final one."""
    felt = np.array([[str(one) for one in SENTIMENTS].index(example.sentiment) for example in written])
    kind = np.array([[str(one) for one in CATEGORIES].index(example.category) for example in written])
    pressing = np.array([0 if example.urgent else 1 for example in written])
    waits = np.stack([estimates.urgent, 1 - estimates.urgent], axis=1)
    sectors = [f"{example.language} {example.sector}" for example in written]
    heat = {
        "sentiment": careful_temperature(estimates.sentiment, felt, sectors),
        "category": careful_temperature(estimates.category, kind, sectors),
        "urgent": temperature(waits, pressing),
    }
    category = flattened(estimates.category, heat["category"])
    alone = flattened(meant.category, heat["category"])
    danger, lists = np.array(in_danger(written)), np.array(listed(written))
    listed_from = round(float(np.quantile(estimates.danger[danger & lists], LISTED_LOST)), 3)
    named = list(lists & (alarming >= listed_from))
    responding, answered = category[:, RESPONDING].sum(axis=1), np.array([one.needs_response for one in written])
    sure_from = round(float(np.quantile(category.max(axis=1), ABSTAINING)), 3)
    doubtful = category.max(axis=1) < sure_from
    return {
        "temperature": heat,
        "sure_from": sure_from,
        "sure_from_encoder": round(float(np.quantile(alone.max(axis=1), ABSTAINING_ABROAD)), 3),
        "urgent_from": best_f1_threshold(flattened(waits, heat["urgent"])[:, 0], [one.urgent for one in written]),
        "danger_from": quiet_threshold(alarming, in_danger(written), named, FALSE_ALARMS),
        "danger_listed_from": listed_from,
        "respond_from": best_f1_threshold(responding, list(answered), both=True, lean=0.25),
        "respond_in_doubt_from": round(float(np.quantile(responding[doubtful & answered], DOUBTFUL_LOST)), 3),
    }


def listed(written: list[Example]) -> list[bool]:
    """What our lists of words take for a danger, whatever the heads say."""
    return [bool(dangers_in(example.text)) for example in written]


if __name__ == "__main__":
    train()
