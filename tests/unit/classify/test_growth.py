"""What the corpus becomes for training, and the threshold for danger."""

import numpy as np
import pytest

from training.calibration import quiet_threshold
from training.corpus import Example, examples, grown, sameness

SEED = 20_260


def _example(text: str, category: str, **fields: str) -> Example:
    return Example(
        text=text, language=fields.pop("language", "fr"), sector="energy", template=text, sentiment="negative",
        category=category, needs_response=True, urgent=False, **fields,
    )  # fmt: skip


def test_each_message_is_taken_three_times_and_first_as_it_is_written() -> None:
    written = examples("en")[:200]
    found = grown(written, SEED)
    assert found[:200] == written
    assert len(found) == 600
    assert [one.category for one in found] == 3 * [one.category for one in written]


def test_a_danger_in_any_part_is_a_danger_of_the_whole() -> None:
    calm = [_example(f"coupure numéro {n} svp vite", "urgent_request") for n in range(20)]
    dangers = [
        _example(f"la maison brûle au {n}", "urgent_request", danger="possible", danger_kind="fire") for n in range(20)
    ]
    joined = grown([*calm, *dangers], SEED)[80:]
    assert any(one.danger == "possible" for one in joined[:20])
    for one in joined:
        assert (one.danger == "possible") == ("maisonbrule" in sameness(one.text)), one.text
        assert (one.danger_kind == "fire") == (one.danger == "possible")


def test_what_a_message_becomes_does_not_depend_on_other_sectors() -> None:
    energy = [one for one in examples("fr") if one.sector == "energy"]
    both = [one for one in examples("fr") if one.sector in ("energy", "bank")]
    with_others = {(one.template, one.text) for one in grown(both, SEED) if one.sector == "energy"}
    assert {(one.template, one.text) for one in grown(energy, SEED)} == with_others


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_mark_stands_behind_what_is_no_question_too(language: str) -> None:
    found = grown([one for one in examples(language) if "?" not in one.text and one.category == "complaint"], SEED)
    hurried = found[len(found) // 3 : 2 * len(found) // 3]
    assert 0.04 < sum("?" in one.text for one in hurried) / len(hurried) < 0.2


def test_a_threshold_lets_no_more_alarms_through_than_it_may() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.95])
    truth = [False] * 10 + [True]
    nobody = [False] * 11
    assert quiet_threshold(scores, truth, nobody, 0.2) == 0.7
    assert (scores[:10] > 0.7).mean() == 0.2


def test_alarms_of_the_lists_are_counted_among_those_that_are_allowed() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.95])
    truth = [False] * 10 + [True]
    listed = [False] * 9 + [True, True]
    assert quiet_threshold(scores, truth, listed, 0.2) == 0.8
    assert quiet_threshold(scores, truth, listed, 0.0) == 0.9
