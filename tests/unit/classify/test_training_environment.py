"""The same corpus gives the same weights on every processor of a kind: what is computed must not depend on it."""

import os

from tests.fresh_python import run_python

SCRIPT = """
import training
from hashlib import sha256
from functions.classify.encoder.vectors import vectors
from training.corpus import examples
digest = sha256()
for example in examples("en")[:25]:
    digest.update(vectors([example.text])[0].tobytes())
print(digest.hexdigest())
"""


def _digest(kernel: str | None) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    chosen = {} if kernel is None else {"OPENBLAS_CORETYPE": kernel}
    done = run_python(SCRIPT, kept | chosen)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_vectors_in_training_are_the_same_whatever_kernel_the_processor_would_choose():
    assert len({_digest(kernel) for kernel in (None, "Prescott", "Sandybridge")}) == 1
