"""``nightdesk customer export``: what is stored about a person, in one file."""

import json
from pathlib import Path

from shared.domain.customers.model import Customer
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_message, a_ticket
from tests.unit.cli.conftest import Run


def _stored(api: FakeApi) -> None:
    api.store(a_ticket(customer_id="C-1"))
    api.messages.save(a_message("m1"))
    api.customers.remember(
        Customer(id="C-1", brand="acme", first_seen_at=START, last_seen_at=START, tickets=frozenset({"T1"}))
    )


def test_everything_is_in_one_file_that_only_its_owner_reads(run: Run, api: FakeApi, tmp_path: Path) -> None:
    _stored(api)
    file = tmp_path / "luc.json"

    shown = run("customer", "export", "C-1", "--output", str(file)).output

    entries = json.loads(file.read_text(encoding="utf-8"))
    assert [next(iter(entry)) for entry in entries] == ["customer", "ticket", "event", "message"]
    assert entries[-1]["message"]["text"] == "Bonjour, où est ma commande ?"
    assert file.stat().st_mode & 0o077 == 0
    assert "4 entries" in shown


def test_a_file_that_is_there_is_kept(run: Run, api: FakeApi, tmp_path: Path) -> None:
    _stored(api)
    (tmp_path / "luc.json").write_text("mine")

    refused = run("customer", "export", "C-1", "-o", str(tmp_path / "luc.json"))

    assert refused.exit_code == 2
    assert (tmp_path / "luc.json").read_text() == "mine"
    assert api.history.of_ticket("T1").items == ()


def test_nobody_of_that_id(run: Run, api: FakeApi) -> None:
    assert run("customer", "export", "C-9").exit_code == 1
