"""Brand files in DynamoDB: versions, the pointer, and what happens when a version cannot be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.brand import read
from shared.domain.errors import ConflictError, InvalidBrandError, UnknownBrandError
from tests.fakes.stored import FakeMetrics, FixedClock

pytestmark = pytest.mark.integration

ACME = read(Path("brands/acme.yaml").read_bytes())


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="desk",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        yield DynamoDBTable("desk")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def metrics() -> FakeMetrics:
    return FakeMetrics()


@pytest.fixture
def brands(table: DynamoDBTable, clock: FixedClock, metrics: FakeMetrics) -> DynamoDBBrands:
    return DynamoDBBrands(table, cache_seconds=60, clock=clock, metrics=metrics)


def _spoil(table: DynamoDBTable, version: int) -> None:
    table.put({**keys.brand_version("acme", version), "document": '{"name": ""}'})


def _changed(**fields: Any) -> dict[str, Any]:
    return {**ACME, **fields}


def test_a_brand_that_was_pushed_is_in_force(brands: DynamoDBBrands) -> None:
    pushed, new = brands.push("acme", ACME)

    assert (new, pushed.version, brands.current("acme"), brands.ids()) == (True, 1, pushed, ("acme",))
    assert not brands.is_degraded("acme")


def test_an_unknown_brand_is_an_error_of_its_own(brands: DynamoDBBrands) -> None:
    assert brands.ids() == ()
    with pytest.raises(UnknownBrandError):
        brands.current("acme")


def test_the_same_file_again_makes_no_new_version(brands: DynamoDBBrands) -> None:
    brands.push("acme", ACME)

    assert brands.push("acme", ACME)[1] is False
    assert brands.versions("acme") == (1,)


def test_a_new_version_is_seen_when_the_cache_has_run_out(brands: DynamoDBBrands, clock: FixedClock) -> None:
    brands.push("acme", ACME)
    reader = DynamoDBBrands(brands._table, cache_seconds=60, clock=clock)
    assert reader.current("acme").name == "Acme"

    brands.push("acme", _changed(name="Acme Telecom"))
    clock.pass_time(seconds=59)
    assert reader.current("acme").name == "Acme"
    clock.pass_time(seconds=1)
    assert (reader.current("acme").name, reader.current("acme").version) == ("Acme Telecom", 2)
    assert brands.versions("acme") == (2, 1)


def test_a_brand_that_does_not_validate_is_never_pushed(brands: DynamoDBBrands) -> None:
    brands.push("acme", ACME)
    with pytest.raises(InvalidBrandError, match=r"business_hours.monday\[0\]"):
        brands.push("acme", _changed(business_hours={"monday": ["9-12"]}))

    assert brands.versions("acme") == (1,)


def test_when_the_version_in_force_cannot_be_read_the_previous_one_stands_in_and_a_metric_says_so(
    brands: DynamoDBBrands, table: DynamoDBTable, clock: FixedClock, metrics: FakeMetrics
) -> None:
    brands.push("acme", ACME)
    brands.push("acme", _changed(name="Acme Telecom"))
    _spoil(table, 2)

    assert (brands.current("acme").name, brands.is_degraded("acme")) == ("Acme", True)
    assert metrics.total("BrandsInvalid") == 1

    clock.pass_time(seconds=61)
    brands.push("acme", _changed(name="Acme again"))
    assert (brands.current("acme").name, brands.is_degraded("acme")) == ("Acme again", False)


def test_when_no_version_can_be_read_the_error_says_what_is_wrong(brands: DynamoDBBrands, table: DynamoDBTable) -> None:
    brands.push("acme", ACME)
    _spoil(table, 1)
    with pytest.raises(InvalidBrandError, match="name: is empty"):
        brands.current("acme")


def test_two_pushes_at_the_same_time_do_not_overwrite_each_other(brands: DynamoDBBrands) -> None:
    brands.push("acme", ACME)
    current = 1
    version = brands._keep("acme", current, "{}")
    brands.push("acme", _changed(name="Acme Telecom"))
    with pytest.raises(ConflictError):
        brands._point("acme", current, version)

    assert brands.current("acme").name == "Acme Telecom"


def test_a_push_that_died_half_way_does_not_stand_in_the_way_of_the_next(brands: DynamoDBBrands) -> None:
    brands.push("acme", ACME)
    brands._keep("acme", 1, "{}")

    assert brands.push("acme", _changed(name="Acme Telecom"))[0].version == 3
    assert brands.versions("acme") == (3, 1)


def test_a_file_too_large_for_the_table_is_refused_with_its_size(brands: DynamoDBBrands) -> None:
    with pytest.raises(InvalidBrandError, match="bytes are more than"):
        brands.push("acme", _changed(keywords=["word" * 100 + str(number) for number in range(1000)]))
