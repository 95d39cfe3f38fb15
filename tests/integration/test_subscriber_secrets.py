"""The secrets of subscribers lie in one record: nobody writes back what they read before somebody else wrote."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from shared.adapters.dynamodb.account_health import DynamoDBSecretLeases
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.notify.subscriber_secrets import LEASE, SECRETS, SubscriberSecretStore
from shared.domain.errors import ConflictError, UpstreamError
from tests.fakes.stored import FixedClock
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

NOW = datetime(2026, 3, 3, 22, 10, tzinfo=UTC)


class Office:
    def __init__(self, table: DynamoDBTable) -> None:
        self.leases, self.clock = DynamoDBSecretLeases(table), FixedClock(NOW)

    def store(self, pause: Callable[[float], None] = lambda _: None) -> SubscriberSecretStore:
        return SubscriberSecretStore("nightdesk-test/", self.leases, self.clock, pause=pause)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with table_on_moto(monkeypatch) as table:
        yield Office(table)


def test_of_two_who_change_secrets_at_once_one_waits_and_neither_is_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.store().add("wh0", "old", keep=2)
    adds = office.store()
    read, refused = adds._record, []

    def while_it_reads() -> dict[str, tuple[str, ...]]:
        found = read()
        try:
            office.store().add("wh0", "new", keep=2)
        except ConflictError:
            refused.append("wh0")
        return found

    monkeypatch.setattr(adds, "_record", while_it_reads)
    adds.add("wh9", "other", keep=2)
    assert refused == ["wh0"], "nobody was shown a secret that signs nothing"
    office.store().add("wh0", "new", keep=2)
    assert (office.store().of("wh0"), office.store().of("wh9")) == (("new", "old"), ("other",))


def test_who_waits_gets_its_turn(office: Office) -> None:
    assert office.leases.claim(SECRETS, "somebody", now=NOW, until=NOW + LEASE)
    waits = office.store(pause=lambda _: office.leases.release(SECRETS, "somebody"))
    waits.add("wh0", "a", keep=2)
    assert office.store().of("wh0") == ("a",)


def test_of_a_change_that_failed_or_whose_maker_died_nothing_stays_in_the_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = office.store()

    def broken() -> dict[str, tuple[str, ...]]:
        raise UpstreamError("secretsmanager")

    monkeypatch.setattr(fails, "_record", broken)
    with pytest.raises(UpstreamError):
        fails.add("wh0", "a", keep=2)
    office.store().add("wh0", "b", keep=2)
    assert office.leases.claim(SECRETS, "dead", now=NOW, until=NOW + LEASE)
    office.clock.pass_time(seconds=LEASE.total_seconds())
    office.store().add("wh0", "c", keep=2)
    office.store().add("wh0", "d", keep=2)
    assert office.store().of("wh0") == ("d", "c")
    office.store().remove("wh0")
    assert office.store().of("wh0") == ()
