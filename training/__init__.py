"""Where the classifier's weights come from. Needs its own environment (``make train``); nothing at run time does."""

import os

# Before numpy is imported: more threads than cores make the encoder sixty times as slow, and results depend on them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
