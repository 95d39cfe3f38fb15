"""What the encoder's vector says: a line for each lane, and a net beside it where a line is not enough."""

import numpy as np
import pytest

from functions.classify.model.heads import UNITS, WIDTH, Heads, Net, both, heads_of

CHANCE = np.random.default_rng(5)
LANES = 4


def _net() -> Net:
    return Net(
        CHANCE.normal(size=(WIDTH, UNITS)).astype("<f4"),
        CHANCE.normal(size=UNITS).astype("<f4"),
        CHANCE.normal(size=UNITS).astype("<f4"),
        0.5,
    )


def _packed(net: Net) -> bytes:
    rows = np.concatenate([net.hidden, [net.hidden_bias], [net.out]]).ravel()
    return np.append(rows, net.bias).astype("<f4").tobytes()


def test_a_lane_with_a_net_is_the_mean_of_both_and_the_others_are_lines() -> None:
    vector, net = CHANCE.normal(size=WIDTH).astype("<f4"), _net()
    lines = CHANCE.normal(size=(WIDTH + 1, LANES)).astype("<f4")
    alone = Heads(lines[:WIDTH], lines[WIDTH], {}).scores(vector)
    both = Heads(lines[:WIDTH], lines[WIDTH], {2: net}).scores(vector)
    assert both[:2] + both[3:] == alone[:2] + alone[3:]
    assert both[2] == pytest.approx((alone[2] + net.score(vector)) / 2)


def test_of_two_that_disagree_the_surer_has_the_greater_say() -> None:
    assert both(0.5, 0.5, 0.5) == pytest.approx(0.5)
    assert both(0.7, 0.01, 0.5) < (0.7 + 0.01) / 2
    assert both(0.3, 0.99, 0.5) > (0.3 + 0.99) / 2
    assert 0 < both(0.0, 1.0, 0.5) < 1
    assert both(0.2, 0.9, 0.0) == pytest.approx(0.2)


def test_a_unit_is_silent_below_zero() -> None:
    net = Net(np.eye(WIDTH, UNITS), np.zeros(UNITS), np.ones(UNITS), 1.0)
    vector = np.zeros(WIDTH)
    vector[:2] = (3.0, -5.0)
    assert net.score(vector) == 4.0


def test_heads_are_read_as_they_were_written() -> None:
    one, other = _net(), _net()
    lines = CHANCE.normal(size=(WIDTH + 1, LANES)).astype("<f4")
    read = heads_of(lines.tobytes(), LANES, _packed(one) + _packed(other), (1, 3))
    vector = CHANCE.normal(size=WIDTH).astype("<f4")
    assert list(read.nets) == [1, 3]
    assert read.nets[1].score(vector) == pytest.approx(one.score(vector), rel=1e-5)
    assert read.nets[3].score(vector) == pytest.approx(other.score(vector), rel=1e-5)
    assert read.scores(vector) == pytest.approx(
        Heads(lines[:WIDTH], lines[WIDTH], {1: one, 3: other}).scores(vector), rel=1e-5
    )


def test_a_file_of_another_size_is_refused() -> None:
    lines = np.zeros((WIDTH + 1, LANES), "<f4").tobytes()
    with pytest.raises(ValueError, match="reshape"):
        heads_of(lines, LANES, _packed(_net()), (1, 3))
