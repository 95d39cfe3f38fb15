"""Every kind of target against its simulated service, over real sockets of this machine: one suite for all."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from local.simulator.server import Simulator
from shared.adapters.notify import http as target_http
from shared.adapters.notify import targets
from shared.adapters.notify.contract import Delivery
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.targets import NotificationRouter
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.notifications.target import TargetType
from shared.domain.satisfaction.alert import alert_notification, alert_text
from shared.domain.vocabulary import NoticeState, Status
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import TIERS, a_brand
from tests.fakes.notifications import EXCERPT, LEA, SLACK, TARGETS, TOM, ZENDESK, a_delivery, a_notified_brand, a_text
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START

pytestmark = pytest.mark.integration

EVERY = pytest.mark.parametrize("kind", TARGETS, ids=str)
WITHOUT_TEAMS = pytest.mark.parametrize("kind", [kind for kind in TARGETS if kind is not TargetType.TEAMS], ids=str)
"""The webhook of a workflow in Teams knows no keys: what was taken without an answer is told again there."""
FOLLOWING = pytest.mark.parametrize("kind", [kind for kind in TARGETS if kind.follows], ids=str)


@dataclass
class Scene:
    """A brand whose targets stand in the simulator."""

    simulator: Simulator
    http: TargetHttp
    slept: list[float]

    def notify(self, kind: TargetType, **fields: Any) -> str | None:
        delivery = self.delivery(kind, **fields)
        return self.router.adapters[kind].notify(delivery)

    def follow(self, kind: TargetType, state: NoticeState, reference: str | None, **fields: Any) -> None:
        self.router.adapters[kind].follow(self.delivery(kind, reference=reference, **fields), state)

    def delivery(self, kind: TargetType, **fields: Any) -> Delivery:
        target, record = TARGETS[kind]
        target = fields.pop("target", target)
        return a_delivery(target, {**record, "url": (f"{self.simulator.url}/{kind}",)}, **fields)

    @property
    def router(self) -> NotificationRouter:
        return NotificationRouter(None, None, FakeBrands.of(a_notified_brand()), NoSecrets(), self.http)

    def fault(self, **fault: Any) -> None:
        self.simulator.faults.add(fault)

    def calls(self, kind: TargetType) -> list[dict[str, Any]]:
        return self.simulator.world.calls(str(kind))

    def shown(self, kind: TargetType) -> list[Any]:
        """What stands in the service because we told it."""
        return self.simulator.world._all(str(kind))


class NoSecrets:
    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        raise NotFoundError(name)


@pytest.fixture
def scene() -> Iterator[Scene]:
    slept: list[float] = []
    http = TargetHttp(allowed_hosts=frozenset({"127.0.0.1"}), sleep=slept.append)
    with Simulator() as simulator:
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Scene(simulator, http, slept)
        simulator.shutdown()
        thread.join()
    http.client.close()


@EVERY
def test_what_is_told_arrives_once_and_without_the_secret(scene: Scene, kind: TargetType) -> None:
    scene.notify(kind)
    (shown,) = scene.shown(kind)
    assert shown.text
    written = json.dumps([shown.text, shown.content, scene.calls(kind)], ensure_ascii=False)
    assert "T-1" in written
    for values in TARGETS[kind][1].values():
        assert not any(value in written for value in values), "the simulator remembers no secret"


@EVERY
def test_everything_that_is_too_long_is_shortened_to_what_the_service_takes(scene: Scene, kind: TargetType) -> None:
    long = "é<&>" * 5000
    text = a_text(title=long, subject=long, body=long, excerpt=long, state=long, facts=((long, long),) * 40)
    scene.notify(kind, text=text)
    assert len(scene.shown(kind)) == 1


@EVERY
def test_a_service_that_fails_once_is_asked_again(scene: Scene, kind: TargetType) -> None:
    scene.fault(match={"channel": str(kind)}, status=503, count=1)
    scene.notify(kind)
    assert len(scene.shown(kind)) == 1


@EVERY
def test_a_service_whose_answer_drips_is_given_up_in_time(
    scene: Scene, kind: TargetType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes within the time-out of a read; the whole answer would take minutes."""
    monkeypatch.setattr(target_http, "ATTEMPT_SECONDS", 0.4)
    scene.fault(match={"channel": str(kind)}, drip=0.2)
    began = time.monotonic()
    with pytest.raises(UpstreamError, match="timeout"):
        scene.notify(kind)
    assert time.monotonic() - began < 4


def test_everything_that_is_asked_of_one_target_has_one_limit(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one has all its time again."""
    monkeypatch.setattr(targets, "TARGET_SECONDS", 0.6)
    records = {
        target.secret: {**record, "url": (f"{scene.simulator.url}/{kind}",)}
        for kind, (target, record) in TARGETS.items()
        if kind in (TargetType.SLACK, TargetType.PAGERDUTY)
    }

    class Records:
        def get(self, name: str, *, fresh: bool = False) -> Secrets:
            return records[name]

    router = NotificationRouter(None, None, FakeBrands.of(a_notified_brand()), Records(), scene.http)
    scene.fault(match={"channel": "slack"}, drip=0.2)
    told = a_delivery()
    content = {"notification": told.notification, "text": told.text, "idempotency_key": "k"}
    began = time.monotonic()
    with pytest.raises(UpstreamError, match="timeout"):
        router.notify(target="slack-care", again=True, **content)
    assert time.monotonic() - began < 2
    assert router.notify(target="pager", **content) is not None


@WITHOUT_TEAMS
@pytest.mark.parametrize("fault", [{"cut": "after"}, {"status": 500, "taken": True}], ids=["cut", "answer lost"])
def test_what_was_taken_without_an_answer_is_not_told_twice(
    scene: Scene, kind: TargetType, fault: dict[str, Any]
) -> None:
    scene.fault(match={"channel": str(kind)}, count=1, **fault)
    scene.notify(kind)
    assert len(scene.shown(kind)) == 1


@WITHOUT_TEAMS
def test_told_again_after_a_crash_it_stands_there_once(scene: Scene, kind: TargetType) -> None:
    first = scene.notify(kind)
    assert scene.notify(kind, again=True) == first
    assert len(scene.shown(kind)) == 1


@EVERY
def test_a_service_that_stays_down_is_an_error_with_a_short_code(scene: Scene, kind: TargetType) -> None:
    scene.fault(match={"channel": str(kind)}, status=503)
    with pytest.raises(UpstreamError) as raised:
        scene.notify(kind)
    assert str(raised.value) == "http_503"
    assert 2 <= len(scene.calls(kind)) <= 4


@EVERY
def test_a_service_that_asks_for_a_long_pause_is_not_waited_for(scene: Scene, kind: TargetType) -> None:
    scene.fault(match={"channel": str(kind)}, status=429, headers={"Retry-After": "600"})
    with pytest.raises(UpstreamError, match="http_429"):
        scene.notify(kind)
    assert (len(scene.calls(kind)), scene.slept) == (1, [])


@WITHOUT_TEAMS
def test_a_key_that_was_revoked_is_refused_and_not_tried_again(scene: Scene, kind: TargetType) -> None:
    target, record = TARGETS[kind]
    revoked = {name: tuple(f"revoked-{value}" for value in values) for name, values in record.items()}
    url = f"{scene.simulator.url}/{kind}"
    with pytest.raises(UpstreamError) as raised:
        scene.router.adapters[kind].notify(a_delivery(target, {**revoked, "url": (url,)}))
    assert "revoked" not in str(raised.value)
    assert (len(scene.calls(kind)), scene.shown(kind)) == (1, [])


@EVERY
def test_without_its_secret_nothing_is_sent(scene: Scene, kind: TargetType) -> None:
    target, _ = TARGETS[kind]
    with pytest.raises(UpstreamError, match="no_secret"):
        scene.router.adapters[kind].notify(a_delivery(target, {}))
    assert scene.calls(kind) == []


@EVERY
@pytest.mark.parametrize("address", ["https://10.0.0.1", "https://169.254.169.254/latest", "http://93.184.216.34"])
def test_an_address_that_is_not_public_is_never_called(scene: Scene, kind: TargetType, address: str) -> None:
    target, record = TARGETS[kind]
    with pytest.raises(UpstreamError, match="address_not"):
        scene.router.adapters[kind].notify(a_delivery(target, {**record, "url": (address,)}))


@FOLLOWING
def test_it_follows_the_ticket_and_repeating_changes_nothing(scene: Scene, kind: TargetType) -> None:
    reference = scene.notify(kind)
    for state in (NoticeState.ACKNOWLEDGED, NoticeState.ACKNOWLEDGED, NoticeState.RESOLVED, NoticeState.RESOLVED):
        scene.follow(kind, state, reference, text=a_text(state=f"now {state}"))
    assert len({one.id for one in scene.shown(kind)}) == 1
    assert "resolved" in json.dumps(scene.shown(kind)[0].content)


@FOLLOWING
def test_a_bad_score_stands_beside_the_ticket_and_answering_one_leaves_the_other(
    scene: Scene, kind: TargetType
) -> None:
    ticket = a_ticket(satisfaction=1, status=Status.RESOLVED)
    scored = {
        "notification": alert_notification(ticket, at=START, link=None),
        "text": alert_text(a_brand(), ticket, None),
    }
    first = scene.notify(kind)
    second = scene.notify(kind, **scored, key="score_0123456789abcdef")
    assert first != second
    assert len(scene.shown(kind)) == 2
    scene.follow(kind, NoticeState.RESOLVED, second, **scored)
    calls = len(scene.calls(kind))
    scene.follow(kind, NoticeState.ACKNOWLEDGED, first)
    said = json.dumps(scene.calls(kind)[calls:])
    assert "score" not in said
    states = {shown.id: shown.content.get("status") for shown in scene.shown(kind)}
    if kind in (TargetType.PAGERDUTY, TargetType.OPSGENIE):
        assert (states[first], states[second]) == ("acknowledged", "resolved")


@FOLLOWING
def test_what_somebody_deleted_there_is_no_error(scene: Scene, kind: TargetType) -> None:
    reference = scene.notify(kind)
    for one in scene.shown(kind):
        scene.simulator.world.withdraw(str(kind), one.id)
    scene.follow(kind, NoticeState.RESOLVED, reference)


@WITHOUT_TEAMS
def test_a_later_tier_is_about_the_same_thing(scene: Scene, kind: TargetType) -> None:
    reference = scene.notify(kind)
    assert scene.notify(kind, reference=reference, key="esc_later") == reference
    roots = [one for one in scene.shown(kind) if one.under is None]
    assert len(roots) == 1


@pytest.mark.parametrize("kind", [TargetType.PAGERDUTY, TargetType.OPSGENIE], ids=str)
def test_a_pager_shows_what_customers_write_only_where_it_is_trusted(scene: Scene, kind: TargetType) -> None:
    scene.notify(kind)
    assert "colis" not in json.dumps(scene.calls(kind), ensure_ascii=False)
    trusted = replace(TARGETS[kind][0], trusted=True)
    scene.notify(kind, target=trusted)
    assert "colis" in json.dumps(scene.calls(kind)[-1], ensure_ascii=False)


@pytest.mark.parametrize("kind", [TargetType.PAGERDUTY, TargetType.OPSGENIE], ids=str)
def test_a_new_wait_after_the_end_is_a_new_alert(scene: Scene, kind: TargetType) -> None:
    reference = scene.notify(kind)
    scene.follow(kind, NoticeState.RESOLVED, reference)
    assert scene.shown(kind)[0].content["status"].startswith("resolve")
    scene.notify(kind, reference=reference)
    assert scene.shown(kind)[0].content["status"] in ("triggered", "open")


def test_a_conversation_is_a_private_comment_and_only_where_it_is_trusted(scene: Scene) -> None:
    text = a_text(conversation=("Mia: où est mon colis ?", "Acme : nous cherchons"))
    scene.notify(TargetType.ZENDESK, text=text)
    (comment,) = scene.shown(TargetType.ZENDESK)[0].content["comments"]
    assert (comment["public"], "où est mon colis" in comment["body"]) == (False, False)
    trusted = replace(ZENDESK, trusted=True)
    scene.notify(TargetType.ZENDESK, text=text, target=trusted, key="esc_later")
    (_, later) = scene.shown(TargetType.ZENDESK)[0].content["comments"]
    assert (later["public"], "où est mon colis" in later["body"]) == (False, True)


def test_a_ticket_that_is_solved_in_zendesk_is_opened_again_and_a_closed_one_is_followed_by_a_new_one(
    scene: Scene,
) -> None:
    """Agents look at open tickets only; what is closed takes no comment any more."""
    scene.notify(TargetType.ZENDESK)
    scene.follow(TargetType.ZENDESK, NoticeState.RESOLVED, None)
    (ticket,) = scene.shown(TargetType.ZENDESK)
    assert ticket.content["status"] == "solved"
    scene.notify(TargetType.ZENDESK, key="esc_second")
    (ticket,) = scene.shown(TargetType.ZENDESK)
    assert (ticket.content["status"], len(ticket.content["comments"])) == ("open", 3)
    scene.simulator.world.publish(replace(ticket, content={**ticket.content, "status": "closed"}))
    for _ in range(2):  # a repetition after a crash makes no third
        scene.notify(TargetType.ZENDESK, key="esc_third")
    first, second = sorted(scene.shown(TargetType.ZENDESK), key=lambda one: one.id)
    assert (first.content["status"], second.content["status"]) == ("closed", "new")
    scene.follow(TargetType.ZENDESK, NoticeState.RESOLVED, None)
    assert {one.content["status"] for one in scene.shown(TargetType.ZENDESK)} == {"closed", "solved"}


def test_an_update_of_a_colleague_in_zendesk_is_not_overwritten(scene: Scene) -> None:
    scene.notify(TargetType.ZENDESK)
    scene.fault(match={"channel": "zendesk", "method": "PUT"}, status=409, count=1)
    scene.notify(TargetType.ZENDESK, key="esc_later")
    assert len(scene.shown(TargetType.ZENDESK)[0].content["comments"]) == 2


def test_a_card_in_teams_that_was_taken_without_an_answer_is_posted_again(scene: Scene) -> None:
    scene.fault(match={"channel": "teams"}, cut="after", count=1)
    scene.notify(TargetType.TEAMS)
    assert len(scene.shown(TargetType.TEAMS)) == 2


PAGERS = pytest.mark.parametrize("kind", [TargetType.PAGERDUTY, TargetType.OPSGENIE], ids=str)


def of_round(number: int) -> dict[str, Any]:
    ticket = a_ticket(excerpt=EXCERPT, escalation_round=number, escalation_reason="urgent")
    return {"notification": escalation.notification(ticket, TIERS[0], 0, at=START, link=None)}


@PAGERS
@pytest.mark.parametrize("state", [NoticeState.OPEN, NoticeState.ACKNOWLEDGED, NoticeState.RESOLVED])
def test_a_new_escalation_rings_whatever_became_of_the_one_before(
    scene: Scene, kind: TargetType, state: NoticeState
) -> None:
    first = scene.notify(kind, **of_round(1))
    if state is not NoticeState.OPEN:
        scene.follow(kind, state, first, **of_round(1))

    second = scene.notify(kind, reference=first, **of_round(2))
    scene.follow(kind, NoticeState.RESOLVED, None, **of_round(1))
    scene.notify(kind, reference=second, key="esc_later", **of_round(2))

    states = {one.id: one.content["status"] for one in scene.shown(kind)}
    ringing = {"open", "triggered"}
    assert first != second
    assert states.pop(second) in ringing
    assert states == {first: "resolved"}
    scene.follow(kind, NoticeState.ACKNOWLEDGED, second, **of_round(2))
    assert {one.id: one.content["status"] for one in scene.shown(kind)}[second] == "acknowledged"


@PAGERS
def test_the_end_of_what_never_came_is_no_error_and_opens_nothing(scene: Scene, kind: TargetType) -> None:
    """Whether a call whose answer was lost rings there is not known: its end is told by the name that we gave it."""
    scene.follow(kind, NoticeState.ACKNOWLEDGED, None, **of_round(1))
    scene.follow(kind, NoticeState.RESOLVED, None, **of_round(1))
    assert scene.shown(kind) == []


@PAGERS
def test_a_warning_joins_the_escalation_that_is_there(scene: Scene, kind: TargetType) -> None:
    first = scene.notify(kind, **of_round(1))
    warning = {"type": "ticket.deadline_near", "timestamp": "2026-03-02T09:00:00Z", "data": {"ticket_id": "T-1"}}
    assert scene.notify(kind, reference=first, notification=warning) == first
    (shown,) = scene.shown(kind)
    assert shown.content["status"] in ("open", "triggered")


def test_each_person_has_an_alert_of_their_own_in_opsgenie(scene: Scene) -> None:
    references = [scene.notify(TargetType.OPSGENIE, person=person, **of_round(1)) for person in (LEA, TOM)]
    assert references == ["nightdesk-T-1/1@lea", "nightdesk-T-1/1@tom"]
    called = {one.id: one.content["responders"] for one in scene.shown(TargetType.OPSGENIE)}
    assert called == {
        "nightdesk-T-1/1@lea": [{"type": "user", "username": "lea@acme.example"}],
        "nightdesk-T-1/1@tom": [{"type": "user", "username": "u000tom@acme.example"}],
    }


def test_pagerduty_says_who_a_user_is_if_it_may_be_asked(scene: Scene) -> None:
    delivery = scene.delivery(TargetType.PAGERDUTY)
    assert scene.router.pagerduty.email_of(delivery, "PLH1HKV") is None
    asked = replace(delivery, record={**delivery.record, "api_token": ("read-only",)})
    assert scene.router.pagerduty.email_of(asked, "PLH1HKV") == "plh1hkv@acme.example"


def test_a_later_tier_is_told_in_the_thread_of_the_ticket(scene: Scene) -> None:
    reference = scene.notify(TargetType.SLACK)
    assert scene.notify(TargetType.SLACK, reference=reference, key="esc_later") == reference
    root, reply = sorted(scene.shown(TargetType.SLACK), key=lambda one: one.id)
    assert (root.under, reply.under) == (None, root.id)


def test_the_buttons_that_act_stand_below_the_first_message_alone(scene: Scene) -> None:
    """It changes with the ticket: those below a reply would stay there for ever."""
    reference = scene.notify(TargetType.SLACK)
    scene.follow(TargetType.SLACK, NoticeState.ACKNOWLEDGED, reference)
    scene.notify(TargetType.SLACK, reference=reference, key="esc_later")
    assert [acting_buttons(one) for one in in_order(scene)] == [["claim", "not_urgent"], []]
    scene.follow(TargetType.SLACK, NoticeState.RESOLVED, reference)
    assert [acting_buttons(one) for one in in_order(scene)] == [[], []]


@pytest.mark.parametrize("why", ["it cannot be changed", "it is down"])
def test_where_the_first_message_does_not_change_the_reply_has_buttons(scene: Scene, why: str) -> None:
    """People must be able to take the ticket."""
    reference = scene.notify(TargetType.SLACK)
    scene.follow(TargetType.SLACK, NoticeState.ACKNOWLEDGED, reference)
    answer = (
        {"status": 503}
        if why == "it is down"
        else {"status": 200, "body": {"ok": False, "error": "cant_update_message"}}
    )
    scene.fault(match={"channel": "slack", "path": "chat.update"}, **answer)
    scene.notify(TargetType.SLACK, reference=reference, key="esc_later")
    assert [acting_buttons(one) for one in in_order(scene)] == [[], ["claim", "not_urgent"]]


def in_order(scene: Scene) -> list[Any]:
    return sorted(scene.shown(TargetType.SLACK), key=lambda one: one.id)


def acting_buttons(shown: Any) -> list[str]:
    found = [block["elements"] for block in shown.content["blocks"] if block["type"] == "actions"]
    return [each["action_id"] for elements in found for each in elements if each["action_id"] != "open"]


def test_a_thread_reply_that_was_taken_without_an_answer_stands_there_once(scene: Scene) -> None:
    reference = scene.notify(TargetType.SLACK)
    scene.fault(match={"channel": "slack", "path": "postMessage"}, cut="after", count=1)
    scene.notify(TargetType.SLACK, reference=reference, key="esc_later")
    assert len(scene.shown(TargetType.SLACK)) == 2


TO_PERSONS = replace(SLACK, options={})
TO_LEA = {"target": TO_PERSONS, "person": LEA}


def test_a_person_in_slack_is_told_once_however_often_it_is_tried(scene: Scene) -> None:
    first = scene.notify(TargetType.SLACK, **TO_LEA)
    assert scene.notify(TargetType.SLACK, again=True, **TO_LEA) == first
    scene.notify(TargetType.SLACK, reference=first, key="esc_later", again=True, **TO_LEA)
    scene.follow(TargetType.SLACK, NoticeState.ACKNOWLEDGED, first, text=a_text(state="Léa has it."), **TO_LEA)
    assert [one.account_id for one in scene.shown(TargetType.SLACK)] == ["D000LEA", "D000LEA"]


@pytest.mark.parametrize("fault", [{"cut": "after"}, {"cut": "before"}, {"status": 500, "taken": True}], ids=str)
def test_a_person_in_slack_is_told_once_where_an_answer_is_lost(scene: Scene, fault: dict[str, Any]) -> None:
    scene.fault(match={"channel": "slack", "path": "postMessage"}, count=1, **fault)
    scene.notify(TargetType.SLACK, **TO_LEA)
    assert len(scene.shown(TargetType.SLACK)) == 1


@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
@pytest.mark.parametrize("told_before", [False, True])
def test_an_app_that_may_not_look_tells_people_rather_twice_than_never(
    scene: Scene, method: str, told_before: bool
) -> None:
    if told_before:
        scene.notify(TargetType.SLACK, **TO_LEA)
    refusal = {"ok": False, "error": "missing_scope"}
    scene.fault(match={"channel": "slack", "path": method}, status=200, body=refusal)
    assert scene.notify(TargetType.SLACK, again=True, **TO_LEA) is not None
    assert [one.account_id for one in scene.shown(TargetType.SLACK)] == ["D000LEA"] * (1 + told_before)


def test_a_later_tier_is_told_though_somebody_deleted_the_first_message(scene: Scene) -> None:
    reference = scene.notify(TargetType.SLACK, reference="C0123456789/1.000100", key="esc_later")
    (shown,) = scene.shown(TargetType.SLACK)
    assert (shown.id, shown.under) == (reference, None)


def test_slack_says_who_a_member_is(scene: Scene) -> None:
    assert scene.router.slack.email_of(scene.delivery(TargetType.SLACK), "U000TOM") == "u000tom@acme.example"
    with pytest.raises(UpstreamError, match="slack_user_not_found"):
        scene.router.slack.email_of(scene.delivery(TargetType.SLACK), "nobody")


@pytest.mark.parametrize("target", ["gone", "slack-care@nobody"])
def test_a_target_that_the_brand_file_does_not_name_is_an_error(scene: Scene, target: str) -> None:
    delivery = a_delivery()
    with pytest.raises(UpstreamError, match="unknown_target"):
        scene.router.notify(
            target=target, notification=delivery.notification, text=delivery.text, idempotency_key="esc_1"
        )


def test_a_target_without_a_secret_record_is_an_error(scene: Scene) -> None:
    delivery = a_delivery()
    with pytest.raises(UpstreamError, match="no_secret"):
        scene.router.notify(
            target=SLACK.name, notification=delivery.notification, text=delivery.text, idempotency_key="esc_1"
        )
