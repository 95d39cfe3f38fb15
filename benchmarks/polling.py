"""What it costs to read a source of a channel for one account, a month long, while nothing is new."""

from datetime import timedelta

from benchmarks.idle import PER_UNIT
from shared.domain.polling.terms import SourceTerms

MONTH = timedelta(days=30)
GB_SECONDS = 0.5 * 0.25
"""Of one poll: half a second for one answer of a platform, with 256 MB."""
WRITE_UNITS, READ_UNITS = 2, 1
"""The claim of a cursor that remembers as many entries as it can; the state of the account, and the cursor's share of
the query (see test_cursors.py)."""


def polls_a_month(terms: SourceTerms) -> int:
    return int(MONTH / terms.interval)


def dollars_a_month(terms: SourceTerms) -> float:
    """List prices, without what the platform charges."""
    polls = polls_a_month(terms)
    amounts = {
        "lambda_gb_seconds": GB_SECONDS,
        "dynamodb_write_units": WRITE_UNITS,
        "dynamodb_read_units": READ_UNITS,
    }
    return sum(polls * amount * PER_UNIT[kind]["dollars"] / PER_UNIT[kind]["per"] for kind, amount in amounts.items())
