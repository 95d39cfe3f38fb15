"""Every limit of AWS that we can reach is refused, or split, by us."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from shared.adapters import limits
from shared.domain.errors import LimitExceededError


def batches(*sizes: int) -> list[int]:
    return [len(batch) for batch in limits.queue_batches((str(number), size) for number, size in enumerate(sizes))]


def test_a_batch_of_the_queue_has_at_most_ten_messages() -> None:
    assert batches(*[1] * 25) == [10, 10, 5]
    assert batches() == []


def test_a_batch_of_the_queue_has_at_most_262144_bytes() -> None:
    assert batches(200_000, 62_144, 1) == [2, 1]
    assert batches(262_144, 262_144) == [1, 1]


def test_batches_keep_the_order() -> None:
    assert list(limits.queue_batches([("a", 262_144), ("b", 1), ("c", 1)])) == [["a"], ["b", "c"]]


def test_a_message_larger_than_the_queue_takes_is_refused() -> None:
    with pytest.raises(LimitExceededError, match="queue message: 262145 is more than 262144"):
        batches(262_145)


@pytest.mark.parametrize(
    ("check", "most"),
    [
        (lambda size: limits.queue_ids("a" * size), 128),
        (lambda size: limits.execution_name("a" * size), 80),
        (lambda size: limits.state("a" * size), 262_144),
        (lambda size: limits.state({"é": "a" * (size - 9)}), 262_144),
        (lambda size: limits.async_payload("a" * size), 262_144),
        (lambda size: limits.notification("a" * size), 262_144),
        (lambda size: limits.notification("", "a" * size), 100),
        (lambda size: limits.object_key("a" * size), 1024),
        (lambda size: limits.object_key("k", {"a": "é" * ((size - 1) // 2) + "a" * ((size - 1) % 2)}), 2048),
        (lambda size: limits.item({"pk": "a" * size}), 2048),
        (lambda size: limits.item({"pk": "p", "sk": "a" * size}), 1024),
        (lambda size: limits.item({"text": "a" * (size - 8)}), 409_600),
        (lambda size: limits.require("secret", size, limits.SECRET_BYTES), 65_536),
    ],
)
def test_the_most_is_taken_and_one_more_is_refused(check: Callable[[int], Any], most: int) -> None:
    check(most)
    with pytest.raises(LimitExceededError):
        check(most + 1)


@pytest.mark.parametrize("spelled", ["", "a b", "é", "a\n"])
def test_ids_of_the_queue_are_printable_ascii(spelled: str) -> None:
    with pytest.raises(LimitExceededError):
        limits.queue_ids(spelled)


@pytest.mark.parametrize("spelled", ["", "a b", "é", "a:b", "a#b"])
def test_names_of_executions_are_letters_digits_hyphens_and_underscores(spelled: str) -> None:
    with pytest.raises(LimitExceededError):
        limits.execution_name(spelled)


def test_subjects_of_notifications_are_printable_ascii() -> None:
    with pytest.raises(LimitExceededError):
        limits.notification("x", "é")


def test_a_visibility_is_at_most_twelve_hours() -> None:
    assert [limits.visibility(seconds) for seconds in (-1, 5, 50_000)] == [0, 5, 43_200]


def test_characters_the_queue_refuses_are_escaped_and_read_back_the_same() -> None:
    body = json.dumps({"text": "a\uffffb\ufffe"}, ensure_ascii=False)
    taken = limits.queue_text(body)
    assert "\uffff" not in taken
    assert "\ufffe" not in taken
    assert json.loads(taken) == json.loads(body)


def test_items_are_measured_as_dynamodb_does() -> None:
    item = {"pk": "é", "list": ["a", None], "number": Decimal(100), "map": {"a": True}, "bytes": b"123"}
    assert limits.item_bytes(item) == 3 + (1 + 2 + 2) + (1 + 4 + 3 + 2 + 2) + (1 + 6 + 3) + (1 + 3 + 3 + 3) + (
        1 + 5 + 3
    )
    with pytest.raises(LimitExceededError, match="no type for float"):
        limits.item_bytes(1.5)
