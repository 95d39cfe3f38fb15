"""Reports, and a person across channels."""

from datetime import timedelta

import pytest

from functions.api.reports import service
from shared.domain.customers.model import Customer, opening
from shared.domain.vocabulary import Category, Priority, Status
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket

SPAN = "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z"


def test_the_six_questions_are_answered_for_a_span_of_time(api: FakeApi) -> None:
    api.listening.add("acme", START, {"messages": 3, "frustrated": 2, "deserved_an_answer": 1})
    api.listening.add("acme", START + timedelta(hours=1), {"messages": 2, "desk_closed": 1, "feedback_good": 1})
    api.listening.add("acme", START + timedelta(days=1), {"messages": 100})
    api.listening.add("other", START, {"messages": 100})

    report = api.call("GET", "/reports/listening", query=f"brand=acme&{SPAN}").json

    assert (report["from"], report["to"]) == ("2026-03-02T00:00:00.000Z", "2026-03-03T00:00:00.000Z")
    assert (report["messages"], report["frustrated"], report["feedback_good"], report["desk_closed"]) == (5, 2, 1, 1)
    assert report["answered_by_a_page"] == 0
    assert {hour["hour"]: hour["messages"] for hour in report["hours"] if hour["messages"]} == {10: 3, 11: 2}


def test_the_hours_customers_write_stand_beside_those_the_desk_is_open(api: FakeApi) -> None:
    report = api.call("GET", "/reports/listening", query=f"brand=acme&{SPAN}").json

    # a Monday, 9 to 18 h in Paris; the span begins at 1 h there
    assert [hour["hour"] for hour in report["hours"] if hour["open_share"] == 1] == list(range(9, 18))
    assert all(hour["open_share"] == 0 for hour in report["hours"] if not 9 <= hour["hour"] < 18)
    assert report["time_zone"] == "Europe/Paris"


def test_without_a_span_it_is_the_last_day_by_whole_hours(api: FakeApi) -> None:
    api.clock.pass_time(minutes=20)

    report = api.call("GET", "/reports/listening", query="brand=acme").json

    assert (report["from"], report["to"]) == ("2026-03-01T09:00:00.000Z", "2026-03-02T09:20:00.000Z")


@pytest.mark.parametrize("path", ["/reports/listening", "/reports/service"])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z", "from"),
        ("from=2025-01-01T00:00:00Z&to=2026-03-02T00:00:00Z", "from"),
        ("from=yesterday", "from"),
        ("since=2026-03-02T00:00:00Z", "since"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(api: FakeApi, path: str, query: str, parameter: str) -> None:
    answered = api.call("GET", path, query=f"brand=acme&{query}")

    assert answered.status == 400
    assert [fault["parameter"] for fault in answered.json["errors"]] == [parameter]


def test_service_figures_are_of_the_tickets_opened_in_the_span(api: FakeApi) -> None:
    minute = timedelta(minutes=1)
    api.store(
        a_ticket("a", priority=Priority.URGENT, first_response_at=START + 10 * minute, acknowledged_at=START),
        a_ticket("b", category=Category.OUTAGE, first_response_at=START + 30 * minute, breached_at=START),
        a_ticket("c", channel="x", status=Status.RESOLVED, resolved_at=START + 90 * minute),
        a_ticket("before", created_at=START - timedelta(days=3)),
        a_ticket("elsewhere", brand="other"),
    )

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert report["complete"] is True
    assert (report["opened"], report["answered"], report["resolved"]) == (3, 2, 1)
    assert (report["acknowledged"], report["breached"]) == (1, 1)
    assert report["by_priority"] == {"urgent": 1, "normal": 2}
    assert report["by_channel"] == {"facebook": 2, "x": 1}
    assert report["first_response"] == {"count": 2, "median_seconds": 600, "p90_seconds": 1800}
    assert report["resolution"] == {"count": 1, "median_seconds": 5400, "p90_seconds": 5400}


def test_a_span_without_tickets_has_no_durations(api: FakeApi) -> None:
    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert report["opened"] == 0
    assert report["first_response"] == {"count": 0, "median_seconds": None, "p90_seconds": None}


def test_a_report_that_looked_at_too_much_says_that_it_is_not_whole(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE_SIZE", 2)
    monkeypatch.setattr(service, "MAX_TICKETS", 4)
    api.store(*(a_ticket(f"T{number}") for number in range(7)))

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert (report["complete"], report["opened"]) == (False, 4)


def test_a_customer_is_shown_with_their_tickets_on_every_channel(api: FakeApi) -> None:
    api.store(a_ticket("T1"), a_ticket("T2", channel="x", created_at=START + timedelta(hours=1)))
    api.customers.remember(
        Customer(
            id="cus_1",
            brand="acme",
            identities={"facebook": "9", "x": "10"},
            name="Luc Martin",
            first_seen_at=START,
            last_seen_at=START,
            tickets=frozenset({"T1", "T2", "gone"}),
        )
    )

    customer = api.call("GET", "/customers/cus_1").json

    assert customer["identities"] == {"facebook": "9", "x": "10"}
    assert [ticket["id"] for ticket in customer["tickets"]] == ["T2", "T1"]
    assert customer["ticket_count"] == 3


def test_of_a_customer_with_many_tickets_the_latest_are_shown_whatever_their_ids(api: FakeApi) -> None:
    opened = {f"T{number * 7919 % 1000:03}": START + timedelta(minutes=number) for number in range(300)}
    api.store(*(a_ticket(ticket_id, created_at=at) for ticket_id, at in opened.items()))
    api.customers.remember(
        Customer(
            id="cus_1",
            brand="acme",
            first_seen_at=START,
            last_seen_at=START,
            tickets=frozenset(opened),
            openings=frozenset(opening(ticket_id, at) for ticket_id, at in opened.items()),
        )
    )

    customer = api.call("GET", "/customers/cus_1").json

    assert [ticket["id"] for ticket in customer["tickets"]] == list(opened)[:-51:-1]
    assert customer["ticket_count"] == 300


def test_a_customer_who_does_not_exist(api: FakeApi) -> None:
    assert api.call("GET", "/customers/none").status == 404


# --- acknowledgements and first responses ---------------------------------------------------------------------------


def test_acknowledgements_are_counted_by_what_became_of_them(api: FakeApi) -> None:
    api.listening.add("acme", START, {"messages": 9, "acknowledged": 2, "suppressed:desk_open": 4})
    api.listening.add("acme", START + timedelta(hours=2), {"suppressed:desk_open": 1, "suppressed:spam_or_abuse": 1})
    api.listening.add("acme", START, {"failed:permanent": 1})
    api.listening.add("acme", START + timedelta(days=1), {"acknowledged": 50})
    seconds = timedelta(seconds=1)
    for number, delay in enumerate((2, 8, 4)):
        api.store(
            a_ticket(f"T{number}", acknowledged_at=START + delay * seconds, acknowledged_message_at=START),
        )

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert report["acknowledgements"] == {
        "sent": 2,
        "suppressed": {"desk_open": 5, "spam_or_abuse": 1},
        "failed": {"permanent": 1},
        "delay": {"count": 3, "median_seconds": 4, "p90_seconds": 8},
    }


def test_row_19_a_first_response_is_counted_from_the_first_unanswered_message_by_both_clocks(api: FakeApi) -> None:
    """Written on Monday at 17:30 in Paris, answered on Tuesday at 9:30: 16 hours, of which one at work."""
    written = START.replace(hour=16, minute=30)
    api.store(
        a_ticket(
            "T1",
            created_at=written - timedelta(hours=3),
            first_response_since=written,
            first_response_at=written + timedelta(hours=16),
        )
    )

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert report["first_response"]["median_seconds"] == 16 * 3600
    assert report["first_response_business"]["median_seconds"] == 3600


def test_row_5_business_time_does_not_shift_by_an_hour_when_the_clocks_change(api: FakeApi) -> None:
    """From Friday 27 March 2026, 17 h, to Monday, 10 h in Paris, over the change to summer time."""
    friday = START.replace(month=3, day=27, hour=16, minute=0)
    monday = START.replace(month=3, day=30, hour=8, minute=0)
    api.store(
        a_ticket("T1", created_at=friday, updated_at=friday, first_response_since=friday, first_response_at=monday)
    )

    span = "from=2026-03-27T00:00:00Z&to=2026-03-31T00:00:00Z"
    report = api.call("GET", "/reports/service", query=f"brand=acme&{span}").json

    assert report["first_response_business"]["median_seconds"] == 2 * 3600
    assert report["first_response"]["median_seconds"] == 64 * 3600
