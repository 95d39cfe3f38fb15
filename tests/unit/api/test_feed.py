"""Whoever follows ``updated_since`` misses no change, however late the writers' changes appear."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.tickets.feed import FEED_OVERLAP
from tests.examples import examples
from tests.infra.template import resources
from tests.unit.api.fake_api import FakeApi, a_ticket

LATE = st.integers(min_value=0, max_value=int(FEED_OVERLAP.total_seconds()) - 1)
CHANGES = st.lists(st.tuples(st.integers(0, 600), LATE, st.integers(0, 7)), min_size=1, max_size=25)


@given(changes=CHANGES, limit=st.integers(1, 4), pace=st.integers(1, 90), rest=st.integers(1, 200))
@settings(max_examples=examples(40))
def test_no_change_is_skipped_by_a_reader_that_goes_on_from_the_last_change_it_saw(
    changes: list[tuple[int, int, int]], limit: int, pace: int, rest: int
) -> None:
    """A writer takes its time at ``at``, and its change appears ``late`` seconds after."""
    api = FakeApi()
    begin = api.clock.at
    due = sorted((at + late, at, number) for at, late, number in changes)
    seen: dict[str, int] = {}
    since, latest, cursor = begin, begin, None

    def appear() -> None:
        while due and begin + timedelta(seconds=due[0][0]) <= api.clock.at:
            _, at, number = due.pop(0)
            known = api.tickets.get(f"T{number}")
            updated_at = begin + timedelta(seconds=at)
            ticket = a_ticket(f"T{number}", version=0) if known is None else known
            api.tickets.save(replace(ticket, updated_at=updated_at, message_count=ticket.message_count + 1))

    while api.clock.at < begin + timedelta(seconds=2400):
        appear()
        query = {"brand": "acme", "limit": limit, "updated_since": since.isoformat().replace("+00:00", "Z")}
        page = api.call("GET", "/tickets", query=query | ({} if cursor is None else {"cursor": cursor})).json
        for ticket in page["items"]:
            seen[ticket["id"]] = ticket["message_count"]
            latest = max(latest, datetime.fromisoformat(ticket["updated_at"]).astimezone(UTC))
        cursor = page["next_cursor"]
        since = latest if cursor is None else since
        api.clock.pass_time(seconds=pace if cursor is not None else rest)

    assert due == []
    assert seen == {ticket.id: ticket.message_count for ticket in api.tickets.stored.values()}


def test_the_overlap_is_longer_than_any_function_may_run() -> None:
    longest = max(each.get("Timeout", 10) for each in resources("AWS::Serverless::Function").values())
    assert timedelta(seconds=longest + 30) <= FEED_OVERLAP
