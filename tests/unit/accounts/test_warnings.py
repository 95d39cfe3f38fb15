"""People are told of what ends, 14, 7 and 1 days before, and of what is wrong; each once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.account_health.model import AccountHealth, Check, DeliveryAddress, ProbeFindings
from shared.domain.account_health.warnings import end_of, problems_of
from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass
from tests.fakes.account_health import FakePlatform
from tests.unit.accounts.fakes import NOW, Fakes

PAGE = Account(channel="facebook", id="100", handle="acmeshop", secret="acme-meta")
NEEDED = frozenset(
    {"pages_manage_engagement", "pages_manage_metadata", "pages_read_engagement", "pages_read_user_content"}
)
REFUSED = SendResult(outcome=SendClass.AUTH_BROKEN, error="meta_190_463")
SENT = SendResult(outcome=SendClass.SENT, message_id="100")


def of(**findings: object) -> Fakes:
    return Fakes(platform=FakePlatform(findings=ProbeFindings(**{"tells_ends": True, **findings})), account=PAGE)


def told(fakes: Fakes) -> str | None:
    return fakes.states.get("facebook", "100").warned_because


def test_a_token_that_ends_is_told_at_fourteen_seven_and_one_day_and_when_it_ended() -> None:
    fakes = of(token_ends_at=NOW + timedelta(days=20))
    seen = []
    for _ in range(22):
        fakes.clock.at += timedelta(days=1)
        fakes.strike()
        if told(fakes) not in seen[-1:]:
            seen.append(told(fakes))

    assert seen == [None, "access_ends_in_14_days", "access_ends_in_7_days", "access_ends_in_1_day", "access_ended"]
    assert fakes.warnings == 4


def test_an_account_found_three_days_before_the_end_is_told_once_for_both_earlier_warnings() -> None:
    fakes = of(token_ends_at=NOW + timedelta(days=3))
    fakes.strike()
    fakes.pass_time(hours=12)

    assert told(fakes) == "access_ends_in_3_days"
    assert fakes.warnings == 1


def test_an_end_that_the_platform_computes_anew_with_each_answer_is_the_same_end() -> None:
    fakes = of(grant_ends_at=NOW + timedelta(days=7))
    fakes.strike()
    fakes.platform.findings = ProbeFindings(tells_ends=True, grant_ends_at=NOW + timedelta(days=7, hours=5))
    fakes.pass_time(hours=7)

    assert fakes.warnings == 1


def test_a_new_token_begins_anew() -> None:
    fakes = of(token_ends_at=NOW + timedelta(days=1))
    fakes.strike()
    fakes.platform.findings = ProbeFindings(tells_ends=True, token_ends_at=NOW + timedelta(days=60))
    fakes.pass_time(hours=7)
    fakes.platform.findings = ProbeFindings(tells_ends=True, token_ends_at=fakes.clock.at + timedelta(days=13))
    fakes.pass_time(hours=7)

    assert told(fakes) == "access_ends_in_13_days"
    assert fakes.warnings == 2


def test_the_end_of_an_access_token_that_we_exchange_is_nobodys_concern_while_that_works() -> None:
    health = AccountHealth(channel="x", account_id="1", mark="m", token_ends_at=NOW, grant_ends_at=None)

    assert end_of(health) is None


@pytest.mark.parametrize(
    ("findings", "problem"),
    [
        ({"permissions": NEEDED - {"pages_manage_engagement"}}, "permissions_missing"),
        ({"subscription": Check.FAILED}, "subscription_missing"),
        ({"subscription": Check.OK, "missing_events": ("standby",)}, "subscription_incomplete"),
        ({"subscription": Check.OK, "address": "https://elsewhere.example/hook"}, "subscription_missing"),
        ({"refused": True, "error": "meta_200"}, "not_readable"),
    ],
)
def test_what_is_wrong_is_told_once_and_again_when_it_comes_back(findings: dict, problem: str) -> None:
    fakes = of(**findings)
    fakes.strike()
    fakes.pass_time(hours=2)
    assert (told(fakes), fakes.warnings) == (problem, 1)

    fakes.platform.findings = ProbeFindings(permissions=NEEDED)
    fakes.pass_time(hours=1)
    assert fakes.known.problems == ()
    fakes.platform.findings = ProbeFindings(**findings)
    fakes.pass_time(hours=7)
    assert fakes.warnings == 2


def test_a_subscription_that_is_gone_is_made_again_where_the_interface_can_and_nobody_is_told() -> None:
    fakes = of(subscription=Check.FAILED)
    fakes.platform.repaired = SENT
    fakes.strike()

    assert fakes.known.subscription is Check.REPAIRED
    assert fakes.warnings == 0
    assert fakes.platform.addresses == [DeliveryAddress(url="https://desk.example/webhooks/facebook/acme")]


def test_an_address_of_ours_is_where_it_belongs() -> None:
    fakes = of(subscription=Check.OK, address="https://desk.example/webhooks/facebook/acme/")
    fakes.strike()
    assert (fakes.known.subscription, fakes.warnings) == (Check.OK, 0)


def test_a_subscription_that_is_missing_stays_so_while_the_platform_does_not_answer() -> None:
    fakes = of(subscription=Check.FAILED)
    fakes.strike()
    fakes.platform.findings = ProbeFindings(error="timeout")
    fakes.pass_time(hours=2)

    assert (fakes.known.subscription, fakes.known.probe_error) == (Check.FAILED, "timeout")
    assert (fakes.known.problems, fakes.warnings) == (("subscription_missing",), 1)


@pytest.mark.parametrize("error", ["google_PERMISSION_DENIED", "http_404"])
def test_an_account_that_may_not_be_read_any_more_is_told_once_it_was_refused_twice(error: str) -> None:
    fakes = of()
    fakes.strike()
    fakes.platform.findings = SendResult(outcome=SendClass.PERMANENT, error=error)
    fakes.pass_time(hours=6)
    assert (fakes.known.probe_error, fakes.warnings) == (error, 0)
    fakes.pass_time(minutes=45)
    assert (told(fakes), fakes.warnings) == ("not_readable", 1)

    fakes.platform.findings = ProbeFindings()
    fakes.pass_time(minutes=45)
    assert fakes.known.problems == ()


def test_an_account_that_is_in_the_brand_file_for_hours_without_a_token_is_told() -> None:
    fakes = of()
    fakes.platform.findings = SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")
    fakes.strike()
    fakes.pass_time(hours=7)
    assert (told(fakes), fakes.warnings) == ("not_readable", 1)


def test_a_platform_that_has_nothing_to_say_of_accounts_refuses_nothing() -> None:
    fakes = of()
    fakes.platform.findings = SendResult(outcome=SendClass.PERMANENT, error="not_supported")
    fakes.strike()
    fakes.pass_time(days=1)
    assert fakes.warnings == 0


def test_a_refused_token_is_told_and_looked_at_again_within_half_an_hour() -> None:
    fakes = of()
    fakes.platform.findings = REFUSED
    fakes.strike()
    assert told(fakes) == "token_refused"

    fakes.platform.findings = ProbeFindings()
    fakes.pass_time(minutes=30)
    assert problems_of(fakes.known) == ()


def test_a_platform_that_does_not_answer_leaves_what_was_known() -> None:
    fakes = of(permissions=NEEDED)
    fakes.strike()
    fakes.platform.findings = SendResult(outcome=SendClass.UNKNOWN, error="timeout")
    fakes.pass_time(hours=7)

    assert (fakes.known.token, fakes.known.probe_error) == (Check.OK, "timeout")
    assert fakes.warnings == 0


def test_a_webhook_that_nobody_reaches_is_told() -> None:
    fakes = of()
    fakes.webhook.answer = Check.FAILED
    fakes.strike()

    assert told(fakes) == "webhook_unreachable"


def test_an_account_that_works_is_looked_at_four_times_a_day() -> None:
    fakes = of()
    looks: list[int] = []
    fakes.platform.probe = lambda _: looks.append(1) or ProbeFindings()
    fakes.strike()
    fakes.pass_time(days=1)

    assert len(looks) == 5


def test_an_account_that_is_not_connected_yet_is_nobodys_trouble() -> None:
    fakes = of()
    fakes.platform.findings = SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")
    fakes.strike()

    assert (fakes.known.token, fakes.known.probe_error) == (Check.UNKNOWN, "no_token")
    assert fakes.warnings == 0


def test_a_token_that_lasts_in_place_of_one_that_ends_is_nobodys_trouble_any_more() -> None:
    fakes = of(token_ends_at=NOW + timedelta(days=10), permissions=NEEDED, tells_ends=True)
    fakes.strike()
    assert told(fakes) == "access_ends_in_10_days"

    fakes.platform.findings = ProbeFindings(permissions=NEEDED, tells_ends=True)
    fakes.pass_time(hours=7)
    assert fakes.known.token_ends_at is None
    fakes.pass_time(days=11)
    assert fakes.warnings == 1


def test_a_look_that_says_nothing_of_ends_leaves_those_that_a_refresh_told() -> None:
    fakes = Fakes()
    fakes.strike()
    end = fakes.known.token_ends_at
    fakes.clock.at += timedelta(minutes=5)
    fakes.strike()

    assert end is not None
    assert fakes.known.token_ends_at == end


def test_of_a_channel_that_tells_nothing_only_the_webhook_is_looked_at() -> None:
    fakes = Fakes(account=Account(channel="webhook", id="forum", handle="acmeshop", secret="acme-forum"))
    fakes.strike()

    assert (fakes.known.webhook, fakes.known.token, fakes.known.probe_error) == (Check.OK, Check.UNKNOWN, None)


def test_a_key_that_cannot_even_be_used_is_shown_as_what_the_last_look_met() -> None:
    fakes = of()

    def raises(_: str) -> None:
        raise ValueError("no key")

    fakes.platform.probe = raises  # a fault
    fakes.strike()

    assert (fakes.known.probed_at, fakes.known.probe_error) == (NOW, "ValueError")


@pytest.mark.parametrize(
    ("days", "code"), [(2, "access_ends_in_2_days"), (10, "access_ends_in_10_days"), (0.5, "access_ends_in_1_day")]
)
def test_people_are_told_how_many_days_are_left_and_not_which_step_was_passed(days: float, code: str) -> None:
    fakes = of(token_ends_at=NOW + timedelta(days=days))
    fakes.strike()
    assert told(fakes) == code


@pytest.mark.parametrize(
    ("handle", "aliases", "told_handle", "problems"),
    [
        ("acmeshop", (), "AcmeShop", ()),
        ("acmeshop", (), "acme_help", ("handle_changed",)),
        ("acmeshop", ("acme_help",), "acme_help", ()),
        ("acmeshop@social.example", (), "acmeshop", ()),
        ("acmeshop", (), None, ()),
    ],
)
def test_an_account_that_has_another_name_at_its_platform_is_told(
    handle: str, aliases: tuple[str, ...], told_handle: str | None, problems: tuple[str, ...]
) -> None:
    fakes = of(handle=told_handle)
    fakes.account = replace(PAGE, handle=handle, aliases=aliases)
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), accounts=(fakes.account,))
    fakes.strike()
    assert problems_of(fakes.health.get("facebook", "100")) == problems
