"""What the bench counts and refuses."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import desk
from benchmarks.bounds import AIMS, BOUNDS, COUNTED, above_bounds
from benchmarks.cost import PRICES
from benchmarks.counting_proxy import OVERHEAD, CountingProxy, stored_bytes

RESULTS = json.loads((Path(__file__).parents[2] / "benchmarks" / "results" / "latest.json").read_text(encoding="utf-8"))


def test_every_part_of_the_bench_can_be_started() -> None:
    assert all(hasattr(bench, part) for part in bench.PARTS)


def test_the_latest_results_are_within_the_bounds() -> None:
    assert above_bounds(RESULTS["cost"]["units"]) == []


@pytest.mark.parametrize("kind", sorted(BOUNDS))
def test_a_unit_more_than_it_may_be_is_said(kind: str) -> None:
    assert set(BOUNDS[kind]) <= set(COUNTED) <= set(PRICES)
    units = {name: bound + 1 for name, bound in BOUNDS[kind].items()}
    assert len(above_bounds({kind: units})) == len(BOUNDS[kind]) > 0


def test_every_kind_that_was_measured_has_bounds() -> None:
    assert set(RESULTS["cost"]["units"]) == set(BOUNDS)
    assert set(AIMS) <= set(BOUNDS)


def test_the_desks_page_shows_what_is_new_as_soon_and_is_as_small_as_it_shall_be() -> None:
    assert set(desk.BOUNDS) <= set(desk.AIMS)
    assert {name: RESULTS["desk"][name] for name in desk.BOUNDS if RESULTS["desk"][name] > desk.AIMS[name]} == {}


def test_an_item_takes_its_names_its_values_and_what_dynamodb_adds_to_it_and_each_entry() -> None:
    item = {
        "pk": {"S": "T#1"},
        "sk": {"S": "T"},
        "vis": {"S": "public"},
        "n": {"N": "1772442000000"},
        "b": {"BOOL": True},
    }
    own = (2 + 3) + (2 + 1) + (3 + 6) + (1 + 8) + (1 + 1)
    assert stored_bytes(item) == own + OVERHEAD
    entry = {"shard": {"S": "acme#1"}, "open_sk": {"S": "2026"}}
    added = (5 + 6) + (7 + 4)
    assert stored_bytes({**item, **entry}) == own + OVERHEAD + added + (2 + 3 + 2 + 1 + OVERHEAD) + added


def noted(operation: str, request: dict[str, object], answer: dict[str, object]) -> dict[str, float]:
    with CountingProxy("http://127.0.0.1:9") as proxy:
        proxy.note(operation, json.dumps(request).encode(), json.dumps(answer).encode())
        return dict(proxy.counted)


def test_a_read_costs_by_its_size_and_twice_if_it_must_see_the_latest_write() -> None:
    small, large = {"pk": {"S": "a"}}, {"pk": {"S": "a" * 9_000}}
    get = "DynamoDB_20120810.GetItem"
    assert noted(get, {}, {"Item": small}) == {"dynamodb_read_units": 0.5}
    assert noted(get, {"ConsistentRead": True}, {"Item": large}) == {"dynamodb_read_units": 3}
    assert noted(get, {"ConsistentRead": True}, {}) == {"dynamodb_read_units": 1}, "also of what is not there"
    found = {"Items": [small] * 3 + [large]}
    assert noted("DynamoDB_20120810.Query", {}, found) == {"dynamodb_read_units": 1.5}


def test_a_write_whose_condition_does_not_hold_is_paid_for() -> None:
    refused = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}
    put = {"Item": {"pk": {"S": "a" * 1_500}, "sk": {"S": "b"}}}
    assert noted("DynamoDB_20120810.PutItem", put, refused) == {"dynamodb_write_units": 2}
    cancelled = {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"}
    steps = {"TransactItems": [{"Put": put}, {"Update": {"Key": {}}}]}
    assert noted("DynamoDB_20120810.TransactWriteItems", steps, cancelled) == {"dynamodb_write_units": 6}


def test_events_on_the_bus_and_reads_of_secrets_are_counted() -> None:
    assert noted("AWSEvents.PutEvents", {"Entries": [{}, {}]}, {}) == {"events_on_the_bus": 2}
    assert noted("secretsmanager.GetSecretValue", {"SecretId": "a"}, {}) == {"secret_reads": 1}
