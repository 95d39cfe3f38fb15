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
    """Microseconds for a message of 140 characters, on one thread: the best of three rounds over our own corpus."""
    texts = [example.text for language in TRAINED for example in examples(language)]
    texts = [((text + " ") * 3)[:140] for text in texts if text]
    texts = [text for text in texts if len(text) == 140]
    random.Random(7).shuffle(texts)  # noqa: S311 - no secret
    texts = texts[:300]
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
    for _ in range(3):
        start = time.perf_counter()
        for text in texts:
            work(text)
        rounds.append((time.perf_counter() - start) / len(texts) * 1e6)
    return min(rounds)


_COLD = """
import sys, time
{before}
start, used_before = time.perf_counter(), time.process_time()
from functions.classify.encoder.vectors import encoder
from functions.classify.model.artefact import artefact
from functions.classify.model.reading import read
artefact(), encoder()
loaded, used = time.perf_counter(), time.process_time()
read("Bonjour, ma box ne marche plus depuis hier soir, pouvez-vous m'aider ?")
print((loaded - start) * 1000, (time.perf_counter() - loaded) * 1000, (used - used_before) * 1000)
"""
_MEMORY = """
import resource
from functions.classify.model.reading import read
from training.corpus import examples
for language in ("fr", "en"):
    for example in examples(language)[:300]:
        read(example.text)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
_NUMPY = """
import time
start = time.process_time()
import numpy
print((time.process_time() - start) * 1000)
"""
_LOADED_ANYWAY = "import dataclasses, enum, json, pathlib, re, typing"


def cold_start() -> dict[str, float]:
    """Milliseconds of import and load, and of the first message, in a process of its own, compiled files kept.

    Medians of five. Beside them what numpy alone takes, measured in between: on a busy machine only the ratio says how
    much is ours.
    """
    found = {}
    bare = []
    for name, before in (("in an empty process", ""), ("where the function's own imports are done", _LOADED_ANYWAY)):
        times = []
        for _ in range(5):
            times.append(_printed(_COLD.format(before=before)))
            bare += _printed(_NUMPY)
        found[f"milliseconds of import and load, {name}"] = statistics.median(load for load, _, _ in times)
        found[f"of these on the processor, {name}"] = statistics.median(used for _, _, used in times)
        found[f"milliseconds of the first message, {name}"] = statistics.median(first for _, first, _ in times)
    found["of the processor, `import numpy` alone"] = statistics.median(bare)
    found["import and load on the processor, times that of numpy alone"] = (
        found["of these on the processor, in an empty process"] / found["of the processor, `import numpy` alone"]
    )
    return found


def memory() -> dict[str, float]:
    """Of a process that has read six hundred messages."""
    return {"megabytes of memory": _printed(_MEMORY)[0]}


def _printed(script: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603  our own script
    return [float(value) for value in done.stdout.split()]
