"""``nightdesk reply``: an answer through the API's own code, and respond's word faked."""

import json

import httpx
import pytest

from cli.commands import reply as replies
from shared.contracts.replies import PersonalDataPosition, ReplyResult
from shared.domain.errors import UpstreamError
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, RefusalReason
from tests.unit.api.fake_api import FakeApi, a_ticket
from tests.unit.api.test_replies import done, part, refused
from tests.unit.cli.conftest import Run


@pytest.fixture(autouse=True)
def _ready(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.store(a_ticket())
    api.replier.says = done(part())
    monkeypatch.setattr(replies, "PAUSE_SECONDS", 0)


def test_an_answer_is_sent_and_shown_as_it_went_out(run: Run, api: FakeApi) -> None:
    shown = run("reply", "T1", "Bonjour Luc.", "--agent", "Sophie Bernard")

    assert shown.exit_code == 0
    assert "Bonjour Luc. ^SB" in shown.output
    (wish,) = api.replier.asked
    assert (wish.mode, wish.text, wish.agent, wish.private_text) == (
        Mode.PUBLIC,
        "Bonjour Luc.",
        "Sophie Bernard",
        None,
    )


def test_a_move_to_private_takes_both_texts(run: Run, api: FakeApi) -> None:
    run(
        "reply",
        "T1",
        "En privé ?",
        "--agent",
        "Sophie",
        "--visibility",
        "move_to_private",
        "--private-text",
        "Votre numéro ?",
    )
    (wish,) = api.replier.asked
    assert (wish.mode, wish.private_text) == (Mode.MOVE_TO_PRIVATE, "Votre numéro ?")


def test_json_gives_the_key_to_ask_again_with(run: Run, api: FakeApi) -> None:
    found = json.loads(run("reply", "T1", "Bonjour", "--initials", "SB", "--json").output)
    assert (found["status"], found["key"]) == ("sent", api.replier.asked[0].key)


def test_personal_data_is_shown_where_it_stands(run: Run, api: FakeApi) -> None:
    api.replier.says = refused(
        RefusalReason.PERSONAL_DATA, findings=(PersonalDataPosition(kind="email", start=2, end=9),)
    )
    shown = run("reply", "T1", "À a@b.com ?", "--initials", "SB")
    assert shown.exit_code == 1
    assert "It is so." in shown.output
    assert "email: 'a@b.com'" in shown.output


def test_an_answer_that_has_to_wait_says_how_to_ask_again(run: Run, api: FakeApi) -> None:
    api.replier.says = done(part(status=OutboxStatus.WAITING, message_id=None, sent_at=None))
    shown = run("reply", "T1", "Bonjour", "--initials", "SB", "--key", "k-1")
    assert shown.exit_code == 0
    assert "--key k-1" in shown.output


def test_a_request_that_got_lost_is_repeated_with_its_key(run: Run, api: FakeApi) -> None:
    says: list[ReplyResult | Exception] = [UpstreamError("lost"), done(part())]
    real = api.replier.reply

    def flaky(wish: object) -> ReplyResult | None:
        api.replier.says = says.pop(0)
        return real(wish)

    api.replier.reply = flaky
    assert run("reply", "T1", "Bonjour", "--initials", "SB").exit_code == 0
    first, second = api.replier.asked
    assert first.key == second.key


def test_an_api_that_does_not_answer_ends_the_command_with_the_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    client = httpx.Client(base_url="http://127.0.0.1:9", transport=httpx.MockTransport(refuse))
    monkeypatch.setattr("cli.api_client.open_client", lambda place: client)
    shown = run("reply", "T1", "Bonjour", "--initials", "SB", "--key", "k-1")
    assert shown.exit_code == 2
    assert "--key k-1" in shown.output
