"""What a message is. Everything in this package that computes does so on one thread."""

import os

# More threads than cores make one message sixty times as slow. BLAS reads these when numpy is first imported, whichever
# module of the package does that.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
