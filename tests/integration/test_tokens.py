"""Tokens: the fake and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.domain.access.tokens import Scope, Token, token_hash
from shared.domain.errors import ConflictError, NotFoundError
from shared.ports.repositories import TokenRepository
from tests.fakes.stored import START, FixedClock
from tests.fakes.tokens import FakeTokens
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration


@pytest.fixture(params=["fake", "dynamodb"])
def tokens(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenRepository]:
    if request.param == "fake":
        yield FakeTokens()
        return
    with table_on_moto(monkeypatch) as table:
        yield DynamoDBTokens(table, cache_seconds=60, clock=FixedClock())


def _token(secret: str = "ndk_one", **fields: object) -> Token:
    token = Token(
        hash=token_hash(secret),
        name="desk tool",
        scopes=frozenset({Scope.TICKETS_READ, Scope.TICKETS_WRITE}),
        brands=frozenset({"acme"}),
        created_at=START,
    )
    return replace(token, **fields)


def test_a_token_is_found_by_its_hash_with_everything_it_may_do(tokens: TokenRepository) -> None:
    tokens.add(_token(not_after=START + timedelta(days=1)))

    assert tokens.find(token_hash("ndk_one")) == _token(not_after=START + timedelta(days=1))
    assert tokens.find(token_hash("ndk_other")) is None


def test_a_token_for_all_brands_without_an_end_comes_back_as_it_was(tokens: TokenRepository) -> None:
    tokens.add(_token(brands=frozenset()))

    assert tokens.find(token_hash("ndk_one")) == _token(brands=frozenset())


def test_the_same_token_cannot_be_added_twice(tokens: TokenRepository) -> None:
    tokens.add(_token())

    with pytest.raises(ConflictError):
        tokens.add(_token(name="another"))


def test_tokens_are_listed_oldest_first_revoked_ones_too(tokens: TokenRepository) -> None:
    second = _token("ndk_two", created_at=START + timedelta(hours=1))
    tokens.add(second)
    tokens.add(_token())
    tokens.revoke(second.id, START)

    assert [token.id for token in tokens.all()] == [_token().id, second.id]
    assert [token.revoked_at for token in tokens.all()] == [None, START]


def test_a_revoked_token_is_found_as_revoked_at_once_where_it_was_revoked(tokens: TokenRepository) -> None:
    tokens.add(_token())
    assert tokens.find(token_hash("ndk_one")) is not None

    tokens.revoke(_token().id, START)

    found = tokens.find(token_hash("ndk_one"))
    assert found is not None
    assert not found.is_valid(START)


def test_revoking_twice_leaves_the_first_time(tokens: TokenRepository) -> None:
    tokens.add(_token())
    tokens.revoke(_token().id, START)

    assert tokens.revoke(_token().id, START + timedelta(hours=1)).revoked_at == START


@pytest.mark.parametrize("token_id", ["", "0" * 12, "ndk_one"])
def test_an_id_that_is_no_token_cannot_be_revoked(tokens: TokenRepository, token_id: str) -> None:
    tokens.add(_token())

    with pytest.raises(NotFoundError):
        tokens.revoke(token_id, START)


def test_a_token_revoked_elsewhere_lives_no_longer_than_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        clock = FixedClock()
        here = DynamoDBTokens(table, cache_seconds=60, clock=clock)
        elsewhere = DynamoDBTokens(table, cache_seconds=60, clock=clock)
        here.add(_token())
        assert here.find(token_hash("ndk_one")) is not None
        elsewhere.revoke(_token().id, clock.now())

        clock.pass_time(seconds=61)

        found = here.find(token_hash("ndk_one"))
        assert found is not None
        assert found.revoked_at == START
