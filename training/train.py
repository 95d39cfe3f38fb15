"""``make train``: the committed artefact from the corpus alone, byte for byte on the same machine."""

import json
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from functions.classify.model.artefact import FOLDER, TRAINED
from functions.classify.model.rules import CATEGORIES, NEEDS_RESPONSE, SENTIMENTS
from training import languages
from training.calibration import best_f1_threshold, careful_temperature, flattened, temperature
from training.corpus import Example, examples
from training.fitting import fit, packed

FOLDS = 4
ABSTAINING = 0.1
"""The share of messages of an unseen sector for which the classifier says that it is unsure."""
RESPONDING = np.array([category in NEEDS_RESPONSE for category in CATEGORIES])


def held_out(written: list[Example], language: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities of every message by a model that saw neither its sector nor its template."""
    sentiment = np.zeros((len(written), len(SENTIMENTS)))
    category = np.zeros((len(written), len(CATEGORIES)))
    urgent = np.zeros(len(written))
    sectors = [example.sector for example in written]
    for known, unknown in GroupKFold(FOLDS).split(written, groups=sectors):
        fitted = fit([written[place] for place in known], language)
        texts = [written[place].text for place in unknown]
        sentiment[unknown], category[unknown], urgent[unknown] = fitted.probabilities(texts, language)
    return sentiment, category, urgent


def train(folder: Path = FOLDER) -> None:
    figures: dict = {"weights": {}}
    parts = []
    every: list[Example] = []
    for language in TRAINED:
        written = examples(language)
        every += written
        parts.append(held_out(written, language))
        rows, page = packed(fit(written, language))
        (folder / f"{language}.weights").write_bytes(rows)
        figures["weights"][language] = page
        print(f"{language}: {len(written)} messages, {len(page['cues'])} cues")
    table, figures["language"] = languages.fit()
    (folder / "language.weights").write_bytes(table)
    figures |= calibrated(every, *(np.concatenate(part) for part in zip(*parts, strict=True)))
    (folder / "figures.json").write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def calibrated(written: list[Example], sentiment: np.ndarray, category: np.ndarray, urgent: np.ndarray) -> dict:
    felt = np.array([[str(one) for one in SENTIMENTS].index(example.sentiment) for example in written])
    kind = np.array([[str(one) for one in CATEGORIES].index(example.category) for example in written])
    pressing = np.array([0 if example.urgent else 1 for example in written])
    waits = np.stack([urgent, 1 - urgent], axis=1)
    sectors = [f"{example.language} {example.sector}" for example in written]
    heat = {
        "sentiment": careful_temperature(sentiment, felt, sectors),
        "category": careful_temperature(category, kind, sectors),
        "urgent": temperature(waits, pressing),
    }
    category = flattened(category, heat["category"])
    responding = category[:, RESPONDING].sum(axis=1)
    return {
        "temperature": heat,
        "sure_from": round(float(np.quantile(category.max(axis=1), ABSTAINING)), 3),
        "urgent_from": best_f1_threshold(flattened(waits, heat["urgent"])[:, 0], [one.urgent for one in written]),
        "respond_from": best_f1_threshold(responding, [one.needs_response for one in written], both=True),
    }


if __name__ == "__main__":
    train()
