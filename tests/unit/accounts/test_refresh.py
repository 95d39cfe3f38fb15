"""Tokens that end are exchanged before they do, by one refresher, and no answer is lost without being told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.accounts.refresh import LEASE
from shared.channels import load_policy
from shared.domain.account_health.model import LOST_ANSWER, Check
from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.errors import UpstreamError
from shared.domain.vocabulary import SendClass
from tests.fakes.account_health import FakeSecretRecords
from tests.unit.accounts.fakes import NOW, RECORD, Fakes, X

REFUSED = SendResult(outcome=SendClass.AUTH_BROKEN, error="oauth_invalid_grant")
DOWN = SendResult(outcome=SendClass.RETRY_BACKOFF, error="http_503")


def test_an_account_that_was_just_connected_gets_its_next_token_at_once_and_its_end_is_known() -> None:
    fakes = Fakes()
    fakes.strike()

    assert fakes.tokens == ("access-2", "refresh-2")
    assert fakes.known.token_ends_at == NOW.replace(hour=11)
    assert fakes.known.refresh_at == NOW.replace(hour=10)


def test_the_token_before_is_kept_beside_the_next_one() -> None:
    fakes = Fakes()
    fakes.strike()

    assert fakes.secrets.records["acme-x"]["access_token"] == ("access-2", "access-1")
    assert fakes.secrets.records["acme-x"]["client_secret"] == RECORD["client_secret"]


def test_a_day_of_tokens_that_last_two_hours_needs_nobody_and_tells_nobody() -> None:
    fakes = Fakes()
    fakes.strike()
    fakes.pass_time(days=1)

    assert 20 <= len(fakes.platform.asked) <= 25
    assert fakes.tokens == (fakes.platform.access, fakes.platform.current)
    assert fakes.warnings == 0


def test_of_two_refreshers_at_once_one_asks_the_platform() -> None:
    fakes = Fakes()
    other = fakes.new_container()
    fakes.platform.before = lambda: other("other-run") and None
    fakes.strike()

    assert fakes.platform.asked == ["refresh-1"]
    assert fakes.tokens == ("access-2", "refresh-2")


def test_who_comes_right_after_another_refresher_sees_what_it_did() -> None:
    fakes = Fakes()
    known = fakes.known
    fakes.strike()

    fakes.container.refresh("late-run", X, known, shared=False)  # it had read before the other one wrote

    assert fakes.platform.asked == ["refresh-1"]


def test_a_refresher_that_dies_before_the_platform_is_asked_costs_two_minutes() -> None:
    fakes = Fakes()
    fakes.leases.claim("acme-x", "dead-run", now=NOW, until=NOW + LEASE)
    fakes.strike()
    assert fakes.platform.asked == []

    fakes.pass_time(minutes=15)
    assert fakes.tokens == ("access-2", "refresh-2")


class Died(BaseException):
    """The container is gone."""


def die() -> None:
    raise Died


def test_a_refresher_that_dies_before_the_platform_has_done_anything_is_followed_by_the_next() -> None:
    fakes = Fakes()
    fakes.platform.before = die
    with pytest.raises(Died):
        fakes.strike()
    fakes.platform.before = lambda: None
    fakes.container = fakes.new_container()
    fakes.pass_time(minutes=15)

    assert fakes.tokens == ("access-2", "refresh-2")
    assert fakes.known.refresh_asked_at is None


def test_a_refresher_that_dies_with_the_answer_is_told_for_what_it_is_while_the_access_token_still_works() -> None:
    fakes = Fakes()
    fakes.strike()
    refresh = fakes.platform.refresh

    def refresh_and_die(credentials: Mapping[str, str]) -> None:
        refresh(credentials)
        raise Died

    fakes.platform.refresh = refresh_and_die  # a fault
    fakes.clock.pass_time(hours=1)
    with pytest.raises(Died):
        fakes.strike()
    fakes.platform.refresh = refresh  # works again
    fakes.container = fakes.new_container()
    fakes.pass_time(minutes=15)

    assert fakes.known.refresh_error == LOST_ANSWER
    assert fakes.states.get("x", X.id).warned_because == "sign_in_again, access_ends_in_1_day"
    assert fakes.tokens[0] == "access-2"


def test_a_refresher_that_dies_after_the_tokens_were_stored_costs_nothing() -> None:
    fakes = Fakes()
    fakes.strike()
    stored = fakes.known
    fakes.health.stored[X.channel, X.id] = replace(stored, mark="of the token before", refresh_asked_at=NOW)
    fakes.container = fakes.new_container()
    fakes.pass_time(minutes=15)

    assert fakes.platform.asked == ["refresh-1", "refresh-2"]
    assert fakes.tokens == ("access-3", "refresh-3")
    assert fakes.warnings == 0


def test_a_lost_answer_is_asked_for_again_at_once_while_the_platform_repeats_it() -> None:
    fakes = Fakes()
    fakes.platform.loses, fakes.platform.repeats = 1, True
    fakes.strike()

    assert fakes.platform.asked == ["refresh-1", "refresh-1"]
    assert fakes.tokens == ("access-2", "refresh-2")
    assert fakes.warnings == 0


def test_where_the_platform_repeats_nothing_a_lost_answer_is_told_while_the_access_token_still_works() -> None:
    fakes = Fakes()
    fakes.strike()
    fakes.platform.loses = 1
    fakes.pass_time(hours=1)

    assert fakes.known.sign_in_again
    assert fakes.known.refresh_error == LOST_ANSWER
    assert fakes.states.get("x", X.id).warned_because == "sign_in_again, access_ends_in_1_day"
    assert not fakes.states.get("x", X.id).stopped
    assert fakes.tokens[0] == "access-2"  # is used until its end
    assert fakes.known.token_ends_at == NOW.replace(hour=11)


def test_a_refused_refresh_token_is_not_tried_again_and_is_told_once() -> None:
    fakes = Fakes()
    fakes.platform.fails = [REFUSED]
    fakes.strike()
    fakes.pass_time(minutes=45)

    assert fakes.platform.asked == ["refresh-1"]
    assert fakes.known.refresh_error == "oauth_invalid_grant"
    assert fakes.warnings == 1


def test_a_new_token_that_a_person_puts_is_used_at_once_and_what_was_wrong_is_forgotten() -> None:
    fakes = Fakes()
    fakes.platform.fails = [REFUSED]
    fakes.strike()
    fakes.secrets.records["acme-x"] |= {"refresh_token": ("by-hand",), "access_token": ("by-hand-access",)}
    fakes.platform.current = "by-hand"
    fakes.pass_time(minutes=15)

    assert fakes.tokens == ("access-2", "refresh-2")
    assert not fakes.known.sign_in_again
    assert fakes.known.problems == ()


def test_until_when_the_access_token_works_stays_known_when_a_person_puts_a_refresh_token_that_is_refused() -> None:
    fakes = Fakes()
    fakes.strike()
    fakes.secrets.records["acme-x"] |= {"refresh_token": ("revoked",)}
    fakes.pass_time(minutes=15)

    assert fakes.known.sign_in_again
    assert fakes.known.token_ends_at == NOW.replace(hour=11)
    assert "access_ends_in_1_day" in (fakes.states.get("x", X.id).warned_because or "")


def test_a_platform_that_is_down_is_asked_at_each_strike_and_people_are_told_before_the_token_ends() -> None:
    fakes = Fakes()
    fakes.strike()
    fakes.platform.fails = [DOWN] * 100
    fakes.pass_time(hours=1, minutes=30)

    assert len(fakes.platform.asked) >= 4
    assert fakes.states.get("x", X.id).warned_because == "access_ends_in_1_day"
    assert fakes.warnings == 1

    fakes.platform.fails = []
    fakes.pass_time(minutes=30)
    assert fakes.known.refresh_failures == 0
    assert fakes.tokens == ("access-3", "refresh-3")


def test_what_the_secret_store_did_not_take_is_stored_by_the_next_run_without_asking_again() -> None:
    fakes = Fakes()
    fakes.secrets.broken = True
    (looked,) = fakes.strike()
    assert looked.error == UpstreamError.__name__
    fakes.secrets.broken = False
    fakes.pass_time(minutes=15)

    assert fakes.platform.asked == ["refresh-1"]
    assert fakes.tokens == ("access-2", "refresh-2")


def test_an_account_that_shares_its_record_gets_tokens_of_its_own() -> None:
    other = Account(channel="facebook", id="100", handle="acmeshop", secret="acme-x")
    fakes = Fakes(others=(other,))
    fakes.strike()

    record = fakes.secrets.records["acme-x"]
    assert record["access_token"] == ("access-1",)
    assert record[f"access_token:{X.id}"][0] == "access-2"
    fakes.pass_time(hours=1)
    assert fakes.tokens == ("access-3", "refresh-3")


def test_a_token_that_lasts_is_left_alone() -> None:
    fakes = Fakes()
    fakes.secrets.records["acme-x"] = {"access_token": ("access-1",), "consumer_secret": ("key",)}
    fakes.strike()

    assert fakes.platform.asked == []
    assert fakes.known.token is Check.OK
    assert not fakes.known.refreshes


def test_a_refresh_token_that_was_taken_away_is_noticed() -> None:
    fakes = Fakes()
    fakes.strike()
    del fakes.secrets.records["acme-x"]["refresh_token"]
    fakes.pass_time(minutes=15)

    assert not fakes.known.refreshes


def test_one_account_that_cannot_be_looked_after_does_not_cost_the_others() -> None:
    other = Account(channel="x", id="2", handle="acme2", secret="none")
    fakes = Fakes(others=(other,))
    fakes.leases.claim = lambda *_, **__: (_ for _ in ()).throw(UpstreamError("dynamodb"))  # a fault
    found = fakes.strike()

    assert {each.error for each in found} == {"UpstreamError", None}
    assert fakes.health.get("x", "2").probed_at == NOW


@pytest.mark.parametrize("error", ["oauth_invalid_client", "oauth_unauthorized_client"])
def test_a_client_that_is_refused_is_told_once_asked_again_slowly_and_costs_no_refresh_token(error: str) -> None:
    fakes = Fakes()
    fakes.platform.fails = [SendResult(outcome=SendClass.AUTH_BROKEN, error=error)] * 100
    fakes.strike()
    fakes.pass_time(days=1)

    assert 4 <= len(fakes.platform.asked) <= 12
    assert not fakes.known.sign_in_again
    assert fakes.known.problems == ("client_refused",)

    fakes.platform.fails = []
    fakes.pass_time(hours=7)
    assert fakes.tokens == (fakes.platform.access, fakes.platform.current)
    assert fakes.known.problems == ()


@pytest.mark.parametrize("error", ["oauth_invalid_client", "oauth_unauthorized_client", "oauth_invalid_grant"])
@pytest.mark.parametrize("key", ["client_id", "client_secret"])
def test_other_client_keys_are_used_at_once_with_the_token_that_was_refused_before(error: str, key: str) -> None:
    fakes = Fakes()
    fakes.platform.fails = [SendResult(outcome=SendClass.AUTH_BROKEN, error=error)] * 8
    fakes.strike()
    fakes.pass_time(hours=2)
    fakes.platform.fails = []
    fakes.secrets.records["acme-x"] |= {key: ("right", "before")}
    fakes.pass_time(minutes=15)

    assert fakes.tokens == ("access-2", "refresh-2")
    assert not fakes.known.sign_in_again
    assert fakes.known.problems == ()


def test_other_client_keys_alone_are_no_reason_to_exchange_a_token_that_works() -> None:
    fakes = Fakes()
    fakes.strike()
    fakes.secrets.records["acme-x"] |= {"client_secret": ("next", "client-secret")}
    fakes.pass_time(minutes=30)

    assert fakes.platform.asked == ["refresh-1"]


@pytest.mark.parametrize("channel", ["threads", "instagram"])
def test_a_token_that_was_just_put_is_not_exchanged_before_it_is_a_day_old(channel: str) -> None:
    account = Account(channel=channel, id="1", handle="acme", secret="acme-meta")
    terms = load_policy(channel).token
    assert terms is not None
    first = f"{terms.begins_with}first"
    fakes = Fakes(account=account, secrets=FakeSecretRecords({"acme-meta": {"access_token": (first,)}}))
    fakes.strike()
    fakes.pass_time(hours=23)
    assert fakes.platform.asked == []
    fakes.pass_time(hours=2)
    assert len(fakes.platform.asked) == 1


def test_a_platform_whose_clock_is_years_ahead_is_asked_for_the_token_again_within_a_day() -> None:
    fakes = Fakes()
    mistaken = NOW + timedelta(days=2000)
    fakes.platform.fails = [SendResult(outcome=SendClass.RETRY_AT, retry_at=mistaken, error="http_429")]
    fakes.strike()
    assert fakes.known.refresh_at is not None
    assert fakes.known.refresh_at <= NOW + timedelta(days=1)
