"""What a message may cost at most: units repeat exactly, dollars depend on the machine and are printed only.

Whoever raises a bound says in the commit what it buys.
"""

from collections.abc import Mapping

AIMS: Mapping[str, float] = {
    "signal": 5,
    "joins": 8,
    "opens": 11,
    "acknowledged": 20,
    "joins, ten together": 4.5,
    "opens, ten together": 7,
}
"""Dollars per million messages."""

COUNTED = (
    "dynamodb_write_units",
    "dynamodb_read_units",
    "express_executions",
    "lambda_invocations",
    "standard_transitions",
    "s3_writes",
)
"""Units that are the same in each run."""

BOUNDS: Mapping[str, Mapping[str, float]] = {
    "signal": {"dynamodb_write_units": 1, "dynamodb_read_units": 1, "lambda_invocations": 2},
    "joins": {
        "dynamodb_write_units": 3.4,
        "dynamodb_read_units": 3.7,
        "express_executions": 1,
        "lambda_invocations": 4.2,
    },
    "joins, ten together": {
        "dynamodb_write_units": 3.3,
        "dynamodb_read_units": 3.7,
        "express_executions": 0.14,
        "lambda_invocations": 0.6,
    },
    "opens": {
        "dynamodb_write_units": 7.5,
        "dynamodb_read_units": 3.3,
        "express_executions": 1,
        "lambda_invocations": 4.2,
    },
    "opens, ten together": {
        "dynamodb_write_units": 7.5,
        "dynamodb_read_units": 3.3,
        "express_executions": 0.14,
        "lambda_invocations": 0.6,
    },
    "acknowledged": {
        "dynamodb_write_units": 17.6,
        "dynamodb_read_units": 10.5,
        "express_executions": 1,
        "lambda_invocations": 5.3,
    },
    "photo": {"dynamodb_write_units": 8.5, "dynamodb_read_units": 7, "express_executions": 1, "s3_writes": 1},
    "escalated": {
        "dynamodb_write_units": 19,
        "dynamodb_read_units": 9.2,
        "express_executions": 1,
        "lambda_invocations": 8.5,
        "standard_transitions": 6,
    },
}
"""What was measured last, by kind of message. The stream of the table counts, gathered from ten deliveries."""


def above_bounds(units: Mapping[str, Mapping[str, float]]) -> list[str]:
    """What costs more units than it may, in words."""
    return [
        f"{kind}: {found:g} {name}, not at most {bound:g}"
        for kind, bounds in BOUNDS.items()
        if kind in units
        for name, bound in bounds.items()
        if (found := units[kind].get(name, 0)) > bound
    ]
