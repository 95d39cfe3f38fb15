"""The health of accounts and the leases of secret records: the fakes and DynamoDB, by one suite."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.account_health import DynamoDBAccountHealth, DynamoDBSecretLeases
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.account_health.model import AccountHealth, Check
from shared.domain.errors import ConflictError
from shared.ports.account_health import AccountHealthRepository, SecretLeases
from tests.fakes.account_health import FakeAccountHealth, FakeSecretLeases
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

NOW = datetime(2026, 7, 31, 12, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=2)
FULL = AccountHealth(
    channel="x",
    account_id="3000000001",
    brand="acme",
    token=Check.OK,
    token_ends_at=NOW,
    mark="0123456789abcdef",
    refresh_at=NOW,
    sign_in_again=True,
    missing_permissions=("tweet.write",),
    told_days=7,
    problems=("sign_in_again",),
    expires_at=NOW,
)


@pytest.fixture(scope="module")
def table() -> Iterator[DynamoDBTable]:
    with pytest.MonkeyPatch.context() as monkeypatch, table_on_moto(monkeypatch) as table:
        yield table


@pytest.fixture(params=["fake", "dynamodb"])
def health(request: pytest.FixtureRequest, table: DynamoDBTable) -> AccountHealthRepository:
    if request.param == "fake":
        return FakeAccountHealth()
    for known in DynamoDBAccountHealth(table).known():
        table.table.delete_item(Key=keys.account_health(known.channel, known.account_id))
    return DynamoDBAccountHealth(table)


@pytest.fixture(params=["fake", "dynamodb"])
def leases(request: pytest.FixtureRequest, table: DynamoDBTable) -> SecretLeases:
    table.table.delete_item(Key=keys.secret_lease("acme-x"))
    return FakeSecretLeases() if request.param == "fake" else DynamoDBSecretLeases(table)


def test_nothing_is_known_of_an_account_that_was_never_looked_at(health: AccountHealthRepository) -> None:
    assert health.get("x", "3000000001") == AccountHealth(channel="x", account_id="3000000001")
    assert health.known() == ()


def test_what_was_saved_is_read_again(health: AccountHealthRepository) -> None:
    saved = health.save(FULL)

    assert health.get("x", "3000000001") == saved == replace(FULL, revision=1)
    assert health.known() == (saved,)


def test_of_two_writers_who_read_the_same_one_writes(health: AccountHealthRepository) -> None:
    read = health.save(FULL)
    health.save(replace(read, problems=()))

    with pytest.raises(ConflictError):
        health.save(read)
    with pytest.raises(ConflictError):
        health.save(FULL)


def test_a_record_is_written_by_one_at_a_time(leases: SecretLeases) -> None:
    assert leases.claim("acme-x", "run-1", now=NOW, until=UNTIL)
    assert not leases.claim("acme-x", "run-2", now=NOW, until=UNTIL)
    assert leases.claim("acme-meta", "run-2", now=NOW, until=UNTIL)


def test_a_claim_whose_answer_was_lost_may_be_made_again(leases: SecretLeases) -> None:
    assert leases.claim("acme-x", "run-1", now=NOW, until=UNTIL)
    assert leases.claim("acme-x", "run-1", now=NOW, until=UNTIL)


def test_a_lease_is_over_when_it_is_given_back_or_its_holder_died(leases: SecretLeases) -> None:
    leases.claim("acme-x", "run-1", now=NOW, until=UNTIL)
    leases.release("acme-x", "run-2")
    assert not leases.claim("acme-x", "run-2", now=NOW, until=UNTIL)
    leases.release("acme-x", "run-1")
    assert leases.claim("acme-x", "run-2", now=NOW, until=UNTIL)
    assert leases.claim("acme-x", "run-3", now=UNTIL, until=UNTIL + timedelta(minutes=2))
