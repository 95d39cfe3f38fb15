"""Reports, and a person across channels."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.domain.customers.model import Customer, opening
from shared.domain.events.changes import TicketChange
from shared.domain.vocabulary import Category, Priority, Status
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket

SPAN = "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z"


def test_the_six_questions_are_answered_for_a_span_of_time(api: FakeApi) -> None:
    first = {"messages": 3, "messages|slot=0T10": 3, "frustrated": 2, "deserved_an_answer": 1}
    api.figures.add("acme", START, first)
    later = {"messages": 2, "messages|slot=0T11": 2, "desk_closed": 1, "feedback_good": 1}
    api.figures.add("acme", START + timedelta(hours=1), later)
    api.figures.add("acme", START + timedelta(days=1), {"messages": 100})
    api.figures.add("other", START, {"messages": 100})

    report = api.call("GET", "/reports/listening", query=f"brand=acme&{SPAN}").json

    assert (report["from"], report["to"]) == ("2026-03-02T00:00:00.000Z", "2026-03-03T00:00:00.000Z")
    assert (report["messages"], report["frustrated"], report["feedback_good"], report["desk_closed"]) == (5, 2, 1, 1)
    assert report["answered_by_a_page"] == 0
    assert {hour["hour"]: hour["messages"] for hour in report["hours"] if hour["messages"]} == {10: 3, 11: 2}


def test_the_sentiment_of_all_messages_is_told_whatever_they_are_about(api: FakeApi) -> None:
    api.figures.add("acme", START, {"messages": 7, "positive": 2, "negative": 4})

    report = api.call("GET", "/reports/listening", query=f"brand=acme&{SPAN}").json

    assert report["sentiments"] == {"positive": 2, "neutral": 1, "negative": 4}


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


KINDS = "/reports/service/kinds"


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/reports/listening", ""), ("/reports/service", ""), (KINDS, "&by=category"), ("/reports/topics", "")],
)
def test_every_report_says_how_far_its_figures_are_counted(api: FakeApi, path: str, asked: str) -> None:
    def said(until: datetime | None, query: str = "") -> tuple[bool, str | None]:
        api.figures.until = until
        report = api.call("GET", path, query=f"brand=acme{asked}{query}").json
        return report["complete"], report["counted_until"]

    assert said(START) == (True, "2026-03-02T09:00:00.000Z")
    assert said(START - timedelta(hours=3)) == (False, "2026-03-02T06:00:00.000Z")
    assert said(START - timedelta(hours=3), "&to=2026-03-02T06:00:00Z") == (True, "2026-03-02T06:00:00.000Z")
    assert said(None) == (False, None)


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


def near(seconds: int) -> object:
    """Percentiles are off by at most two per cent."""
    return pytest.approx(seconds, rel=0.02)


def took(*seconds: int) -> dict[str, object]:
    count, median, p90, p95 = seconds
    return {"count": count, "median_seconds": near(median), "p90_seconds": near(p90), "p95_seconds": near(p95)}


def test_service_figures_are_of_what_happened_in_the_span(api: FakeApi) -> None:
    minute = timedelta(minutes=1)
    api.lives(
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
    assert report["first_response"] == took(2, 600, 1800, 1800)
    assert report["resolution"] == took(1, 5400, 5400, 5400)


def test_the_same_figures_stand_for_each_channel_team_and_agent(api: FakeApi) -> None:
    answered = START + timedelta(minutes=10)
    api.lives(
        a_ticket("a", team="experts", claimed_by="lea", first_response_at=answered),
        a_ticket("b", channel="x", claimed_by="lea", first_response_at=answered),
        a_ticket("c", channel="x"),
    )

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert {each["name"]: (each["opened"], each["answered"]) for each in report["channels"]} == {
        "facebook": (1, 1),
        "x": (2, 1),
    }
    assert [(each["name"], each["answered"], each["first_response"]) for each in report["agents"]] == [
        ("lea", 2, took(2, 600, 600, 600))
    ]
    assert "experts" in {each["name"] for each in report["teams"]}


def lived_by_kind(api: FakeApi) -> None:
    minute = timedelta(minutes=1)
    due = START + 60 * minute
    api.lives(
        a_ticket("a", category=Category.OUTAGE, priority=Priority.URGENT, first_response_at=START + 10 * minute),
        a_ticket("b", category=Category.OUTAGE, first_response_at=START + 55 * minute, first_response_due_at=due),
        a_ticket("c", category=Category.OUTAGE, breached_at=due),
        a_ticket("d", priority=Priority.LOW, status=Status.RESOLVED, resolved_at=START + 90 * minute),
    )


def test_a_category_has_its_own_times_and_misses(api: FakeApi) -> None:
    lived_by_kind(api)

    report = api.call("GET", KINDS, query=f"brand=acme&{SPAN}&by=category").json

    assert (report["brand"], report["by"]) == ("acme", "category")
    outage, question = report["kinds"]
    assert (outage["id"], question["id"]) == ("outage", "question")
    assert (outage["opened"], outage["answered"], outage["breached"], outage["near_misses"]) == (3, 2, 1, 1)
    assert outage["first_response"] == took(2, 600, 3300, 3300)
    assert (outage["resolution"]["count"], question["first_response"]["count"]) == (0, 0)
    assert question["resolution"] == took(1, 5400, 5400, 5400)


def test_priorities_stand_in_the_order_of_their_urgency(api: FakeApi) -> None:
    lived_by_kind(api)

    kinds = api.call("GET", KINDS, query=f"brand=acme&{SPAN}&by=priority").json["kinds"]

    assert [(each["id"], each["opened"], each["first_response"]["median_seconds"]) for each in kinds] == [
        ("urgent", 1, near(600)),
        ("normal", 2, near(3300)),
        ("low", 1, None),
    ]


def test_an_empty_span_has_no_kinds(api: FakeApi) -> None:
    assert api.call("GET", KINDS, query=f"brand=acme&{SPAN}&by=priority").json["kinds"] == []


@pytest.mark.parametrize("query", ["", "&by=agent"])
def test_nothing_else_is_a_kind(api: FakeApi, query: str) -> None:
    answered = api.call("GET", KINDS, query=f"brand=acme&{SPAN}{query}")

    assert (answered.status, [each["parameter"] for each in answered.json["errors"]]) == (400, ["by"])


def test_agents_who_sign_in_are_named(api: FakeApi) -> None:
    subject = "3f0c1e9e-52c4-4d35-9c0b-3f6a8e0d1c2b"
    api.agent(subject, name="Léa Marchetti")
    api.lives(a_ticket("a", claimed_by=subject, first_response_at=START + timedelta(minutes=10)))

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert [(each["id"], each["name"]) for each in report["agents"]] == [(subject, "Léa Marchetti")]


def test_who_wrote_again_before_a_person_answered_is_counted_with_and_without_an_acknowledgement(api: FakeApi) -> None:
    answered = START + timedelta(hours=2)
    opened = a_ticket("a", version=1, acknowledged_at=START, last_customer_message_at=START + timedelta(hours=1))
    again = a_ticket("b", version=1, message_count=2, last_customer_message_at=START + timedelta(hours=1))
    once = a_ticket("c", version=1)
    for ticket in (opened, again, once):
        after = replace(ticket, version=2, first_response_at=answered)
        api.figures.happened("acme", TicketChange(before=ticket, after=after), START)

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert report["after_acknowledgement"] == {"answered": 1, "wrote_again": 1, "share": 1.0}
    assert report["without_acknowledgement"] == {"answered": 2, "wrote_again": 1, "share": 0.5}


def test_customers_who_come_back_to_a_conversation_that_was_closed_are_counted(api: FakeApi) -> None:
    for number, previous in enumerate((None, None, "T-0")):
        opened = replace(a_ticket(f"T-{number}"), previous_ticket_id=previous)
        api.figures.happened("acme", TicketChange(before=None, after=opened), START)

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert (report["opened"], report["came_back"]) == (3, 1)


def test_what_customers_said_of_it_is_counted_once_for_each_ticket(api: FakeApi) -> None:
    for number, score in enumerate((5, 4, 4, 1, None)):
        ticket = a_ticket(id=f"T{number}", version=1)
        asked = replace(ticket, satisfaction_asked_at=START, version=2)
        api.figures.happened("acme", TicketChange(before=ticket, after=asked), START)
        scored = replace(asked, satisfaction=score, version=3)
        api.figures.happened("acme", TicketChange(before=asked, after=scored), START)
        changed = replace(scored, tags=("parcel",), version=4)
        api.figures.happened("acme", TicketChange(before=scored, after=changed), START)

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    scores = {"1": 1, "2": 0, "3": 0, "4": 2, "5": 1}
    assert report["satisfaction"] == {"asked": 5, "answered": 4, "average": 3.5, "scores": scores}


def test_a_second_answer_takes_the_place_of_the_first(api: FakeApi) -> None:
    asked = a_ticket(version=2, satisfaction_asked_at=START)
    scored = replace(asked, satisfaction=5, satisfaction_at=START, version=3)
    corrected = replace(scored, satisfaction=2, satisfaction_at=START + timedelta(hours=2), version=4)
    api.figures.happened("acme", TicketChange(before=a_ticket(version=1), after=asked), START)
    api.figures.happened("acme", TicketChange(before=asked, after=scored), START)
    api.figures.happened("acme", TicketChange(before=scored, after=corrected), START + timedelta(hours=2))

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    scores = {"1": 0, "2": 1, "3": 0, "4": 0, "5": 0}
    assert report["satisfaction"] == {"asked": 1, "answered": 1, "average": 2.0, "scores": scores}


def test_a_span_in_which_nobody_was_asked_has_no_average(api: FakeApi) -> None:
    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json
    assert (report["satisfaction"]["asked"], report["satisfaction"]["average"]) == (0, None)


def test_what_extra_opening_hours_would_have_covered_neighbours_together(api: FakeApi) -> None:
    closed = {"5T10": 3, "5T11": 2, "5T12": 1, "5T23": 2, "6T00": 1, "6T09": 1, "6T11": 0}
    counts = {"messages": 50, "desk_closed": 10, **{f"desk_closed|slot={slot}": n for slot, n in closed.items()}}
    api.figures.add("acme", START, counts)

    report = api.call("GET", "/reports/listening", query=f"brand=acme&{SPAN}").json

    assert report["extra_hours"] == [
        {"weekday": 5, "hour": 10, "until_hour": 13, "messages": 6, "share": 0.12},
        {"weekday": 5, "hour": 23, "until_hour": 24, "messages": 2, "share": 0.04},
        {"weekday": 6, "hour": 0, "until_hour": 1, "messages": 1, "share": 0.02},
        {"weekday": 6, "hour": 9, "until_hour": 10, "messages": 1, "share": 0.02},
    ]


def test_what_customers_write_about_more_than_before(api: FakeApi) -> None:
    week = timedelta(days=7)
    now = START + 4 * week
    api.figures.add("acme", now, {"opened|category=outage": 8, "opened|category=praise": 4, "asked_about|page=a1": 3})
    for number in range(4):
        api.figures.add("acme", START + number * week, {"opened|category=outage": 2, "opened|category=praise": 4})

    query = f"brand=acme&from={now:%Y-%m-%dT%H}:00:00Z&to={now + week:%Y-%m-%dT%H}:00:00Z"
    report = api.call("GET", "/reports/topics", query=query).json

    assert report["topics"] == [
        {"kind": "category", "name": "outage", "tickets": 8, "usual": 2.0, "factor": 4.0},
        {"kind": "page", "name": "a1", "tickets": 3, "usual": 0.0, "factor": None},
    ]


def test_a_span_without_tickets_has_no_durations(api: FakeApi) -> None:
    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert report["opened"] == 0
    assert report["first_response"] == {
        "count": 0,
        "median_seconds": None,
        "p90_seconds": None,
        "p95_seconds": None,
    }


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
    api.figures.add("acme", START, {"messages": 9, "acknowledged": 2, "suppressed:desk_open": 4})
    api.figures.add("acme", START + timedelta(hours=2), {"suppressed:desk_open": 1, "suppressed:spam_or_abuse": 1})
    api.figures.add("acme", START, {"failed:permanent": 1})
    api.figures.add("acme", START + timedelta(days=1), {"acknowledged": 50})
    api.figures.measure("acme", START, "acknowledgement", 2, 8, 4)

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert report["acknowledgements"] == {
        "sent": 2,
        "suppressed": {"desk_open": 5, "spam_or_abuse": 1},
        "failed": {"permanent": 1},
        "delay": took(3, 4, 8, 8),
    }


def test_row_19_a_first_response_is_counted_from_the_first_unanswered_message_by_both_clocks(api: FakeApi) -> None:
    """Written on Monday at 17:30 in Paris, answered on Tuesday at 9:30: 16 hours, of which one at work."""
    written = START.replace(hour=16, minute=30)
    api.lives(
        a_ticket(
            "T1",
            created_at=written - timedelta(hours=3),
            first_response_since=written,
            first_response_at=written + timedelta(hours=16),
        )
    )

    report = api.call("GET", "/reports/service", query=f"brand=acme&{SPAN}").json

    assert report["first_response"]["median_seconds"] == near(16 * 3600)
    assert report["first_response_business"]["median_seconds"] == near(3600)


def test_row_5_business_time_does_not_shift_by_an_hour_when_the_clocks_change(api: FakeApi) -> None:
    """From Friday 27 March 2026, 17 h, to Monday, 10 h in Paris, over the change to summer time."""
    friday = START.replace(month=3, day=27, hour=16, minute=0)
    monday = START.replace(month=3, day=30, hour=8, minute=0)
    api.lives(
        a_ticket("T1", created_at=friday, updated_at=friday, first_response_since=friday, first_response_at=monday)
    )

    span = "from=2026-03-27T00:00:00Z&to=2026-03-31T00:00:00Z"
    report = api.call("GET", "/reports/service", query=f"brand=acme&{span}").json

    assert report["first_response_business"]["median_seconds"] == near(2 * 3600)
    assert report["first_response"]["median_seconds"] == near(64 * 3600)


def test_the_stars_of_reviews_are_averaged_for_each_channel(api: FakeApi) -> None:
    api.figures.add(
        "acme",
        START,
        {
            "reviews|stars=1": 2,
            "reviews|stars=5": 1,
            "reviews|channel=facebook": 1,
            "stars|channel=facebook": 5,
            "reviews|channel=webhook": 2,
            "stars|channel=webhook": 2,
        },
    )

    ratings = api.call("GET", "/reports/listening", query=f"brand=acme&{SPAN}").json["ratings"]

    assert (ratings["reviews"], ratings["average"]) == (3, 2.33)
    assert ratings["stars"] == {"1": 2, "2": 0, "3": 0, "4": 0, "5": 1}
    assert ratings["channels"] == [
        {"channel": "webhook", "reviews": 2, "average": 1.0},
        {"channel": "facebook", "reviews": 1, "average": 5.0},
    ]


def test_without_reviews_there_is_no_average(api: FakeApi) -> None:
    ratings = api.call("GET", "/reports/listening", query=f"brand=acme&{SPAN}").json["ratings"]
    assert (ratings["reviews"], ratings["average"], ratings["channels"]) == (0, None, [])
