"""Who asked for no automatic texts: the fake and DynamoDB answer the same, and a person can change it."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from cli.commands import answers
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.automatic_texts import OLD_KEYS_UNTIL, DynamoDBAutomaticTexts
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.customers.model import Customer
from shared.ports.outbox import AutomaticTextSettings
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.outbox import FakeAutomaticTexts
from tests.fakes.stored import START, FixedClock
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
    return DynamoDBAutomaticTexts(request.getfixturevalue("table"), FixedClock())


OLD_KEY = {"pk": f"AUTOMATIC#{sha256('/'.join(PLACE).encode()).hexdigest()}", "sk": "AUTOMATIC"}


def written_by_an_earlier_version(table: DynamoDBTable) -> None:
    assert keys.automatic_texts_of_before(*PLACE) == OLD_KEY
    table.put({**OLD_KEY, "setting": "off", "changed_at": keys.instant(START), "changed_by": "customer"})


def test_what_an_earlier_version_wrote_counts_until_it_expires(table: DynamoDBTable) -> None:
    written_by_an_earlier_version(table)
    assert DynamoDBAutomaticTexts(table, FixedClock()).are_off(*PLACE)
    assert not DynamoDBAutomaticTexts(table, FixedClock(OLD_KEYS_UNTIL)).are_off(*PLACE)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_new_request_replaces_what_an_earlier_version_wrote_if_it_is_later(
    table: DynamoDBTable, minutes: int
) -> None:
    written_by_an_earlier_version(table)
    settings = DynamoDBAutomaticTexts(table, FixedClock())
    settings.set(*PLACE, AutomaticTexts.ON, by="customer", at=START + timedelta(minutes=minutes))
    assert settings.are_off(*PLACE) is (minutes < 0)
    assert table.get(OLD_KEY) is None


def test_the_key_is_hidden_when_the_person_is_erased_and_what_they_asked_for_stays(
    settings: AutomaticTextSettings,
) -> None:
    settings.set(*PLACE, AutomaticTexts.OFF, by="customer", at=START)
    settings.hide(*PLACE)
    settings.hide(*PLACE)
    assert settings.are_off(*PLACE)


def test_nobody_can_tell_the_customer_from_the_key_without_the_secret_of_the_table(table: DynamoDBTable) -> None:
    written_by_an_earlier_version(table)
    settings = DynamoDBAutomaticTexts(table, FixedClock())
    settings.hide(*PLACE)
    assert settings.are_off(*PLACE)
    found = [item["pk"] for item in table.table.scan()["Items"]]
    digests = {sha256(spelled.encode()).hexdigest()[:32] for spelled in ("/".join(PLACE), "|".join(PLACE), "7001")}
    assert not [key for key in found if any(digest in str(key) for digest in digests)]


def test_the_latest_request_counts_in_whatever_order_they_arrive(settings: AutomaticTextSettings) -> None:
    assert not settings.are_off(*PLACE)
    settings.set(*PLACE, AutomaticTexts.OFF, by="customer", at=START)
    assert settings.are_off(*PLACE)
    assert not settings.are_off("messenger", "1002", "7001")
    settings.set(*PLACE, AutomaticTexts.ON, by="customer", at=START + timedelta(minutes=5))
    settings.set(*PLACE, AutomaticTexts.OFF, by="customer", at=START)  # delivered again
    assert not settings.are_off(*PLACE)


def test_the_item_holds_no_identifier_of_the_customer_and_expires(table: DynamoDBTable) -> None:
    DynamoDBAutomaticTexts(table, FixedClock()).set(*PLACE, AutomaticTexts.OFF, by="customer", at=START)
    (item,) = (each for each in table.table.scan()["Items"] if each["sk"] == "AUTOMATIC")
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
    settings = DynamoDBAutomaticTexts(table, FixedClock())

    done = CliRunner().invoke(answers.app, ["customer", "cus_1", "off", "--by", "Sophie"])
    assert done.exit_code == 0, done.output
    assert settings.are_off("messenger", account.id, "7001")
    (entry,) = DynamoDBHistory(table).of_ticket("T-1").items
    assert (entry.what, entry.actor) == ("automatic_texts_stopped", "Sophie")
    assert CliRunner().invoke(answers.app, ["customer", "nobody", "off"]).exit_code == 1
