"""The pieces of the demo that need no stack."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from cli.demo import asking
from cli.demo import brand as demo_brand
from cli.demo import evidence as demo_evidence
from cli.demo import tables as demo_tables
from cli.demo.sending import Sender, accepted, refused
from cli.traffic.accounting import Account, RecordedOutcome
from cli.traffic.posting import Poster
from local.traffic import accounts
from local.traffic.deliveries import deliveries
from local.traffic.messages import messages
from local.traffic.polled import LISTS
from local.traffic.run import Run
from shared.brand import load, read
from shared.channels import CHANNELS
from shared.domain.business_time import hours as business_hours
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, EventKind, Outcome, Priority, Sentiment, Stage, Surface, Visibility

DOCUMENT = read((Path(__file__).parents[3] / "brands" / "acme.yaml").read_bytes())
SECRETS = {
    "acme-meta": {"app_secret": ["meta"]}, "acme-x": {"client_secret": ["x"]}, "acme-threads": {"app_secret": ["t"]},
    "acme-linkedin": {"client_secret": ["l"]}, "acme-tiktok": {"client_secret": ["tt"]},
    "acme-telegram": {"secret_token": ["tg"]}, "acme-line": {"channel_secret": ["li"]},
    "acme-viber": {"auth_token": ["v"]}, "acme-forum": {"signing_secret": ["whsec_Zm9ydW0="]},
}  # fmt: skip
# in a working hour, in the lunch break, at night, on a Sunday, on a holiday
INSTANTS = [
    datetime(2026, 7, 30, 8, 20, 31, tzinfo=UTC),
    datetime(2026, 7, 30, 11, 1, tzinfo=UTC),
    datetime(2026, 7, 30, 22, 59, 59, tzinfo=UTC),
    datetime(2026, 8, 2, 9, 0, tzinfo=UTC),
    datetime(2026, 7, 14, 9, 0, tzinfo=UTC),
]


@pytest.mark.parametrize("now", INSTANTS)
def test_by_day_the_desk_is_open_and_was_closed_before(now):
    calendar = load(demo_brand.by_day(DOCUMENT, now), "acme", 2).calendar
    assert business_hours.is_open(calendar, now)
    assert business_hours.is_open(calendar, now + timedelta(hours=1))
    assert business_hours.is_open(calendar, now - timedelta(hours=5))
    assert not business_hours.is_open(calendar, now - timedelta(hours=6, minutes=2))


@pytest.mark.parametrize("now", INSTANTS)
def test_by_evening_the_desk_is_closed_for_an_hour(now):
    calendar = load(demo_brand.by_evening(DOCUMENT, now), "acme", 2).calendar
    assert not business_hours.is_open(calendar, now)
    assert not business_hours.is_open(calendar, now + timedelta(minutes=50))
    assert business_hours.is_open(calendar, now + timedelta(minutes=61))


@pytest.mark.parametrize("now", INSTANTS)
def test_afterwards_the_hours_of_the_demo_are_still_known(now):
    """The report of that day counts business time by them."""
    calendar = load(demo_brand.afterwards(DOCUMENT, now, now + timedelta(minutes=3)), "acme", 2).calendar
    opened, closed = now - timedelta(hours=6), now + timedelta(minutes=3)
    in_hours = business_hours.business_time_between(calendar, opened, closed)
    assert timedelta(hours=6) <= in_hours <= timedelta(hours=6, minutes=4)


def test_the_day_has_the_targets_of_the_file_and_the_evening_takes_seconds():
    assert load(demo_brand.by_day(DOCUMENT, INSTANTS[0]), "acme", 2).targets == load(DOCUMENT, "acme", 2).targets
    brand = load(demo_brand.by_evening(DOCUMENT, INSTANTS[0]), "acme", 2)
    assert brand.targets[Priority.URGENT].first_response == timedelta(seconds=30)
    assert brand.targets[Priority.HIGH].first_response == timedelta(seconds=30)
    assert [tier.wait for tier in brand.tiers] == [timedelta(seconds=5), timedelta(seconds=10)]


def test_the_brand_file_itself_is_not_changed():
    before = repr(DOCUMENT)
    demo_brand.by_evening(DOCUMENT, INSTANTS[0])
    assert repr(DOCUMENT) == before


@pytest.fixture(scope="module")
def sent():
    """The whole story delivered to a webhook that takes what is rightly signed."""
    taken: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        forged = b"refund everybody" in request.content
        taken.append(request.content)
        return httpx.Response(401 if forged else 200)

    brand = load(DOCUMENT, "acme", 1)
    http = httpx.Client(transport=httpx.MockTransport(answer))
    sender = Sender(
        poster=Poster("http://desk", SECRETS, http=http),
        brands=[brand],
        waiting=lambda: 0,
    )
    story = deliveries(Run("test"), messages())
    half = len(story) // 2
    repeated = next(place for place in range(half, len(story)) if story[place].repeats is not None)
    # in two parts, one of them beginning with what is delivered again
    return story, [*sender.send(story[:repeated]), *sender.send(story[repeated:])], taken


def test_everything_is_delivered_and_what_is_repeated_has_the_same_bytes(sent):
    story, made, taken = sent
    assert len(made) == len(story) == len(taken)
    twice = sum(delivery.repeats is not None for delivery in story)
    assert len(set(taken)) == len(story) - twice


def test_items_are_counted_once_however_often_they_were_delivered(sent):
    _, made, _ = sent
    items = accepted(made)
    assert len({item.id for item in items}) == len(items) > 450
    assert sum(len(delivered.items) for delivered in made) > len(items)


def test_only_what_nobody_took_is_refused(sent):
    _, made, _ = sent
    assert [item.message_id for item in refused(made)] == [Run("test").digits("tweet", "forged", 19, "195")]


TICKET = Ticket(
    id="T1",
    brand="acme",
    priority=Priority.HIGH,
    category=Category.COMPLAINT,
    sentiment=Sentiment.NEGATIVE,
    language="en",
    stage=Stage.DIRECT,
    team="triage",
    channel="messenger",
    surface=Surface.DIRECT_MESSAGE,
    visibility=Visibility.PRIVATE,
    account_id=accounts.PAGE,
    author_id="2400111122223333",
    conversation_id="2400111122223333",
    opening_message_id="m_1",
    last_message_id="m_1",
    excerpt="Where is my refund?",
    needs_response=True,
    created_at=INSTANTS[0],
    updated_at=INSTANTS[0],
    last_customer_message_at=INSTANTS[0],
    waiting_since=INSTANTS[0],
)
CALL = {
    "at": "2026-07-30T08:21:00.000Z",
    "channel": "messenger",
    "method": "POST",
    "path": f"/v26.0/{accounts.PAGE}/messages",
    "query": {},
    "body": {"recipient": {"id": "2400111122223333"}, "message": {"text": "We have read you."}},
    "status": 200,
}
PUBLIC = {**CALL, "channel": "facebook", "path": "/v26.0/5_9/comments", "body": {"message": "We have read you."}}


def test_an_acknowledgement_is_shown_beside_what_it_answers():
    comment = replace(TICKET, id="T2", channel="facebook", last_message_id="5_9", excerpt="Anyone there?")
    pairs = demo_evidence.acknowledged([CALL, PUBLIC], [TICKET, comment], {})
    assert [(pair.channel, pair.customer, pair.answer) for pair in pairs] == [
        ("messenger", "Where is my refund?", "We have read you."),
        ("facebook", "Anyone there?", "We have read you."),
    ]


def test_calls_that_failed_and_notifications_are_no_acknowledgements():
    failed = {**CALL, "status": 503}
    notification = {**CALL, "channel": "notifications", "body": {"type": "ticket.escalated", "data": {}}}
    assert demo_evidence.acknowledged([failed, notification], [TICKET], {}) == []
    assert demo_evidence.notifications([CALL, notification, {**notification, "status": 404}]) == 1


def entry(what: str, **details: str) -> HistoryEntry:
    return HistoryEntry(ticket_id="T1", at=INSTANTS[0], key=what, what=what, details=details)


def test_each_ticket_without_an_acknowledgement_has_its_last_reason_counted():
    acknowledged = replace(TICKET, id="T2", acknowledged_at=INSTANTS[0])
    histories = {
        "T1": [
            entry("opened", acknowledgement="desk_open"),
            entry("acknowledgement_suppressed", reason="incident_open"),
        ],
        "T2": [entry("opened", acknowledgement="desk_open")],
    }
    assert demo_evidence.not_sent([TICKET, acknowledged], histories) == {"incident_open": 1}


def test_a_round_tells_its_tiers_and_its_end():
    histories = {
        "T1": [
            entry("escalated", reason="urgent", round="1"),
            entry("notified", tier="agent", target="oncall", round="1"),
            entry("notified", tier="lead", target="oncall", round="1"),
            entry("notified", tier="lead", target="topic", round="1"),
            entry("escalation_ended", end="claimed", round="1"),
            entry("escalated", reason="first_response_missed", round="2"),
        ]
    }
    histories["T2"] = [
        entry("escalated", reason="first_response_missed", round="1"),
        entry("told_with", tier="1", ticket="T1", round="1"),
        entry("told_with", tier="2", ticket="T1", round="1"),
    ]
    first, second, joint = demo_evidence.escalations(histories)
    assert joint.tiers == ("by a joint notice",)
    assert (first.reason, first.tiers, first.end) == ("urgent", ("agent", "lead"), "claimed")
    assert (second.reason, second.tiers, second.end) == ("first_response_missed", (), None)


def test_the_figures_of_an_earlier_run_are_taken_away():
    assert demo_evidence.less({"messages": 12}, {"messages": 5}) == {"messages": 7}


def test_the_most_urgent_tickets_are_those_nobody_has():
    urgent = replace(TICKET, id="T2", priority=Priority.URGENT)
    linked = replace(urgent, id="T3", incident_id="acme-1-2")
    taken = replace(urgent, id="T4", claimed_by="sarah")
    assert [t.id for t in demo_evidence.most_urgent([TICKET, taken, linked, urgent], 3)] == ["T2", "T3", "T1"]


def test_the_verdict_says_which_items_are_unaccounted_for():
    good = Account(items=2, missing=(), doubled=())
    bad = Account(items=2, missing=("fb:1",), doubled=("fb:2",))
    assert "exactly one outcome" in demo_tables.verdict(good)
    assert "fb:1" in demo_tables.verdict(bad)
    assert "fb:2" in demo_tables.verdict(bad)


def test_customers_cannot_style_the_tables():
    nasty = replace(TICKET, excerpt="[bold red]hello[/] [/nothing]", priority=Priority.URGENT)
    table = demo_tables.urgent_tickets([nasty], "en")
    assert table.row_count == 1


@pytest.mark.parametrize(
    ("language", "told"), [("en", "unhappy · waiting for 2 h"), ("fr", "mécontent · attend depuis 2 h")]
)
def test_why_a_ticket_is_urgent_is_told_in_the_words_of_the_brand(language, told):
    ticket = replace(TICKET, reasons=("unhappy", "waiting for 2 h", "stage: direct"))
    table = demo_tables.urgent_tickets([ticket], language)
    assert list(table.columns[3].cells) == [told]


def told_by(table) -> dict[str, tuple[str, ...]]:
    columns = [list(column.cells) for column in table.columns]
    return {row[0]: row[1:] for row in zip(*columns, strict=True)}


def test_what_came_in_is_counted_by_channel(sent):
    story, made, _ = sent
    items = accepted(made)
    outcomes = {item.id: (RecordedOutcome(outcome=Outcome.TICKET, where="message"),) for item in items}
    told = told_by(demo_tables.what_came_in(made, items, outcomes))
    assert set(told) == {*CHANNELS, "all"} - set(LISTS)
    assert told["all"][0] == str(len(story))
    assert told["all"][2:] == (str(len(items)), f"ticket {len(items)}")


def test_what_the_desk_finds_by_asking_is_one_message_each():
    listed = asking.written(Run("test"), [load(DOCUMENT, "acme", 1)], INSTANTS[0])
    assert {one.channel for one in listed} == set(LISTS)
    found = [item for one in listed for item in one.items]
    assert [(item.channel, item.kind) for item in found] == [(one.channel, EventKind.CREATED) for one in listed]
    outcomes = {item.id: (RecordedOutcome(outcome=Outcome.TICKET, where="message"),) for item in found}
    told = told_by(demo_tables.what_came_in([], found, outcomes))
    assert set(told) == {*LISTS, "all"}
    assert told["reddit"] == ("·", "·", "1", "ticket 1")


@pytest.mark.parametrize(
    ("channel", "path", "body"),
    [
        (
            "line",
            "/v2/bot/message/reply",
            {"replyToken": "token444573", "messages": [{"type": "text", "text": "Read."}]},
        ),
        ("viber", "/pa/send_message", {"receiver": "4911A=", "sender": {"name": "Acme"}, "text": "Read."}),
        ("whatsapp", "/v26.0/1/messages", {"to": "4911A=", "text": {"body": "Read."}}),
        ("threads", "/v1.0/1/threads", {"reply_to_id": "444573", "text": "Read."}),
    ],
)
def test_an_acknowledgement_is_found_on_every_channel_as_it_is_sent_there(channel, path, body):
    ticket = replace(TICKET, channel=channel, author_id="4911A=", last_message_id="444573", opening_message_id="444573")
    call = {**CALL, "channel": channel, "path": path, "body": body}
    (found,) = demo_evidence.acknowledged([call], [ticket], {})
    assert (found.channel, found.answer) == (channel, "Read.")


def test_titles_stand_in_one_line_however_narrow_their_table_is():
    console = Console(width=100, file=StringIO())
    demo_tables.show(console, [demo_tables.unacknowledged({"desk_open": 3})])
    assert "Tickets without an acknowledgement, and why\n" in console.file.getvalue()
