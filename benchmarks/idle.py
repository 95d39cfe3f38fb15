"""What a stack costs a month while nobody writes, item by item, out of the template.

List prices without free tier (``prices.json``). Storage is left out: an idle month adds none.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LIST = json.loads((Path(__file__).parent / "prices.json").read_text(encoding="utf-8"))
PER_UNIT: Mapping[str, Mapping[str, Any]] = _LIST["per_unit"] | _LIST["idle"]
PER_MONTH: Mapping[str, Mapping[str, Any]] = _LIST["per_month"]
MINUTES = 30 * 24 * 60
POLLS_A_MINUTE = 15
"""Receives of one event source mapping on an empty queue: five pollers, each waiting 20 seconds.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
"""

HOURS = 30 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleSweep:
    """What one look of the clock took while nothing was due, for one brand."""

    read_units: float
    gb_seconds: float
    log_bytes: float
    metrics: frozenset[str]
    """Series it writes. One that is written in every hour costs a whole month."""


POLLS = MINUTES / 2
"""The clock of polls strikes every two minutes."""

LOOKS = MINUTES / 15
"""The clock of accounts strikes every quarter of an hour."""


def month(
    resources: Mapping[str, Any],
    secrets: Iterable[str],
    *,
    sweep: IdleSweep,
    poll: IdleSweep,
    silence: IdleSweep,
    accounts: IdleSweep,
    brands: int = 1,
) -> dict[str, float]:
    """Item → dollars a month.

    ``resources`` as in the template, every condition met; ``secrets`` the records in the secret store; ``poll`` what a
    look of the clock of polls takes while no account is polled, ``silence`` the hourly one for silent accounts,
    ``accounts`` that of the clock of accounts while no token ends and no look is due.
    """
    kinds = [resource["Type"] for resource in resources.values()]
    alarms = [r["Properties"] for r in resources.values() if r["Type"] == "AWS::CloudWatch::Alarm"]
    found = {
        "alarms": _monthly("alarm_metrics", sum(_alarm_metrics(a) for a in alarms)),
        "dashboards": _monthly("dashboards", kinds.count("AWS::CloudWatch::Dashboard")),
        "metrics written by the clock": _monthly("custom_metrics", len(sweep.metrics)),
        "secrets": _monthly("secrets", len(set(secrets))),
        "keys of our own": _monthly("keys", kinds.count("AWS::KMS::Key")),
        "receives on empty queues": sum(
            _polls(r["Properties"], resources)
            for r in resources.values()
            if r["Type"] == "AWS::Lambda::EventSourceMapping"
        ),
        "the clock's invocations": _dollars("lambda_invocations", MINUTES)
        + _dollars("lambda_gb_seconds", MINUTES * sweep.gb_seconds),
        "the clock's reads": _dollars("dynamodb_read_units", MINUTES * sweep.read_units * brands),
        "looking for silent accounts": _dollars("dynamodb_read_units", HOURS * silence.read_units * brands)
        + _dollars("lambda_invocations", HOURS)
        + _dollars("lambda_gb_seconds", HOURS * silence.gb_seconds),
        "the clock's log": _dollars("log_bytes", MINUTES * sweep.log_bytes),
        "the clock of polls, while no account is polled": _dollars("lambda_invocations", POLLS)
        + _dollars("lambda_gb_seconds", POLLS * poll.gb_seconds)
        + _dollars("dynamodb_read_units", POLLS * poll.read_units * brands)
        + _dollars("log_bytes", POLLS * poll.log_bytes),
        "looking after accounts": _dollars("lambda_invocations", LOOKS)
        + _dollars("lambda_gb_seconds", LOOKS * accounts.gb_seconds)
        # Most of these calls read secrets, which cost forty times as much as items: all are counted as such.
        + _dollars("secret_reads", LOOKS * accounts.read_units * brands)
        + _dollars("log_bytes", LOOKS * accounts.log_bytes),
    }
    return {name: round(dollars, 2) for name, dollars in found.items()}


def _alarm_metrics(alarm: Mapping[str, Any]) -> int:
    """How many metrics an alarm is billed for."""
    queries = alarm.get("Metrics")
    if queries is None:
        return 1
    read = sum("MetricStat" in query for query in queries)
    # A query of Metrics Insights is billed by the series it finds: none of what was not written lately.
    return max(read, 1)


def _polls(mapping: Mapping[str, Any], resources: Mapping[str, Any]) -> float:
    queue = resources.get(str(mapping["EventSourceArn"].get("Fn::GetAtt", [""])[0]), {})
    if queue.get("Type") != "AWS::SQS::Queue":
        return 0  # a stream's reads by Lambda are free
    kind = "sqs_requests" if queue["Properties"].get("FifoQueue") else "sqs_standard_requests"
    return _dollars(kind, MINUTES * POLLS_A_MINUTE)


def _dollars(kind: str, amount: float) -> float:
    return float(amount * PER_UNIT[kind]["dollars"] / PER_UNIT[kind]["per"])


def _monthly(kind: str, number: int) -> float:
    return float(number * PER_MONTH[kind]["dollars"])
