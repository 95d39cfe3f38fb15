"""The keys of the issuer: when they are read, and what happens while they cannot be."""

import httpx
import pytest

from shared.domain.errors import RefusedError, UpstreamError
from tests.unit.access.issuer import KEYS, Issuer, public_jwk, token

DOWN = httpx.ConnectError("down")


def test_keys_are_read_once_for_many_tokens() -> None:
    issuer = Issuer()
    identities = issuer.identities()

    for _ in range(3):
        identities.verify(token())

    assert issuer.asked == [KEYS]


def test_a_new_key_is_known_with_the_first_token_it_signs() -> None:
    issuer = Issuer()
    identities = issuer.identities()
    identities.verify(token())
    issuer.keys = [public_jwk("two")]
    issuer.clock.pass_time(seconds=30)

    assert identities.verify(token("two")).subject == "sub-1"
    with pytest.raises(RefusedError):
        identities.verify(token("one"))  # the issuer has withdrawn it


def test_made_up_keys_cause_one_reading_in_five_seconds() -> None:
    issuer = Issuer()
    identities = issuer.identities()

    with pytest.raises(RefusedError):
        identities.verify(token("two", headers={"kid": "made-up"}))
    issuer.clock.pass_time(seconds=1)
    for number in range(20):
        with pytest.raises(UpstreamError):
            identities.verify(token("two", headers={"kid": f"made-up-{number}"}))
    assert issuer.asked == [KEYS]

    issuer.clock.pass_time(seconds=4)
    with pytest.raises(RefusedError):
        identities.verify(token("two", headers={"kid": "made-up"}))
    assert issuer.asked == [KEYS, KEYS]


def test_a_made_up_key_shuts_out_no_new_one_of_the_issuer() -> None:
    issuer = Issuer()
    identities = issuer.identities()
    with pytest.raises(RefusedError):
        identities.verify(token("two", headers={"kid": "made-up"}))
    issuer.keys = [public_jwk("two")]

    issuer.clock.pass_time(seconds=1)
    with pytest.raises(UpstreamError):  # nobody knows yet: it is no forgery
        identities.verify(token("two"))
    issuer.clock.pass_time(seconds=4)
    assert identities.verify(token("two")).subject == "sub-1"


def test_a_new_key_is_no_forgery_while_the_keys_cannot_be_read() -> None:
    issuer = Issuer()
    identities = issuer.identities()
    identities.verify(token())
    issuer.answers[KEYS] = DOWN
    issuer.clock.pass_time(minutes=5)

    for _ in range(2):
        with pytest.raises(UpstreamError):
            identities.verify(token("two"))
        issuer.clock.pass_time(seconds=1)


def test_a_withdrawn_key_opens_nothing_after_an_hour() -> None:
    issuer = Issuer()
    identities = issuer.identities()
    identities.verify(token())
    issuer.keys = [public_jwk("two")]

    issuer.clock.pass_time(minutes=60)

    with pytest.raises(RefusedError):
        identities.verify(token(exp=2_000_000_000))


@pytest.mark.parametrize(
    "answer",
    [
        DOWN,
        httpx.ReadTimeout("slow"),
        httpx.Response(500),
        httpx.Response(302, headers={"Location": "https://elsewhere.example"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=["a list"]),
        httpx.Response(200, json={"keys": "none"}),
        httpx.Response(200, json={"keys": []}),
        httpx.Response(200, json={"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "one"}]}),
        httpx.Response(200, json={"keys": [public_jwk("one", use="enc")]}),
        httpx.Response(200, json={"keys": [public_jwk("one")] * 51}),
        httpx.Response(200, content=b" " * (64 * 1024 + 1)),
    ],
)
def test_without_keys_nobody_is_known_and_nobody_is_refused_as_a_forger(answer: httpx.Response | Exception) -> None:
    issuer = Issuer(answers={KEYS: answer})

    with pytest.raises(UpstreamError):
        issuer.identities().verify(token())


def test_while_nobody_knows_where_the_keys_are_nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = Issuer()
    monkeypatch.setattr(Issuer, "find_url", _unknown)

    with pytest.raises(UpstreamError):
        issuer.identities().verify(token())


def _unknown(_: Issuer) -> str:
    raise UpstreamError("issuer_unavailable")


def test_while_the_issuer_is_down_known_keys_go_on_for_a_day() -> None:
    issuer = Issuer()
    identities = issuer.identities()
    identities.verify(token())
    issuer.answers[KEYS] = DOWN

    issuer.clock.pass_time(hours=23, minutes=59)
    assert identities.verify(token(exp=2_000_000_000)).subject == "sub-1"

    issuer.clock.pass_time(minutes=1)
    with pytest.raises(UpstreamError):
        identities.verify(token(exp=2_000_000_000))


def test_an_issuer_that_is_down_is_asked_once_in_ten_seconds_and_known_again_when_it_is_back() -> None:
    issuer = Issuer(answers={KEYS: DOWN})
    identities = issuer.identities()
    for _ in range(5):
        with pytest.raises(UpstreamError):
            identities.verify(token())
    assert issuer.asked == [KEYS]

    del issuer.answers[KEYS]
    issuer.clock.pass_time(seconds=10)

    assert identities.verify(token()).subject == "sub-1"


def test_one_key_that_cannot_be_read_hides_no_other() -> None:
    issuer = Issuer(keys=[{"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"}, {"kid": 7}, public_jwk("one")])

    assert issuer.identities().verify(token()).subject == "sub-1"
