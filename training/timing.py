"""How long it takes: a message, and the first import. Figures of the machine they are measured on, as busy as it is."""

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from functions.classify.model.artefact import TRAINED
from functions.classify.model.reading import read
from training.corpus import examples


def speed() -> dict[str, float]:
    """Microseconds for a message of 140 characters, on one thread: the best of five rounds over our own corpus."""
    texts = [example.text for language in TRAINED for example in examples(language)]
    texts = [((text + " ") * 3)[:140] for text in texts if text]
    texts = [text for text in texts if len(text) == 140]
    random.Random(7).shuffle(texts)  # noqa: S311 - no secret
    texts = texts[:1500]
    found = {"microseconds for 140 characters": _best_round(texts, lambda text: [read(text)])}
    try:
        import py3langid  # noqa: PLC0415  may be missing
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415  may be missing
    except ImportError:
        return found
    py3langid.set_languages(None)
    mood = SentimentIntensityAnalyzer()
    both = _best_round(texts, lambda text: [py3langid.classify(text), mood.polarity_scores(text)])
    return found | {"py3langid and VADER together, in the same run": both}


def _best_round(texts: Sequence[str], work: Callable[[str], list[Any]]) -> float:
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        for text in texts:
            work(text)
        rounds.append((time.perf_counter() - start) / len(texts) * 1e6)
    return min(rounds)


_COLD = """
import sys, time
{before}
start = time.perf_counter()
from functions.classify.model.artefact import artefact
from functions.classify.model.language import LANGUAGES, OTHER, identify
from functions.classify.model.reading import read
artefact()
print((time.perf_counter() - start) * 1000)
"""
_LOADED_ANYWAY = "import dataclasses, enum, json, pathlib, re, typing"


def cold_start() -> dict[str, float]:
    """Milliseconds of import and load in a process of its own, compiled files kept: the median of fifteen."""
    found = {}
    for name, before in (("in an empty process", ""), ("where the function's own imports are done", _LOADED_ANYWAY)):
        script = _COLD.format(before=before)
        times = []
        for _ in range(15):
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603  our own script
            times.append(float(done.stdout))
        found[f"milliseconds of import and load, {name}"] = statistics.median(times)
    return found
