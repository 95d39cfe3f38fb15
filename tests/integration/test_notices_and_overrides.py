"""What targets know, and exceptions from rotations: the fakes and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.notices import DynamoDBNotices
from shared.adapters.dynamodb.on_call import DynamoDBOverrides
from shared.domain.notifications.notice import Notice
from shared.domain.on_call.rotation import Override
from shared.ports.repositories import NoticeRepository, OverrideRepository
from tests.fakes.notices import FakeNotices, FakeOverrides
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


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    if request.param == "fake":
        yield Stores(FakeNotices(), FakeOverrides())
        return
    with table_on_moto(monkeypatch) as table:
        yield Stores(DynamoDBNotices(table), DynamoDBOverrides(table))


def test_what_a_target_knows_is_replaced_by_what_it_was_told_last(stores: Stores) -> None:
    assert stores.notices.of_ticket("T-1") == ()
    stores.notices.put(NOTICE)
    later = replace(NOTICE, known="acknowledged:L\u00e9a", reference="C1/1.2")
    person = replace(NOTICE, target="slack-care@lea")
    for each in (later, person, replace(NOTICE, ticket_id="T-2")):
        stores.notices.put(each)
    assert stores.notices.of_ticket("T-1") == (later, person)


def test_an_override_is_read_until_it_is_over(stores: Stores) -> None:
    later = replace(OVERRIDE, id="o2", end=START + 3 * HOUR)
    for each in (later, OVERRIDE):
        stores.overrides.add("acme", each)
    stores.overrides.add("other", replace(OVERRIDE, id="o3"))
    assert stores.overrides.since("acme", START) == (OVERRIDE, later)
    assert stores.overrides.since("acme", START + HOUR) == (later,)
    assert stores.overrides.since("acme", START + 3 * HOUR) == ()
