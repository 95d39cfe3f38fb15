"""Every platform that tells something about our account, over a socket; and the tokens that it exchanges."""

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta

import httpx
import pytest

from local.simulator.faults import Fault
from local.simulator.server import Simulator
from shared import channels
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass
from shared.ports.account_health import AccountPlatform
from tests.fakes.platform import ACCOUNTS, token_of

pytestmark = pytest.mark.integration

SIGNED_IN = {
    "bluesky": '{"identifier": "did:plc:acme", "app_password": "%s"}',
    "reddit": '{"client_id": "c", "client_secret": "s", "refresh_token": "%s"}',
    "youtube": '{"client_id": "c", "client_secret": "s", "refresh_token": "%s"}',
    "google_business": '{"client_id": "c", "client_secret": "s", "refresh_token": "%s"}',
    "google_play": '{"client_id": "c", "client_secret": "s", "refresh_token": "%s"}',
    "app_store": token_of("app_store").replace("key-1", "%s"),
    "trustpilot": '{"api_key": "k", "api_secret": "%s", "business_user_id": "u"}',
    "mastodon": '{"instance": "social.example", "access_token": "%s"}',
}
EXCHANGED = tuple(name for name in channels.ACCOUNT_CHANNELS if channels.load_policy(name).token is not None)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        serving = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        serving.start()
        yield running
        running.shutdown()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


def account(
    channel: str, simulator: Simulator, http: httpx.Client, token: str = "IG-token", **named: str | None
) -> AccountPlatform:
    credentials = SIGNED_IN.get(channel, "%s") % token
    return channels.load_account(channel)(
        http=http, base_url=f"{simulator.url}/{channel}", tokens=(credentials,), **named
    )


def credentials(channel: str, token: str) -> Mapping[str, str]:
    terms = channels.load_policy(channel).token
    assert terms is not None
    return {"refresh_token" if terms.refresh_key else "access_token": token, **dict.fromkeys(terms.client_keys, "c")}


@pytest.mark.parametrize("channel", channels.ACCOUNT_CHANNELS)
def test_an_account_that_works_has_every_permission_and_its_subscription(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    found = account(channel, simulator, http).probe(ACCOUNTS[channel])

    assert isinstance(found, ProbeFindings)
    assert found.subscription is not Check.FAILED
    assert found.permissions is None or set(channels.load_policy(channel).permissions) <= found.permissions


@pytest.mark.parametrize("channel", channels.ACCOUNT_CHANNELS)
def test_a_token_that_was_revoked_is_known_for_it(channel: str, simulator: Simulator, http: httpx.Client) -> None:
    found = account(channel, simulator, http, token="revoked").probe(ACCOUNTS[channel])

    assert isinstance(found, SendResult)
    assert found.outcome is SendClass.AUTH_BROKEN


@pytest.mark.parametrize("channel", ["facebook", "messenger", "instagram"])
def test_a_subscription_that_is_gone_is_made_again_beside_what_is_subscribed(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    simulator.world.subscribe(channel, "100", "leadgen")
    platform = account(channel, simulator, http)
    found = platform.probe("100")
    assert isinstance(found, ProbeFindings)
    assert found.subscription is Check.FAILED

    assert platform.repair("100").outcome is SendClass.SENT
    repaired = platform.probe("100")
    assert isinstance(repaired, ProbeFindings)
    assert repaired.subscription is Check.OK
    assert "leadgen" in (simulator.world.subscribed(channel, "100") or "").split(",")


PLACES = {"telegram": "botIG-token", "viber": "pa:acme", "line": "endpoint"}
ADDRESS = DeliveryAddress(url="https://desk.example/webhooks/here", secret="told-to-telegram")


@pytest.mark.parametrize("channel", PLACES)
def test_an_address_that_is_gone_is_set_again_and_what_was_delivered_stays(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    simulator.world.subscribe(channel, PLACES[channel], "" if channel == "line" else " message channel_post seen")
    platform = account(channel, simulator, http)
    found = platform.probe(ACCOUNTS[channel])
    assert isinstance(found, ProbeFindings)
    assert found.subscription is Check.FAILED
    assert platform.repair(ACCOUNTS[channel]).error == "not_supported"  # nobody reaches us, as on a laptop

    assert platform.repair(ACCOUNTS[channel], ADDRESS).outcome is SendClass.SENT
    repaired = platform.probe(ACCOUNTS[channel])
    assert isinstance(repaired, ProbeFindings)
    assert repaired.subscription is Check.OK
    url, *kinds = (simulator.world.subscribed(channel, PLACES[channel]) or "").split(" ")
    assert url == ADDRESS.url
    assert channel == "line" or {"message", "channel_post", "seen"} <= set(kinds)


@pytest.mark.parametrize("channel", PLACES)
def test_an_address_that_a_person_put_there_is_left_alone(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    simulator.world.subscribe(channel, PLACES[channel], "https://elsewhere.example/hook")

    assert account(channel, simulator, http).repair(ACCOUNTS[channel], ADDRESS).outcome is SendClass.PERMANENT
    assert simulator.world.subscribed(channel, PLACES[channel]) == "https://elsewhere.example/hook"


WABA, WEBHOOK, X_USER = "102290129340398", "1146654567674912769", ACCOUNTS["x"]


def looked_at(platform: AccountPlatform, channel: str) -> tuple[Check, tuple[str, ...]]:
    found = platform.probe(ACCOUNTS[channel])
    assert isinstance(found, ProbeFindings)
    return found.subscription, found.missing_events


def test_the_subscription_of_a_whatsapp_business_account_is_made_again(
    simulator: Simulator, http: httpx.Client
) -> None:
    platform = account("whatsapp", simulator, http, subscription=WABA)
    assert looked_at(platform, "whatsapp") == (Check.OK, ())
    simulator.world.subscribe("whatsapp", WABA, "")
    assert looked_at(platform, "whatsapp") == (Check.FAILED, ())

    assert platform.repair(ACCOUNTS["whatsapp"], ADDRESS).outcome is SendClass.SENT
    assert looked_at(platform, "whatsapp") == (Check.OK, ())


@pytest.mark.parametrize("channel", ["whatsapp", "x"])
def test_of_a_subscription_that_nobody_names_nothing_is_known(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    platform = account(channel, simulator, http)
    assert looked_at(platform, channel) == (Check.UNKNOWN, ())
    assert platform.repair(ACCOUNTS[channel], ADDRESS).error == "not_supported"


def on_x(simulator: Simulator, *events: str, everything: str = "none") -> None:
    """What X delivers of our account: single events, and whether the app has the subscription to everything."""
    others = [f"{WEBHOOK}:999:dm.received", f"77:{X_USER}:dm.received"]
    simulator.world.subscribe("x", "activity", " ".join([*others, *(f"{WEBHOOK}:{X_USER}:{each}" for each in events)]))
    simulator.world.subscribe("x", f"all:{WEBHOOK}", everything)


def events_on_x(simulator: Simulator) -> set[str]:
    words = (simulator.world.subscribed("x", "activity") or "").split()
    return {word.split(":")[2] for word in words if word.startswith(f"{WEBHOOK}:{X_USER}:")}


def test_events_of_x_that_are_missing_are_subscribed_to_and_what_was_left_out_stays_out(
    simulator: Simulator, http: httpx.Client
) -> None:
    on_x(simulator, "post.mention.create")
    platform = account("x", simulator, http, subscription=WEBHOOK)
    assert looked_at(platform, "x") == (Check.FAILED, ("dm.received",))

    assert platform.repair(X_USER).outcome is SendClass.SENT
    assert looked_at(platform, "x") == (Check.OK, ())
    assert events_on_x(simulator) == {"post.mention.create", "dm.received"}


def test_a_subscription_of_x_that_is_gone_is_made_again_by_the_product_of_today(
    simulator: Simulator, http: httpx.Client
) -> None:
    on_x(simulator, everything="no")
    platform = account("x", simulator, http, subscription=WEBHOOK)
    assert looked_at(platform, "x")[0] is Check.FAILED

    assert platform.repair(X_USER).outcome is SendClass.SENT
    assert looked_at(platform, "x") == (Check.OK, ())
    assert events_on_x(simulator) >= {"post.mention.create", "dm.received", "post.create", "dm.sent"}
    assert simulator.world.subscribed("x", f"all:{WEBHOOK}") == "no"


def test_whoever_has_the_account_activity_api_alone_gets_that_again(simulator: Simulator, http: httpx.Client) -> None:
    on_x(simulator, everything="yes")
    simulator.faults.add({"match": {"channel": "x", "path": "/2/activity/subscriptions"}, "status": 403, "body": "{}"})
    platform = account("x", simulator, http, subscription=WEBHOOK)
    assert looked_at(platform, "x") == (Check.OK, ())

    simulator.world.subscribe("x", f"all:{WEBHOOK}", "no")
    assert looked_at(platform, "x")[0] is Check.FAILED
    assert platform.repair(X_USER).outcome is SendClass.SENT
    simulator.faults.clear()
    assert (looked_at(platform, "x"), events_on_x(simulator)) == ((Check.OK, ()), set())


@pytest.mark.parametrize("status", [429, 503])
def test_while_x_does_not_answer_nothing_is_said_of_its_subscription_and_nothing_is_made(
    status: int, simulator: Simulator, http: httpx.Client
) -> None:
    on_x(simulator)
    simulator.faults.add({"match": {"channel": "x", "path": "/2/activity/subscriptions"}, "status": status})
    platform = account("x", simulator, http, subscription=WEBHOOK)
    assert looked_at(platform, "x") == (Check.UNKNOWN, ())
    assert platform.repair(X_USER).outcome is not SendClass.SENT
    simulator.faults.clear()
    assert events_on_x(simulator) == set()


def test_where_x_refuses_both_people_are_told_by_its_code(simulator: Simulator, http: httpx.Client) -> None:
    on_x(simulator)
    simulator.faults.add({"match": {"channel": "x", "path": "/2/activity/subscriptions"}, "status": 403, "body": "{}"})
    found = account("x", simulator, http, subscription=WEBHOOK).probe(X_USER)
    simulator.faults.clear()
    assert isinstance(found, ProbeFindings)
    assert (found.subscription, found.error, found.refused) == (Check.UNKNOWN, "x_403", True)


NOTIFIED = (
    "(developerApplication:urn:li:developerApplication:77,user:urn:li:person:Adm1n,"
    "entity:urn:li:organization:5500001,eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)"
)


@pytest.mark.parametrize(
    ("known", "leads_to"),
    [
        ("", ADDRESS.url),
        ("https://desk.example/webhooks/here 6", ADDRESS.url),
        ("https://else.example 1", "https://else.example"),
    ],
    ids=["gone", "ends within a week", "leads elsewhere"],
)
def test_linkedins_notifications_are_subscribed_to_again_before_they_end(
    known: str, leads_to: str, simulator: Simulator, http: httpx.Client
) -> None:
    simulator.world.subscribe("linkedin", NOTIFIED, known)
    platform = account("linkedin", simulator, http, app_id="77")
    found = platform.probe("5500001")
    assert isinstance(found, ProbeFindings)
    assert found.subscription is Check.FAILED

    assert platform.repair("5500001", ADDRESS).outcome is SendClass.SENT
    repaired = platform.probe("5500001")
    assert isinstance(repaired, ProbeFindings)
    assert repaired.subscription is Check.OK
    assert (simulator.world.subscribed("linkedin", NOTIFIED) or "").startswith(leads_to)


def test_of_linkedins_notifications_nothing_is_known_while_nobody_names_the_application(
    simulator: Simulator, http: httpx.Client
) -> None:
    platform = account("linkedin", simulator, http)
    found = platform.probe("5500001")
    assert isinstance(found, ProbeFindings)
    assert found.subscription is Check.UNKNOWN
    assert platform.repair("5500001", ADDRESS).error == "not_supported"


def test_a_bot_that_hears_a_business_account_alone_is_whole(simulator: Simulator, http: httpx.Client) -> None:
    kinds = "business_message edited_business_message"
    simulator.world.subscribe("telegram", PLACES["telegram"], f"{ADDRESS.url} {kinds}")
    found = account("telegram", simulator, http).probe(ACCOUNTS["telegram"])
    assert isinstance(found, ProbeFindings)
    assert found.subscription is Check.OK


@pytest.mark.parametrize("kind", ["message", "business_message"])
def test_telegram_is_asked_for_edits_again_where_somebody_left_them_out(
    kind: str, simulator: Simulator, http: httpx.Client
) -> None:
    simulator.world.subscribe("telegram", PLACES["telegram"], f"{ADDRESS.url} {kind}")
    platform = account("telegram", simulator, http)
    found = platform.probe(ACCOUNTS["telegram"])
    assert isinstance(found, ProbeFindings)
    assert found.subscription is Check.FAILED

    assert platform.repair(ACCOUNTS["telegram"], ADDRESS).outcome is SendClass.SENT
    assert f"edited_{kind}" in (simulator.world.subscribed("telegram", PLACES["telegram"]) or "").split(" ")


def test_reviews_are_announced_again_beside_what_is_announced_to_others(
    simulator: Simulator, http: httpx.Client
) -> None:
    location = ACCOUNTS["google_business"]
    simulator.world.subscribe("google_business", location.split("/")[1], "NEW_CUSTOMER_MEDIA,NEW_QUESTION")
    platform = account("google_business", simulator, http)
    found = platform.probe(location)
    assert isinstance(found, ProbeFindings)
    assert found.subscription is Check.FAILED

    assert platform.repair(location).outcome is SendClass.SENT
    repaired = platform.probe(location)
    assert isinstance(repaired, ProbeFindings)
    assert repaired.subscription is Check.OK
    types = (simulator.world.subscribed("google_business", location.split("/")[1]) or "").split(",")
    assert types == ["NEW_CUSTOMER_MEDIA", "NEW_REVIEW", "UPDATED_REVIEW"]  # questions have no interface any more


@pytest.mark.parametrize("channel", EXCHANGED)
def test_a_token_is_exchanged_for_the_next_and_what_rotates_is_good_once(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    terms = channels.load_policy(channel).token
    platform = account(channel, simulator, http)
    first = platform.refresh(credentials(channel, "token-1"))
    again = platform.refresh(credentials(channel, "token-1"))

    assert terms is not None
    assert isinstance(first, RefreshedToken)
    assert first.access_token
    assert first.lasts == terms.lifetime
    assert isinstance(again, SendResult) is terms.rotates
    if isinstance(again, SendResult):
        assert again.outcome is SendClass.AUTH_BROKEN


@pytest.mark.parametrize("channel", EXCHANGED)
def test_a_grant_that_was_taken_back_is_refused_for_good(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    found = account(channel, simulator, http).refresh(credentials(channel, "revoked"))

    assert isinstance(found, SendResult)
    assert found.outcome is SendClass.AUTH_BROKEN


def test_a_wrong_parameter_is_no_refusal_of_the_token_on_tiktok(simulator: Simulator, http: httpx.Client) -> None:
    simulator.faults.add({"path": "/", "status": 200, "body": {"code": 40002, "message": "Invalid"}, "count": 1})
    found = account("tiktok", simulator, http).refresh(credentials("tiktok", "token-parameter"))
    simulator.faults.clear()

    assert isinstance(found, SendResult)
    assert (found.outcome, found.error) == (SendClass.PERMANENT, "tiktok_40002")


@pytest.mark.parametrize("channel", EXCHANGED)
@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(path="/", cut="after", count=1), SendClass.UNKNOWN),
        (Fault(path="/", status=200, body={}, taken=True, count=1), SendClass.UNKNOWN),
        (Fault(path="/", status=503, count=1), SendClass.RETRY_BACKOFF),
        (Fault(path="/", status=429, count=1), SendClass.RETRY_AT),
    ],
    ids=["cut off", "without a token", "down", "throttled"],
)
def test_an_answer_without_a_token_is_no_refusal(
    channel: str, fault: Fault, outcome: SendClass, simulator: Simulator, http: httpx.Client
) -> None:
    simulator.faults.clear()
    simulator.faults.add({name: getattr(fault, name) for name in Fault.__slots__})
    found = account(channel, simulator, http).refresh(credentials(channel, f"token-{channel}-{outcome}-{fault.cut}"))
    simulator.faults.clear()

    assert isinstance(found, SendResult)
    assert found.outcome is outcome


def test_the_simulator_keeps_no_token_of_a_look(simulator: Simulator, http: httpx.Client) -> None:
    account("facebook", simulator, http, token="very-secret").probe("100")

    assert "very-secret" not in str(simulator.world.calls("facebook"))


def test_a_year_of_access_by_linkedin_is_known(simulator: Simulator, http: httpx.Client) -> None:
    found = account("linkedin", simulator, http).refresh(credentials("linkedin", "token"))

    assert isinstance(found, RefreshedToken)
    assert found.grant_lasts == timedelta(days=365)
