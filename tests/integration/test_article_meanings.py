"""The meanings of help pages are kept with the version of the brand."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shared.adapters.dynamodb.article_meanings import TEXTS_IN_ITEM, DynamoDBArticleMeanings
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.classification.meaning import WIDTH
from tests.fakes.brands import acme
from tests.fakes.stored import FixedClock
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

PAGES = {"a": [bytes([1]) * WIDTH, bytes([200]) * WIDTH], "b": [bytes([3]) * WIDTH]}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as made:
        yield made


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def meanings(table: DynamoDBTable, clock: FixedClock) -> DynamoDBArticleMeanings:
    return DynamoDBArticleMeanings(table, encoder="1", cache_seconds=60, clock=clock)


def test_what_was_kept_is_read(meanings: DynamoDBArticleMeanings) -> None:
    meanings.keep(acme(), PAGES)
    assert meanings.of(acme()) == PAGES


def test_a_version_pushed_without_them_has_none_and_is_looked_at_again_later(
    meanings: DynamoDBArticleMeanings, table: DynamoDBTable, clock: FixedClock
) -> None:
    assert meanings.of(acme()) is None
    DynamoDBArticleMeanings(table, encoder="1", cache_seconds=60, clock=clock).keep(acme(), PAGES)
    assert meanings.of(acme()) is None
    clock.pass_time(seconds=60)
    assert meanings.of(acme()) == PAGES


def test_those_of_another_version_are_not_taken(meanings: DynamoDBArticleMeanings) -> None:
    meanings.keep(acme(), PAGES)
    assert meanings.of(acme()) == PAGES
    assert meanings.of(replace(acme(), version=2)) is None


def test_those_of_another_encoder_cannot_be_compared(
    meanings: DynamoDBArticleMeanings, table: DynamoDBTable, clock: FixedClock
) -> None:
    meanings.keep(acme(), PAGES)
    assert DynamoDBArticleMeanings(table, encoder="2", cache_seconds=60, clock=clock).of(acme()) is None


def test_a_brand_with_very_many_pages_needs_several_items(meanings: DynamoDBArticleMeanings) -> None:
    many = {
        f"page-{page}": [bytes([page % 256, text]) * (WIDTH // 2) for text in range(14)]
        for page in range(3 * TEXTS_IN_ITEM // 14)
    }
    meanings.keep(acme(), many)
    assert meanings.of(acme()) == many


def test_a_brand_without_pages_is_not_asked_for(meanings: DynamoDBArticleMeanings) -> None:
    meanings.keep(acme(), PAGES)
    assert meanings.of(replace(acme(), articles=())) is None
