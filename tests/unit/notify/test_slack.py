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
from shared.adapters.notify.contract import Delivery
from shared.domain.channels.webhook import Verdict, WebhookRequest
from shared.domain.escalation.together import with_tickets
from shared.domain.identifiers import ticket_id_of
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


# --- of which call a button is ----------------------------------------------------------------------------------------


def value_of(delivery: Delivery, *, acting: bool = True) -> str | None:
    found = [block for block in slack.blocks(delivery, NoticeState.OPEN, acting=acting) if block["type"] == "actions"]
    values = {each["value"] for block in found for each in block["elements"] if each["action_id"] == "claim"}
    return values.pop() if values else None


def test_a_button_names_the_call_of_each_ticket() -> None:
    others = [
        a_ticket(id="T-2", escalation_round=4, escalation_running=True, waiting_since=START, escalation_wait=START)
    ]
    others.append(a_ticket(id="T-3", escalation_round=1, escalate_at=START))  # its call is about to begin
    delivery = a_delivery(notification=with_tickets(a_delivery().notification, others))
    value = value_of(delivery)
    assert value == "T-1/1,T-2/4,T-3/2"
    (request,) = slack.actions(signed(block_action("claim", ticket=value), AT), AT)
    assert (request.ticket_id, request.also) == ("T-1", ("T-2", "T-3"))
    assert request.calls == {"T-1": 1, "T-2": 4, "T-3": 2}


def test_a_button_below_a_warning_names_when_people_were_warned() -> None:
    warning = {**a_delivery().notification, "type": "ticket.deadline_near"}
    warning["data"] = {"ticket_id": "T-1", "brand": "acme"}
    value = value_of(a_delivery(notification=warning))
    assert value is not None
    (request,) = slack.actions(signed(block_action("claim", ticket=value), AT), AT)
    assert (request.ticket_id, request.calls) == ("T-1", {"T-1": START})


def test_a_button_of_an_older_version_counts_from_when_its_message_was_posted() -> None:
    (request,) = slack.actions(signed(block_action("claim", ticket="T-1"), AT), AT)
    assert request.calls == {"T-1": START + timedelta(microseconds=100)}


def test_the_longest_value_of_a_button_is_what_slack_takes() -> None:
    name = ticket_id_of("facebook", "1", "2", "3")
    others = [a_ticket(id=f"{name[:-2]}{number}", escalation_round=9999) for number in range(10, 59)]
    content = with_tickets(a_delivery().notification, others)
    content["data"] |= {"tickets": [name, *content["data"]["tickets"][1:]]}
    assert len(value_of(a_delivery(notification=content)) or "") <= 2000
