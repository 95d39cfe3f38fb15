"""What targets know, and exceptions from rotations: the fakes and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.acted import DynamoDBActed
from shared.adapters.dynamodb.notice_groups import DynamoDBNoticeGroups
from shared.adapters.dynamodb.notices import DynamoDBNotices
from shared.adapters.dynamodb.on_call import DynamoDBCalendars, DynamoDBOverrides
from shared.domain.errors import ConflictError
from shared.domain.escalation.together import GroupNotice, NoticeGroup
from shared.domain.notifications.notice import Notice
from shared.domain.on_call.calendar import ImportedCalendar, ImportedShift
from shared.domain.on_call.rotation import Override
from shared.ports.on_call import CalendarRepository
from shared.ports.repositories import ActedRepository, NoticeGroups, NoticeRepository, OverrideRepository
from tests.fakes.notices import FakeActed, FakeCalendars, FakeNoticeGroups, FakeNotices, FakeOverrides
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

HOUR = timedelta(hours=1)
NOTICE = Notice(ticket_id="T-1", target="slack-care", round=1, tier=0, at=START)
OVERRIDE = Override(
    id="o1", rotation="night", person="tom", start=START, end=START + HOUR, created_at=START, created_by="sophie"
)


@dataclass
class Stores:
    notices: NoticeRepository
    overrides: OverrideRepository
    groups: NoticeGroups
    calendars: CalendarRepository
    acted: ActedRepository


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    if request.param == "fake":
        overrides = FakeOverrides()
        yield Stores(FakeNotices(), overrides, FakeNoticeGroups(), FakeCalendars(overrides), FakeActed())
        return
    with table_on_moto(monkeypatch) as table:
        stores = (DynamoDBNotices, DynamoDBOverrides, DynamoDBNoticeGroups, DynamoDBCalendars, DynamoDBActed)
        yield Stores(*(each(table) for each in stores))


def test_what_a_target_knows_is_replaced_by_what_it_was_told_last(stores: Stores) -> None:
    assert stores.notices.of_ticket("T-1") == ()
    stores.notices.put(NOTICE)
    later = replace(NOTICE, known="acknowledged:L\u00e9a", reference="C1/1.2")
    person = replace(NOTICE, target="slack-care@lea")
    for each in (later, person, replace(NOTICE, ticket_id="T-2")):
        stores.notices.put(each)
    assert stores.notices.of_ticket("T-1") == (later, person)


def test_an_action_of_another_tool_is_known_for_as_long_as_it_may_come_again(stores: Stores) -> None:
    until = START + HOUR
    assert not stores.acted.is_known("acme", "pager", "E1", START)
    stores.acted.remember("acme", "pager", "E1", until)
    assert stores.acted.is_known("acme", "pager", "E1", until - timedelta(seconds=1))
    assert not stores.acted.is_known("acme", "pager", "E1", until), "the table deletes items hours late"
    assert not stores.acted.is_known("acme", "other", "E1", START)
    assert not stores.acted.is_known("other", "pager", "E1", START)


def test_an_override_is_read_until_it_is_over(stores: Stores) -> None:
    later = replace(OVERRIDE, id="o2", end=START + 3 * HOUR)
    for each in (later, OVERRIDE):
        stores.overrides.add("acme", each)
    stores.overrides.add("other", replace(OVERRIDE, id="o3"))
    assert stores.overrides.since("acme", START) == (OVERRIDE, later)
    assert stores.overrides.since("acme", START + HOUR) == (later,)
    assert stores.overrides.since("acme", START + 3 * HOUR) == ()


def test_a_copy_of_a_calendar_is_kept_whole_and_read_with_the_overrides(stores: Stores) -> None:
    calendar = ImportedCalendar(
        brand="acme",
        rotation="night",
        made_of="d1",
        next_at=START + HOUR,
        shifts=tuple(
            ImportedShift(person=person, start=START + number * HOUR, end=START + (number + 1) * HOUR)
            for number, person in enumerate(("lea", "tom"))
        ),
        read_at=START,
        covers_until=START + 9 * HOUR,
        validator='p "1"',
        unknown=("Vacances",),
        failures=2,
        failing_since=START,
        problem="http_503",
        warned=True,
    )
    assert stores.calendars.get("acme", "night") is None
    saved = stores.calendars.save(calendar)
    assert stores.calendars.get("acme", "night") == saved == replace(calendar, revision=1)
    with pytest.raises(ConflictError):
        stores.calendars.save(calendar)

    stores.overrides.add("acme", replace(OVERRIDE, end=START + HOUR / 2))
    found = stores.overrides.since("acme", START)
    assert [(each.person, each.imported) for each in found] == [("tom", False), ("lea", True), ("tom", True)]
    assert [each.person for each in stores.overrides.since("acme", START + HOUR)] == ["tom"]
    assert stores.overrides.since("other", START) == ()


def test_tickets_that_are_told_together_are_known_by_their_group(stores: Stores) -> None:
    assert (stores.groups.last_told("acme", "triage"), stores.groups.members("acme", "G-1")) == (None, ())
    stores.groups.put(NoticeGroup(id="G-1", brand="acme", team="triage", members=("T-1", "T-2"), at=START))
    stores.groups.mark_told("acme", "triage", START)
    assert (stores.groups.last_told("acme", "triage"), stores.groups.last_told("acme", "experts")) == (START, None)
    assert (stores.groups.members("acme", "G-1"), stores.groups.members("other", "G-1")) == (("T-1", "T-2"), ())


def test_the_step_that_asks_first_tells_a_tier_for_all(stores: Stores) -> None:
    first, second = GroupNotice(ticket_id="T-2", named=("T-1",)), GroupNotice(ticket_id="T-1", named=("T-2", "T-3"))
    claim = stores.groups.claim
    assert stores.groups.notice("acme", "G-1", 0) is None
    claimed = replace(first, at=START)
    assert [claim("acme", "G-1", 0, each, START) for each in (first, second, first)] == [claimed] * 3
    assert stores.groups.notice("acme", "G-1", 0) == claimed
    assert claim("acme", "G-1", 1, second, START) == replace(second, at=START)


def test_what_was_told_is_confirmed_by_the_step_that_told_it(stores: Stores) -> None:
    mine = stores.groups.claim("acme", "G-1", 0, GroupNotice(ticket_id="T-1", named=("T-2",)), START)
    assert not mine.is_done
    done = replace(mine, told_at=START + HOUR, reached=False)
    for other in (replace(done, ticket_id="T-9"), replace(done, at=START + HOUR)):
        stores.groups.confirm("acme", "G-1", 0, other)
    assert stores.groups.notice("acme", "G-1", 0) == mine
    stores.groups.confirm("acme", "G-1", 0, done)
    assert stores.groups.notice("acme", "G-1", 0) == done


def test_a_step_that_was_lost_is_replaced_by_whichever_asks_first(stores: Stores) -> None:
    lost = stores.groups.claim("acme", "G-1", 0, GroupNotice(ticket_id="T-1", named=("T-2", "T-3")), START)
    first = GroupNotice(ticket_id="T-2", named=("T-3",), at=START + HOUR)
    second = GroupNotice(ticket_id="T-3", named=("T-2",), at=START + HOUR)
    assert [stores.groups.take_over("acme", "G-1", 0, lost, each) for each in (first, second)] == [first, first]
    stores.groups.confirm("acme", "G-1", 0, replace(lost, told_at=START + HOUR))
    assert stores.groups.notice("acme", "G-1", 0) == first, "whoever was late confirms nothing"
