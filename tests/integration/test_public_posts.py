"""Posts of our own accounts: the fake and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shared.adapters.dynamodb.public_posts import DynamoDBPublicPosts
from shared.domain.errors import ConflictError
from shared.domain.outbox.public_post import PublicPost
from shared.domain.outbox.record import OutboxStatus
from tests.fakes.outbox import FakePublicPosts
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

Posts = FakePublicPosts | DynamoDBPublicPosts


@pytest.fixture(params=["fake", "dynamodb"])
def posts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Posts]:
    if request.param == "fake":
        yield FakePublicPosts()
    else:
        with table_on_moto(monkeypatch) as table:
            yield DynamoDBPublicPosts(table)


def a_post(key: str = "1#x", **fields: object) -> PublicPost:
    post = PublicPost(
        group="incident/acme-1",
        key=key,
        brand="acme",
        requested_by="Ana",
        channel="x",
        account_id="3000000001",
        status=OutboxStatus.WAITING,
        text="The network is down.",
        created_at=START,
        claimed_at=START,
    )
    return replace(post, **fields)


def test_a_post_comes_back_as_it_was_saved(posts: Posts):
    saved = posts.save(a_post(pin=True, place="@acme", continues="17", pinned_at=START))
    assert saved.revision == 1
    assert posts.get("incident/acme-1", "1#x") == saved
    assert posts.get("incident/acme-1", "2#x") is None


def test_a_key_is_taken_once_and_a_post_written_on_its_revision(posts: Posts):
    saved = posts.save(a_post())
    with pytest.raises(ConflictError):
        posts.save(a_post())
    posts.save(saved.claimed(START, saved.text))
    with pytest.raises(ConflictError):
        posts.save(saved)


def test_the_posts_of_a_group_come_in_the_order_of_their_keys(posts: Posts):
    for key in ("2#x", "1#x", "1#facebook"):
        posts.save(a_post(key))
    posts.save(a_post(group="incident/acme-2"))
    assert [post.key for post in posts.of_group("incident/acme-1")] == ["1#facebook", "1#x", "2#x"]
    assert posts.of_group("nothing") == ()
