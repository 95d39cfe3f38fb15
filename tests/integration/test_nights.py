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

from local.traffic import meta
from shared import channels
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.domain.access.tokens import Scope, Token, token_hash
from shared.domain.incidents.model import Incident
from shared.domain.tickets.model import Ticket
from tests.fakes.stored import FixedClock
from tests.integration.acme_at_night import NIGHT, PAGE, QUESTION, acme, body, comment, direct
from tests.integration.desk_on_moto import Desk, desk_on_moto
from tests.integration.workflows import CONTEXT, fresh_handler
from tests.unit.acknowledgement.scenes import paris
from tests.unit.api.fake_api import REQUEST

pytestmark = pytest.mark.integration

Fault = dict[str, Any]
_real_gateway = channels.load_gateway


@pytest.fixture(scope="module")
def running() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as monkeypatch, desk_on_moto(monkeypatch) as desk:
        # What a platform says about times is counted from the night, not from the day on which this test runs.
        monkeypatch.setattr(channels, "load_gateway", lambda name: partial(_real_gateway(name), now=lambda: desk.at))
        yield desk


@pytest.fixture
def desk(running: Desk) -> Iterator[Desk]:
    running.begin_anew()
    yield running
    running.simulator.faults.clear()
    push(running)


def push(desk: Desk, **changes: Any) -> None:
    """Other hours or rate limits, as a brand file would bring them."""
    DynamoDBBrands(desk.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT)).push("acme", acme() | changes)
    desk.forget()


def breaks(desk: Desk, *, channel: str = "facebook", count: int | None = 1, path: str = "", **fault: Any) -> None:
    """What the platform does with the next things we send."""
    match = {"channel": channel, "method": "POST", "path": path}
    desk.simulator.faults.add({"match": match, "count": count, **fault})


def refuses(code: int, subcode: int | None = None) -> Fault:
    error = {"message": "refused", "type": "OAuthException", "code": code}
    return {"status": 400, "body": {"error": error | ({"error_subcode": subcode} if subcode else {})}}


def comments(desk: Desk, *customers: str, text: str = QUESTION) -> None:
    """Each asks under the page's post, all in one delivery."""
    written = [comment(customer, customer, text, desk.at) for customer in customers]
    assert desk.deliver(body(comments=written, at=desk.at)) == 200
    desk.work()


def messages(desk: Desk, *customers: str, text: str = QUESTION, mid: str = "m") -> None:
    """Each writes to the page in private."""
    for customer in customers:
        assert desk.deliver(body(direct(customer, f"{mid}{customer}", text, desk.at), at=desk.at)) == 200
    desk.work()


def under(desk: Desk, customer: str) -> list[str]:
    """What stands under a customer's comment."""
    return [published.text for published in desk.simulator.world.under("facebook", f"1_{customer}")]


def posted(desk: Desk, channel: str = "facebook") -> int:
    """How often we tried to write on a channel, as the platform counts."""
    return sum(call["method"] == "POST" for call in desk.calls(channel))


def ticket(desk: Desk, customer: str, channel: str = "facebook") -> Ticket:
    return desk.ticket(customer if channel == "messenger" else f"{PAGE}_1:{customer}", channel)


def why_not(desk: Desk, customer: str, channel: str = "facebook") -> list[str]:
    entries = DynamoDBHistory(desk.workflows.table).of_ticket(ticket(desk, customer, channel).id, limit=100).items
    told = [entry for entry in entries if entry.what in ("opened", "acknowledgement_suppressed")]
    reasons = [entry.details.get("reason") or entry.details.get("acknowledgement") for entry in told]
    return [reason for reason in reasons if reason is not None]


# --- the platform is in trouble --------------------------------------------------------------------------------------


def test_a_throttle_is_waited_out_by_the_whole_account(desk: Desk) -> None:
    breaks(desk, status=429, headers={"Retry-After": "600"})
    comments(desk, "71")
    comments(desk, "72", "73", "74", "75")
    assert posted(desk) == 1  # the others did not even try
    assert DynamoDBAccountStates(desk.workflows.table).get("facebook", PAGE).paused_until == NIGHT + timedelta(
        minutes=10
    )
    messages(desk, "76")  # another account of ours
    assert len(desk.told("76")) == 1

    desk.pass_minutes(9)
    assert posted(desk) == 1
    desk.come_to_rest()

    assert [len(under(desk, customer)) for customer in ("71", "72", "73", "74", "75")] == [1] * 5
    assert posted(desk) == 6


def test_a_throttle_that_comes_back_nine_times_is_waited_out_too(desk: Desk) -> None:
    breaks(desk, status=429, headers={"Retry-After": "20"}, count=9)
    comments(desk, "71")
    desk.pass_minutes(9)
    desk.come_to_rest()

    assert len(under(desk, "71")) == 1


def test_a_throttle_until_after_the_desk_has_opened_ends_in_silence(desk: Desk) -> None:
    breaks(desk, status=429, headers={"Retry-After": str(12 * 3600)})
    comments(desk, "71")
    desk.at += timedelta(hours=12, minutes=1)
    desk.sweep()

    assert under(desk, "71") == []
    assert why_not(desk, "71") == ["desk_open"]


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
def test_after_any_trouble_that_passes_each_customer_was_told_once(desk: Desk, trouble: str) -> None:
    breaks(desk, path="1_71", **TROUBLE[trouble])
    comments(desk, "71", "72")
    messages(desk, "73")
    desk.pass_minutes(18)
    desk.come_to_rest()

    assert [len(under(desk, "71")), len(under(desk, "72")), len(desk.told("73"))] == [1, 1, 1]
    for customer in ("71", "72"):
        assert desk.history(ticket(desk, customer).id)["acknowledged"] == 1


def test_a_platform_that_says_no_although_it_took_it_knows_its_own_words_again(desk: Desk) -> None:
    breaks(desk, path="1_71", **TROUBLE["a refusal although it was taken"])
    comments(desk, "71")
    desk.pass_minutes(4)
    desk.come_to_rest()

    assert len(under(desk, "71")) == 1  # error 506: the very same text stands there already


def test_a_platform_that_says_no_although_it_took_it_is_read_before_anything_is_sent_again(desk: Desk) -> None:
    breaks(desk, channel="messenger", **TROUBLE["a refusal although it was taken"])
    messages(desk, "71")
    desk.pass_minutes(4)
    desk.come_to_rest()

    assert len(desk.told("71")) == 1  # Messenger takes the same words as often as they come
    assert posted(desk, "messenger") == 1


@pytest.mark.parametrize(("code", "subcode"), [(190, 463), (368, None)], ids=["token refused", "account blocked"])
def test_a_refused_token_or_a_block_stops_the_account_until_somebody_resumes_it(
    desk: Desk, code: int, subcode: int | None
) -> None:
    breaks(desk, count=None, **refuses(code, subcode))
    comments(desk, "71")
    attempts = posted(desk)
    comments(desk, "72", "73")
    desk.pass_minutes(10)

    state = DynamoDBAccountStates(desk.workflows.table).get("facebook", PAGE)
    assert state.stopped
    assert state.stopped_because == (f"meta_{code}_{subcode}" if subcode else f"meta_{code}")
    assert posted(desk) == attempts  # not one call more
    assert desk.history(ticket(desk, "71").id)["acknowledgement_failed"] == 1
    assert why_not(desk, "72") == why_not(desk, "73") == ["account_stopped"]
    messages(desk, "74")
    assert len(desk.told("74")) == 1  # other accounts go on

    desk.simulator.faults.clear()
    DynamoDBAccountStates(desk.workflows.table).resume("facebook", PAGE)
    comments(desk, "75")
    assert [len(under(desk, customer)) for customer in ("71", "72", "73", "75")] == [0, 0, 0, 1]
    again = [comment(customer, f"{customer}b", "Allô ? Où est mon colis ?", desk.at) for customer in ("71", "72")]
    assert desk.deliver(body(comments=again, at=desk.at)) == 200
    desk.work()
    assert [len(under(desk, f"{customer}b")) for customer in ("71", "72")] == [1, 1]


@pytest.mark.parametrize(
    ("code", "subcode"), [(10, 2534022), (551, None), (100, 33)], ids=["window closed", "not reachable", "gone"]
)
def test_a_refusal_for_good_is_tried_once_and_stands_on_the_ticket(desk: Desk, code: int, subcode: int | None) -> None:
    breaks(desk, channel="messenger", count=None, **refuses(code, subcode))
    messages(desk, "71")
    desk.pass_minutes(5)

    assert posted(desk, "messenger") == 1
    assert desk.history(ticket(desk, "71", "messenger").id)["acknowledgement_failed"] == 1
    assert not DynamoDBAccountStates(desk.workflows.table).get("messenger", PAGE).stopped


def test_everything_at_once_and_every_delivery_twice(desk: Desk) -> None:
    """A long night: in the end everybody was told once."""
    customers = [f"7{number}" for number in range(10, 22)]
    for number, fault in enumerate(({"cut": "after"}, {"cut": "before"}, {"status": 502}, {"cut": "after"})):
        breaks(desk, path=f"1_{customers[number]}", **fault)
    breaks(desk, status=429, headers={"Retry-After": "90"})
    breaks(desk, channel="messenger", status=500)
    push(desk, acknowledgement={**acme()["acknowledgement"], "rate_limits": {"per_post_and_hour": 12}})
    written = [comment(customer, customer, QUESTION) for customer in customers[:10]]
    for _ in range(2):
        assert desk.deliver(body(comments=written)) == 200
        desk.work()
        messages(desk, *customers[10:])
    desk.pass_minutes(14)
    desk.come_to_rest()

    assert [len(under(desk, customer)) for customer in customers[:10]] == [1] * 10
    assert [len(desk.told(customer)) for customer in customers[10:]] == [1] * 2


# --- somebody else is quicker ----------------------------------------------------------------------------------------


def test_a_person_who_answers_in_the_app_while_the_acknowledgement_waits_silences_it(desk: Desk) -> None:
    breaks(desk, channel="facebook", status=429, headers={"Retry-After": "300"})
    breaks(desk, channel="messenger", status=429, headers={"Retry-After": "300"})
    comments(desk, "71")
    messages(desk, "72")
    desk.pass_time(minutes=2)
    page = f"{PAGE}_1"
    in_public = meta.page_reply(post=page, comment_id="1_99", parent="1_71", text="Je regarde", at=desk.at)
    in_private = meta.direct_echo(account=PAGE, customer="72", mid="e1", text="Je regarde", app=None, at=desk.at)
    desk.deliver(meta.encode(meta.page_body(at=desk.at, messaging=[in_private], changes=[in_public])))
    desk.work()
    desk.pass_minutes(6)

    assert (under(desk, "71"), desk.told("72")) == ([], [])
    assert ticket(desk, "71").first_response_at is not None


def test_the_desk_opens_while_the_acknowledgement_waits(desk: Desk) -> None:
    desk.at = paris("2026-03-04 08:59") + timedelta(seconds=30)
    breaks(desk, path="1_71", status=503)
    comments(desk, "71", "72")
    desk.pass_minutes(3)

    assert (under(desk, "71"), len(under(desk, "72"))) == ([], 1)
    assert why_not(desk, "71") == ["desk_open"]


def test_the_customer_takes_the_last_message_back_and_the_first_is_answered(desk: Desk) -> None:
    breaks(desk, status=503)
    comments(desk, "71")
    again = comment("71", "99", "Vous êtes là ?", desk.at)
    desk.deliver(body(comments=[again]))
    desk.work()
    desk.deliver(body(comments=[comment("71", "99", None, desk.at) | _removed(again)]))
    desk.work()
    desk.pass_minutes(3)

    assert (len(under(desk, "71")), under(desk, "99")) == (1, [])


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
def test_what_the_calendar_says_is_what_the_customer_reads(desk: Desk, when: str, told: str | None) -> None:
    desk.at = paris(when)
    messages(desk, "71")

    read = desk.told("71")
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
def test_everybody_is_answered_in_their_language_or_the_brands(desk: Desk, text: str, says: str) -> None:
    messages(desk, "71", text=text)

    (told,) = desk.told("71")
    assert says in told


def test_a_sure_question_gets_the_one_page_in_private_and_none_in_public(desk: Desk) -> None:
    messages(desk, "71", text="Bonjour, où est mon colis ?")
    comments(desk, "72", text="Bonjour, où est mon colis ?")

    (private,), (public,) = desk.told("71"), under(desk, "72")
    assert private.count("https://") == 1
    assert private.endswith("Suivre sa livraison : https://help.acme.example/fr/parcel")
    assert "http" not in public


def test_personal_data_in_public_is_not_repeated_and_the_way_to_a_private_message_is_shown(desk: Desk) -> None:
    comments(desk, "71", text="Bonjour, où est ma commande ? Vous pouvez m'appeler au 06 12 34 56 78")

    (told,) = under(desk, "71")
    assert "écrivez-nous en privé à @acmeshop" in told
    assert "06 12" not in told


def test_spam_abuse_and_thanks_get_nothing(desk: Desk) -> None:
    comments(
        desk, "71", text="GAGNEZ 5000€ PAR JOUR en restant chez vous !!! Cliquez ici http://win-cash.example 💰💰💰"
    )
    comments(desk, "72", text="Merci beaucoup 🙏")
    comments(desk, "73", text="❤️")
    desk.pass_minutes(2)

    assert posted(desk) == 0


def test_one_author_gets_three_a_day_and_one_conversation_one_a_night(desk: Desk) -> None:
    push(desk, acknowledgement={**acme()["acknowledgement"], "rate_limits": {}})
    for number in range(5):
        post = f"{PAGE}_{number}"
        written = meta.comment(
            author="71", name="Mia", post=post, comment_id=f"{number}_8", parent=post, text=QUESTION, at=desk.at
        )
        desk.deliver(body(comments=[written]))
        desk.work()
    for number in range(3):
        messages(desk, "72", text=f"Toujours rien depuis {number} jours ?", mid=f"n{number}")

    assert posted(desk) == 3
    assert len(desk.told("72")) == 1


def test_a_burst_waits_its_turn_and_costs_nobody_anything(desk: Desk) -> None:
    push(desk, acknowledgement={**acme()["acknowledgement"], "rate_limits": {"per_account_and_minute": 4}})
    customers = [f"7{number}" for number in range(10, 20)]
    messages(desk, *customers)
    seen = [posted(desk, "messenger")]
    for _ in range(3):
        desk.pass_minutes(1)
        seen.append(posted(desk, "messenger"))

    assert seen == [4, 8, 10, 10]
    assert [len(desk.told(customer)) for customer in customers] == [1] * 10


# --- what people decide ----------------------------------------------------------------------------------------------


def test_in_a_crisis_nothing_automatic_is_said(desk: Desk) -> None:
    incidents = DynamoDBIncidents(desk.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT))
    breaks(desk, path="1_71", status=503)
    comments(desk, "71")  # waits to be tried again
    incidents.open(Incident(id="acme-20260303-night", brand="acme", title="down", opened_at=desk.at, opened_by="lead"))
    desk.forget()
    comments(desk, "72")
    messages(desk, "73")
    desk.pass_minutes(3)
    assert (posted(desk), posted(desk, "messenger")) == (1, 0)
    assert why_not(desk, "71") == why_not(desk, "72") == ["incident_open"]

    incidents.resolve("acme-20260303-night", by="lead", at=desk.at)
    desk.forget()
    comments(desk, "74")
    assert len(under(desk, "74")) == 1


@pytest.mark.parametrize("channel", [None, "facebook"], ids=["the brand", "one channel"])
def test_the_kill_switch_also_stops_what_waits_and_is_seen_within_seconds(desk: Desk, channel: str | None) -> None:
    switches = DynamoDBSwitches(desk.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT))
    breaks(desk, path="1_71", status=503)
    comments(desk, "71", "72")
    assert len(under(desk, "72")) == 1
    switches.set("acme", channel, "off", by="lead")
    desk.pass_time(seconds=3)  # no more: what was read before is kept for two seconds
    comments(desk, "73")
    messages(desk, "74")
    desk.pass_minutes(3)

    assert (under(desk, "71"), under(desk, "73")) == ([], [])
    assert len(desk.told("74")) == (channel is not None)
    assert why_not(desk, "71")[-1] == "switched_off"


def test_a_dry_run_says_what_would_have_been_sent_and_sends_nothing(desk: Desk) -> None:
    switches = DynamoDBSwitches(desk.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT))
    switches.set("acme", "facebook", "dry_run", by="lead")
    desk.forget()
    comments(desk, "71")
    messages(desk, "72")

    assert (posted(desk), len(desk.told("72"))) == (0, 1)
    entries = DynamoDBHistory(desk.workflows.table).of_ticket(ticket(desk, "71").id).items
    (said,) = [entry.details for entry in entries if entry.what == "acknowledgement_suppressed"]
    assert said["reason"] == "dry_run"
    assert "demain mercredi à 9 h" in said["text"]


# --- what the manager reads in the morning ---------------------------------------------------------------------------


def test_the_report_counts_what_became_of_every_acknowledgement_and_who_answered_when(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written from 23:10 on; the desk opens at 9, and closes at lunch. Times are those of Paris."""
    messages(desk, "71", "72", "73")  # told at once
    breaks(desk, status=503)
    comments(desk, "74")  # told a minute later
    breaks(desk, channel="messenger", path="", **refuses(551))
    messages(desk, "75")  # cannot be reached
    desk.pass_minutes(2)
    messages(desk, "71", mid="again")  # was told tonight
    comments(desk, "76", text="Merci beaucoup 🙏")
    desk.at = paris("2026-03-04 09:30")
    messages(desk, "77")  # by day
    app = meta.direct_echo(account=PAGE, customer="71", mid="e1", text="Bonjour", app=None, at=desk.at)
    desk.deliver(meta.encode(meta.page_body(at=desk.at, messaging=[app])))
    desk.work()
    desk.at = paris("2026-03-04 15:00")
    app = meta.direct_echo(account=PAGE, customer="72", mid="e2", text="Bonjour", app=None, at=desk.at)
    desk.deliver(meta.encode(meta.page_body(at=desk.at, messaging=[app])))
    desk.work()

    report = service_report(desk, monkeypatch, "from=2026-03-03T22:00:00Z&to=2026-03-04T15:00:00Z")

    told = report["acknowledgements"]
    assert (report["complete"], report["opened"], report["acknowledged"]) == (True, 6, 4)
    assert (told["sent"], told["failed"]) == (4, {"permanent": 1})
    assert told["suppressed"] == {"already_acknowledged": 1, "no_response_needed": 1, "desk_open": 1}
    assert told["delay"] == {"count": 4, "median_seconds": 0, "p90_seconds": 60}
    assert report["answered"] == 2  # in the platform's own app; robots never
    night, day = (
        int(timedelta(hours=10, minutes=20).total_seconds()),
        int(timedelta(hours=5, minutes=30).total_seconds()),
    )
    assert report["first_response"] == {"count": 2, "median_seconds": night, "p90_seconds": night + day}
    assert report["first_response_business"] == {"count": 2, "median_seconds": 1800, "p90_seconds": 1800 + 4 * 3600}


def service_report(desk: Desk, monkeypatch: pytest.MonkeyPatch, span: str) -> Any:
    table = desk.workflows.table
    for name, value in {"STAGE": "test", "RESPOND_FUNCTION": "respond", "TABLE_NAME": table.name}.items():
        monkeypatch.setenv(name, value)
    scopes = frozenset({Scope.TICKETS_READ})
    token = Token(hash=token_hash("ndk_manager"), name="manager", scopes=scopes, created_at=desk.at)
    DynamoDBTokens(table, cache_seconds=0, clock=FixedClock(desk.at)).add(token)
    event = deepcopy(REQUEST)
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/reports/service"
    event["requestContext"]["http"]["method"] = "GET"
    event["rawQueryString"] = f"brand=acme&{span}"
    event["headers"] |= {"authorization": "Bearer ndk_manager"}
    answered = fresh_handler("api").lambda_handler(event, CONTEXT)
    assert answered["statusCode"] == 200, answered["body"]
    return json.loads(answered["body"])
