"""The same outage in many wordings counts as one; as many other things do not add up."""

import random
from datetime import timedelta

import pytest

from shared.domain.classification.meaning import WIDTH, cosine, packed, read_meaning, unpacked, written
from shared.domain.incidents.reports import OutageReport, count_alike, reports_read
from tests.fakes.stored import START


def direction(seed: int) -> list[float]:
    """Two of them are as good as at right angles."""
    drawn = random.Random(seed)  # noqa: S311  no secret
    numbers = [drawn.gauss(0, 1) for _ in range(WIDTH)]
    length = cosine(numbers, numbers) ** 0.5
    return [number / length for number in numbers]


def wording(topic: int, number: int) -> bytes:
    """Half of it is the topic: the cosine of two wordings of one topic is 0.5."""
    mixed = [a + b for a, b in zip(direction(topic), direction(1000 * topic + number), strict=True)]
    length = cosine(mixed, mixed) ** 0.5
    return packed(number / length for number in mixed)


def reports(meanings: list[bytes | None], *, sure: bool = True) -> list[OutageReport]:
    return [
        OutageReport(ticket_id=f"T-{number}", at=START + timedelta(seconds=number), sure=sure, meaning=meaning)
        for number, meaning in enumerate(meanings)
    ]


def test_a_meaning_travels_as_684_characters_and_keeps_its_direction() -> None:
    numbers = direction(1)
    assert len(written(packed(numbers))) == 684
    assert read_meaning(written(packed(numbers))) == packed(numbers)
    assert cosine(unpacked(packed(numbers)), numbers) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("text", [None, "", "AAAA", "é", "?" * 684, "A" * 683])
def test_what_is_no_meaning_is_none(text: str | None) -> None:
    assert read_meaning(text) is None


def test_thirty_wordings_of_one_outage_are_one() -> None:
    told = reports([wording(1, number) for number in range(1, 31)])
    assert all(count_alike(report, told) == 30 for report in told)


def test_thirty_reports_of_thirty_things_are_thirty() -> None:
    told = reports([wording(topic, 1) for topic in range(1, 31)])
    assert {count_alike(report, told) for report in told} == {1}


def test_two_outages_at_once_are_counted_apart() -> None:
    told = reports([wording(1 + number % 2, 1 + number) for number in range(30)])
    assert {count_alike(report, told) for report in told} == {15}


def test_what_hardly_anybody_calls_an_outage_is_none_however_alike() -> None:
    told = reports([wording(1, number) for number in range(1, 31)], sure=False)
    assert {count_alike(report, told) for report in told} == {0}


def test_without_a_meaning_all_sure_reports_count_by_their_category() -> None:
    told = [*reports([None, None, wording(1, 1), wording(2, 1)]), *reports([wording(3, 1)], sure=False)]
    assert count_alike(told[0], told) == 4
    assert count_alike(told[2], told) == 1


def test_a_meaning_of_zeros_divides_by_nothing() -> None:
    told = reports([bytes(WIDTH)] * 5)
    assert count_alike(told[0], told) == 1


@pytest.mark.parametrize(("threshold", "read"), [(1, 200), (20, 200), (300, 600), (10_000, 1000)])
def test_what_is_read_suffices_for_the_threshold_and_is_bounded(threshold: int, read: int) -> None:
    assert reports_read(threshold) == read
