"""Where the classifier's weights come from. Needs its own environment (``make train``); nothing at run time does."""

import os
import platform

# Before numpy is imported: more threads than cores make the encoder sixty times as slow, and results depend on them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
if platform.machine() in {"x86_64", "AMD64"}:
    # One kernel of linear algebra and one set of instructions on every processor since 2013: each kernel adds in an
    # order of its own, and the last digits of a sum depend on it.
    os.environ["OPENBLAS_CORETYPE"] = "Haswell"
    os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V4 AVX512_ICL AVX512_SPR"
