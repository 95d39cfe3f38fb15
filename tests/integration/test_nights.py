"""Nights at the demo desk, through the handlers that are deployed, against the simulated platforms over HTTP.

Whatever a platform does in the course of a night, in the end each customer who should be told was told exactly once,
and everybody else has the reason in the history of their ticket.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from functions.publish.look_ups import CalendarOf
from local.traffic import meta
from shared import channels
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.stream import StreamReader
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.domain.access.tokens import Scope, Token, token_hash
from shared.domain.incidents.model import Incident
from shared.domain.tickets.history import stated_entries
from shared.domain.tickets.model import Ticket
from tests.fakes.stored import FixedClock
from tests.integration.acme_at_night import NIGHT, PAGE, QUESTION, acme, body, comment, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.integration.table_stream import TableStream, filtered
from tests.integration.workflows import CONTEXT, fresh_handler
from tests.unit.acknowledgement.scenes import paris
from tests.unit.api.fake_api import REQUEST

pytestmark = pytest.mark.integration

Fault = dict[str, Any]
_real_gateway = channels.load_gateway


@pytest.fixture(scope="module")
def running() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        # What a platform says about times is counted from the night, not from the day on which this test runs.
        monkeypatch.setattr(channels, "load_gateway", lambda name: partial(_real_gateway(name), now=lambda: stack.at))
        yield stack


@pytest.fixture
def stack(running: StackOnMoto) -> Iterator[StackOnMoto]:
    running.begin_anew()
    yield running
    running.simulator.faults.clear()
    push(running)


def push(stack: StackOnMoto, **changes: Any) -> None:
    """Other hours or rate limits, as a brand file would bring them."""
    DynamoDBBrands(stack.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT)).push("acme", acme() | changes)
    stack.forget()


def breaks(
    stack: StackOnMoto, *, channel: str = "facebook", count: int | None = 1, path: str = "", **fault: Any
) -> None:
    """What the platform does with the next things we send."""
    match = {"channel": channel, "method": "POST", "path": path}
    stack.simulator.faults.add({"match": match, "count": count, **fault})


def refuses(code: int, subcode: int | None = None) -> Fault:
    error = {"message": "refused", "type": "OAuthException", "code": code}
    return {"status": 400, "body": {"error": error | ({"error_subcode": subcode} if subcode else {})}}


def comments(stack: StackOnMoto, *customers: str, text: str = QUESTION) -> None:
    """Each asks under the page's post, all in one delivery."""
    written = [comment(customer, customer, text, stack.at) for customer in customers]
    assert stack.deliver(body(comments=written, at=stack.at)) == 200
    stack.work()


def messages(stack: StackOnMoto, *customers: str, text: str = QUESTION, mid: str = "m") -> None:
    """Each writes to the page in private."""
    for customer in customers:
        assert stack.deliver(body(direct(customer, f"{mid}{customer}", text, stack.at), at=stack.at)) == 200
    stack.work()


def under(stack: StackOnMoto, customer: str) -> list[str]:
    """What stands under a customer's comment."""
    return [published.text for published in stack.simulator.world.under("facebook", f"1_{customer}")]


def posted(stack: StackOnMoto, channel: str = "facebook") -> int:
    """How often we tried to write on a channel, as the platform counts."""
    return sum(call["method"] == "POST" for call in stack.calls(channel))


def ticket(stack: StackOnMoto, customer: str, channel: str = "facebook") -> Ticket:
    return stack.ticket(customer if channel == "messenger" else f"{PAGE}_1:{customer}", channel)


def why_not(stack: StackOnMoto, customer: str, channel: str = "facebook") -> list[str]:
    found = ticket(stack, customer, channel)
    history = DynamoDBHistory(stack.workflows.table)
    entries = history.of_ticket(found.id, limit=100, stated=stated_entries(found)).items
    told = [entry for entry in entries if entry.what in ("opened", "acknowledgement_suppressed")]
    reasons = [entry.details.get("reason") or entry.details.get("acknowledgement") for entry in told]
    return [reason for reason in reasons if reason is not None]


# --- the platform is in trouble --------------------------------------------------------------------------------------


def test_a_throttle_is_waited_out_by_the_whole_account(stack: StackOnMoto) -> None:
    breaks(stack, status=429, headers={"Retry-After": "600"})
    comments(stack, "71")
    comments(stack, "72", "73", "74", "75")
    assert posted(stack) == 1  # the others did not even try
    assert DynamoDBAccountStates(stack.workflows.table).get("facebook", PAGE).paused_until == NIGHT + timedelta(
        minutes=10
    )
    messages(stack, "76")  # another account of ours
    assert len(stack.told("76")) == 1

    stack.pass_minutes(9)
    assert posted(stack) == 1
    stack.come_to_rest()

    assert [len(under(stack, customer)) for customer in ("71", "72", "73", "74", "75")] == [1] * 5
    assert posted(stack) == 6


@pytest.mark.parametrize(("code", "rests"), [(4, True), (341, True), (32, False)], ids=["app", "app for now", "Page"])
def test_a_limit_of_our_application_is_waited_out_by_all_of_its_accounts(
    stack: StackOnMoto, code: int, rests: bool
) -> None:
    breaks(stack, headers={"Retry-After": "600"}, **refuses(code))
    comments(stack, "71")
    messages(stack, "72")
    assert (posted(stack), posted(stack, "messenger")) == (1, 0 if rests else 1)
    states = DynamoDBAccountStates(stack.workflows.table)
    until = NIGHT + timedelta(minutes=10)
    for channel in ("messenger", "instagram", "whatsapp"):
        known = next(each for each in acme()["accounts"] if each["channel"] == channel)
        assert (states.get(channel, known["id"]).paused_until == until) is rests
    assert states.get("x", "3000000001").paused_until is None

    stack.pass_minutes(9)
    stack.come_to_rest()
    assert (len(under(stack, "71")), len(stack.told("72"))) == (1, 1)


def test_a_throttle_that_comes_back_nine_times_is_waited_out_too(stack: StackOnMoto) -> None:
    breaks(stack, status=429, headers={"Retry-After": "20"}, count=9)
    comments(stack, "71")
    stack.pass_minutes(9)
    stack.come_to_rest()

    assert len(under(stack, "71")) == 1


def test_a_throttle_until_after_the_desk_has_opened_ends_in_silence(stack: StackOnMoto) -> None:
    breaks(stack, status=429, headers={"Retry-After": str(12 * 3600)})
    comments(stack, "71")
    stack.at += timedelta(hours=12, minutes=1)
    stack.sweep()

    assert under(stack, "71") == []
    assert why_not(stack, "71") == ["desk_open"]


TROUBLE: dict[str, Fault] = {
    "an answer that is lost": {"cut": "after"},
    "a connection that is cut": {"cut": "before"},
    "a refusal although it was taken": {"status": 503, "taken": True},
    "an outage": {"status": 500},
    "a passing error in the platform's own words": {**refuses(2), "status": 500},
    "a throttle in the platform's own words": refuses(32),
    "a timeout in front of the platform": {"status": 504},
}


@pytest.mark.parametrize("trouble", [name for name in TROUBLE if name != "a refusal although it was taken"])
def test_after_any_trouble_that_passes_each_customer_was_told_once(stack: StackOnMoto, trouble: str) -> None:
    breaks(stack, path="1_71", **TROUBLE[trouble])
    comments(stack, "71", "72")
    messages(stack, "73")
    stack.pass_minutes(18)
    stack.come_to_rest()

    assert [len(under(stack, "71")), len(under(stack, "72")), len(stack.told("73"))] == [1, 1, 1]
    for customer in ("71", "72"):
        assert stack.history(ticket(stack, customer).id)["acknowledged"] == 1


def test_a_platform_that_says_no_although_it_took_it_knows_its_own_words_again(stack: StackOnMoto) -> None:
    breaks(stack, path="1_71", **TROUBLE["a refusal although it was taken"])
    comments(stack, "71")
    stack.pass_minutes(4)
    stack.come_to_rest()

    assert len(under(stack, "71")) == 1  # error 506: the very same text stands there already


def test_a_platform_that_says_no_although_it_took_it_is_read_before_anything_is_sent_again(stack: StackOnMoto) -> None:
    breaks(stack, channel="messenger", **TROUBLE["a refusal although it was taken"])
    messages(stack, "71")
    stack.pass_minutes(4)
    stack.come_to_rest()

    assert len(stack.told("71")) == 1  # Messenger takes the same words as often as they come
    assert posted(stack, "messenger") == 1


@pytest.mark.parametrize(("code", "subcode"), [(190, 463), (368, None)], ids=["token refused", "account blocked"])
def test_a_refused_token_or_a_block_stops_the_account_until_somebody_resumes_it(
    stack: StackOnMoto, code: int, subcode: int | None
) -> None:
    breaks(stack, count=None, **refuses(code, subcode))
    comments(stack, "71")
    attempts = posted(stack)
    comments(stack, "72", "73")
    stack.pass_minutes(10)

    state = DynamoDBAccountStates(stack.workflows.table).get("facebook", PAGE)
    assert state.stopped
    assert state.stopped_because == (f"meta_{code}_{subcode}" if subcode else f"meta_{code}")
    assert posted(stack) == attempts  # not one call more
    assert stack.history(ticket(stack, "71").id)["acknowledgement_failed"] == 1
    assert why_not(stack, "72") == why_not(stack, "73") == ["account_stopped"]
    messages(stack, "74")
    assert len(stack.told("74")) == 1  # other accounts go on

    stack.simulator.faults.clear()
    DynamoDBAccountStates(stack.workflows.table).resume("facebook", PAGE)
    comments(stack, "75")
    assert [len(under(stack, customer)) for customer in ("71", "72", "73", "75")] == [0, 0, 0, 1]
    again = [comment(customer, f"{customer}b", "Allô ? Où est mon colis ?", stack.at) for customer in ("71", "72")]
    assert stack.deliver(body(comments=again, at=stack.at)) == 200
    stack.work()
    assert [len(under(stack, f"{customer}b")) for customer in ("71", "72")] == [1, 1]


@pytest.mark.parametrize(
    ("code", "subcode"), [(10, 2534022), (551, None), (100, 33)], ids=["window closed", "not reachable", "gone"]
)
def test_a_refusal_for_good_is_tried_once_and_stands_on_the_ticket(
    stack: StackOnMoto, code: int, subcode: int | None
) -> None:
    breaks(stack, channel="messenger", count=None, **refuses(code, subcode))
    messages(stack, "71")
    stack.pass_minutes(5)

    assert posted(stack, "messenger") == 1
    assert stack.history(ticket(stack, "71", "messenger").id)["acknowledgement_failed"] == 1
    assert not DynamoDBAccountStates(stack.workflows.table).get("messenger", PAGE).stopped


def test_everything_at_once_and_every_delivery_twice(stack: StackOnMoto) -> None:
    """A long night: in the end everybody was told once."""
    customers = [f"7{number}" for number in range(10, 22)]
    for number, fault in enumerate(({"cut": "after"}, {"cut": "before"}, {"status": 502}, {"cut": "after"})):
        breaks(stack, path=f"1_{customers[number]}", **fault)
    breaks(stack, status=429, headers={"Retry-After": "90"})
    breaks(stack, channel="messenger", status=500)
    push(stack, acknowledgement={**acme()["acknowledgement"], "rate_limits": {"per_post_and_hour": 12}})
    written = [comment(customer, customer, QUESTION) for customer in customers[:10]]
    for _ in range(2):
        assert stack.deliver(body(comments=written)) == 200
        stack.work()
        messages(stack, *customers[10:])
    stack.pass_minutes(14)
    stack.come_to_rest()

    assert [len(under(stack, customer)) for customer in customers[:10]] == [1] * 10
    assert [len(stack.told(customer)) for customer in customers[10:]] == [1] * 2


# --- somebody else is quicker ----------------------------------------------------------------------------------------


def test_a_person_who_answers_in_the_app_while_the_acknowledgement_waits_silences_it(stack: StackOnMoto) -> None:
    breaks(stack, channel="facebook", status=429, headers={"Retry-After": "300"})
    breaks(stack, channel="messenger", status=429, headers={"Retry-After": "300"})
    comments(stack, "71")
    messages(stack, "72")
    stack.pass_time(minutes=2)
    page = f"{PAGE}_1"
    in_public = meta.page_reply(post=page, comment_id="1_99", parent="1_71", text="Je regarde", at=stack.at)
    in_private = meta.direct_echo(account=PAGE, customer="72", mid="e1", text="Je regarde", app=None, at=stack.at)
    stack.deliver(meta.encode(meta.page_body(at=stack.at, messaging=[in_private], changes=[in_public])))
    stack.work()
    stack.pass_minutes(6)

    assert (under(stack, "71"), stack.told("72")) == ([], [])
    assert ticket(stack, "71").first_response_at is not None


def test_the_desk_opens_while_the_acknowledgement_waits(stack: StackOnMoto) -> None:
    stack.at = paris("2026-03-04 08:59") + timedelta(seconds=30)
    breaks(stack, path="1_71", status=503)
    comments(stack, "71", "72")
    stack.pass_minutes(3)

    assert (under(stack, "71"), len(under(stack, "72"))) == ([], 1)
    assert why_not(stack, "71") == ["desk_open"]


def test_the_customer_takes_the_last_message_back_and_the_first_is_answered(stack: StackOnMoto) -> None:
    breaks(stack, status=503)
    comments(stack, "71")
    again = comment("71", "99", "Vous êtes là ?", stack.at)
    stack.deliver(body(comments=[again]))
    stack.work()
    stack.deliver(body(comments=[comment("71", "99", None, stack.at) | _removed(again)]))
    stack.work()
    stack.pass_minutes(3)

    assert (len(under(stack, "71")), under(stack, "99")) == (1, [])


def _removed(change: dict[str, Any]) -> dict[str, Any]:
    return {"value": {**change["value"], "verb": "remove", "message": None}}


# --- when, and to whom -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("2026-03-03 23:10", "demain à 9 h"),
        ("2026-03-04 00:30", "aujourd'hui à 9 h"),
        ("2026-03-03 13:00", "aujourd'hui à 14 h"),  # lunch
        ("2026-03-28 23:10", "lundi à 9 h"),  # the short night
        ("2026-10-24 23:10", "lundi à 9 h"),  # the long one
        ("2026-04-05 23:10", "mardi à 9 h"),  # Easter Monday comes first
        ("2026-12-24 15:00", "samedi à 10 h"),  # a half day, then Christmas
        ("2026-07-03 15:00", "demain à 10 h"),  # a closure
        ("2026-11-28 20:00", "demain à 10 h"),  # an exceptional Sunday
        ("2026-11-29 12:00", None),
        ("2026-03-04 09:00", None),
        ("2026-03-04 08:59", "aujourd'hui à 9 h"),
    ],
)
def test_what_the_calendar_says_is_what_the_customer_reads(stack: StackOnMoto, when: str, told: str | None) -> None:
    stack.at = paris(when)
    messages(stack, "71")

    read = stack.told("71")
    assert len(read) == (told is not None)
    assert told is None or told in read[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Bonjour, où est ma commande ? Je l'attends depuis une semaine.", "demain à 9 h"),
        ("Hello, where is my order? I have been waiting for a week now.", "tomorrow at 9 am (Paris time)"),
        ("Hola, ¿dónde está mi pedido? Llevo una semana esperando.", "demain à 9 h"),
    ],
)
def test_everybody_is_answered_in_their_language_or_the_brands(stack: StackOnMoto, text: str, says: str) -> None:
    messages(stack, "71", text=text)

    (told,) = stack.told("71")
    assert says in told


def test_a_sure_question_gets_the_one_page_in_private_and_none_in_public(stack: StackOnMoto) -> None:
    messages(stack, "71", text="Bonjour, où est mon colis ?")
    comments(stack, "72", text="Bonjour, où est mon colis ?")

    (private,), (public,) = stack.told("71"), under(stack, "72")
    assert private.count("https://") == 1
    assert private.endswith("Suivre sa livraison : https://help.acme.example/fr/parcel")
    assert "http" not in public


def test_personal_data_in_public_is_not_repeated_and_the_way_to_a_private_message_is_shown(stack: StackOnMoto) -> None:
    comments(stack, "71", text="Bonjour, où est ma commande ? Vous pouvez m'appeler au 06 12 34 56 78")

    (told,) = under(stack, "71")
    assert "écrivez-nous en privé à @acmeshop" in told
    assert "06 12" not in told


def test_spam_abuse_and_thanks_get_nothing(stack: StackOnMoto) -> None:
    comments(
        stack, "71", text="GAGNEZ 5000€ PAR JOUR en restant chez vous !!! Cliquez ici http://win-cash.example 💰💰💰"
    )
    comments(stack, "72", text="Merci beaucoup 🙏")
    comments(stack, "73", text="❤️")
    stack.pass_minutes(2)

    assert posted(stack) == 0


def test_one_author_gets_three_a_day_and_one_conversation_one_a_night(stack: StackOnMoto) -> None:
    push(stack, acknowledgement={**acme()["acknowledgement"], "rate_limits": {}})
    for number in range(5):
        post = f"{PAGE}_{number}"
        written = meta.comment(
            author="71", name="Mia", post=post, comment_id=f"{number}_8", parent=post, text=QUESTION, at=stack.at
        )
        stack.deliver(body(comments=[written]))
        stack.work()
    for number in range(3):
        messages(stack, "72", text=f"Toujours rien depuis {number} jours ?", mid=f"n{number}")

    assert posted(stack) == 3
    assert len(stack.told("72")) == 1


def test_a_burst_waits_its_turn_and_costs_nobody_anything(stack: StackOnMoto) -> None:
    push(stack, acknowledgement={**acme()["acknowledgement"], "rate_limits": {"per_account_and_minute": 4}})
    customers = [f"7{number}" for number in range(10, 20)]
    messages(stack, *customers)
    seen = [posted(stack, "messenger")]
    for _ in range(3):
        stack.pass_minutes(1)
        seen.append(posted(stack, "messenger"))

    assert seen == [4, 8, 10, 10]
    assert [len(stack.told(customer)) for customer in customers] == [1] * 10


# --- what people decide ----------------------------------------------------------------------------------------------


def test_in_a_crisis_nothing_automatic_is_said(stack: StackOnMoto) -> None:
    incidents = DynamoDBIncidents(stack.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT))
    breaks(stack, path="1_71", status=503)
    comments(stack, "71")  # waits to be tried again
    incidents.open(Incident(id="acme-20260303-night", brand="acme", title="down", opened_at=stack.at, opened_by="lead"))
    stack.forget()
    comments(stack, "72")
    messages(stack, "73")
    stack.pass_minutes(3)
    assert (posted(stack), posted(stack, "messenger")) == (1, 0)
    assert why_not(stack, "71") == why_not(stack, "72") == ["incident_open"]

    incidents.resolve("acme-20260303-night", by="lead", at=stack.at)
    stack.forget()
    comments(stack, "74")
    assert len(under(stack, "74")) == 1


@pytest.mark.parametrize("channel", [None, "facebook"], ids=["the brand", "one channel"])
def test_the_kill_switch_also_stops_what_waits_and_is_seen_within_seconds(
    stack: StackOnMoto, channel: str | None
) -> None:
    switches = DynamoDBSwitches(stack.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT))
    breaks(stack, path="1_71", status=503)
    comments(stack, "71", "72")
    assert len(under(stack, "72")) == 1
    switches.set("acme", channel, "off", by="lead")
    stack.pass_time(seconds=3)  # no more: what was read before is kept for two seconds
    comments(stack, "73")
    messages(stack, "74")
    stack.pass_minutes(3)

    assert (under(stack, "71"), under(stack, "73")) == ([], [])
    assert len(stack.told("74")) == (channel is not None)
    assert why_not(stack, "71")[-1] == "switched_off"


def test_a_dry_run_says_what_would_have_been_sent_and_sends_nothing(stack: StackOnMoto) -> None:
    switches = DynamoDBSwitches(stack.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT))
    switches.set("acme", "facebook", "dry_run", by="lead")
    stack.forget()
    comments(stack, "71")
    messages(stack, "72")

    assert (posted(stack), len(stack.told("72"))) == (0, 1)
    entries = DynamoDBHistory(stack.workflows.table).of_ticket(ticket(stack, "71").id).items
    (said,) = [entry.details for entry in entries if entry.what == "acknowledgement_suppressed"]
    assert said["reason"] == "dry_run"
    assert "demain mercredi à 9 h" in said["text"]


# --- what the manager reads in the morning ---------------------------------------------------------------------------


def test_the_report_counts_what_became_of_every_acknowledgement_and_who_answered_when(
    stack: StackOnMoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written from 23:10 on; the desk opens at 9, and closes at lunch. Times are those of Paris."""
    stream = TableStream()
    messages(stack, "71", "72", "73")  # told at once
    breaks(stack, status=503)
    comments(stack, "74")  # told a minute later
    breaks(stack, channel="messenger", path="", **refuses(551))
    messages(stack, "75")  # cannot be reached
    stack.pass_minutes(2)
    messages(stack, "71", mid="again")  # was told tonight
    comments(stack, "76", text="Merci beaucoup 🙏")
    stack.at = paris("2026-03-04 09:30")
    messages(stack, "77")  # by day
    app = meta.direct_echo(account=PAGE, customer="71", mid="e1", text="Bonjour", app=None, at=stack.at)
    stack.deliver(meta.encode(meta.page_body(at=stack.at, messaging=[app])))
    stack.work()
    stack.at = paris("2026-03-04 15:00")
    app = meta.direct_echo(account=PAGE, customer="72", mid="e2", text="Bonjour", app=None, at=stack.at)
    stack.deliver(meta.encode(meta.page_body(at=stack.at, messaging=[app])))
    stack.work()

    count(stack, stream)
    report = service_report(stack, monkeypatch, "from=2026-03-03T22:00:00Z&to=2026-03-04T15:00:00Z")

    told = report["acknowledgements"]
    assert (report["complete"], report["opened"], report["acknowledged"]) == (True, 6, 4)
    assert (told["sent"], told["failed"]) == (4, {"permanent": 1})
    assert told["suppressed"] == {"already_acknowledged": 1, "no_response_needed": 1, "desk_open": 1}
    assert told["delay"] == {"count": 4, "median_seconds": 0, "p90_seconds": near(60), "p95_seconds": near(60)}
    assert report["answered"] == 2  # in the platform's own app; robots never
    night, day = (
        int(timedelta(hours=10, minutes=20).total_seconds()),
        int(timedelta(hours=5, minutes=30).total_seconds()),
    )
    late, open_late = near(night + day), near(1800 + 4 * 3600)
    assert report["first_response"] == {
        **{"count": 2, "median_seconds": near(night)},
        **{"p90_seconds": late, "p95_seconds": late},
    }
    assert report["first_response_business"] == {
        **{"count": 2, "median_seconds": near(1800)},
        **{"p90_seconds": open_late, "p95_seconds": open_late},
    }


def near(seconds: int) -> Any:
    """Percentiles are off by at most two per cent."""
    return pytest.approx(seconds, rel=0.02)


def count(stack: StackOnMoto, stream: TableStream) -> None:
    """Everything that was written goes through the figures of publish."""
    brands = DynamoDBBrands(stack.workflows.table, cache_seconds=60, clock=FixedClock(stack.at))
    reader = StreamReader(
        brand_of_ticket=lambda _ticket: "acme",
        brand_of_account=lambda _channel, _account: "acme",
        opening_message=lambda _ticket: None,
    )
    records = [reader.read(record) for record in filtered(stream.records(stack.at - timedelta(minutes=1)))]
    log = DynamoDBEventLog(stack.workflows.table, CalendarOf(brands))
    found = [record for record in records if record is not None]
    for start in range(0, len(found), 50):
        log.add_batch("acme", found[start : start + 50], stack.at)


def service_report(stack: StackOnMoto, monkeypatch: pytest.MonkeyPatch, span: str) -> Any:
    table = stack.workflows.table
    for name, value in {"STAGE": "test", "RESPOND_FUNCTION": "respond", "TABLE_NAME": table.name}.items():
        monkeypatch.setenv(name, value)
    scopes = frozenset({Scope.TICKETS_READ})
    token = Token(hash=token_hash("ndk_manager"), name="manager", scopes=scopes, created_at=stack.at)
    DynamoDBTokens(table, cache_seconds=0, clock=FixedClock(stack.at)).add(token)
    event = deepcopy(REQUEST)
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/reports/service"
    event["requestContext"]["http"]["method"] = "GET"
    event["rawQueryString"] = f"brand=acme&{span}"
    event["headers"] |= {"authorization": "Bearer ndk_manager"}
    answered = fresh_handler("api").lambda_handler(event, CONTEXT)
    assert answered["statusCode"] == 200, answered["body"]
    return json.loads(answered["body"])
