"""Incidents: the fake and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.incidents import RETENTION, DynamoDBIncidents
from shared.adapters.dynamodb.items import encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds
from shared.domain.errors import ConflictError, NotFoundError, RefusedError
from shared.domain.incidents.evidence import Evidence
from shared.domain.incidents.model import FollowUpState, Incident, brand_of_incident, incident_id
from shared.domain.incidents.reports import OutageReport
from shared.domain.incidents.tasks import ContactOutcome, ContactTask
from shared.domain.incidents.updates import PublicUpdate, UpdateKind
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.ports.repositories import IncidentRegister, IncidentsAtWork, IncidentWatch, SuspicionRegister
from tests.fakes.incidents import FakeIncidents
from tests.fakes.stored import START, FixedClock
from tests.integration.aws_units import counted
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as made:
        yield made


@pytest.fixture(params=["fake", "dynamodb"])
def incidents(request: pytest.FixtureRequest) -> IncidentRegister:
    if request.param == "fake":
        return FakeIncidents()
    return DynamoDBIncidents(request.getfixturevalue("table"), cache_seconds=60, clock=FixedClock())


def _incident(number: int = 0, **fields: object) -> Incident:
    opened_at = START + timedelta(hours=number)
    incident = Incident(
        id=incident_id("acme", opened_at, "4f3a"),
        brand="acme",
        title="Payments fail",
        opened_at=opened_at,
        opened_by="night lead",
        channels=("x",),
    )
    return replace(incident, **fields)


def _named(name: str) -> Incident:
    return _incident(id=name)


def test_an_id_names_its_brand_even_one_with_hyphens() -> None:
    assert incident_id("acme", START, "4f3a") == "acme-20260302T090000-4f3a"
    assert brand_of_incident(incident_id("acme-north", START, "4f3a")) == "acme-north"
    assert brand_of_incident("nonsense") == ""


def test_an_opened_incident_concerns_its_brand_only(incidents: IncidentRegister) -> None:
    incidents.open(_incident())

    assert incidents.open_for("acme") == (_incident(),)
    assert incidents.open_for("other") == ()
    assert incidents.get(_incident().id) == _incident()


def test_who_opens_one_after_somebody_else_did_has_to_look_again(incidents: IncidentRegister) -> None:
    before = incidents.openings("acme")
    incidents.open(_incident(), after=before)

    with pytest.raises(ConflictError):
        incidents.open(_incident(1), after=before)
    assert incidents.get(_incident(1).id) is None
    assert incidents.open_for("acme") == (_incident(),), "one that was refused leaves nothing behind"
    incidents.open(_incident(1), after=incidents.openings("acme"))
    assert incidents.get(_incident(1).id) == _incident(1)
    assert incidents.openings("other") == 0


def test_a_resolved_incident_is_kept_but_no_longer_open(incidents: IncidentRegister) -> None:
    incidents.open(_incident())
    assert incidents.open_for("acme") == (_incident(),)

    ended = incidents.resolve(_incident().id, by="morning lead", at=START + timedelta(hours=2))

    assert (ended.resolved_by, ended.resolved_at) == ("morning lead", START + timedelta(hours=2))
    assert incidents.open_for("acme") == ()
    assert incidents.of_brand("acme").items == (ended,)


def test_resolving_twice_leaves_the_first_end(incidents: IncidentRegister) -> None:
    incidents.open(_incident())
    first = incidents.resolve(_incident().id, by="one", at=START)

    assert incidents.resolve(_incident().id, by="two", at=START + timedelta(hours=1)) == first


@pytest.mark.parametrize("first", [True, False], ids=["at once", "afterwards"])
def test_that_the_public_is_to_hear_of_the_end_is_kept(incidents: IncidentRegister, first: bool) -> None:
    incidents.open(_incident())
    ended = incidents.resolve(_incident().id, by="one", at=START, last_word=first)
    assert ended.last_word_wanted is first
    again = incidents.resolve(_incident().id, by="two", at=START + timedelta(hours=1), last_word=True)
    assert (again.last_word_wanted, again.resolved_by) == (True, "one")


def test_a_stop_is_taken_back_and_what_was_left_goes_on(incidents: IncidentsAtWork) -> None:
    incidents.open(_incident())
    assert incidents.resume(_incident().id, by="Marc", at=START) == _incident(), "nothing was stopped"
    incidents.note_update(_incident().id, number=1, at=START)
    incidents.resolve(_incident().id, by="one", at=START, follow_up=True)
    stopped = incidents.stop(_incident().id, by="two", at=START)
    assert stopped.follow_up is FollowUpState.STOPPED
    resumed = incidents.resume(_incident().id, by="Marc", at=START)
    assert (resumed.follow_up, resumed.stopped_at) == (FollowUpState.RUNNING, None)
    assert (resumed.resumed_by, resumed.resumed_at) == ("Marc", START)
    assert resumed.follow_up_cursor == "0#"
    assert [each.id for each in incidents.at_work("acme")] == [_incident().id]
    with pytest.raises(NotFoundError):
        incidents.resume("acme-20260302T090000-0000", by="Marc", at=START)


@pytest.mark.parametrize("unknown", ["acme-20260302T090000-0000", "nonsense", ""])
def test_what_does_not_exist_cannot_be_resolved(incidents: IncidentRegister, unknown: str) -> None:
    with pytest.raises(NotFoundError):
        incidents.resolve(unknown, by="one", at=START)


def test_an_id_is_taken_once(incidents: IncidentRegister) -> None:
    incidents.open(_incident())

    with pytest.raises(ConflictError):
        incidents.open(_incident(title="another"))


def test_following_the_cursor_gives_every_incident_once_newest_first(incidents: IncidentRegister) -> None:
    for number in range(7):
        incidents.open(_incident(number))
    incidents.resolve(_incident(3).id, by="one", at=START)

    found: list[str] = []
    cursor: str | None = None
    while True:
        page = incidents.of_brand("acme", limit=2, cursor=cursor)
        found += [incident.id for incident in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert found == [_incident(number).id for number in reversed(range(7))]
    assert len(incidents.of_brand("acme", open_only=True).items) == 6


def test_following_the_cursor_gives_every_open_incident_once(incidents: IncidentRegister) -> None:
    for number in range(7):
        incidents.open(_incident(number))
    incidents.resolve(_incident(3).id, by="one", at=START)

    first = incidents.of_brand("acme", open_only=True, limit=4)
    second = incidents.of_brand("acme", open_only=True, limit=4, cursor=first.cursor)
    assert [each.id for each in (*first.items, *second.items)] == [_incident(n).id for n in (6, 5, 4, 2, 1, 0)]
    assert second.cursor is None


def test_a_cursor_of_another_brand_is_refused(incidents: IncidentRegister) -> None:
    for number in range(3):
        incidents.open(_incident(number))
    cursor = incidents.of_brand("acme", limit=1).cursor

    with pytest.raises(RefusedError):
        incidents.of_brand("other", limit=1, cursor=cursor)


def test_the_open_ones_are_read_again_once_the_cache_is_old(table: DynamoDBTable) -> None:
    clock = FixedClock()
    here = DynamoDBIncidents(table, cache_seconds=60, clock=clock)
    elsewhere = DynamoDBIncidents(table, cache_seconds=60, clock=clock)
    assert here.open_for("acme") == ()
    elsewhere.open(_incident())
    assert here.open_for("acme") == ()

    clock.pass_time(seconds=61)

    assert here.open_for("acme") == (_incident(),)


# --- suspicions -------------------------------------------------------------------------------------------------------

WINDOW = timedelta(minutes=10)
Linked = FakeIncidents | DynamoDBIncidents


def _told(incidents: IncidentWatch, ticket: str, *, brand: str = "acme", minutes: float = 0, at_most: int = 50) -> int:
    report = OutageReport(ticket_id=ticket, at=START + timedelta(minutes=minutes))
    return len(incidents.report(brand, report, window=WINDOW, at_most=at_most))


def test_reports_of_a_window_are_read_each_ticket_once(incidents: IncidentWatch) -> None:
    assert [_told(incidents, ticket) for ticket in ("T-1", "T-2", "T-2")] == [1, 2, 2]
    assert _told(incidents, "T-3", brand="other") == 1
    assert _told(incidents, "T-4", minutes=9) == 3
    assert _told(incidents, "T-5", minutes=11) == 2


def test_a_report_keeps_its_meaning_and_how_sure_it_is(incidents: IncidentWatch) -> None:
    first = OutageReport(ticket_id="T-1", at=START, sure=False, meaning=bytes(range(256)) * 2)
    second = OutageReport(ticket_id="T-2", at=START + timedelta(seconds=1))
    incidents.report("acme", first, window=WINDOW, at_most=50)
    assert incidents.report("acme", second, window=WINDOW, at_most=50) == (first, second)


def test_of_a_flood_of_reports_the_latest_are_read(incidents: IncidentWatch) -> None:
    for number in range(15):
        _told(incidents, f"T-{number:02}", minutes=number / 10)
    latest = OutageReport(ticket_id="T-99", at=START + timedelta(minutes=2))
    read = incidents.report("acme", latest, window=WINDOW, at_most=10)
    assert [report.ticket_id for report in read] == [*(f"T-{number:02}" for number in range(6, 15)), "T-99"]


def test_a_report_is_an_item_of_one_write_unit_that_expires(table: DynamoDBTable) -> None:
    incidents = DynamoDBIncidents(table, cache_seconds=60, clock=FixedClock())
    ticket = "T-" + "x" * 60
    report = OutageReport(ticket_id=ticket, at=START, meaning=bytes(512))
    incidents.report("acme", report, window=WINDOW, at_most=50)
    item = table.get(keys.outage_report("acme", START, ticket))
    assert item is not None
    assert START + WINDOW <= datetime.fromtimestamp(int(item["expires_at"]), UTC) <= START + timedelta(days=2)
    assert sum(len(name) + len(str(value)) for name, value in item.items() if name != "meaning") + 7 + 512 < 1024


def test_the_tickets_and_customers_of_an_incident_are_counted_once(incidents: Linked) -> None:
    incidents.open(_incident())
    for ticket, customer in (("T-1", "c1"), ("T-1", "c1"), ("T-2", "c1"), ("T-3", None)):
        incidents.link_ticket(_incident().id, ticket, customer_id=customer, at=START)
    incidents.link_ticket("acme-20300101T000000-none", "T-1", customer_id="c1", at=START)

    found = incidents.get(_incident().id)
    assert found is not None
    assert (found.ticket_count, found.customer_count) == (3, 1)
    assert incidents.first_of_customer(_incident().id, "c1") == "T-1"
    assert incidents.get("acme-20300101T000000-none") is None
    assert incidents.linked(_incident().id, after="", limit=2) == ("T-1", "T-2")
    assert incidents.linked(_incident().id, after="T-2", limit=2) == ("T-3",)
    incidents.forget_customer(_incident().id, "c1")
    assert incidents.first_of_customer(_incident().id, "c1") is None


def test_what_is_linked_to_a_suspicion_after_it_was_taken_over_is_counted_once(incidents: Linked) -> None:
    suspected = replace(_incident(suspected=True), id="acme-20260302T090000-auto")
    opened = _incident(suspicion_id=suspected.id, ticket_count=1, suspicion_tickets=0, suspicion_customers=0)
    earlier = replace(opened, id="acme-20260302T090000-9999", suspicion_tickets=None, suspicion_customers=None)
    for each in (suspected, opened, earlier):
        incidents.open(each)
    for ticket, customer in (("T-1", "c1"), ("T-2", "c2"), ("T-3", "c2")):
        incidents.link_ticket(suspected.id, ticket, customer_id=customer, at=START)
        incidents.link_ticket(opened.id, f"{ticket}0", customer_id="other", at=START)
    for read_before in (opened, opened, earlier):
        incidents.take_over_counts(read_before)

    def counted(incident_id: str) -> tuple[int, int]:
        found = incidents.get(incident_id)
        assert found is not None
        return found.ticket_count, found.customer_count

    assert counted(opened.id) == (1 + 3 + 3, 1 + 2)
    incidents.link_ticket(suspected.id, "T-4", customer_id=None, at=START)
    incidents.take_over_counts(incidents.get(opened.id) or opened)
    assert counted(opened.id) == (8, 3)
    assert counted(earlier.id) == (1, 0), "an earlier version counted them when it was opened, and wrote no more"


POINTER, FOLLOW_UP = AutomaticKind.INCIDENT_POINTER, AutomaticKind.INCIDENT_FOLLOW_UP


def test_lines_become_due_are_put_off_and_end_once(incidents: Linked) -> None:
    incidents.open(_incident())
    for ticket in ("T-1", "T-2"):
        incidents.link_ticket(_incident().id, ticket, customer_id=None, at=START)
    first, second = incidents.due_tasks(_incident().id, POINTER, START, limit=10)
    assert (first.ticket_id, second.ticket_id) == ("T-1", "T-2")
    assert incidents.due_tasks(_incident().id, FOLLOW_UP, START, limit=10) == ()

    incidents.put_off(first, START + timedelta(minutes=5))
    assert incidents.due_tasks(_incident().id, POINTER, START + timedelta(minutes=4), limit=10) == (second,)
    (again,) = incidents.due_tasks(_incident().id, POINTER, START + timedelta(minutes=5), limit=10)[1:]
    assert (again.ticket_id, again.since) == ("T-1", START)

    for _ in range(2):
        incidents.end_task(again, ContactOutcome.SENT, counted_for=_incident().id)
        incidents.end_task(second, ContactOutcome.FAILED, counted_for=_incident().id)
    assert not incidents.has_tasks(_incident().id, POINTER)
    found = incidents.get(_incident().id)
    assert found is not None
    assert (found.pointers_sent, found.pointers_failed) == (1, 1)


def test_a_resolved_incident_stays_at_work_until_its_customers_were_told(incidents: Linked) -> None:
    incidents.open(_incident())
    incidents.link_ticket(_incident().id, "T-1", customer_id=None, at=START)
    incidents.note_update(_incident().id, number=1, at=START)
    incidents.note_update(_incident().id, number=1, at=START + timedelta(minutes=1))
    resolved = incidents.resolve(_incident().id, by="Ana", at=START + timedelta(hours=1), follow_up=True)
    assert (resolved.follow_up, resolved.follow_up_cursor, resolved.updates) == (FollowUpState.RUNNING, "0#", 1)
    assert resolved.updated_at == START
    assert incidents.open_for("acme") == ()
    assert [each.id for each in incidents.at_work("acme")] == [_incident().id]

    incidents.move_on(_incident().id, "0#T-1")
    task = ContactTask(incident_id=_incident().id, ticket_id="T-1", kind=FOLLOW_UP, due_at=START, since=START)
    incidents.add_task(task)
    incidents.add_task(task)
    assert incidents.due_tasks(_incident().id, FOLLOW_UP, START, limit=10) == (task,)
    for _ in range(2):
        incidents.note_answered(task, _incident().id)
        incidents.end_task(task, ContactOutcome.SKIPPED, counted_for=_incident().id)
    incidents.link_ticket(_incident().id, "T-2", customer_id=None, at=START)
    assert incidents.linked(_incident().id, after="", limit=5) == ("T-1", "T-2")
    assert incidents.linked(_incident().id, after="", limit=5, without=FOLLOW_UP) == ("T-2",), "T-1 had its outcome"
    incidents.move_on(_incident().id, None)
    incidents.finish(_incident().id, state=FollowUpState.DONE)
    assert incidents.at_work("acme") == ()
    found = incidents.get(_incident().id)
    assert found is not None
    assert (found.follow_up, found.follow_up_cursor) == (FollowUpState.DONE, None)
    assert (found.follow_ups_skipped, found.answered_by_people) == (1, 1)


@pytest.mark.parametrize("told", [True, False])
def test_a_suspicion_that_people_were_told_of_stays_at_work_until_they_heard_of_its_end(
    incidents: Linked, told: bool
) -> None:
    suspicion = _incident(suspected=True)
    incidents.open(suspicion)
    if told:
        incidents.record_notified(suspicion, tiers=1, at=START)
    incidents.resolve(suspicion.id, by="Ana", at=START)
    assert [each.id for each in incidents.at_work("acme")] == ([suspicion.id] if told else [])
    assert incidents.open_for("acme") == ()

    incidents.finish(suspicion.id, state=None)
    assert incidents.at_work("acme") == ()


def test_an_update_that_is_published_after_the_end_is_worked_on(incidents: Linked) -> None:
    incidents.open(_incident())
    incidents.note_update(_incident().id, number=1, at=START)
    incidents.resolve(_incident().id, by="Ana", at=START)
    incidents.finish(_incident().id, state=None)
    assert incidents.at_work("acme") == ()
    incidents.note_update(_incident().id, number=2, at=START + timedelta(minutes=1))
    assert [each.id for each in incidents.at_work("acme")] == [_incident().id]
    assert incidents.open_for("acme") == ()


def test_a_person_stops_the_texts_of_an_incident_once(incidents: Linked) -> None:
    incidents.open(_incident())
    incidents.note_update(_incident().id, number=1, at=START)
    incidents.resolve(_incident().id, by="Ana", at=START, follow_up=True)
    first = incidents.stop(_incident().id, by="Ana", at=START)
    assert (first.follow_up, first.stopped_by) == (FollowUpState.STOPPED, "Ana")
    incidents.finish(_incident().id, state=FollowUpState.DONE)
    again = incidents.stop(_incident().id, by="Ben", at=START + timedelta(minutes=1))
    assert (again.follow_up, again.stopped_by, again.stopped_at) == (FollowUpState.STOPPED, "Ana", START)
    with pytest.raises(NotFoundError):
        incidents.stop("acme-20300101T000000-none", by="Ana", at=START)


def test_an_update_is_written_on_the_revision_that_was_read(incidents: Linked) -> None:
    update = PublicUpdate(
        incident_id=_incident().id,
        number=2,
        kind=UpdateKind.UPDATED,
        texts={"fr": "Panne", "en": "Outage"},
        written_at=START,
        written_by="Ana",
    )
    saved = incidents.save_update(update)
    incidents.save_update(replace(update, number=1))
    assert incidents.public_update(_incident().id, 2) == saved
    assert [each.number for each in incidents.updates_of(_incident().id)] == [1, 2]
    with pytest.raises(ConflictError):
        incidents.save_update(update)
    published = incidents.save_update(saved.published((), by="Ben", at=START))
    assert incidents.public_update(_incident().id, 2) == published


def test_evidence_is_kept_with_the_suspicion(incidents: Linked) -> None:
    suspected = _incident(suspected=True)
    incidents.open(suspected)
    evidence = Evidence(
        at=START, began_at=START - timedelta(hours=2), curve=(0, 1, 20), usual=0, tickets=("T-1",), words=("fibre",)
    )
    incidents.record_evidence(suspected.id, evidence)
    incidents.record_evidence("acme-20300101T000000-none", evidence)
    found = incidents.get(suspected.id)
    assert found is not None
    assert found.evidence == evidence


def test_the_latest_reports_are_read_oldest_first(incidents: Linked) -> None:
    for number in range(5):
        _told(incidents, f"T-{number}", minutes=number)
    found = incidents.reports_since("acme", START + timedelta(minutes=1), at_most=3)
    assert [report.ticket_id for report in found] == ["T-2", "T-3", "T-4"]


@pytest.mark.parametrize("at_most", [3, 99])
def test_tickets_linked_to_a_suspicion_are_read_in_the_order_of_time(incidents: Linked, at_most: int) -> None:
    suspected, opened = replace(_incident(suspected=True), id="acme-20260302T090000-auto"), "acme-20260302T090000-1a2b"
    for number in range(5):
        at = START + timedelta(minutes=number)
        for linked_to in (suspected.id, opened):
            incidents.link_ticket(linked_to, f"T-{9 - number}", customer_id=None, at=at)
    found = incidents.linked_since(suspected.id, START + timedelta(minutes=1), at_most=at_most)
    expected = [(f"T-{9 - number}", START + timedelta(minutes=number)) for number in range(1, 5)]
    assert list(found) == expected[-at_most:]
    assert incidents.linked_since(opened, START, at_most=99) == (), (
        "of an incident that people opened there is no curve"
    )


def test_what_the_first_report_says_stays(incidents: Linked) -> None:
    opened = _incident()
    incidents.open(opened)
    for meaning in ("first", "second"):
        incidents.note_meaning(opened.id, meaning, reports=(START, START + timedelta(minutes=len(meaning))))
    incidents.note_meaning("acme-20300101T000000-none", "third", reports=(START, START))
    found = incidents.get(opened.id)
    assert found is not None
    assert (found.meaning, found.reports_from, found.reports_until) == ("first", START, START + timedelta(minutes=5))
    assert found.has_work


def test_reports_are_looked_at_in_pages_and_again_once_more_is_known_of_the_incident(incidents: Linked) -> None:
    first = OutageReport(ticket_id="T-1", at=START, is_outage=False, told_at=START - timedelta(hours=1))
    second, third = (OutageReport(ticket_id=f"T-{n}", at=START + timedelta(seconds=n)) for n in (2, 3))
    for report in (first, second, third):
        incidents.report("acme", report, window=WINDOW, at_most=50)
    assert incidents.reports_between("acme", START, third.at, limit=2) == (first, second)
    assert incidents.reports_between("acme", second.at, second.at, limit=9) == (second,)

    opened = replace(_incident(), reports_from=START, reports_until=third.at)
    incidents.open(opened)
    incidents.look_on(opened, second.at)
    assert _reports_of(incidents, opened.id) == (second.at, third.at)
    incidents.note_meaning(opened.id, "first", reports=(START, third.at))
    incidents.look_on(opened, None)
    assert _reports_of(incidents, opened.id) == (START, third.at), "whoever read it before does not know what they say"
    known = incidents.get(opened.id)
    assert known is not None
    incidents.look_on(known, None)
    assert _reports_of(incidents, opened.id)[0] is None


def _reports_of(incidents: Linked, incident_id: str) -> tuple[datetime | None, datetime | None]:
    found = incidents.get(incident_id)
    assert found is not None
    return found.reports_from, found.reports_until


def test_who_was_told_first_stays(incidents: SuspicionRegister) -> None:
    suspected = _incident(suspected=True)
    incidents.open(suspected)
    incidents.record_notified(suspected, tiers=2, at=START)
    incidents.record_notified(suspected, tiers=1, at=START + timedelta(minutes=5))

    found = incidents.get(suspected.id)
    assert found == replace(suspected, tiers_notified=2, notified_at=START)


def test_of_thousands_of_resolved_incidents_none_is_read_for_the_open_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        incidents = DynamoDBIncidents(table, cache_seconds=0, clock=FixedClock())
        with table.table.batch_writer() as batch:
            for number in range(1_000):  # of an earlier version: resolved, without a marker
                name = f"acme-2025{number:04d}T000000-x"
                item = {"id": name, "brand": "acme", "title": "t", "opened_at": 1, "opened_by": "a", "resolved_at": 2}
                batch.put_item({**keys.incident("acme", name), **item})
        old = replace(_named("acme-20260101T000000-old"), title="of an earlier version")
        table.put({**encode(old), **keys.incident("acme", old.id)})
        assert [each.id for each in incidents.open_for("acme")] == [old.id]

        new = _named("acme-20260301T000000-new")
        incidents.open(new)
        with counted() as work:
            assert {each.id for each in incidents.open_for("acme")} == {old.id, new.id}
        assert work["read"] <= 5
        with counted() as work:  # the sweep asks so each minute
            assert [each.id for each in incidents.of_brand("acme", open_only=True).items] == [new.id, old.id]
        assert work["read"] <= 5
        with counted() as work:
            assert len(incidents.of_brand("acme", limit=20).items) == 20
        assert work["read"] <= 25

        incidents.resolve(old.id, by="a", at=START)
        incidents.resolve(new.id, by="a", at=START)
        with counted() as work:
            assert incidents.open_for("acme") == ()
        assert work["read"] <= 1
        item = table.get(keys.incident("acme", new.id)) or {}
        assert item["expires_at"] == seconds(START + RETENTION)


def test_a_suspicion_that_nobody_resolves_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        suspected = replace(_named("acme-20260301T000000-auto"), suspected=True)
        DynamoDBIncidents(table, cache_seconds=0, clock=FixedClock()).open(suspected)
        found = {item["sk"]: item.get("expires_at") for item in table.table.scan()["Items"]}
        assert found == {
            f"INCIDENT#{suspected.id}": seconds(suspected.opened_at + RETENTION),
            f"OPEN#{suspected.id}": seconds(suspected.opened_at + timedelta(hours=25)),
            "OPEN#": None,
        }
