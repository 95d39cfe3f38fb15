"""Who asked for no automatic texts: the fake and DynamoDB answer the same, and a person can change it."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from cli.commands import answers
from shared.adapters.dynamodb.automatic_texts import DynamoDBAutomaticTexts
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.customers.model import Customer
from shared.ports.outbox import AutomaticTextSettings
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.outbox import FakeAutomaticTexts
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration
PLACE = ("messenger", "1001", "7001")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as made:
        yield made


@pytest.fixture(params=["fake", "dynamodb"])
def settings(request: pytest.FixtureRequest) -> AutomaticTextSettings:
    if request.param == "fake":
        return FakeAutomaticTexts()
    return DynamoDBAutomaticTexts(request.getfixturevalue("table"))


def test_the_latest_request_counts_in_whatever_order_they_arrive(settings: AutomaticTextSettings) -> None:
    assert not settings.are_off(*PLACE)
    settings.set(*PLACE, AutomaticTexts.OFF, by="customer", at=START)
    assert settings.are_off(*PLACE)
    assert not settings.are_off("messenger", "1002", "7001")
    settings.set(*PLACE, AutomaticTexts.ON, by="customer", at=START + timedelta(minutes=5))
    settings.set(*PLACE, AutomaticTexts.OFF, by="customer", at=START)  # delivered again
    assert not settings.are_off(*PLACE)


def test_the_item_holds_no_identifier_of_the_customer_and_expires(table: DynamoDBTable) -> None:
    DynamoDBAutomaticTexts(table).set(*PLACE, AutomaticTexts.OFF, by="customer", at=START)
    (item,) = table.table.scan()["Items"]
    assert "7001" not in str({name: value for name, value in item.items() if name not in ("pk", "expires_at")})
    assert int(str(item["expires_at"])) > START.timestamp()


def test_a_person_stops_and_allows_automatic_texts_to_one_customer(
    table: DynamoDBTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "find", lambda *_: SimpleNamespace(table=table.name))
    monkeypatch.setattr(answers, "DynamoDBBrands", lambda *_, **__: FakeBrands.of(acme()))
    account = next(account for account in acme().accounts if account.channel == "messenger")
    customer = Customer(
        id="cus_1",
        brand="acme",
        identities={"messenger": "7001"},
        first_seen_at=START,
        last_seen_at=START,
        tickets=frozenset({"T-1"}),
    )
    DynamoDBCustomers(table).remember(customer)
    settings = DynamoDBAutomaticTexts(table)

    done = CliRunner().invoke(answers.app, ["customer", "cus_1", "off", "--by", "Sophie"])
    assert done.exit_code == 0, done.output
    assert settings.are_off("messenger", account.id, "7001")
    (entry,) = DynamoDBHistory(table).of_ticket("T-1").items
    assert (entry.what, entry.actor) == ("automatic_texts_stopped", "Sophie")
    assert CliRunner().invoke(answers.app, ["customer", "nobody", "off"]).exit_code == 1
