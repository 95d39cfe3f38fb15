"""What the corpus becomes for training, and the threshold for danger."""

import numpy as np
import pytest

from training.calibration import quiet_threshold
from training.corpus import SEEDS, Example, examples, grown, sameness


def _example(text: str, category: str, **fields: str) -> Example:
    return Example(
        text=text, language=fields.pop("language", "fr"), sector="energy", template=text, sentiment="negative",
        category=category, needs_response=True, urgent=False, **fields,
    )  # fmt: skip


def test_each_message_is_taken_as_it_is_written_and_twice_for_each_seed() -> None:
    written = examples("en")[:200]
    found = grown(written)
    times = 1 + 2 * len(SEEDS)
    assert found[:200] == written
    assert [one.category for one in found] == times * [one.category for one in written]
    drawn = [[one.text for one in found[start : start + 200]] for start in range(0, len(found), 200)]
    assert len({tuple(texts) for texts in drawn}) == times, "each seed draws anew"


def test_a_danger_in_any_part_is_a_danger_of_the_whole() -> None:
    calm = [_example(f"coupure numéro {n} svp vite", "urgent_request") for n in range(20)]
    dangers = [
        _example(f"la maison brûle au {n}", "urgent_request", danger="possible", danger_kind="fire") for n in range(20)
    ]
    found = grown([*calm, *dangers])
    joined = [one for start in range(80, len(found), 80) for one in found[start : start + 40]]
    assert any(one.danger == "possible" for one in joined[:20])
    for one in joined:
        assert (one.danger == "possible") == ("maisonbrule" in sameness(one.text)), one.text
        assert (one.danger_kind == "fire") == (one.danger == "possible")


def test_what_a_message_becomes_does_not_depend_on_other_sectors() -> None:
    energy = [one for one in examples("fr") if one.sector == "energy"]
    both = [one for one in examples("fr") if one.sector in ("energy", "bank")]
    with_others = {(one.template, one.text) for one in grown(both) if one.sector == "energy"}
    assert {(one.template, one.text) for one in grown(energy)} == with_others


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_mark_stands_behind_what_is_no_question_too(language: str) -> None:
    written = [one for one in examples(language) if "?" not in one.text and one.category == "complaint"]
    hurried = grown(written)[len(written) : 2 * len(written)]
    assert 0.04 < sum("?" in one.text for one in hurried) / len(hurried) < 0.2


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whatever_a_message_is_it_is_shouted_now_and_then(language: str) -> None:
    """Else capitals alone tell a complaint: hardly anybody writes chatter in capitals."""
    for category in ("complaint", "mention", "question"):
        written = [one for one in examples(language) if one.category == category and one.text != one.text.upper()]
        drawn = grown(written)[len(written) :]
        assert 0.02 < sum(one.text == one.text.upper() for one in drawn) / len(drawn) < 0.08, category


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
