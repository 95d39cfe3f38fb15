"""The stream of the table and who reads it."""

import json
from datetime import UTC, datetime
from typing import Any

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.stream import KINDS
from tests.infra.template import function, resources, template


def mapping() -> dict[str, Any]:
    return resources("AWS::Lambda::EventSourceMapping")["PublishMapping"]


def test_the_stream_tells_what_was_and_what_is() -> None:
    assert resources("AWS::DynamoDB::Table")["Table"]["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_what_fails_is_narrowed_down_retried_for_as_long_as_it_is_kept_and_set_aside() -> None:
    assert mapping()["BisectBatchOnFunctionError"] is True
    assert mapping()["MaximumRetryAttempts"] == -1
    assert mapping()["MaximumRecordAgeInSeconds"] < 24 * 3600, "the stream itself forgets after a day"
    assert mapping()["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": ["SetAsideQueue", "Arn"]}}}
    assert mapping()["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping()["ParallelizationFactor"] == 1


def test_a_batch_is_gathered_for_less_time_than_anybody_notices() -> None:
    assert mapping()["MaximumBatchingWindowInSeconds"] == {"Ref": "PublishWindowSeconds"}
    assert template()["Parameters"]["PublishWindowSeconds"]["Default"] <= 10
    assert function("publish")["Timeout"] >= 30


def test_the_filter_lets_through_what_is_told_and_nothing_else() -> None:
    (filtered,) = mapping()["FilterCriteria"]["Filters"]
    pattern = json.loads(filtered["Pattern"])
    assert pattern["eventName"] == ["INSERT", "MODIFY"]
    assert {each["prefix"] for each in pattern["dynamodb"]["Keys"]["pk"]["S"]} == set(KINDS)

    def passes(key: dict[str, str]) -> bool:
        return all(
            any(key[name].startswith(each["prefix"]) for each in pattern["dynamodb"]["Keys"][name]["S"])
            for name in ("pk", "sk")
        )

    told = (
        keys.ticket("T-1"),
        keys.history("T-1", datetime(2026, 3, 3, 22, 10, tzinfo=UTC), "opened"),
        keys.message("x", "1", "2"),
        keys.incident("acme", "i-1"),
        keys.account("x", "1"),
    )
    untold = (
        keys.reply("T-1", "k", 1),
        keys.conversation("x", "1", "2"),
        keys.customer("C-1"),
        keys.event_log("acme", 1),
        keys.event_log_head("acme"),
        keys.open_incident("acme", "i-1"),
        keys.brand_current("acme"),
    )
    assert all(passes(key) for key in told)
    assert not any(passes(key) for key in untold)
