"""Slack: the message, the signature of what comes back, and what it says."""

import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.notify import slack, teams
from shared.domain.channels.webhook import Verdict, WebhookRequest
from shared.domain.notifications.action import ActionKind
from shared.domain.satisfaction.alert import alert_notification
from shared.domain.vocabulary import NoticeState
from tests.fakes.notifications import LEA, SLACK_RECORD, a_delivery, a_text, block_action
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START

# The example of docs.slack.dev, "Verifying requests from Slack".
EXAMPLE_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack."
    b"com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc"
    b"887a14d10d2c447fce8b6703c"
)
EXAMPLE = WebhookRequest(
    method="POST",
    headers={
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    },
    query={},
    body=EXAMPLE_BODY,
)
AT = datetime.fromtimestamp(1531420618, UTC)


def signed(body: bytes, at: datetime, secret: str = SLACK_RECORD["signing_secret"][0]) -> WebhookRequest:
    seconds = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), b"v0:" + seconds.encode() + b":" + body, sha256).hexdigest()
    headers = {"x-slack-request-timestamp": seconds, "x-slack-signature": f"v0={mac}"}
    return WebhookRequest(method="POST", headers=headers, query={}, body=body)


def test_the_published_example_is_valid() -> None:
    assert slack.verify(EXAMPLE, SLACK_RECORD, AT) is Verdict.VALID


def test_while_a_secret_is_changed_both_are_accepted() -> None:
    record = {"signing_secret": ("another", *SLACK_RECORD["signing_secret"])}
    assert slack.verify(EXAMPLE, record, AT) is Verdict.VALID


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
def test_what_was_signed_long_ago_or_later_is_stale(minutes: int) -> None:
    assert slack.verify(EXAMPLE, SLACK_RECORD, AT + timedelta(minutes=minutes)) is Verdict.STALE


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, Verdict.MISSING),
        ({"x-slack-request-timestamp": "1531420618"}, Verdict.MISSING),
        ({**EXAMPLE.headers, "x-slack-signature": "v0=00"}, Verdict.INVALID),
        ({**EXAMPLE.headers, "x-slack-signature": "v0=é"}, Verdict.INVALID),
        ({**EXAMPLE.headers, "x-slack-request-timestamp": "1531420619"}, Verdict.INVALID),
        ({**EXAMPLE.headers, "x-slack-request-timestamp": "never"}, Verdict.INVALID),
    ],
)
def test_what_is_not_signed_so_is_refused(headers: dict[str, str], verdict: Verdict) -> None:
    request = WebhookRequest(method="POST", headers=headers, query={}, body=EXAMPLE_BODY)
    assert slack.verify(request, SLACK_RECORD, AT) is verdict


def test_without_a_secret_nothing_is_valid() -> None:
    assert slack.verify(EXAMPLE, {}, AT) is Verdict.INVALID
    assert slack.verify(EXAMPLE, {"signing_secret": ()}, AT) is Verdict.INVALID


@pytest.mark.parametrize("action", ["claim", "not_urgent"])
def test_a_button_that_was_pressed_is_an_action(action: str) -> None:
    (request,) = slack.actions(signed(block_action(action), AT), AT)
    assert (request.kind, request.ticket_id, request.user) == (ActionKind(action), "T-1", "U000LEA")
    assert request.place == "C0123456789/1772442000.000100"


@pytest.mark.parametrize(
    "body", [b"", b"payload=", b"payload=[]", b"payload=%7B%7D", b"\xff", block_action("open"), block_action("resolve")]
)
def test_whatever_else_is_sent_is_no_action(body: bytes) -> None:
    assert slack.actions(signed(body, AT), AT) == ()


@given(
    st.dictionaries(
        st.sampled_from(["type", "user", "channel", "actions", "message"]),
        st.one_of(
            st.none(),
            st.integers(),
            st.text(max_size=5),
            st.lists(st.text(max_size=5), max_size=2),
            st.dictionaries(st.sampled_from(["id", "action_id", "ts"]), st.text(max_size=5), max_size=3),
        ),
    )
)
def test_no_payload_breaks_the_reader(payload: dict[str, object]) -> None:
    body = urlencode({"payload": json.dumps({"type": "block_actions", **payload})}).encode()
    assert isinstance(slack.actions(signed(body, AT), AT), tuple)


def test_a_customers_words_call_nobody() -> None:
    shown = json.dumps(slack.blocks(a_delivery(), NoticeState.OPEN), ensure_ascii=False)
    assert "&lt;!channel&gt;" in shown
    assert "<!channel>" not in shown


def test_the_buttons_that_act_are_there_while_somebody_is_needed() -> None:
    def buttons(state: NoticeState) -> list[str]:
        found = [block for block in slack.blocks(a_delivery(), state) if block["type"] == "actions"]
        return [element["action_id"] for block in found for element in block["elements"]]

    assert buttons(NoticeState.OPEN) == ["claim", "not_urgent", "open"]
    assert buttons(NoticeState.ACKNOWLEDGED) == buttons(NoticeState.RESOLVED) == ["open"]


def test_a_person_is_called_by_their_id() -> None:
    assert "<@U000LEA>" in json.dumps(slack.blocks(a_delivery(person=LEA), NoticeState.OPEN))
    assert "<@U000LEA>" not in json.dumps(slack.blocks(a_delivery(person=LEA), NoticeState.RESOLVED))


@pytest.mark.parametrize(("language", "label"), [("fr", "Je m'en occupe"), ("en", "Take it")])
def test_buttons_speak_the_language_of_the_brand(language: str, label: str) -> None:
    assert label in json.dumps(slack.blocks(a_delivery(text=a_text(language=language)), NoticeState.OPEN))


def test_a_joint_notice_lists_all_its_tickets() -> None:
    ids = ", ".join(f"TCK-{number:010}" for number in range(20))
    delivery = a_delivery(text=replace(a_text(), facts=(("Also overdue", ids),)))
    shown = json.dumps(slack.blocks(delivery, NoticeState.OPEN))
    assert "TCK-0000000019" in shown
    assert "TCK-0000000019" in json.dumps(teams.card(delivery))


def test_a_bad_score_on_a_ticket_that_is_done_has_no_button_that_acts() -> None:
    ticket = a_ticket(satisfaction=1, satisfaction_at=START)
    told = alert_notification(ticket, at=START, link="https://desk.example/tickets/T-1")
    found = slack.blocks(a_delivery(notification=told), NoticeState.OPEN)
    assert [each["action_id"] for each in found[-1]["elements"]] == ["open"]


def test_four_reports_of_a_suspected_outage_are_shown_to_their_end() -> None:
    reports = " · ".join(f"“{'x' * 137}{number}”" for number in range(4))
    found = slack.blocks(a_delivery(text=a_text(excerpt=reports)), NoticeState.OPEN)
    assert any("3”" in str(block.get("text")) for block in found)
